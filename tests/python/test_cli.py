"""The command: by its module, and as it is installed."""

import contextlib
import io
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import sysconfig
import threading
from typing import Any

import exposeport.__main__
import pytest

INSTALLED = [str(pathlib.Path(sysconfig.get_path("scripts")) / "exposeport")]
MODULE = [sys.executable, "-m", "exposeport"]
ID = ["--sandbox-id", "sandbox", "--hostname", "example.com"]


def run(*arguments: Any, command: list[str] = MODULE) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*command, *arguments], capture_output=True, text=True, encoding="utf-8", timeout=60)


def answer(*arguments: str) -> Any:
    done = run(*arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


@pytest.mark.parametrize("command", [MODULE, INSTALLED], ids=["module", "installed"])
def test_expose(command: list[str]) -> None:
    done = run("expose", "8080", *ID, "--token", "my_token", "--name", "Web Server", command=command)
    url = "https://8080-sandbox-my_token.example.com"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"url   {url}\nport  8080\nname  Web Server\n"


def test_expose_json() -> None:
    url = "http://8080-my-app-my_token.localhost:8787"
    arguments = ["expose", "8080", "--sandbox-id", "My-App", "--normalize", "--hostname", "localhost:8787"]
    assert answer(*arguments, "--token", "my_token") == {"url": url, "port": 8080, "name": None}
    assert re.fullmatch(r"https://8080-sandbox-[a-z0-9]{16}\.example\.com", answer("expose", "8080", *ID)["url"])


def test_parse() -> None:
    parts = {
        "port": 8080,
        "sandbox_id": "sandbox",
        "token": "my_token",
        "base_host": "example.com",
        "base_port": None,
    }
    host = "8080-sandbox-my_token.example.com"
    for text in (host, f"https://{host}/path?query", host.upper()):
        assert answer("parse", text) == parts
        assert answer("parse", text, "--domain", "example.com") == parts
    done = run("parse", host + ":8443")
    assert done.stdout.splitlines()[-1] == "base_port   8443"
    assert "base_port" not in run("parse", host).stdout


def test_token() -> None:
    assert re.fullmatch(r"([a-z0-9]{16}\n){3}", run("token", "-n", "3").stdout)
    assert len(set(answer("token", "-n", "5")["tokens"])) == 5
    assert re.fullmatch(r"[a-z0-9]{16}\n", run("token").stdout)


def start(*arguments: str, stdout: int = subprocess.PIPE) -> "subprocess.Popen[bytes]":
    def little_memory() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))

    return subprocess.Popen([*MODULE, *arguments], stdout=stdout, stderr=subprocess.PIPE, preexec_fn=little_memory)


@pytest.mark.parametrize(
    ("arguments", "beginning"),
    [([], rb"[a-z0-9]{16}\n[a-z0-9]{16}\n"), (["--json"], rb'\{"tokens": \["[a-z0-9]{16}", "[a-z0-9]{16}", ')],
    ids=["text", "json"],
)
def test_tokens_are_written_as_they_are_drawn(arguments: list[str], beginning: bytes) -> None:
    # So many that no list of them would fit.
    with start("token", "-n", str(10**12), *arguments) as process:
        assert process.stdout is not None and process.stderr is not None
        # What never begins to write ends nevertheless.
        timer = threading.Timer(60, process.kill)
        timer.start()
        assert re.match(beginning, process.stdout.read(100))
        timer.cancel()
        # The reader goes, as `head` does.
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 1


