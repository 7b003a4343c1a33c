"""Paths of the benchmarks, and helpers that run commands."""

import os
import subprocess
import sys
from pathlib import Path

BENCHES = Path(__file__).resolve().parent
ROOT = BENCHES.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
# The corpus, the wheel and the linked programs.
WORK = TARGET / "bench"
# Separate from the library's own target directory, which other builds may lock.
CARGO_TARGET = WORK / "cargo"
VENV = TARGET / "venv-bench"


def run(*command: object, cwd: Path = ROOT, environment: dict[str, str] | None = None) -> str:
    """Returns the standard output of a command, and exits if the command fails."""
    arguments = [str(argument) for argument in command]
    done = subprocess.run(arguments, cwd=cwd, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        output = f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        sys.exit(f"failed: {' '.join(arguments)}\n{output}")
    return done.stdout


def cargo(
    *arguments: object,
    cwd: Path = ROOT,
    target: Path = CARGO_TARGET,
    environment: dict[str, str] | None = None,
) -> str:
    command = (os.environ.get("CARGO", "cargo"), *arguments, "--target-dir", target)
    return run(*command, cwd=cwd, environment=environment)


def install(*pairs: str) -> None:
    """Installs Debian packages, given as COMMAND=PACKAGE, whose command is missing."""
    run("sh", ROOT / "tests/install-packages.sh", *pairs)


def make_corpus(*arguments: str) -> None:
    run(sys.executable, BENCHES / "corpus.py", WORK, *arguments)


def progress(step: str) -> None:
    print(f"bench: {step}", file=sys.stderr, flush=True)
