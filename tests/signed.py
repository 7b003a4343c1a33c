"""Checks `tests/vectors/signed.json` with an independent implementation of signed tokens."""

import hashlib
import hmac
import json
import pathlib
import re
import struct
import sys
from typing import Any

VECTORS = pathlib.Path(__file__).resolve().parent / "vectors" / "signed.json"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
EPOCH = 1_767_225_600
FLAGS = re.ASCII | re.IGNORECASE


def text(value: Any) -> str:
    """Returns a string, or the concatenation of pieces, each a string or `[string, count]`."""
    if isinstance(value, str):
        return value
    return "".join(piece if isinstance(piece, str) else piece[0] * piece[1] for piece in value)


def base36(number: int, length: int) -> str:
    digits = ""
    for _ in range(length):
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
    return digits


def field(value: bytes) -> bytes:
    return struct.pack(">B", len(value)) + value


def code(key: bytes, port: int, sandbox_id: str, expiry: str, context: bytes) -> str:
    values = [b"exposeport token", b"\x01", bytes(44)]
    values += [struct.pack(">H", port), sandbox_id.encode(), expiry.encode()]
    message = b"".join(field(value) for value in values)
    message += struct.pack(">Q", len(context)) + context
    mac = hmac.new(key, message, hashlib.sha256).digest()
    return base36(int.from_bytes(mac[:16], "big") % 36**16, 16)


def decoded(digits: str) -> bytes:
    """Returns the key in hexadecimal digits, or an empty one if they are not accepted."""
    is_key = len(digits) <= 1024 and re.fullmatch(r"\s*([0-9a-f]{2})*\s*", digits, FLAGS)
    return bytes.fromhex(digits.strip()) if is_key else b""


def sign(case: dict[str, Any]) -> dict[str, Any]:
    expiry = ""
    key = decoded(text(case["digits"])) if "digits" in case else bytes.fromhex(text(case["key"]))
    if len(key) < 32:
        return {"error": "INVALID_SIGNING_KEY"}
    if "lifetime" in case:
        seconds = case["now"] + case["lifetime"] - EPOCH
        if case["lifetime"] < 1 or not 0 <= seconds < 36**6:
            return {"error": "INVALID_LIFETIME"}
        expiry = base36(seconds, 6)
    context = bytes.fromhex(text(case["context"]))
    return {"token": expiry + code(key, case["port"], case["sandbox_id"], expiry, context)}


def verify(case: dict[str, Any]) -> dict[str, Any]:
    label = text(case["host"]).split(".")[0].lower()
    port, rest = label.split("-", 1)
    sandbox_id, token = rest.rsplit("-", 1)
    invalid = {"result": "invalid", "status": 404, "code": "INVALID_TOKEN"}
    if len(token) not in (16, 22):
        return invalid
    expiry, context = token[:-16], bytes.fromhex(text(case["context"]))
    keys = [bytes.fromhex(text(key)) for key in case["keys"]]
    codes = [code(key, int(port), sandbox_id, expiry, context) for key in keys]
    if case["name"].endswith("that a key has signed") and token[-16:] not in codes:
        return {"error": "no key has signed the token, so the case is not about its name"}
    if token[-16:] not in codes or not set(expiry) <= set(DIGITS):
        return invalid
    expires = EPOCH + int(expiry, 36) if expiry else None
    result: dict[str, Any] = {"result": "active"}
    if expires is not None and case["now"] >= expires:
        result = {"result": "expired"}
    if expires is not None:
        result["expires"] = expires
    if result["result"] == "expired" or case.get("denied", False):
        result |= {"status": 410, "code": "TOKEN_EXPIRED"}
    return result


CALLS = {"sign": sign, "verify": verify}
INPUTS = set("name call key digits keys port sandbox_id context now lifetime domain host denied".split())


def main() -> int:
    cases = json.loads(VECTORS.read_text())["cases"]
    problems = []
    for case in cases:
        expected = {name: value for name, value in case.items() if name not in INPUTS}
        found = CALLS[case["call"]](case)
        if found != expected:
            problems.append(f"{case['name']}: expected {expected}, found {found}")
    print("\n".join(problems) or f"signed: {len(cases)} cases as another implementation has them")
    return 1 if problems or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
