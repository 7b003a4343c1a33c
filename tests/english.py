"""Checks comments, messages and documentation for words to avoid and for wide lines."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
COLUMNS = 100

# A pattern to avoid, what to write instead, and a sample that the pattern matches.
WORDS = [
    (r"\b(somebody|nobody|whoever)\b", "the actor", "Nobody may free it."),
    (r"\banew\b", "again", "Writes the header anew."),
    (r"\b(take|takes|taken|took|taking)( \w+)? apart\b", "parse", "Takes apart a host."),
    (r"\bbut for\b", "except", "All is thread-safe, but for the setters."),
    (r"\bjudg(e|es|ed|ing)\b", "check", "It is judged by the policy."),
    (r"\b(is|are|was|were) no valid\b", "is not a valid", "It is no valid port."),
    (r"\brefus(e|es|ed|al|als|ing)\b", "reject or deny", "Refuses a domain."),
    (r"\bwhatever\b", "any", "Whatever is built parses."),
    (r"\b(a text|texts)\b", "string", "It copies a text."),
    (r"\bbehind\b", "after", "Run it behind the installation."),
    (r"\b(bear|bears|bearing)\b", "has", "It bears a token."),
    (r"\b(tell|tells|told|telling)\b", "returns or reports", "Tells the length."),
    (r"\b(know|knows|knew)\b", "has", "It knows no rule."),
    (r"\b(ask|asks|asked|asking)\b", "calls or requests", "It asks the system."),
    (r"\bno longer\b", "stops", "Exposes a port no longer."),
    (r"\bdoes no harm\b", "is idempotent", "Doing it twice does no harm."),
    (r"\blowers\b", "lowercases", "It lowers the letters."),
    (r"\boctets?\b", "byte", "At most 63 octets."),
    (r"(///?|//!|\"\"\"|#|^ ?\*)\s*(Whether|Tells|What)\b.*[.\"]$", "a verb or a noun phrase",
     "/// Whether the port is exposed."),
    (r"\bwhere (it|they|there|that|one|none|nobody|all|no)\b", "if or when",
     "An error where it is too long."),
    (r"[\d.]+ ?%? (fewer |more )?(instructions|cycles|ns|nanoseconds)\b", "benches/RESULTS.md",
     "// This saves 12 instructions."),
]

# Samples whose patterns are allowed in a file, with the reason.
EXCEPTIONS = {
    # The words themselves.
    "tests/english.py": {sample for _, _, sample in WORDS},
    # Figures of speed belong here.
    "benches/RESULTS.md": {"// This saves 12 instructions."},
    # Limits of the DNS are in octets.
    "crates/exposeport/src/limits.rs": {"At most 63 octets."},
}

# Licences of other projects.
FOREIGN = {"THIRD-PARTY-NOTICES.txt"}

TEXT = {
    ".rs", ".py", ".pyi", ".c", ".h", ".hpp", ".cpp", ".mjs", ".md", ".mk", ".sh", ".toml", ".json",
    ".in", ".txt", ".ini", ".conf", ".yml", ".html", ".cmake",
}  # fmt: skip
NAMES = {"Makefile", "run"}
COMMENT = re.compile(r"^\s*(//|#|\*|/\*|;)")


def tracked() -> list[pathlib.Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    files = (path for path in paths if path.is_file())
    checked = (path for path in files if path.name not in FOREIGN)
    return [path for path in checked if path.suffix in TEXT or path.name in NAMES]


def words(line: str, exceptions: set[str]) -> list[str]:
    rules = ((pattern, better) for pattern, better, sample in WORDS if sample not in exceptions)
    found = ((re.search(pattern, line, re.IGNORECASE), better) for pattern, better in rules)
    return [f"{match[0]!r}: write {better}" for match, better in found if match]


def is_wide(path: pathlib.Path, line: str, *, in_code: bool) -> bool:
    """Returns `True` for a line of prose that is too wide. Tables and code are exempt."""
    if path.suffix == ".md":
        prose = not line.startswith("|") and not in_code
    else:
        prose = COMMENT.match(line)
    return bool(prose) and len(line) > COLUMNS


def check(path: pathlib.Path) -> list[str]:
    name = path.relative_to(ROOT).as_posix()
    problems, in_code = [], False
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if path.suffix == ".md" and line.lstrip().startswith("```"):
            in_code = not in_code
        found = words(line, EXCEPTIONS.get(name, set()))
        if is_wide(path, line, in_code=in_code):
            found.append(f"{len(line)} columns, maximum {COLUMNS}")
        problems += [f"{name}:{number}: {problem}" for problem in found]
    return problems


def check_patterns() -> list[str]:
    return [f"{pattern} does not find {sample!r}" for pattern, _, sample in WORDS
            if not re.search(pattern, sample, re.IGNORECASE)]  # fmt: skip


def main() -> int:
    files = tracked()
    problems = check_patterns() + [problem for path in files for problem in check(path)]
    print(*problems, f"english: {len(files)} files, {len(problems)} problems", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
