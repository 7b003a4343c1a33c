"""The secrets of a case: its tokens and keys, which no message, body or page may contain."""

import json
import re
from collections.abc import Iterator

# A shorter string may occur by chance.
LENGTH_MIN = 5
# Tokens of cases that are also words of messages.
WORDS = {b"token", b"other"}
LABEL = re.compile(r"\A(?:.*?://)?[^.:/?#]*-([^.:/?#]*)", re.DOTALL)
STORED = re.compile(r'"token"\s*:\s*"([^"]*)"')
HOSTS = {"host", "authority", "target", "url"}
PARSED = {"parse_host", "parse_url", "route"}
# The calls whose hosts are not those of previews, and whose cases have no token.
WITHOUT = {"port", "sandbox_id", "base_domain", "headers"}


def text(value: object) -> str:
    """Returns a string, or the concatenation of its pieces."""
    if isinstance(value, str):
        return value
    return "".join(piece if isinstance(piece, str) else piece[0] * piece[1] for piece in value)


def is_text(value: object) -> bool:
    """Returns True for a string or its pieces. A list of objects is a list of steps or ports."""
    is_list = isinstance(value, list) and not any(isinstance(part, dict) for part in value)
    return is_list or isinstance(value, str)


def of_host(host: str) -> list[str]:
    """Returns the token of a host or URL: the last part of its first label."""
    found = LABEL.match(host)
    return [found[1]] if found else []


def of_document(document: str) -> Iterator[str]:
    """Returns the tokens of a stored document, which may be invalid."""
    try:
        yield from tokens(json.loads(document))
    except (ValueError, RecursionError):
        yield from STORED.findall(document)


def tokens(value: object) -> Iterator[str]:
    """Returns the tokens in a part of a case, at any depth."""
    if isinstance(value, list):
        for item in value:
            yield from tokens(item)
    if not isinstance(value, dict):
        return
    for name, item in value.items():
        if name == "hosts":
            yield from (token for host in item for token in of_host(text(host)))
        elif name in HOSTS and is_text(item):
            yield from of_host(text(item))
        elif name in ("load", "document") and is_text(item):
            yield from of_document(text(item))
        elif (name == "token" or name.isdecimal()) and is_text(item):
            yield text(item)
        else:
            yield from tokens(item)


def keys(case: dict) -> Iterator[bytes]:
    """Returns the keys of a case: their bytes, and their digits."""
    for key in [*case.get("keys", []), *([case["key"]] if "key" in case else [])]:
        yield from (text(key).encode(), bytes.fromhex(text(key)))
    if "digits" in case:
        yield text(case["digits"]).encode()


def secrets(call: str, case: dict) -> list[bytes]:
    """Returns the secrets of a case that are long enough to be searched for."""
    if call in WITHOUT:
        return []
    found = [token.encode("utf-8", "surrogatepass") for token in tokens(case)]
    if "input" in case or "input_hex" in case:
        raw = bytes.fromhex(case["input_hex"]) if "input_hex" in case else None
        given = text(case["input"]) if raw is None else raw.decode("latin-1")
        parsed = of_host(given) if call in PARSED else [given] if call == "token" else []
        found += [token.encode("utf-8" if raw is None else "latin-1") for token in parsed]
    found += [token.lower() for token in found]
    found += keys(case)
    # The token that a placeholder stands for is generated when the case runs.
    long = {secret for secret in found if len(secret) >= LENGTH_MIN and b"{t" not in secret}
    return sorted(long - WORDS)
