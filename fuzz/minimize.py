"""Replaces the committed inputs: `minimize.py [TARGET...]`.

From all inputs that runs have kept, selects a small set that reaches the same code.
"""

import pathlib
import subprocess
import sys

import corpus
import run
import seeds

# The largest input that is committed, in bytes. Larger ones would fill the archive.
LARGEST = 1024


def select(program: pathlib.Path) -> None:
    target = program.name
    selected = run.TARGET / "selected" / target
    selected.mkdir(parents=True, exist_ok=True)
    for path in selected.iterdir():
        path.unlink()
    options = ["-set_cover_merge=1", f"-max_len={LARGEST}"]
    command = [program, *options, selected, *run.inputs(target)]
    with (run.TARGET / f"{target}-selected.log").open("wb") as log:
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=True)
    size = corpus.pack(target, selected), corpus.archive(target).stat().st_size
    print("{:15} {} inputs, {} bytes packed".format(target, *size), flush=True)


def main() -> None:
    folder = run.build()
    for target in sys.argv[1:] or seeds.TARGETS:
        select(folder / target)


if __name__ == "__main__":
    main()
