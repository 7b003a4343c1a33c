"""Evaluates runs of mutants: `results.py FOLDER...`, each with the folder `mutants.out` of a run.

A mutant is killed if one of the runs has killed it. Prints a table of the files. Fails if a mutant
survives that `survivors.txt` does not list, or if an entry of the list is outdated.
"""

import collections
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SURVIVORS = pathlib.Path(__file__).with_name("survivors.txt")
SOURCES = "crates/exposeport/src/"

CAUGHT, UNVIABLE, TIMEOUT, MISSED = "CaughtMutant", "Unviable", "Timeout", "MissedMutant"
COLUMNS = [CAUGHT, UNVIABLE, TIMEOUT, MISSED]


def outcomes(folder: pathlib.Path) -> dict[str, str]:
    """Returns the outcome of each mutant of a run, by the name of the mutant."""
    document = json.loads((folder / "mutants.out" / "outcomes.json").read_text())
    mutants = [entry for entry in document["outcomes"] if isinstance(entry["scenario"], dict)]
    return {entry["scenario"]["Mutant"]["name"]: entry["summary"] for entry in mutants}


def merge(found: dict[str, str], later: dict[str, str]) -> None:
    """Adds the outcomes of a later stage. A mutant that an earlier one has killed stays killed."""
    for mutant, outcome in later.items():
        if found.get(mutant, MISSED) == MISSED:
            found[mutant] = outcome


def every_mutant() -> list[str]:
    """Returns the names of all mutants of the core."""
    cargo = os.environ.get("CARGO", "cargo")
    command = [cargo, "mutants", "--no-config", "--package", "exposeport", "--list"]
    command += ["--colors", "never"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def without_line(mutant: str) -> str:
    """Returns the name of a mutant that stays the same if lines are added above it."""
    return re.sub(r":\d+:\d+: ", ": ", mutant.removeprefix(SOURCES), count=1)


def listed() -> list[str]:
    """Returns the mutants of the list of survivors. Equal names stand for different places."""
    lines = SURVIVORS.read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def problems(found: dict[str, str]) -> list[str]:
    """Compares a run with the list of survivors."""
    expected = collections.Counter(listed())
    total = collections.Counter(map(without_line, every_mutant()))
    missed = [without_line(mutant) for mutant, outcome in found.items() if outcome == MISSED]
    killed = [without_line(mutant) for mutant, outcome in found.items() if outcome != MISSED]
    unlisted = collections.Counter(missed) - expected
    outdated = expected - (total - collections.Counter(killed))
    return [f"survives, and is not listed: {mutant}" for mutant in sorted(unlisted.elements())] + [
        f"is listed, and does not survive or exist: {mutant}"
        for mutant in sorted(outdated.elements())
    ]


def table(found: dict[str, str]) -> list[str]:
    """Returns the rows of a table of the files."""
    count: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    for mutant, outcome in found.items():
        file = mutant.removeprefix(SOURCES).split(":")[0]
        count[file][outcome] += 1
    count = dict(sorted(count.items()))
    count["**all**"] = sum(count.values(), collections.Counter())
    head = "| file | mutants | killed | do not compile | hang | survive |"
    cells = [
        [file, str(outcomes.total()), *(str(outcomes[column]) for column in COLUMNS)]
        for file, outcomes in count.items()
    ]
    return [head, "|---|--:|--:|--:|--:|--:|", *(f"| {' | '.join(row)} |" for row in cells)]


def report(found: dict[str, str]) -> int:
    wrong = problems(found)
    print(*table(found), "", *wrong, f"mutants: {len(wrong)} problems", sep="\n")
    return 1 if wrong else 0


def main() -> int:
    found: dict[str, str] = {}
    for folder in sys.argv[1:]:
        merge(found, outcomes(pathlib.Path(folder)))
    return report(found)


if __name__ == "__main__":
    sys.exit(main())
