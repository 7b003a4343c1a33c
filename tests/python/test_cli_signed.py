"""The commands `sign` and `verify`, and the file of a key."""

import io
import json
import os
import pathlib
import subprocess
import sys
import time
from typing import Any

import exposeport as ep
import exposeport.cli
import pytest

COMMAND = [sys.executable, "-m", "exposeport"]
SECRET = bytes(range(32))
DIGITS = SECRET.hex()
KEY = ep.SigningKey(SECRET)
PLACE = ["--sandbox-id", "sandbox", "--hostname", "example.com"]
PERMANENT = "https://8080-sandbox-jlynil9gb10esqv4.example.com"
PRINTED = f"url      {PERMANENT}\nport     8080\n"
# It expired when the year 2026 began.
EXPIRED = KEY.url_until(8080, "sandbox", "example.com", now=0, lifetime=1_767_225_600)
VARIABLE = "EXPOSEPORT_SIGNING_KEY"


def run(
    *arguments: Any, key: str | None = DIGITS, data: bytes = b""
) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    if key is not None:
        environment[VARIABLE] = key
    command = [*COMMAND, *arguments]
    done = subprocess.run(command, input=data, capture_output=True, timeout=60, env=environment)
    output, error = done.stdout.decode(), done.stderr.decode()
    assert DIGITS[:20] not in output + error, "the key is secret"
    return subprocess.CompletedProcess(command, done.returncode, output, error)


