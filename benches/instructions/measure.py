#!/usr/bin/env python3
"""Counts instructions per operation with callgrind.

Fails if parsing or building grew by more than 5 % over the committed figures, or if an unknown port
and a wrong token differ by more than 1 %.
"""

import argparse
import itertools
import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from workspace import BENCHES, CARGO_TARGET, WORK, cargo, install, make_corpus, progress, run

BASELINE = Path(__file__).resolve().with_name("baseline.json")
PROGRAM = CARGO_TARGET / "release/instructions"
# Built alone, since cargo unites the features of packages that it builds together.
BUILD = ("build", "--quiet", "--locked", "--release", "--package", "exposeport-bench-instructions")
OPERATIONS = (
    "parse_host",
    "parse_url",
    "route",
    "build",
    "preview_url",
    "authorize",
    "base_domain",
    "sign",
    "verify",
)
# Growth of these operations is an error. The others are only shown.
GUARDED = ("parse_host", "parse_url", "route", "build")
GROWTH_MAX = 1.05
# Rejections whose counts must not reveal which ports are exposed.
ALIKE = (
    ("authorize/wrong_token", "authorize/unknown_port"),
    ("validate/wrong_token", "validate/unknown_port"),
)
DIFFERENCE_MAX = 0.01
# Fixes the processor features, by which libc chooses its memcpy, and the environment, whose size
# shifts the stack.
FEATURES = "-AVX2,-AVX_Fast_Unaligned_Load,-AVX512F,-AVX512VL,-ERMS,-FSRM"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "GLIBC_TUNABLES": f"glibc.cpu.hwcaps={FEATURES}"}


def count(operation: str, program: Path = PROGRAM) -> float:
    """Returns the mean number of instructions over the corpus."""
    function, _, _ = operation.partition("/")
    out = WORK / f"callgrind.{operation.replace('/', '.')}.out"
    callgrind = (
        "valgrind",
        "--tool=callgrind",
        f"--toggle-collect=measured_{function}",
        f"--callgrind-out-file={out}",
    )
    inputs = run(*callgrind, program, WORK, operation, environment=ENVIRONMENT)
    total = re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.MULTILINE)
    return round(int(total[1]) / int(inputs), 2)


def measure() -> dict[str, float]:
    """Builds the program and counts every operation."""
    install("valgrind=valgrind")
    make_corpus()
    cargo(*BUILD, cwd=BENCHES)
    operations = (*OPERATIONS, *itertools.chain(*ALIKE))
    return {operation: count(operation) for operation in operations}


def check(measured: dict[str, float], committed: dict[str, float]) -> list[str]:
    """Prints a table. Returns an error for each guarded operation that grew too much."""
    errors = []
    print(f"{'instructions':<24}{'committed':>12}{'now':>12}{'change':>10}")
    for operation, now in measured.items():
        before = committed.get(operation)
        change = "new" if before is None else f"{(now / before - 1) * 100:+.2f} %"
        print(f"{operation:<24}{before or '-':>12}{now:>12}{change:>10}")
        if operation not in GUARDED:
            continue
        if before is None:
            errors.append(f"{operation} has no committed figure")
        elif now > before * GROWTH_MAX:
            errors.append(f"{operation} grew from {before} to {now} instructions")
    for one, other in ALIKE:
        smaller, larger = sorted((measured[one], measured[other]))
        if larger > smaller * (1 + DIFFERENCE_MAX):
            errors.append(f"{one} and {other} differ by more than {DIFFERENCE_MAX:.0%}")
    return errors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="write the figures to baseline.json")
    parser.add_argument("--metrics", action="store_true", help="print JSON lines, check nothing")
    arguments = parser.parse_args()
    measured = measure()
    if arguments.metrics:
        for operation, value in measured.items():
            metric = {"metric": f"instructions: {operation}", "value": value, "unit": ""}
            print(json.dumps({"lang": "Rust", **metric}))
    elif arguments.update:
        BASELINE.write_text(json.dumps(measured, indent=2) + "\n")
        progress(f"wrote {BASELINE.name}: {measured}")
    else:
        errors = check(measured, json.loads(BASELINE.read_text()))
        if errors:
            advice = "reduce the instructions, or commit higher figures with --update"
            limit = f"growth up to {GROWTH_MAX:.2f} times is allowed"
            sys.exit(f"{'; '.join(errors)}; {limit}; {advice}")


if __name__ == "__main__":
    main()
