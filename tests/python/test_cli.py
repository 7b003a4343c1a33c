"""The command, run as a module and as the installed script."""

import contextlib
import io
import json
import pathlib
import re
import subprocess
import sys
import sysconfig
from typing import Any

import exposeport._terminal
import exposeport.cli
import pytest

INSTALLED = [str(pathlib.Path(sysconfig.get_path("scripts")) / "exposeport")]
MODULE = [sys.executable, "-m", "exposeport"]
ID = ["--sandbox-id", "sandbox", "--hostname", "example.com"]


def run(*arguments: Any, command: list[str] = MODULE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*command, *arguments], capture_output=True, text=True, encoding="utf-8", timeout=60
    )


def json_of(*arguments: str) -> Any:
    done = run(*arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


@pytest.mark.parametrize("command", [MODULE, INSTALLED], ids=["module", "installed"])
def test_expose(command: list[str]) -> None:
    arguments = ["expose", "8080", *ID, "--token", "my_token", "--name", "Web Server"]
    done = run(*arguments, command=command)
    url = "https://8080-sandbox-my_token.example.com"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"url   {url}\nport  8080\nname  Web Server\n"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\x9b31m", r"a\x9b31m"),
        ("\u202eabc", r"\u202eabc"),
        ("\U000e0041", r"\U000e0041"),
        ("Büro 1", "Büro 1"),
    ],
)
def test_names_are_escaped_for_the_terminal(name: str, shown: str) -> None:
    done = run("expose", "8080", *ID, "--name", name)
    assert done.stdout.splitlines()[-1] == f"name  {shown}"
    assert json_of("expose", "8080", *ID, "--name", name)["name"] == name


@pytest.mark.parametrize("text", ["\x1b[31m", "\x9b31m", "\u202e", "a\nb"])
def test_messages_are_escaped_for_the_terminal(text: str) -> None:
    for arguments in (
        ["expose", "8080", *ID, f"--{text}"],
        ["token", "-n", text],
        [text],
        ["expose", text, *ID],
        ["expose", "8080", "--sandbox-id", text, "--hostname", "example.com"],
        ["check-hostname", text],
        ["import-storage", text, "--sandbox-id", "a", "--runtimes", "tracked"],
        ["import-storage", "-", "--sandbox-id", "a", "--runtimes", text],
    ):
        done = run(*arguments)
        assert done.returncode == 2 and done.stdout == ""
        error = done.stderr.replace("\n", "")
        assert error.isprintable(), error


def test_expose_json() -> None:
    url = "http://8080-my-app-my_token.localhost:8787"
    id = ["--sandbox-id", "My-App", "--normalize", "--hostname", "localhost:8787"]
    found = json_of("expose", "8080", *id, "--token", "my_token")
    assert found == {"url": url, "port": 8080, "name": None}
    url = json_of("expose", "8080", *ID)["url"]
    assert re.fullmatch(r"https://8080-sandbox-[a-z0-9]{16}\.example\.com", url)


def test_parse() -> None:
    parts = {
        "port": 8080,
        "sandbox_id": "sandbox",
        "token": "my_token",
        "base_host": "example.com",
        "base_port": None,
    }
    host = "8080-sandbox-my_token.example.com"
    for string in (host, f"https://{host}/path?query", host.upper()):
        assert json_of("parse", string) == parts
        assert json_of("parse", string, "--domain", "example.com") == parts
    done = run("parse", host + ":8443")
    assert done.stdout.splitlines()[-1] == "base_port   8443"
    assert "base_port" not in run("parse", host).stdout


def test_token() -> None:
    assert re.fullmatch(r"([a-z0-9]{16}\n){3}", run("token", "-n", "3").stdout)
    assert len(set(json_of("token", "-n", "5")["tokens"])) == 5
    assert re.fullmatch(r"[a-z0-9]{16}\n", run("token").stdout)


def test_one_token_in_json() -> None:
    found = run("token", "--json").stdout
    assert re.fullmatch(r'\{"tokens": \["[a-z0-9]{16}"\]\}\n', found)


def test_check_hostname() -> None:
    expected = {
        "hostname": "xn--bcher-kva.example:8443",
        "host": "xn--bcher-kva.example",
        "port": 8443,
        "scheme": "https",
    }
    assert json_of("check-hostname", "Bücher.example:8443") == expected


