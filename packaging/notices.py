"""Writes THIRD-PARTY-NOTICES.txt: the licences of the packages in the C library and the wheel.

notices.py          write the file
notices.py --check  fail if the file is out of date, or if a licence is not on the list in deny.toml

The wording of each licence is that in the sources of the package, which cargo has downloaded.
"""

import difflib
import json
import pathlib
import re
import subprocess
import sys

import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
NOTICES = ROOT / "THIRD-PARTY-NOTICES.txt"
DISTRIBUTED = ("exposeport-c", "exposeport-python")
# One list for every machine. The last target lacks 64-bit atomics, which adds a package.
TARGETS = (
    "x86_64-unknown-linux-gnu",
    "x86_64-unknown-linux-musl",
    "aarch64-unknown-linux-gnu",
    "i686-unknown-linux-gnu",
    "powerpc-unknown-linux-gnu",
)
FILES = re.compile(r"(LICEN[CS]E|COPYING|COPYRIGHT|NOTICE|UNLICENSE)", re.IGNORECASE)
RULE = "=" * 80
HEADER = """\
Third-party notices of exposeport

The C library and the Python wheel of exposeport contain compiled code of the packages below. Each
line has the name of a package, its version and its licence.

{packages}

They also contain parts of the Rust standard library, which the Rust project licenses under MIT OR
Apache-2.0. They are distributed under Apache-2.0. A wheel linked with Zig also contains parts of
libunwind, under Apache-2.0 WITH LLVM-exception.

The licences follow, each with the packages whose sources contain it. A package with a choice of
licences has an entry for each of them.
"""


def cargo(*arguments: str) -> str:
    done = subprocess.run(
        ["cargo", *arguments, "--locked"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def linked() -> set[tuple[str, str]]:
    """Returns name and version of every package that is linked, for any of the targets."""
    packages = [option for name in DISTRIBUTED for option in ("--package", name)]
    targets = [option for target in TARGETS for option in ("--target", target)]
    lines = cargo(
        *("tree", "--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"),
        *packages,
        *targets,
    ).splitlines()
    found = (re.match(r"(\S+) v(\S+)", line) for line in lines)
    return {(match[1], match[2]) for match in found if match}


def allows(expression: str, allowed: set[str]) -> bool:
    """Returns `True` if the allowed licences satisfy an SPDX expression. "/" is an older OR."""
    tokens = re.findall(r"[()]|[^\s()/]+|/", expression)
    alternatives = parse(tokens, allowed)
    if tokens:
        raise ValueError(f"invalid licence expression: {expression}")
    return alternatives


def parse(tokens: list[str], allowed: set[str]) -> bool:
    result = parse_all(tokens, allowed)
    while tokens and tokens[0] in ("OR", "/"):
        tokens.pop(0)
        result = parse_all(tokens, allowed) or result
    return result


def parse_all(tokens: list[str], allowed: set[str]) -> bool:
    result = parse_one(tokens, allowed)
    while tokens and tokens[0] == "AND":
        tokens.pop(0)
        result = parse_one(tokens, allowed) and result
    return result


def parse_one(tokens: list[str], allowed: set[str]) -> bool:
    name = tokens.pop(0)
    if name == "(":
        result = parse(tokens, allowed)
        if tokens.pop(0) != ")":
            raise ValueError("invalid licence expression: missing parenthesis")
        return result
    if tokens and tokens[0] == "WITH":
        tokens.pop(0)
        name = f"{name} WITH {tokens.pop(0)}"
    return name in allowed


# Licence expressions, and if they are allowed when only A and "B WITH C" are.
SAMPLES = {
    "A": True, "D": False, "D OR A": True, "D/A": True, "A AND D": False, "A AND (D OR A)": True,
    "D OR A AND D": False, "B": False, "B WITH C": True, "(A OR D) AND D": False, "A WITH C": False,
}  # fmt: skip


def check_samples() -> list[str]:
    return [f"wrong result for {expression}" for expression, expected in SAMPLES.items()
            if allows(expression, {"A", "B WITH C"}) != expected]  # fmt: skip


def check_licences(packages: list[dict]) -> list[str]:
    """Returns the packages of the lock file whose licences are not allowed."""
    rules = tomllib.loads((ROOT / "deny.toml").read_text())["licenses"]
    exceptions = {entry["crate"]: set(entry["allow"]) for entry in rules["exceptions"]}
    problems = []
    for package in packages:
        name, licence = package["name"], package["license"]
        allowed = set(rules["allow"]) | exceptions.get(name, set())
        if licence is None or not allows(licence, allowed):
            problems.append(f"the licence of {name} {package['version']} is not allowed: {licence}")
    return problems


def licence_files(package: dict) -> list[str]:
    """Returns the contents of the licence files in the sources of a package."""
    folder = pathlib.Path(package["manifest_path"]).parent
    files = [path for path in folder.iterdir() if path.is_file() and FILES.match(path.name)]
    if not files:
        raise SystemExit(f"{package['name']} {package['version']} has no licence file")
    files.sort(key=lambda path: path.name)
    return [path.read_text(encoding="utf-8") for path in files]


def tidy(text: str) -> str:
    """Returns a licence without a byte order mark, carriage returns and spaces at the ends."""
    lines = [line.rstrip() for line in text.removeprefix("\ufeff").expandtabs().splitlines()]
    return "\n".join(lines).strip("\n")


def notices(packages: list[dict]) -> str:
    names = [f"{package['name']} {package['version']}" for package in packages]
    width = max(map(len, names))
    table = [
        f"    {name:{width}}  {re.sub(' ?/ ?', ' OR ', package['license'])}"
        for name, package in zip(names, packages, strict=True)
    ]
    # Files that differ only in white space are equal.
    users: dict[str, list[str]] = {}
    shown: dict[str, str] = {}
    for name, package in zip(names, packages, strict=True):
        for text in licence_files(package):
            key = " ".join(text.split())
            shown.setdefault(key, tidy(text))
            if name not in users.setdefault(key, []):
                users[key].append(name)
    parts = [HEADER.format(packages="\n".join(table))]
    for key, text in shown.items():
        parts.append(f"{RULE}\n{chr(10).join(users[key])}\n{RULE}\n\n{text}\n")
    return "\n".join(parts)


def main() -> int:
    metadata = json.loads(cargo("metadata", "--format-version", "1"))
    packages = sorted(
        metadata["packages"], key=lambda package: (package["name"], package["version"])
    )
    problems = check_samples() + check_licences(packages)
    wanted = linked()
    # A package without a source is part of this repository.
    expected = notices(
        [
            package
            for package in packages
            if package["source"] and (package["name"], package["version"]) in wanted
        ]
    )
    if sys.argv[1:] == ["--check"]:
        found = NOTICES.read_text(encoding="utf-8") if NOTICES.exists() else ""
        if found != expected:
            lines = difflib.unified_diff(
                found.splitlines(), expected.splitlines(), "committed", "expected", n=0, lineterm=""
            )
            print(*list(lines)[:40], sep="\n")
            problems.append(f"{NOTICES.name} is out of date; run `make notices`")
    else:
        NOTICES.write_text(expected, encoding="utf-8")
    size = len(expected.encode())
    print(*problems, f"notices: {len(problems)} problems, {size} bytes", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
