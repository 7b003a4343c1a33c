#!/usr/bin/env python3
"""Measures the core of another checkout and of this one in one run.

Builds the Rust benchmarks of both, runs them in turns, and prints the figures side by side. Floors,
yardsticks and baselines are the same code in both checkouts, so their ratios show the noise.

The layout of the code alone changes times. `--builds` measures several layouts of each checkout.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import sys
from collections import defaultdict
from pathlib import Path

from instructions.measure import BUILD, OPERATIONS, count
from report import aligned, processor, rounded
from workspace import BENCHES, WORK, cargo, install, make_corpus, progress, run

# Both names have the same length, so that the paths of the programs do not shift the stack.
SIDES = ("old", "new")
PROGRAMS = ("bench", "sandboxes", "instructions")
# LLVM options of each build. They change only the layout of the code.
LAYOUTS = (
    "",
    "-align-all-functions=5",
    "-align-all-functions=6",
    "-align-all-nofallthru-blocks=4",
    "-align-all-nofallthru-blocks=5",
)
Key = tuple[str, str]

# Earlier names of operations, implementations and metrics.
RENAMED_PATTERNS = [
    (r"^parse a host of (\d+) \w+$", r"parse a host of \1 bytes"),
    (r"^\w+ a label of (\d+) \w+$", r"reject a label of \1 bytes"),
    (r"^exposeport: \w+ checked first$", "exposeport: from strings"),
]
RENAMED = {
    "bind a host to a known domain": "bind a host to a base domain",
    "check a base domain without IDNA": "validate an ASCII base domain",
    "make a token": "generate a token",
    "exposeport: as a value": "exposeport: PreviewUrl::new",
    "exposeport: the look-up alone": "exposeport: look-up only",
    "exposeport, the map hashing by SipHash": "exposeport: SipHash map",
    "floor: copying only, a URL that is built": "floor: copying the URL",
    "floor: copying only, piece by piece": "floor: copying the pieces",
    "floor: one table pass": "floor: table pass",
    "floor: touching the bytes": "floor: sum of the bytes",
    "not constant in time: ==": "==, not constant-time",
    "resident memory gained over 1,000,000 hosts": "resident memory growth over 1,000,000 hosts",
    "write! into a string that is kept": "write! into a reused String",
}


def current_name(name: str) -> str:
    for pattern, replacement in RENAMED_PATTERNS:
        name = re.sub(pattern, replacement, name)
    return RENAMED.get(name, name)


def check_out(base: str) -> Path:
    """Returns the directory of a checkout, and extracts it if `base` is a commit."""
    directory = Path(base).resolve()
    if not directory.is_dir():
        commit = run("git", "rev-parse", "--verify", f"{base}^{{commit}}").strip()
        directory = WORK / "compare" / commit
        if not directory.is_dir():
            directory.mkdir(parents=True)
            archive = directory.with_suffix(".tar")
            run("git", "archive", "--output", archive, commit)
            run("tar", "--extract", "--file", archive, "--directory", directory)
            archive.unlink()
    if not (directory / "benches" / "rust").is_dir():
        sys.exit(f"{base} is not a checkout of this repository")
    return directory


def program(side: str, build: int, name: str) -> Path:
    return WORK / "compare" / f"{side}-{build}" / name


def build_programs(checkout: Path, side: str, build: int) -> None:
    target = WORK / "compare" / f"cargo-{side}"
    environment = dict(os.environ)
    if LAYOUTS[build]:
        flags = environment.get("RUSTFLAGS", "")
        environment["RUSTFLAGS"] = f"{flags} -C llvm-args={LAYOUTS[build]}".strip()
    options = {"cwd": checkout / "benches", "target": target, "environment": environment}
    cargo("build", "--quiet", "--locked", "--release", **options)
    cargo(*BUILD, **options)
    for name in PROGRAMS:
        copy = program(side, build, name)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(target / "release" / name, copy)


def record(output: str, samples: dict[Key, list[float]]) -> None:
    """Adds the medians and the metrics that a program printed."""
    for line in output.splitlines():
        found = json.loads(line)
        if "ns" in found:
            # The key was `who` in earlier versions.
            key = (found["op"], found.get("name") or found["who"])
            value = statistics.median(found["ns"])
        else:
            # The key was `fact` in earlier versions.
            key = ("", found.get("metric") or found["fact"])
            value = found["value"]
        samples[current_name(key[0]), current_name(key[1])].append(value)


def instruction_rows() -> list[list[str]]:
    rows = [["instructions", "old", "new", "ratio"]]
    for operation in OPERATIONS:
        old, new = (count(operation, program(side, 0, "instructions")) for side in SIDES)
        rows.append([operation, f"{old:.2f}", f"{new:.2f}", f"{new / old:.3f}"])
    return rows


def time_rows(builds: int, rounds: int) -> list[list[str]]:
    """Returns the median of all runs, and the range of the ratios of two adjacent runs."""
    samples: dict[str, dict[Key, list[float]]] = {side: defaultdict(list) for side in SIDES}
    for turn in range(rounds):
        for build in range(builds):
            progress(f"round {turn + 1} of {rounds}, build {build + 1} of {builds}")
            is_reversed = (turn + build) % 2 == 1
            for side in reversed(SIDES) if is_reversed else SIDES:
                record(run(program(side, build, "bench"), WORK), samples[side])
                record(run(program(side, build, "sandboxes")), samples[side])
    rows = [["nanoseconds", "implementation", "old", "new", "ratio", "of two runs"]]
    metrics = []
    for key, new in samples["new"].items():
        old = samples["old"].get(key)
        if old is None:
            continue
        before, after = statistics.median(old), statistics.median(new)
        figures = [*key, rounded(before), rounded(after)]
        if not key[0]:
            ratio = f"{after / before:.2f}" if before else ""
            metrics.append(["metric", *figures[1:], ratio, ""])
            continue
        ratios = [b / a for a, b in zip(old, new, strict=True)]
        spread = f"{min(ratios):.2f} … {max(ratios):.2f}"
        rows.append([*figures, f"{after / before:.2f}", spread])
    return rows + metrics


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", help="the other checkout: a directory or a commit")
    parser.add_argument("--rounds", type=int, default=5, help="runs per program (default: 5)")
    parser.add_argument(
        "--builds",
        type=int,
        default=1,
        choices=range(1, len(LAYOUTS) + 1),
        help="builds per checkout (default: 1)",
    )
    arguments = parser.parse_args()
    base = check_out(arguments.base)

    install("valgrind=valgrind")
    make_corpus("--million")
    for side, checkout in zip(SIDES, (base, BENCHES.parent), strict=True):
        for build in range(arguments.builds):
            progress(f"building {side}, {build + 1} of {arguments.builds}")
            build_programs(checkout, side, build)
    progress("instructions")
    print(f"{processor()}\n\n{aligned(instruction_rows())}\n")
    print(aligned(time_rows(arguments.builds, arguments.rounds)))


if __name__ == "__main__":
    main()
