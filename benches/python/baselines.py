"""Implementations that a Python programmer would write without the library.

Every baseline agrees with the library on every host of the corpus.
"""

import hmac
import re
import secrets
import string
from typing import NoReturn
from urllib.parse import urlsplit

import ada_url
import yarl

Parts = tuple[int, str, str, str]

RESERVED = frozenset(("www", "api", "admin", "root", "system", "cloudflare", "workers"))
# Hyphens at the ends of labels and empty labels are checked afterwards. A pattern that excludes
# them is slower.
_PARTS = r"([1-9][0-9]{3,4})-([a-z0-9_-]+)-([a-z0-9_]+)\.([a-z0-9_.-]+)"
_HOST = re.compile(_PARTS + "(?::([1-9][0-9]{0,4}))?", re.ASCII)
_BARE_HOST = re.compile(_PARTS, re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_ID = re.compile("[a-z0-9_-]{1,63}", re.ASCII)
_TOKEN = re.compile("[a-z0-9_]{1,16}", re.ASCII)
_ALPHABET = string.ascii_lowercase + string.digits


def _check_limits(match: re.Match[str] | None) -> Parts | None:
    """Performs the checks that a pattern cannot express, and returns the parts."""
    if match is None:
        return None
    digits, sandbox_id, token, base = match.group(1, 2, 3, 4)
    port = int(digits)
    if not 1024 <= port <= 65535 or port == 3000 or sandbox_id in RESERVED:
        return None
    base = base.removesuffix(".")
    if sandbox_id[0] == "-" or sandbox_id[-1] == "-":
        return None
    if match.end(3) > 63 or match.end(3) + 1 + len(base) > 253:
        return None
    dotted = f".{base}."
    if ".." in dotted or ".-" in dotted or "-." in dotted or dotted.endswith(".workers.dev."):
        return None
    if _NUMBER.fullmatch(base, base.rfind(".") + 1):
        return None
    if len(base) > 63 and any(len(label) > 63 for label in base.split(".")):
        return None
    return port, sandbox_id, token, base


def host_by_re(host: str) -> Parts | None:
    match = _HOST.fullmatch(host.lower())
    if match is not None and (base_port := match.group(5)) and int(base_port) > 65535:
        return None
    return _check_limits(match)


def url_by_urlsplit(url: str) -> Parts | None:
    try:
        split = urlsplit(url)
        if split.port == 0:
            return None
    except ValueError:
        return None
    return _check_limits(_BARE_HOST.fullmatch(split.hostname or ""))


def host_by_urlsplit(host: str) -> Parts | None:
    return url_by_urlsplit(f"//{host}")


def url_by_yarl(url: str) -> Parts | None:
    try:
        parsed = yarl.URL(url)
        if parsed.port == 0:
            return None
    except ValueError:
        return None
    return _check_limits(_BARE_HOST.fullmatch(parsed.raw_host or ""))


def url_by_ada(url: str) -> Parts | None:
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return None
    if parsed.port == "0":
        return None
    return _check_limits(_BARE_HOST.fullmatch(parsed.hostname))


class OwnError(ValueError):
    """An exception of an application. Its arguments are a message, a code and an HTTP status."""


def raise_own_error(host: str) -> NoReturn:
    raise OwnError(f"not a valid host: {host}", "INVALID_HOSTNAME", 400)


def build_by_fstring(port: int, sandbox_id: str, token: str, base: str) -> str:
    if type(port) is not int or not 1024 <= port <= 65535 or port == 3000:
        raise ValueError("port")
    if not _ID.fullmatch(sandbox_id) or sandbox_id in RESERVED:
        raise ValueError("sandbox id")
    if sandbox_id[0] == "-" or sandbox_id[-1] == "-":
        raise ValueError("sandbox id")
    if not _TOKEN.fullmatch(token):
        raise ValueError("token")
    label = f"{port}-{sandbox_id}-{token}"
    if len(label) > 63 or len(label) + 1 + len(base) > 253:
        raise ValueError("length")
    return f"https://{label}.{base}"


def token_by_choice() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(16))


def mac_from(prepared: hmac.HMAC, message: bytes) -> bytes:
    """Returns the MAC of a message, from the state of a prepared key."""
    mac = prepared.copy()
    mac.update(message)
    return mac.digest()
