"""Prints how many lines of the core the tests execute, and compares the others with README.md.

Modules of tests inside `src` are not counted.
"""

import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CORE = ROOT / "crates" / "exposeport" / "src"
LISTED = ROOT / "tests" / "coverage" / "README.md"
PERCENT_MIN = 99.0

# | `file` | `first line` | number of lines | reason |
ROW = re.compile(r"^\| `([^`]+\.rs)` \| `([^`]+)` \| (\d+) \| \S.* \|$", re.MULTILINE)

# A block of lines that no test executes: its file, its first line, and the number of its lines.
Block = tuple[str, str, int]


def executions(report: pathlib.Path) -> dict[pathlib.Path, dict[int, int]]:
    """Returns the number of executions of each line, by file, from a report in the format lcov."""
    found: dict[pathlib.Path, dict[int, int]] = {}
    lines: dict[int, int] = {}
    for entry in report.read_text().splitlines():
        name, _, value = entry.partition(":")
        if name == "SF":
            lines = found.setdefault(pathlib.Path(value), {})
        elif name == "DA":
            number, count = value.split(",")[:2]
            lines[int(number)] = max(int(count), lines.get(int(number), 0))
    return found


def blocks(name: str, text: list[str], missed: list[int]) -> list[Block]:
    """Returns the blocks of adjacent lines."""
    starts = [number for number in missed if number - 1 not in missed]
    ends = [number for number in missed if number + 1 not in missed]
    pairs = zip(starts, ends, strict=True)
    return [(name, text[start - 1].strip(), end - start + 1) for start, end in pairs]


def main() -> int:
    found = executions(pathlib.Path(sys.argv[1]))
    total, covered, rest = 0, 0, collections.Counter[Block]()
    for path, counts in sorted(found.items()):
        if not path.is_relative_to(CORE):
            continue
        text, name = path.read_text().splitlines(), path.relative_to(CORE).as_posix()
        # Such a module is the last item of its file.
        end = text.index("#[cfg(test)]") if "#[cfg(test)]" in text else len(text)
        numbers = sorted(number for number in counts if number <= end)
        missed = [number for number in numbers if counts[number] == 0]
        total, covered = total + len(numbers), covered + len(numbers) - len(missed)
        rest.update(blocks(name, text, missed))
        print(f"{name:32} {len(numbers) - len(missed):4} of {len(numbers):4}", *missed)
    if total == 0:
        print("the report contains no line of the core")
        return 1

    rows = ROW.findall(LISTED.read_text())
    listed = collections.Counter((name, line, int(count)) for name, line, count in rows)
    problems = [f"not covered, and not listed: {block}" for block in (rest - listed).elements()]
    problems += [f"listed, and not missed: {block}" for block in (listed - rest).elements()]
    percent = 100 * covered / total
    if percent < PERCENT_MIN:
        problems.append(f"fewer than {PERCENT_MIN:.0f} % of lines are covered")
    print(*problems, f"coverage: {covered} of {total} lines, {percent:.2f} %", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