def printed(*arguments: Any) -> Any:
    done = run(*arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_permanent() -> None:
    done = run("sign", "8080", *PLACE)
    assert (done.returncode, done.stdout) == (0, PRINTED)
    assert printed("sign", "8080", *PLACE) == {"url": PERMANENT, "port": 8080, "expires": None}
    for given in (PERMANENT, f"{PERMANENT}:8443/path", PERMANENT.removeprefix("https://")):
        done = run("verify", given)
        assert (done.returncode, done.stderr) == (0, "")
        expected = "port        8080\nsandbox_id  sandbox\nbase_host   example.com\n"
        assert done.stdout == expected


def test_expiring() -> None:
    before = int(time.time())
    signed = printed("sign", "8080", *PLACE, "--lifetime", "3600", "--context", "tenant-1")
    assert before + 3600 <= signed["expires"] <= time.time() + 3600
    verified = printed("verify", signed["url"], "--context", "tenant-1")
    assert verified == {
        "port": 8080,
        "sandbox_id": "sandbox",
        "base_host": "example.com",
        "expires": signed["expires"],
    }
    ring = ep.KeyRing(KEY)
    route = ep.parse(signed["url"])
    assert ring.verify(route, context=b"tenant-1", now=time.time())
    assert not ring.verify(route, now=time.time())


def test_options() -> None:
    url = printed("sign", "8080", "--sandbox-id", "My-App", "--normalize", *PLACE[2:])["url"]
    assert url == KEY.url(8080, "my-app", "example.com")
    url = printed("sign", "8080", *PLACE[:2], "--hostname", "localhost:8787")["url"]
    assert url == KEY.url(8080, "sandbox", "localhost:8787")
    assert printed("verify", url, "--domain", "localhost")["port"] == 8080


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["verify", PERMANENT.replace("sqv4", "sqv5")], "INVALID_TOKEN"),
        (["verify", PERMANENT, "--context", "x"], "INVALID_TOKEN"),
        (["verify", PERMANENT, "--domain", "example.org"], "NOT_A_PREVIEW_HOST"),
        (["verify", "www.example.com"], "NOT_A_PREVIEW_HOST"),
        (["verify", EXPIRED], "TOKEN_EXPIRED"),
        (["sign", "3000", *PLACE], "RESERVED_PORT"),
        (["sign", "08080", *PLACE], "INVALID_PORT"),
        (["sign", "8080", "--sandbox-id", "www", *PLACE[2:]], "RESERVED_SANDBOX_ID"),
        (["sign", "8080", *PLACE, "--lifetime", "0"], "INVALID_LIFETIME"),
        (["sign", "8080", *PLACE, "--lifetime", str(2**70)], "INVALID_LIFETIME"),
    ],
    ids=str,
)
def test_rejected(arguments: list[str], code: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{code}: ") and done.stderr.count("\n") == 1
    assert "jlynil9gb10esqv4" not in done.stderr
    done = run(*arguments, "--json")
    body = json.loads(done.stderr)
    assert (done.returncode, done.stdout, body["code"]) == (2, "", code)
    assert set(body) == {"error", "code", "http_status"}


@pytest.mark.parametrize("lifetime", ["x", "-1", "1.5", "+1", "01", "1_0", "", "9" * 5000])
def test_lifetimes_that_are_not_numbers(lifetime: str) -> None:
    done = run("sign", "8080", *PLACE, "--lifetime", lifetime)
    assert (done.returncode, done.stdout) == (2, "") and "usage:" in done.stderr


@pytest.mark.parametrize("form", [DIGITS, DIGITS + "\n", f" {DIGITS.upper()}\r\n"])
def test_forms_of_a_key(form: str, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "key.txt"
    file.write_bytes(form.encode())
    # A file replaces the environment.
    for key in (None, "00" * 32, "not hexadecimal"):
        assert run("sign", "8080", *PLACE, "--key-file", file, key=key).stdout == PRINTED
    done = run("sign", "8080", *PLACE, "--key-file", "-", key=None, data=form.encode())
    assert done.stdout == PRINTED
    assert run("sign", "8080", *PLACE, key=form).stdout == PRINTED


NOT_HEXADECIMAL = "signing key is not in hexadecimal digits; create one with: openssl rand -hex 32"
BAD_KEYS = [
    (DIGITS[:-1], NOT_HEXADECIMAL),
    (f"{DIGITS[:32]} {DIGITS[32:]}", NOT_HEXADECIMAL),
    (f"{DIGITS}\n{DIGITS}", NOT_HEXADECIMAL),
    (f"0x{DIGITS}", NOT_HEXADECIMAL),
    ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", NOT_HEXADECIMAL),
    ("é" * 64, NOT_HEXADECIMAL),
    (DIGITS * 17, "signing key is too long: 1088 bytes, maximum 1024"),
]


@pytest.mark.parametrize(("key", "message"), BAD_KEYS, ids=range(len(BAD_KEYS)))
def test_keys_that_are_rejected(key: str, message: str, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "key.txt"
    file.write_bytes(key.encode())
    # No more of a file is read than shows that it is too long.
    of_file = message.replace("1088", "1025")
    for done, expected in (
        (run("sign", "8080", *PLACE, key=key), message),
        (run("verify", PERMANENT, key=key), message),
        (run("verify", PERMANENT, "--key-file", file, key=None), of_file),
        (run("sign", "8080", *PLACE, "--key-file", "-", data=key.encode()), of_file),
    ):
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"INVALID_SIGNING_KEY: {expected}\n"


def test_short_and_missing_keys(tmp_path: pathlib.Path) -> None:
    for key in (DIGITS[:62], " "):
        done = run("sign", "8080", *PLACE, key=key)
        assert done.returncode == 2 and done.stderr.startswith("INVALID_SIGNING_KEY: ")
    for absent in (None, ""):
        done = run("sign", "8080", *PLACE, key=absent)
        message = f"a key is required: use --key-file or the environment variable {VARIABLE}"
        assert (done.returncode, done.stderr) == (2, f"exposeport: {message}\n")
    done = run("sign", "8080", *PLACE, "--key-file", tmp_path / "a\x1b")
    assert done.returncode == 2 and "cannot read the key: " in done.stderr
    assert "\x1b" not in done.stderr
    # A key is not an argument.
    done = run("sign", "8080", *PLACE, "--key", "00")
    assert done.returncode == 2 and "unrecognized arguments" in done.stderr


def test_an_endless_file() -> None:
    done = run("sign", "8080", *PLACE, "--key-file", "/dev/zero")
    message = "signing key is too long: 1025 bytes, maximum 1024"
    assert (done.returncode, done.stderr) == (2, f"INVALID_SIGNING_KEY: {message}\n")


def test_a_stream_of_strings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(DIGITS))
    exposeport.cli.main(["sign", "8080", *PLACE, "--key-file", "-", "--json"])
    assert json.loads(capsys.readouterr().out)["url"] == PERMANENT
