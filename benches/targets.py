"""Targets and goals: ratios within one run, and a few absolute figures.

A target is expected to be met everywhere. A goal depends on the processor, and is reported with it.
"""

from dataclasses import dataclass

PARSE = "parse a host"
PARSE_VALID = "parse a valid host"
REJECT = "reject a host"
PARSE_MILLION = "parse 1,000,000 distinct hosts"
PARSE_URL = "parse a URL"
BIND = "bind a host to a base domain"
BUILD = "build a URL"
BASE_DOMAIN = "validate an ASCII base domain"
GENERATE = "generate a token"
COMPARE = "compare tokens"
VERIFY_PERMANENT = "verify a permanent token"
VERIFY_EXPIRING = "verify an expiring token"
SIGN = "sign a token"
AUTHORIZE = "authorize a route"
CHECK = "whole check"

OURS = "exposeport"
FROM_STRINGS = "exposeport: from strings"
SAME_HOSTS = "exposeport: parse the same hosts"
TABLE = "floor: table pass"
SUM = "floor: sum of the bytes"
PIECES = "floor: copying the pieces"
GETRANDOM = "floor: getrandom(16)"
URANDOM = "floor: os.urandom(12)"
BARE_MAC = "floor: bare HMAC-SHA-256"
HMAC_OPENSSL = "bare HMAC of OpenSSL"
HMAC_COPY = "hmac.new and copy"
REDIS = "Redis GET on loopback"
YARDSTICK = "yardstick: FNV-1a"
CUSTOM_EXCEPTION = "raise a custom exception"

MEMORY_GROWTH = "resident memory growth over 1,000,000 hosts"
# Allows for growth of the allocator and the interpreter.
MEMORY_GROWTH_MAX = 256 * 1024


@dataclass(frozen=True)
class Target:
    """A limit on the time of the library, or on a metric.

    With `≤`, the library takes at most `limit` times the time of `other`. With `≥`, `other` takes
    at least `limit` times the time of the library. Without `other`, `limit` is absolute.
    """

    language: str
    operation: str
    sign: str
    limit: float
    other: str | None = None
    other_language: str | None = None
    other_operation: str | None = None
    # Divides both times by those of the yardstick, for programs that run one after the other.
    by_yardstick: bool = False
    metric: str | None = None
    unit: str = "ns"


def at_most(language: str, operation: str, limit: float, other: str | None = None) -> Target:
    return Target(language, operation, "≤", limit, other)


def at_most_rust(operation: str, limit: float, other: str = OURS) -> Target:
    return Target("C", operation, "≤", limit, other, "Rust", by_yardstick=True)


def at_least(language: str, operation: str, limit: float, other: str) -> Target:
    return Target(language, operation, "≥", limit, other)


def metric(language: str, operation: str, limit: float, name: str, unit: str) -> Target:
    return Target(language, operation, "≤", limit, metric=name, unit=unit)


def instructions(operation: str, limit: float, counted: str) -> Target:
    return metric("Rust", operation, limit, f"instructions: {counted}", "instructions")


def host_of(length: int) -> str:
    return f"parse a host of {length} bytes"


TARGETS = [
    at_least("Rust", PARSE, 25, "regex"),
    at_least("Rust", PARSE, 40, "url"),
    instructions(PARSE, 502, "parse_host"),
    at_most_rust(PARSE, 1.3),
    at_least("C", PARSE, 8, "sscanf"),
    at_least("C", PARSE, 3.5, "strtok_r"),
    at_least("Python", PARSE, 7, "re"),
    at_least("Python", PARSE_VALID, 12, "re"),
    at_least("Python", PARSE_VALID, 20, "urllib.parse"),
    at_most("Python", REJECT, 2, CUSTOM_EXCEPTION),
    at_most("Rust", PARSE_MILLION, 6, SUM),
    at_least("Rust", PARSE_MILLION, 13, "regex"),
    metric("Rust", PARSE_MILLION, MEMORY_GROWTH_MAX, MEMORY_GROWTH, "bytes"),
    at_most_rust(PARSE_MILLION, 1.3),
    at_most("Python", PARSE_MILLION, 250),
    at_least("Python", PARSE_MILLION, 4.76, "re"),
    metric("Python", PARSE_MILLION, MEMORY_GROWTH_MAX, MEMORY_GROWTH, "bytes"),
    at_least("Rust", PARSE_URL, 10, "ada-url"),
    at_least("Rust", PARSE_URL, 30, "url"),
    instructions(PARSE_URL, 576, "parse_url"),
    at_least("C", PARSE_URL, 8, "ada"),
    at_most("Rust", BIND, 1.3, SAME_HOSTS),
    instructions(BIND, 442, "route"),
    at_most("C", BIND, 1.3, SAME_HOSTS),
    at_most("Python", BIND, 1.3, SAME_HOSTS),
    at_most("Rust", BUILD, 2.2, PIECES),
    at_least("Rust", BUILD, 5, "format!"),
    instructions(BUILD, 203, "build"),
    # The C function takes strings, so it is compared with Rust from strings.
    at_most_rust(BUILD, 1.3, FROM_STRINGS),
    at_least("C", BUILD, 3, "checks and snprintf"),
    at_least("Python", BUILD, 6, "checks and an f-string"),
    at_most("Rust", GENERATE, 1.15, GETRANDOM),
    at_most("C", GENERATE, 1.2, GETRANDOM),
    at_most("Python", GENERATE, 1.4, URANDOM),
    at_least("Python", GENERATE, 40, "secrets.choice"),
    at_most("Rust", COMPARE, 5),
    at_most("C", COMPARE, 8),
    at_most("Python", COMPARE, 3, "hmac.compare_digest"),
    at_most("Rust", VERIFY_PERMANENT, 1.3, BARE_MAC),
    at_most("Rust", VERIFY_EXPIRING, 1.3, BARE_MAC),
    at_most("Rust", SIGN, 1.3, BARE_MAC),
    at_most("C", VERIFY_PERMANENT, 1.3, HMAC_OPENSSL),
    at_most("C", VERIFY_EXPIRING, 1.3, HMAC_OPENSSL),
    at_least("C", VERIFY_PERMANENT, 10, REDIS),
    at_most("Python", VERIFY_PERMANENT, 1.3, HMAC_COPY),
    at_most("Python", VERIFY_EXPIRING, 1.3, HMAC_COPY),
    at_most("Rust", AUTHORIZE, 2, SAME_HOSTS),
    at_most("C", AUTHORIZE, 2, SAME_HOSTS),
    at_most("Python", AUTHORIZE, 1.5, SAME_HOSTS),
    at_most("Rust", CHECK, 4, TABLE),
    at_most("Rust", BASE_DOMAIN, 60),
    Target("Rust", host_of(1 << 20), "≤", 1.3, OURS, other_operation=host_of(300)),
]

GOALS = [
    at_most("Rust", PARSE, 2.0, TABLE),
    at_most("Rust", BIND, 1.7, TABLE),
    Target("Rust", host_of(96), "≤", 2, OURS, other_operation=host_of(48)),
]
