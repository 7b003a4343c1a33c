"""Runs the README's commands on the examples, and checks what they print and how they end."""

import json
import re
import subprocess
import sys

CARGO = ["cargo", "run", "--quiet", "--locked", "--package", "exposeport", "--example"]
EXPOSE = ["8080", "--sandbox-id", "sandbox", "--hostname", "example.com"]

# Arguments, exit status, and what standard output (or, where refused, standard error) is.
CASES = [
    ("expose", [*EXPOSE, "--token", "my_token"], 0, r"https://8080-sandbox-my_token\.example\.com\n"),
    ("expose", EXPOSE, 0, r"https://8080-sandbox-[a-z0-9]{16}\.example\.com\n"),
    ("expose", ["3000", *EXPOSE[1:], "--token", "my_app_v1"], 2, r"RESERVED_PORT: .*\n"),
    ("expose", ["3000", *EXPOSE[1:], "--token", "my_app_v1", "--allow-port", "3000"], 0, r"https://3000-sandbox-my_app_v1\.example\.com\n"),
    ("expose", ["8080", "--sandbox-id", "My-App", "--hostname", "example.com"], 2, r"UPPERCASE_SANDBOX_ID: .*\n"),
    ("expose", ["8080", "--sandbox-id", "My-App", "--hostname", "example.com", "--normalize", "--token", "t"], 0, r"https://8080-my-app-t\.example\.com\n"),
    ("expose", ["8080", "--sandbox-id", "sandbox", "--hostname", "example.workers.dev"], 2, r"CUSTOM_DOMAIN_REQUIRED: .*\n"),
    ("expose", ["1" + 60 * "0", *EXPOSE[1:]], 2, r"INVALID_PORT: .*\n"),
    ("expose", ["-1", *EXPOSE[1:]], 2, r"INVALID_PORT: .*\n"),
    ("expose", [*EXPOSE[1:], "--token", "t", "--", "8080"], 0, r"https://8080-sandbox-t\.example\.com\n"),
    ("expose", [*EXPOSE[1:], "--", "-1"], 2, r"INVALID_PORT: .*\n"),
    ("expose", [*EXPOSE[1:], "-1"], 2, r"INVALID_PORT: .*\n"),
    ("expose", ["0", *EXPOSE[1:]], 2, r"INVALID_PORT: .*\n"),
    ("expose", ["08080", *EXPOSE[1:]], 2, r"a port is an integer, found \"08080\"\nusage: (.|\n)*"),
    ("expose", ["+8080", *EXPOSE[1:]], 2, r"a port is an integer, found \"\+8080\"\nusage: (.|\n)*"),
    ("expose", ["web", *EXPOSE[1:]], 2, r"a port is an integer, found \"web\"\nusage: (.|\n)*"),
    ("expose", ["8080"], 2, r"missing --sandbox-id\nusage: (.|\n)*"),
    ("parse", ["https://8080-sandbox-my_token.example.com", "--domain", "example.com"], 0,
     r"port        8080\nsandbox id  sandbox\ntoken       my_token\nbase host   example\.com\n"),
    ("parse", ["8080-SANDBOX-my_token.Example.com.:8443"], 0, r"port        8080\nsandbox id  sandbox\n(.*\n){2}base port   8443\n"),
    ("parse", ["8080-sandbox-my_token.evil-example.com", "--domain", "example.com"], 2, r"NOT_A_PREVIEW_HOST: .*\n"),
    ("parse", ["08080-sandbox-my_token.example.com"], 2, r"INVALID_PORT: .*\n"),
]


def run(example: str, arguments: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*CARGO, example, "--", *arguments], capture_output=True, text=True)


def check_json() -> list[str]:
    exposed = json.loads(run("expose", [*EXPOSE, "--token", "t", "--json"]).stdout)
    parsed = json.loads(run("parse", [exposed["url"], "--json"]).stdout)
    expected = {"port": 8080, "sandbox_id": "sandbox", "token": "t", "base_host": "example.com", "base_port": None}
    return [] if parsed == expected else [f"parse --json: {parsed}"]


def check_demo() -> list[str]:
    done = subprocess.run(["make", "--no-print-directory", "demo"], capture_output=True, text=True)
    wanted = [r"https://8080-sandbox-[a-z0-9]{16}\.example\.com", "410 {", "404 {", "passed on"]
    problems = [f"the demo shows no {pattern}" for pattern in wanted if not re.search(pattern, done.stdout)]
    kinds = set(re.findall(r"^    ([A-Z_]+) \(\d{3}\): .", done.stdout, re.MULTILINE))
    if len(kinds) != 22 or done.returncode != 0:
        problems.append(f"the demo ended with {done.returncode} and refused {len(kinds)} kinds of input: {done.stderr}")
    return problems


def main() -> int:
    problems = check_json() + check_demo()
    for example, arguments, status, pattern in CASES:
        done = run(example, arguments)
        text, silent = (done.stdout, done.stderr) if status == 0 else (done.stderr, done.stdout)
        if done.returncode != status or silent or not re.fullmatch(pattern, text):
            problems.append(f"{example} {arguments}: ended with {done.returncode}, printed {done.stdout!r} and {done.stderr!r}")
    print(*problems, f"examples: {len(CASES) + 2} checked, {len(problems)} wrong", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
