"""Applies mutants that are written by hand, one at a time, and checks that a test catches each.

by_hand.py c            the C binding and the C++ headers: c.json
by_hand.py python       the Python layer: python.json
by_hand.py c -k REGEX   the mutants whose file and name match

A mutant replaces `before`, which occurs exactly once in its file, with `after`. One of its `tests`
has to fail: a program of by_hand.mk, or a file of pytest. They run in their order until one fails.
All of this happens in a copy of the tree, in target/by-hand. CARGO_TARGET_DIR replaces target.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FOLDER = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "by-hand"
LANGUAGES = ("c", "python")
# A mutant may wait forever.
SECONDS = 300
# The value of `tests` for a mutant that an assertion at compile time catches.
BUILD = "build"

Mutant = dict[str, str]


def read(language: str) -> list[Mutant]:
    """Returns the mutants of a language."""
    mutants: list[Mutant] = json.loads((HERE / f"{language}.json").read_text())
    return mutants


def problems() -> list[str]:
    """Returns the faults of the data: a string that is not in the tree, or a name twice."""
    found = []
    for language in LANGUAGES:
        mutants = read(language)
        if len({mutant["name"] for mutant in mutants}) != len(mutants):
            found.append(f"{language}.json has a name twice")
        for mutant in mutants:
            path = ROOT / mutant["file"]
            count = path.read_text().count(mutant["before"]) if path.is_file() else 0
            if count != 1 or mutant["before"] == mutant["after"]:
                found.append(f"{language}.json: {mutant['name']}: found {count} times")
    return found


class Copy:
    """A copy of the working tree, in which the tests of a language are built and run."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.tree = FOLDER / f"tree-{language}"
        self.log = FOLDER / f"log-{language}"

    def update(self) -> None:
        """Copies the files that have changed. The others keep their time, so builds are fast."""
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        names = {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}
        for path in [path for path in self.tree.rglob("*") if path.is_file()]:
            if path.relative_to(self.tree).as_posix() not in names:
                path.unlink()
        for name in names:
            source, target = ROOT / name, self.tree / name
            if not target.is_file() or target.read_bytes() != source.read_bytes():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target)
        if self.language == "c":
            # An interrupted run may have left a program with a mutant.
            for path in (FOLDER / "build" / "by-hand").glob("*"):
                if path.is_file():
                    path.unlink()

    def make(self, target: str, test: str) -> bool:
        """Runs a target, and returns its success. Its output is in the log."""
        settings = {
            **os.environ,
            "CARGO_TARGET_DIR": str(FOLDER / "build"),
            "EXPOSEPORT_ROOT": str(self.tree),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TESTS": test,
        }
        settings.pop("VECTOR", None)
        command = ["timeout", "--kill-after=5", str(SECONDS), "make", "--silent", target]
        with self.log.open("wb") as log:
            done = subprocess.run(
                command,
                cwd=self.tree,
                env=settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return done.returncode == 0

    def builds(self, test: str) -> bool:
        return self.make(f"by-hand-{self.language}", test)

    def passes(self, test: str) -> bool:
        return self.make(f"by-hand-{self.language}-run", test)

    def outcome(self, mutant: Mutant) -> str:
        """Applies a mutant, and returns "caught", "SURVIVED" or "DOES NOT BUILD"."""
        path = self.tree / mutant["file"]
        original = path.read_text()
        path.write_text(original.replace(mutant["before"], mutant["after"]))
        try:
            if mutant["tests"] == BUILD:
                return "SURVIVED" if self.builds("") else "caught"
            for test in mutant["tests"].split():
                if not self.builds(test):
                    return "DOES NOT BUILD"
                if not self.passes(test):
                    return "caught"
            return "SURVIVED"
        finally:
            path.write_text(original)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("language", choices=LANGUAGES)
    parser.add_argument("-k", default="", help="only the mutants whose file and name match")
    arguments = parser.parse_args()
    found = problems()
    if found:
        print(*found, sep="\n")
        return 1
    language = arguments.language
    mutants = [
        mutant
        for mutant in read(language)
        if re.search(arguments.k, f"{mutant['file']}: {mutant['name']}")
    ]
    copy = Copy(language)
    copy.update()
    tests = {test for mutant in mutants for test in mutant["tests"].split()} - {BUILD}
    for test in sorted(tests):
        # A test that always fails catches nothing.
        if not (copy.builds(test) and copy.passes(test)):
            print(f"{test} fails without a mutant; see {copy.log}")
            return 1
    counts: dict[str, int] = {}
    for mutant in mutants:
        start = time.monotonic()
        result = copy.outcome(mutant)
        counts[result] = counts.get(result, 0) + 1
        seconds = time.monotonic() - start
        print(f"{result:8} {seconds:4.0f} s  {mutant['file']}: {mutant['name']}", flush=True)
    total = ", ".join(f"{count} {result}" for result, count in sorted(counts.items()))
    print(f"mutants: {language}: {total}")
    return 0 if counts == {"caught": len(mutants)} else 1


if __name__ == "__main__":
    sys.exit(main())