@pytest.mark.parametrize("arguments", [["token"], ["token", "--json"], ["parse", "8080-a-b.example.com"], ["--help"]])
def test_nobody_reads(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with start(*arguments, stdout=writer) as process:
        os.close(writer)
        assert process.stderr is not None and process.stderr.read() == b""
        assert process.wait(60) == 1


def shell(command: str) -> subprocess.CompletedProcess[str]:
    arguments = ["sh", "-c", f'exec "$0" -m exposeport {command}', sys.executable]
    return subprocess.run(arguments, capture_output=True, text=True, timeout=60)


EXPOSE = "expose 8080 --sandbox-id sandbox --hostname example.com"


@pytest.mark.parametrize(
    "command", ["token", "token --json", EXPOSE, f"{EXPOSE} --json", "--help", "token -h", "--version"]
)
@pytest.mark.parametrize("output", [">&-", ">/dev/full"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_cannot_be_written_is_told_in_a_line(
    command: str, output: str, unbuffered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    done = shell(f"{command} {output}")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"exposeport: nothing more was written: .+\n", done.stderr)


@pytest.mark.parametrize("form", ["", "--json"])
@pytest.mark.parametrize("errors", ["2>&-", "2>/dev/full"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_refusal_that_nobody_can_read_has_its_status(
    form: str, errors: str, unbuffered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    for command in ("parse www.example.com", "parse", "unknown"):
        done = shell(f"{command} {form} {errors}")
        assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


def test_interrupted() -> None:
    with start("token", "-n", str(10**12)) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(100)
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert (process.stderr.read(), process.wait(60)) == (b"", 130)


def test_one_token_in_json() -> None:
    assert re.fullmatch(r'\{"tokens": \["[a-z0-9]{16}"\]\}\n', run("token", "--json").stdout)


def test_terminal_without_a_character(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii:strict")
    done = run("expose", "8080", *ID, "--name", "Wéb".encode(), "--token", "t")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^name  W(\\xe9|\\udcc3\\udca9)b$", done.stdout, re.MULTILINE)
    done = run("expose", "é".encode(), *ID)
    assert done.returncode == 2 and "Traceback" not in done.stderr


def test_called_where_output_is_no_file() -> None:
    with contextlib.redirect_stdout(io.StringIO()) as output:
        exposeport.__main__.main(["check-hostname", "example.com", "--json"])
    assert json.loads(output.getvalue())["host"] == "example.com"


def test_check_hostname() -> None:
    expected = {
        "hostname": "xn--bcher-kva.example:8443",
        "host": "xn--bcher-kva.example",
        "port": 8443,
        "scheme": "https",
    }
    assert answer("check-hostname", "Bücher.example:8443") == expected


REFUSALS: list[tuple[list[Any], str]] = [
    (["expose", "3000", *ID], "RESERVED_PORT"),
    (["expose", str(2**64 + 8080), *ID], "INVALID_PORT"),
    (["expose", "9" * 5000, *ID], "INVALID_PORT"),
    (["expose", "-" + "9" * 5000, *ID], "INVALID_PORT"),
    (["expose", "-8080", *ID], "INVALID_PORT"),
    (["expose", "0", *ID], "INVALID_PORT"),
    (["expose", "8080", *ID, "--name", b"\xff"], "INVALID_SNAPSHOT"),
    (["expose", "8080", *ID, "--token", "Secret"], "INVALID_TOKEN_CHARACTER"),
    (["expose", "8080", "--sandbox-id", "My-App", "--hostname", "example.com"], "UPPERCASE_SANDBOX_ID"),
    (["parse", "www.example.com"], "NOT_A_PREVIEW_HOST"),
    (["parse", "8080-a-b.example.org", "--domain", "example.com"], "NOT_A_PREVIEW_HOST"),
    (["check-hostname", "x.workers.dev"], "CUSTOM_DOMAIN_REQUIRED"),
    (["check-hostname", b"\xff.example"], "INVALID_HOSTNAME"),
]


@pytest.mark.parametrize(("arguments", "code"), REFUSALS, ids=str)
def test_refusals(arguments: list[Any], code: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(rf"{code}: .+\n", done.stderr) and "Secret" not in done.stderr
    done = run(*arguments, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    refusal = json.loads(done.stderr)
    assert refusal["code"] == code and set(refusal) == {"error", "code", "http_status"}


def test_messages_tell_of_the_octets_that_were_given() -> None:
    done = run("expose", "8080", "--sandbox-id", b"a\xff", "--hostname", "example.com")
    assert "octet 0xFF at position 1" in done.stderr


def test_only_arguments_that_are_no_text_are_handed_on_as_octets(monkeypatch: pytest.MonkeyPatch) -> None:
    # In whatever locale: "ü" has been read by it.
    for text, expected in (("bücher", "bücher"), ("a\udcff", b"a\xff"), ("\ud800", "\ud800")):
        assert exposeport.__main__.octets(text) == expected
    # ASCII knows no "ü", so that its octets come.
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PYTHONUTF8", "0")
    monkeypatch.setenv("PYTHONCOERCECLOCALE", "0")
    assert "xn--bcher-kva.example" in run("check-hostname", "bücher.example".encode()).stdout


# What `int` takes, and no port is written like.
NO_INTEGERS = ["8080.0", "08080", "8_080", "+8080", "-08080", "-0", " 8080", "8080\n", "٨٠٨٠", ""]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unknown"],
        ["expose"],
        ["expose", "x", *ID],
        ["expose", "8080", *ID, "--tok", "t"],
        *(["expose", port, *ID] for port in NO_INTEGERS),
        ["token", "-n", "0"],
        *(["token", "-n", number] for number in ("x", "03", "+3", "1_0", "-1")),
    ],
    ids=str,
)
def test_usage_errors(arguments: list[Any]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage:" in done.stderr and "Traceback" not in done.stderr


def test_help() -> None:
    text = run("--help").stdout
    assert "examples:" in text
    commands = re.findall(r"^  exposeport (.+)$", text, re.MULTILINE)
    assert len(commands) >= 5
    for command in commands:
        done = run(*(re.sub('"', "", part) for part in re.findall(r'"[^"]*"|\S+', command)))
        assert (done.returncode, done.stderr) == (0, ""), command
    for name in ("expose", "parse", "token", "check-hostname"):
        assert name in text and run(name, "--help").returncode == 0
    assert run("--version").stdout.startswith("exposeport 0.")
