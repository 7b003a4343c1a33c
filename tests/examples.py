"""Runs the examples of the core crate and checks what they print and their exit status."""

import json
import re
import subprocess
import sys

CARGO = ["cargo", "run", "--quiet", "--locked", "--package", "exposeport", "--example"]
OPTIONS = ["--sandbox-id", "sandbox", "--hostname", "example.com"]
EXPOSE = ["8080", *OPTIONS]
RESERVED = ["3000", *OPTIONS, "--token", "my_app_v1"]
UPPERCASE = ["8080", "--sandbox-id", "My-App", "--hostname", "example.com"]
WORKERS_DEV = ["8080", "--sandbox-id", "sandbox", "--hostname", "example.workers.dev"]
URL = "https://8080-sandbox-my_token.example.com"
PARTS = r"port        8080\nsandbox id  sandbox\ntoken       my_token\nbase host   example\.com\n"
KINDS = 25

# Example, arguments, exit status, and a pattern for the complete standard output, or standard error
# if the status is not 0. The other stream must be empty.
CASES = [
    ("expose", [*EXPOSE, "--token", "my_token"], 0, re.escape(URL) + r"\n"),
    ("expose", EXPOSE, 0, r"https://8080-sandbox-[a-z0-9]{16}\.example\.com\n"),
    ("expose", RESERVED, 2, r"RESERVED_PORT: .*\n"),
    ("expose", [*RESERVED, "--unreserve-port", "3000"], 0,
     r"https://3000-sandbox-my_app_v1\.example\.com\n"),
    ("expose", [*EXPOSE, "--unreserve-port", "65536"], 2, r"INVALID_PORT: reserved port .*\n"),
    ("expose", UPPERCASE, 2, r"UPPERCASE_SANDBOX_ID: .*\n"),
    ("expose", [*UPPERCASE, "--normalize", "--token", "t"], 0,
     r"https://8080-my-app-t\.example\.com\n"),
    ("expose", WORKERS_DEV, 2, r"CUSTOM_DOMAIN_REQUIRED: .*\n"),
    ("expose", ["1" + 60 * "0", *OPTIONS], 2, r"INVALID_PORT: .*\n"),
    ("expose", ["-1", *OPTIONS], 2, r'INVALID_PORT: invalid port "-1", .*\n'),
    ("expose", [*OPTIONS, "--token", "t", "--", "8080"], 0,
     r"https://8080-sandbox-t\.example\.com\n"),
    ("expose", [*OPTIONS, "--", "-1"], 2, r"INVALID_PORT: .*\n"),
    ("expose", [*OPTIONS, "-1"], 2, r"INVALID_PORT: .*\n"),
    ("expose", ["0", *OPTIONS], 2, r"INVALID_PORT: .*\n"),
    ("expose", ["08080", *OPTIONS], 2, r"INVALID_PORT: port has a leading zero: .*\n"),
    ("expose", ["+8080", *OPTIONS], 2, r'INVALID_PORT: invalid port "\+8080", .*\n'),
    ("expose", ["web", *OPTIONS], 2, r'INVALID_PORT: invalid port "web", .*\n'),
    ("expose", ["8080"], 2, r"missing --sandbox-id\nusage: (.|\n)*"),
    ("expose", OPTIONS, 2, r"missing PORT\nusage: (.|\n)*"),
    ("expose", [*EXPOSE, "-x"], 2, r"invalid option '-x'\nusage: (.|\n)*"),
    ("expose", [*EXPOSE, "-1"], 2, r"invalid option '-1'\nusage: (.|\n)*"),
    ("parse", [URL, "--domain", "example.com"], 0, PARTS),
    ("parse", ["8080-SANDBOX-my_token.Example.com.:8443"], 0, PARTS + r"base port   8443\n"),
    ("parse", ["8080-sandbox-my_token.evil-example.com", "--domain", "example.com"], 2,
     r"NOT_A_PREVIEW_HOST: .*\n"),
    ("parse", ["08080-sandbox-my_token.example.com"], 2, r"INVALID_PORT: .*\n"),
]  # fmt: skip


def run(example: str, arguments: list[str]) -> "subprocess.CompletedProcess[str]":
    command = [*CARGO, example, "--", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def check_case(example: str, arguments: list[str], status: int, pattern: str) -> list[str]:
    done = run(example, arguments)
    output, silent = (done.stdout, done.stderr) if status == 0 else (done.stderr, done.stdout)
    if done.returncode == status and not silent and re.fullmatch(pattern, output):
        return []
    found = f"status {done.returncode}, {done.stdout!r} and {done.stderr!r}"
    return [f"{example} {arguments}: {found}"]


def check_json() -> list[str]:
    exposed = json.loads(run("expose", [*EXPOSE, "--token", "t", "--json"]).stdout)
    parsed = json.loads(run("parse", [exposed["url"], "--json"]).stdout)
    parts = {"port": 8080, "sandbox_id": "sandbox"}
    url = "https://8080-sandbox-t.example.com"
    problems = [] if exposed == {"url": url, **parts} else [f"expose --json: {exposed}"]
    if parsed != {**parts, "token": "t", "base_host": "example.com", "base_port": None}:
        problems.append(f"parse --json: {parsed}")
    return problems


def check_tour() -> list[str]:
    command = ["make", "--no-print-directory", "tour"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wanted = [r"https://8080-sandbox-[a-z0-9]{16}\.example\.com", "410 {", "404 {", "forwarded"]
    missing = [pattern for pattern in wanted if not re.search(pattern, done.stdout)]
    problems = [f"tour: {pattern} is missing" for pattern in missing]
    kinds = set(re.findall(r"^    ([A-Z_]+) \(\d{3}\): .", done.stdout, re.MULTILINE))
    if len(kinds) != KINDS or done.returncode != 0:
        found = f"status {done.returncode}, {len(kinds)} kinds of errors"
        problems.append(f"tour: {found}, expected {KINDS}: {done.stderr}")
    return problems


def main() -> int:
    problems = check_json() + check_tour()
    for case in CASES:
        problems += check_case(*case)
    print(*problems, f"examples: {len(CASES) + 2} checked, {len(problems)} wrong", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