REJECTED: list[tuple[list[Any], str]] = [
    (["expose", "3000", *ID], "RESERVED_PORT"),
    (["expose", str(2**64 + 8080), *ID], "INVALID_PORT"),
    (["expose", "9" * 5000, *ID], "INVALID_PORT"),
    (["expose", "-" + "9" * 5000, *ID], "INVALID_PORT"),
    (["expose", "-8080", *ID], "INVALID_PORT"),
    (["expose", "0", *ID], "INVALID_PORT"),
    (["expose", "x", *ID], "INVALID_PORT"),
    (["expose", b"808\xff", *ID], "INVALID_PORT"),
    (["expose", "8080", *ID, "--name", b"\xff"], "INVALID_NAME"),
    (["expose", "8080", *ID, "--token", "Secret"], "INVALID_TOKEN_CHARACTER"),
    (
        ["expose", "8080", "--sandbox-id", "My-App", "--hostname", "example.com"],
        "UPPERCASE_SANDBOX_ID",
    ),
    (["parse", "www.example.com"], "NOT_A_PREVIEW_HOST"),
    (["parse", "8080-a-b.example.org", "--domain", "example.com"], "NOT_A_PREVIEW_HOST"),
    (["check-hostname", "x.workers.dev"], "CUSTOM_DOMAIN_REQUIRED"),
    (["check-hostname", b"\xff.example"], "INVALID_HOSTNAME"),
]
# Strings that `int` accepts, and that are not the digits of a port.
NOT_PORTS = ["8080.0", "08080", "8_080", "+8080", "-08080", "-0", " 8080", "8080\n", "٨٠٨٠", ""]
REJECTED += [(["expose", port, *ID], "INVALID_PORT") for port in NOT_PORTS]


