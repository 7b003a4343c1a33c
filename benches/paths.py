"""Where the benchmarks find and put things, and how they run commands."""

import os
import subprocess
import sys
from pathlib import Path

BENCHES = Path(__file__).resolve().parent
ROOT = BENCHES.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
# The corpus, the wheel and what is linked by hand.
WORK = TARGET / "bench"
# Its own folder: another lock file, and no waiting for whoever builds the library meanwhile.
CARGO_TARGET = WORK / "cargo"
VENV = TARGET / "venv-bench"


def run(*command: object, cwd: Path = ROOT, environment: dict[str, str] | None = None) -> str:
    """The standard output of a command that must succeed."""
    texts = [str(part) for part in command]
    done = subprocess.run(texts, cwd=cwd, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"failed: {' '.join(texts)}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def cargo(*arguments: object, cwd: Path = ROOT, target: Path = CARGO_TARGET) -> str:
    return run(os.environ.get("CARGO", "cargo"), *arguments, "--target-dir", target, cwd=cwd)


def install(*pairs: str) -> None:
    """Debian packages, by COMMAND=PACKAGE, where the command is missing."""
    run("sh", ROOT / "tests/install-packages.sh", *pairs)


def make_corpus(*arguments: str) -> None:
    run(sys.executable, BENCHES / "corpus.py", WORK, *arguments)
