"""Compares base domains with the package idna (IDNA2008, with the mapping of UTS #46).

Reads lines of JSON, each a host, the host of its base domain and the code of its error. Every
difference must have exactly one reason, a rule of the specification, and every reason must occur.
"""

import collections
import json
import re
import sys
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

import idna

COUNT_MIN = 100_000
NUMBER = re.compile("[0-9]+|0x[0-9a-f]*")
HOST_MAX, BASE_HOST_MAX, INPUT_MAX = 253, 244, 1012


class Difference(NamedTuple):
    host: str
    # The host of the base domain, or the code of its error.
    own: str | None
    code: str | None
    # The result of the package, or its error.
    other: str | None
    error: idna.IDNAError | None

    def is_stricter(self, *codes: str) -> bool:
        """Returns `True` if only the package rejects the host, with one of these codes."""
        return self.own is not None and self.error is not None and self.error.code in codes

    def is_rejected(self, code: str) -> bool:
        """Returns `True` if only the base domain is rejected, with this code."""
        return self.code == code and self.other is not None

    def ascii(self) -> str:
        """Returns the result of the package, without a trailing dot."""
        return (self.other or "").removesuffix(".")

    def codepoint(self) -> str:
        """Returns the character that the package rejects."""
        assert self.error is not None and self.error.codepoint is not None
        return chr(self.error.codepoint)

    def is_bidi(self) -> bool:
        """Returns `True` if a label is right-to-left and another one breaks the Bidi Rule."""
        labels = idna.decode(self.ascii()).split(".")
        is_rtl = any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in "".join(labels))
        return is_rtl and not all(is_valid_bidi(label) for label in labels)


def is_valid_bidi(label: str) -> bool:
    try:
        return idna.check_bidi(label, check_ltr=True)
    except idna.IDNAError:
        return False


# Every reason is a rule of the specification, section 5, or an option of the URL Standard.
REASONS: dict[str, Callable[[Difference], object]] = {
    "one trailing dot is stripped": lambda d: d.own is not None and d.other == f"{d.own}.",
    "underscores are allowed": lambda d: (
        d.is_stricter("disallowed_codepoint") and d.codepoint() == "_"
    ),
    "symbols are valid in UTS #46, not in IDNA2008": lambda d: (
        d.is_stricter("disallowed_codepoint") and d.codepoint() != "_"
    ),
    "contextual rules other than those of joiners are not in UTS #46": lambda d: d.is_stricter(
        "contexto"
    ),
    "hyphens in the third and fourth place are allowed": lambda d: d.is_stricter("hyphen_3_4"),
    "a hyphen is first or last before a label is encoded, but not after": lambda d: d.is_stricter(
        "hyphen_start_end"
    ),
    "an IP address is rejected": lambda d: (
        d.is_rejected("HOSTNAME_IS_IP_ADDRESS") and NUMBER.fullmatch(d.ascii().split(".")[-1])
    ),
    "workers.dev and its subdomains are rejected": lambda d: d.is_rejected(
        "CUSTOM_DOMAIN_REQUIRED"
    ),
    "an input has at most 1,012 bytes": lambda d: (
        d.is_rejected("HOSTNAME_TOO_LONG") and len(d.host.encode()) > INPUT_MAX
    ),
    "a host leaves room for a preview label": lambda d: (
        d.is_rejected("HOSTNAME_TOO_LONG")
        and len(d.host.encode()) <= INPUT_MAX
        and BASE_HOST_MAX < len(d.ascii()) <= HOST_MAX
    ),
    "labels of both directions are valid together, not only alone": lambda d: (
        d.is_rejected("INVALID_HOSTNAME") and d.is_bidi()
    ),
}


def convert(host: str) -> tuple[str | None, idna.IDNAError | None]:
    try:
        return idna.encode(host, uts46=True, std3_rules=False).decode(), None
    except idna.IDNAError as error:
        return None, error


def main() -> int:
    counts: collections.Counter[str] = collections.Counter()
    unexplained = []
    # Hosts with a character that the Unicode tables of this Python lack.
    total = agreed = unassigned = 0
    for line in sys.stdin:
        total += 1
        host, own, code = json.loads(line)
        difference = Difference(host, own, code, *convert(host))
        if difference.is_stricter("bidi_unknown_direction", "unknown_codepoint"):
            unassigned += 1
            continue
        if own == difference.other:
            agreed += own is not None
            continue
        reasons = [name for name, is_reason in REASONS.items() if is_reason(difference)]
        if len(reasons) == 1:
            counts[reasons[0]] += 1
        else:
            error = difference.error and (difference.error.code, str(difference.error))
            unexplained.append(f"{difference[:4]} {error} has the reasons {reasons}")
    missing = [f"no difference has the reason: {name}" for name in REASONS if not counts[name]]
    print(f"idna {idna.__version__}: {total} hosts, {agreed} accepted with the same result")
    print(f"{unassigned:7}  not compared: unassigned in Unicode {unicodedata.unidata_version}")
    for name in REASONS:
        print(f"{counts[name]:7}  {name}")
    problems = [*unexplained[:20], *missing]
    if total - unassigned < COUNT_MIN:
        problems.append(f"{total} hosts are fewer than {COUNT_MIN}")
    print(*problems, f"differential: {len(unexplained) + len(missing)} problems", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
