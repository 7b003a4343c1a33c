"""Builds the fuzz targets and runs each of them: `run.py SECONDS [TARGET...]`.

Works without the tool `cargo fuzz`, which takes longer to install than the targets to build. An
input that fails is kept in `fuzz/artifacts`, and the program prints how to run it again.
"""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

import corpus
import seeds

FOLDER = pathlib.Path(__file__).resolve().parent
TARGET = FOLDER / "target"

# The stable compiler accepts the sanitizer with `RUSTC_BOOTSTRAP`. The counters are those of
# libFuzzer.
FLAGS = [
    "-Zsanitizer=address",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cforce-frame-pointers=yes",
]

STATUS = re.compile(r"^#(\d+)\s+\w+\s+cov: (\d+) ft: (\d+) corp: (\d+)", re.MULTILINE)
COUNTERS = re.compile(r"\((\d+) inline 8-bit counters\)")


def build() -> pathlib.Path:
    """Builds every target, and returns the folder of the programs."""
    printed = subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout
    triple = re.search(r"^host: (.+)$", printed, re.MULTILINE)[1]
    environment = os.environ | {
        "RUSTC_BOOTSTRAP": "1",
        "CARGO_ENCODED_RUSTFLAGS": "\x1f".join(FLAGS),
        "CARGO_TARGET_DIR": str(TARGET),
    }
    # The flags apply to the target only, and not to build scripts.
    command = [os.environ.get("CARGO", "cargo"), "build", "--quiet", "--locked", "--release"]
    subprocess.run([*command, "--target", triple], cwd=FOLDER, env=environment, check=True)
    return TARGET / triple / "release"


def inputs(target: str) -> list[pathlib.Path]:
    """Returns the folders of inputs: what runs on this machine kept, committed inputs and seeds."""
    kept, committed, given = (TARGET / name / target for name in ("kept", "committed", "seeds"))
    kept.mkdir(parents=True, exist_ok=True)
    corpus.unpack(target, committed)
    seeds.write(target, given)
    return [kept, committed, given]


def run(program: pathlib.Path, seconds: int) -> bool:
    """Runs a target, and prints its executions and its coverage. Returns `True` if it passes."""
    target = program.name
    artifacts = FOLDER / "artifacts" / target
    artifacts.mkdir(parents=True, exist_ok=True)
    folders = inputs(target)
    count = sum(len(list(folder.iterdir())) for folder in folders)
    command = [
        program,
        f"-max_total_time={seconds}",
        f"-dict={FOLDER / 'dictionary.txt'}",
        f"-artifact_prefix={artifacts}/",
        "-timeout=20",
        *folders,
    ]
    log = TARGET / f"{target}.log"
    with log.open("wb") as output:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    printed = log.read_text(errors="replace")
    executions, covered, features, kept = (STATUS.findall(printed) or [("0",) * 4])[-1]
    counters = COUNTERS.search(printed)
    result = "ok" if done.returncode == 0 else "FAILED"
    total = counters[1] if counters else "?"
    print(
        f"{target:15} {result:7} {executions:>10} executions, {count} inputs before, {kept} after, "
        f"{covered} of {total} edges, {features} features",
        flush=True,
    )
    if done.returncode != 0:
        print(printed[-6000:])
        print(f"To run an input again: {program} INPUT")
    return done.returncode == 0


def main() -> int:
    seconds, targets = int(sys.argv[1]), sys.argv[2:] or list(seeds.TARGETS)
    folder = build()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda target: run(folder / target, seconds), targets))
    print(f"fuzz: {len(results)} targets of {seconds} s each, {results.count(False)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