@pytest.mark.parametrize(("arguments", "code"), REJECTED, ids=lambda part: str(part)[:40])
def test_rejected(arguments: list[Any], code: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(rf"{code}: .+\n", done.stderr) and "Secret" not in done.stderr
    done = run(*arguments, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    body = json.loads(done.stderr)
    assert body["code"] == code and set(body) == {"error", "code", "http_status"}


def test_messages_are_those_of_the_core() -> None:
    for port, message in [
        ("08080", 'port has a leading zero: "08080"; remove it'),
        ("80", "port is out of range: 80, expected 1024 to 65535"),
        ("web", 'invalid port "web", expected 1024 to 65535 in decimal digits'),
        (b"80\xff", r'invalid port "80\xff", expected 1024 to 65535 in decimal digits'),
    ]:
        assert run("expose", port, *ID).stderr == f"INVALID_PORT: {message}\n"
    done = run("expose", "8080", "--sandbox-id", b"a\xff", "--hostname", "example.com")
    assert "invalid byte 0xFF in sandbox id at position 1" in done.stderr


def test_only_arguments_that_are_not_decoded_are_passed_as_bytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for argument, expected in (("bücher", "bücher"), ("a\udcff", b"a\xff"), ("\ud800", "\ud800")):
        assert exposeport._terminal.string(argument) == expected
    # Python cannot decode "ü" in the locale C.
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PYTHONUTF8", "0")
    monkeypatch.setenv("PYTHONCOERCECLOCALE", "0")
    assert "xn--bcher-kva.example" in run("check-hostname", "bücher.example".encode()).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unknown"],
        ["expose"],
        ["expose", "8080", *ID, "--tok", "t"],
        *(["token", "-n", count] for count in ("0", "x", "03", "+3", "1_0", "-1", " 3", "٣", "")),
        ["token", "-n", "9" * 5000],
    ],
    ids=lambda arguments: str(arguments)[:40],
)
def test_usage_errors(arguments: list[Any]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage:" in done.stderr and "Traceback" not in done.stderr


ESCAPES = [
    ("\u009b31m", r"\x9b31m"),
    ("\u202egnp", r"\u202egnp"),
    ("\u2066a\u2069", r"\u2066a\u2069"),
    ("\u200b\u2028\U000e0041", r"\u200b\u2028\U000e0041"),
    ("Bücher 日本", "Bücher 日本"),
]


@pytest.mark.parametrize(("name", "shown"), ESCAPES, ids=lambda text: ascii(text))
def test_text_for_people_is_escaped(name: str, shown: str, tmp_path: pathlib.Path) -> None:
    arguments = ["expose", "8080", *ID, "--token", "t", "--name", name]
    assert run(*arguments).stdout.splitlines()[-1] == f"name  {shown}"
    assert json_of(*arguments)["name"] == name
    # A message of argparse.
    for unknown in (["parse", "a", f"--{name}"], ["parse", "a", name]):
        done = run(*unknown)
        assert done.returncode == 2 and done.stdout == ""
        assert done.stderr.splitlines()[-1].endswith(f" {shown}") or shown in done.stderr
        assert name == shown or name not in done.stderr
    for arguments in (
        ["import-storage", str(tmp_path / name), "--sandbox-id", "a", "--runtimes", "tracked"],
        ["import-storage", "-", "--sandbox-id", "a", "--runtimes", name],
        ["token", "-n", name],
        [name],
        ["check-hostname", name],
        ["expose", name, *ID],
        ["parse", f"8080-a-{name}.example.com"],
    ):
        done = run(*arguments)
        assert done.returncode == 2 and done.stdout == ""
        assert name == shown or name not in done.stderr


CONTROLS = ["\x1b]0;title\x07", "\r\x1b[2K", "a\nexposeport: error: forged", "\x7f", "\x9b2J"]


@pytest.mark.parametrize("control", CONTROLS, ids=ascii)
def test_messages_have_no_control_characters(control: str) -> None:
    for arguments in (
        [control],
        ["parse", "a", control],
        ["parse", "a", f"--x={control}"],
        ["token", "-n", control],
        ["token", f"-n{control}"],
        ["import-storage", "-", "--sandbox-id", "a", "--runtimes", control],
        ["import-storage", control, "--sandbox-id", "a", "--runtimes", "tracked"],
        ["expose", "8080", *ID, "--token", control],
        ["expose", "8080", *ID, "--name", control],
        ["expose", "8080", "--sandbox-id", control, "--hostname", "example.com"],
        ["parse", control, "--domain", control],
    ):
        done = run(*arguments)
        assert all(line.isprintable() for line in done.stderr.split("\n")), arguments
        assert all(line.isprintable() for line in done.stdout.split("\n")), arguments
        assert "\nexposeport: error: forged" not in done.stderr
        assert "--name" in arguments or done.returncode == 2


def test_dropped_entries_are_escaped(tmp_path: pathlib.Path) -> None:
    stored = tmp_path / "stored.json"
    stored.write_text(json.dumps({"portTokens": {"8080\u009b\u202e": "a", "80\x1b": "b"}}))
    arguments = ["import-storage", str(stored), "--sandbox-id", "a", "--runtimes", "tracked"]
    done = run(*arguments)
    assert done.returncode == 0 and len(done.stderr.splitlines()) == 2
    assert all(line.isprintable() for line in done.stderr.splitlines())


def test_help(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = run("--help").stdout
    assert "examples:" in text
    commands = re.findall(r"^  exposeport (.+)$", text, re.MULTILINE)
    assert len(commands) >= 8
    (tmp_path / "storage.json").write_text("{}")
    (tmp_path / "key.txt").write_text(bytes(range(32)).hex())
    monkeypatch.setenv("EXPOSEPORT_SIGNING_KEY", "00" * 32)
    monkeypatch.chdir(tmp_path)
    for command in commands:
        done = run(*command.split())
        assert (done.returncode, done.stderr) == (0, ""), command
    names = ("expose", "parse", "token", "check-hostname", "import-storage", "sign", "verify")
    for name in names:
        assert name in text and run(name, "--help").returncode == 0
    assert max(map(len, text.splitlines())) <= 100
    assert run("--version").stdout == f"exposeport {exposeport.__version__}\n"


def test_called_with_an_output_that_is_not_a_file() -> None:
    with contextlib.redirect_stdout(io.StringIO()) as output:
        exposeport.cli.main(["check-hostname", "example.com", "--json"])
    assert json.loads(output.getvalue())["host"] == "example.com"
