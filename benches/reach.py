"""What is to be reached: ratios within one run, and a few figures of their own."""

from dataclasses import dataclass

PARSE, MILLION, URL = "parse a host", "parse 1,000,000 distinct hosts", "parse a URL"
BIND, BUILD, MAKE = "bind a host to a known domain", "build a URL", "make a token"
COMPARE, AUTHORIZE, CHECK = "compare tokens", "authorize a route", "whole check"
TABLE, TOUCH, PIECES = "floor: one table pass", "floor: touching the bytes", "floor: copying only, piece by piece"
OURS, YARDSTICK = "exposeport", "yardstick: FNV-1a"
CHECKED = "exposeport: texts checked first"
ENTROPY, SAME = "floor: getrandom(16)", "exposeport: parse the same hosts"


@dataclass(frozen=True)
class Target:
    """One figure that is to be reached.

    exposeport's time is at most `limit` times another one, or another one is at least `limit` times it; or, without
    another, at most `limit`.
    """

    language: str
    operation: str
    sign: str
    limit: float
    other: str | None = None
    other_language: str | None = None
    other_operation: str | None = None
    # Whether the languages are compared by what they take of the yardstick, since they do not run at the same moment.
    by_yardstick: bool = False
    fact: str | None = None
    unit: str = "ns"


def most(language: str, operation: str, limit: float, other: str | None = None) -> Target:
    return Target(language, operation, "≤", limit, other)


def most_of_rust(operation: str, limit: float, other: str = OURS) -> Target:
    return Target("C", operation, "≤", limit, other, "Rust", by_yardstick=True)


def least(language: str, operation: str, limit: float, other: str) -> Target:
    return Target(language, operation, "≥", limit, other)


def fact(language: str, operation: str, limit: float, name: str, unit: str) -> Target:
    return Target(language, operation, "≤", limit, fact=name, unit=unit)


GAINED = "resident memory gained over 1,000,000 hosts"
# What the allocator and the interpreter move about by themselves.
FLAT = 256 * 1024

TARGETS = [
    most("Rust", PARSE, 1.6, TABLE),
    least("Rust", PARSE, 25, "regex"),
    least("Rust", PARSE, 40, "url"),
    fact("Rust", PARSE, 420, "instructions: parse_host", "instructions"),
    most_of_rust(PARSE, 1.3),
    least("C", PARSE, 8, "sscanf"),
    least("C", PARSE, 3.5, "strtok_r"),
    most("Python", PARSE, 8, "floor: len(host)"),
    least("Python", PARSE, 7, "re"),
    least("Python", PARSE, 40, "urllib.parse"),
    most("Rust", MILLION, 6, TOUCH),
    least("Rust", MILLION, 13, "regex"),
    fact("Rust", MILLION, FLAT, GAINED, "octets"),
    most_of_rust(MILLION, 1.3),
    most("Python", MILLION, 250),
    # 250 ns where `re` takes 1,190.
    least("Python", MILLION, 4.76, "re"),
    fact("Python", MILLION, FLAT, GAINED, "octets"),
    least("Rust", URL, 10, "ada-url"),
    least("Rust", URL, 30, "url"),
    least("C", URL, 8, "ada"),
    least("Python", URL, 30, "urllib.parse"),
    least("Python", URL, 30, "ada-url"),
    most("Rust", BIND, 1.3, SAME),
    most("C", BIND, 1.3, SAME),
    most("Python", BIND, 1.3, SAME),
    most("Rust", BUILD, 2.2, PIECES),
    least("Rust", BUILD, 5, "format!"),
    fact("Rust", BUILD, 600, "instructions: build", "instructions"),
    most_of_rust(BUILD, 1.3),
    # The same work: the C function takes texts, the Rust one parts that were checked before.
    most_of_rust(BUILD, 1.3, CHECKED),
    least("C", BUILD, 4, "checks and snprintf"),
    least("Python", BUILD, 6, "checks and an f-string"),
    most("Rust", MAKE, 1.15, ENTROPY),
    most("C", MAKE, 1.2, ENTROPY),
    most("Python", MAKE, 1.4, "floor: os.urandom(12)"),
    least("Python", MAKE, 40, "secrets.choice"),
    most("Rust", COMPARE, 5),
    most("C", COMPARE, 8),
    most("Python", COMPARE, 3, "hmac.compare_digest"),
    most("Rust", AUTHORIZE, 2, SAME),
    most("C", AUTHORIZE, 2, SAME),
    most("Python", AUTHORIZE, 1.5, SAME),
    most("Rust", CHECK, 50),
    most("Python", CHECK, 150),
    most("Rust", "check a base domain without IDNA", 60),
    Target("Rust", "parse a host of 1048576 octets", "≤", 1.3, OURS, other_operation="parse a host of 300 octets"),
]
