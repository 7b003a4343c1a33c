#!/usr/bin/env python3
"""Instructions per operation, counted by callgrind.

Fails where parsing or building grew by more than 5 % over the committed figures.
"""

import argparse
import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from paths import BENCHES, CARGO_TARGET, WORK, cargo, install, make_corpus, run

BASELINE = Path(__file__).resolve().with_name("baseline.json")
OPERATIONS = ("parse_host", "parse_url", "route", "build", "preview_url", "authorize", "base_domain")
# Those whose growth is an error; the others are shown.
GUARDED = ("parse_host", "parse_url", "route", "build")
GROWTH = 1.05
# An environment and a processor that are the same everywhere: libc picks its memcpy by the latter, and the stack begins
# behind the former.
PLAIN = "-AVX2,-AVX_Fast_Unaligned_Load,-AVX512F,-AVX512VL,-ERMS,-FSRM"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "GLIBC_TUNABLES": f"glibc.cpu.hwcaps={PLAIN}"}


def count(operation: str) -> float:
    """The mean over the corpus."""
    out = WORK / f"callgrind.{operation}.out"
    command = ["valgrind", "--tool=callgrind", f"--toggle-collect=measured_{operation}", f"--callgrind-out-file={out}"]
    printed = run(*command, CARGO_TARGET / "release/instructions", WORK, operation, environment=ENVIRONMENT)
    total = re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.MULTILINE)
    return round(int(total[1]) / int(printed), 2)


def measure() -> dict[str, float]:
    install("valgrind=valgrind")
    make_corpus()
    cargo("build", "--quiet", "--release", "--package", "exposeport-bench-instructions", cwd=BENCHES)
    return {operation: count(operation) for operation in OPERATIONS}


def compare(now: dict[str, float], then: dict[str, float]) -> list[str]:
    """Prints a table; what has grown too much."""
    grown = []
    print(f"{'instructions of':<16}{'committed':>12}{'now':>12}{'change':>10}")
    for operation, found in now.items():
        known = then.get(operation)
        change = "new" if known is None else f"{(found / known - 1) * 100:+.2f} %"
        print(f"{operation:<16}{known or '-':>12}{found:>12}{change:>10}")
        if operation in GUARDED and known is not None and found > known * GROWTH:
            grown.append(f"{operation} grew from {known} to {found} instructions")
        elif operation in GUARDED and known is None:
            grown.append(f"{operation} has no committed figure")
    return grown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="commit to what is found now")
    parser.add_argument("--facts", action="store_true", help="print JSON lines and compare nothing")
    arguments = parser.parse_args()
    now = measure()
    if arguments.facts:
        for operation, value in now.items():
            print(json.dumps({"lang": "Rust", "fact": f"instructions: {operation}", "value": value, "unit": ""}))
    elif arguments.update:
        BASELINE.write_text(json.dumps(now, indent=2) + "\n")
        print(f"wrote {BASELINE.name}: {now}")
    else:
        grown = compare(now, json.loads(BASELINE.read_text()))
        if grown:
            sys.exit(
                "; ".join(grown)
                + f": more than {GROWTH:.2f} times the committed figure; make it smaller, or commit to it by --update"
            )


if __name__ == "__main__":
    main()
