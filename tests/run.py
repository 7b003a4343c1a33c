"""Runs every suite, compares the case counts of the languages, and prints a summary.

Each suite is a target of the Makefile. Its output goes to `target/suites`, and is printed if the
suite fails.
"""

import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOGS = ROOT / "target" / "suites"

SUITES = [
    "test-project",
    "test-rust",
    "test-tower",
    "test-differential",
    "test-c",
    "test-cpp",
    "test-headers",
    "test-symbols",
    "test-static",
    "test-flags",
    "test-consumer",
    "test-c-sanitizers",
    "test-c-valgrind",
    "test-constant-time",
    "test-threads",
    "test-python",
    "test-python-versions",
    "test-nginx",
    "test-gateway",
    "test-e2e",
    "notices-check",
    "test-no-std",
    "test-msrv",
    "test-package",
    "test-fuzz",
    "wheel",
]

# The languages that run the shared vectors.
LANGUAGES = ["rust", "c", "cpp", "python"]

COUNT = re.compile(r"^vectors: (\w+) (\w+) (\d+)\s*$", re.MULTILINE)


def run(suite: str) -> bool:
    print(f"{suite:20}", end=" ", flush=True)
    log = LOGS / f"{suite}.log"
    start = time.monotonic()
    with log.open("wb") as output:
        command = ["make", "--no-print-directory", suite]
        done = subprocess.run(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    result = "ok" if done.returncode == 0 else "FAILED"
    print(result, f"{time.monotonic() - start:5.0f} s", flush=True)
    if done.returncode != 0:
        print(log.read_text(errors="replace")[-20_000:])
    return done.returncode == 0


def counts() -> dict[str, dict[str, int]]:
    """Returns the number of cases that each language ran, by file."""
    found: dict[str, dict[str, int]] = {language: {} for language in LANGUAGES}
    for suite in SUITES:
        log = (LOGS / f"{suite}.log").read_text(errors="replace")
        for language, file, count in COUNT.findall(log):
            found.setdefault(language, {})[file] = int(count)
    return found


def compare_counts() -> bool:
    files = sorted(path.stem for path in (ROOT / "tests" / "vectors").glob("*.json"))
    found = counts()
    for language, by_file in found.items():
        print(f"vectors in {language:8} {sum(by_file.values())} cases in {len(by_file)} files")
    expected = {file: found["rust"].get(file) for file in files}
    complete = None not in expected.values()
    differing = [name for name, by_file in found.items() if by_file != expected or not complete]
    for language in differing:
        print(f"{language} ran {found[language]}, expected {expected}")
    return not differing


def main() -> int:
    LOGS.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("CARGO_TERM_COLOR", "never")
    os.environ.pop("VECTOR", None)
    results = [run(suite) for suite in SUITES]
    results.append(all(results) and compare_counts())
    print(f"suites: {results.count(True)} passed, {results.count(False)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
