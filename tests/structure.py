"""Checks what the project promises of its own shape: dependencies, sizes of files, no logic in lib.rs, no unsafe in the core."""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORE = ROOT / "crates" / "exposeport" / "src"
LINES_MAX = 400
DEPENDENCIES = {"constant_time_eq", "idna", "rand", "thiserror"}
SOURCES = ("*.rs", "*.py", "*.c", "*.cpp", "*.h", "*.hpp", "*.mjs")
# Written by a program, or an interface that its readers want in one place.
GENERATED = {"include/exposeport.h"}


def tracked(*patterns: str) -> list[pathlib.Path]:
    names = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if name]


def check_sizes() -> list[str]:
    long = [(path, len(path.read_text().splitlines())) for path in tracked(*SOURCES)]
    return [
        f"{path.relative_to(ROOT)} has {lines} lines, more than {LINES_MAX}"
        for path, lines in long
        if lines > LINES_MAX and str(path.relative_to(ROOT)) not in GENERATED
    ]


def check_lib() -> list[str]:
    code = re.compile(r"^\s*(pub(\(crate\))? )?(const )?(fn|impl|struct|enum|macro_rules!|trait)\b", re.MULTILINE)
    return ["lib.rs holds logic"] if code.search((CORE / "lib.rs").read_text()) else []


def check_unsafe() -> list[str]:
    problems = [] if "#![forbid(unsafe_code)]" in (CORE / "lib.rs").read_text() else ["the core does not forbid unsafe code"]
    allowed = (ROOT / "bindings" / "c", ROOT / "crates" / "exposeport" / "tests")
    for path in tracked("crates/*.rs", "bindings/*.rs"):
        if re.search(r"\bunsafe (impl|fn|extern)|\bunsafe \{", path.read_text()) and not path.is_relative_to(allowed[0]):
            if not path.is_relative_to(allowed[1]):
                problems.append(f"{path.relative_to(ROOT)} has unsafe code")
    return problems


def check_dependencies() -> list[str]:
    command = ["cargo", "metadata", "--locked", "--no-deps", "--format-version", "1"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    core = next(package for package in metadata["packages"] if package["name"] == "exposeport" and "crates" in package["manifest_path"])
    direct = {entry["name"] for entry in core["dependencies"] if entry["kind"] is None and not entry["optional"]}
    versions = {package["version"] for package in metadata["packages"]}
    problems = [] if direct == DEPENDENCIES else [f"the core depends on {sorted(direct)}"]
    return problems + ([] if len(versions) == 1 else [f"the workspace has the versions {sorted(versions)}"])


def main() -> int:
    problems = check_sizes() + check_lib() + check_unsafe() + check_dependencies()
    print(*problems, f"structure: {len(problems)} wrong", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
