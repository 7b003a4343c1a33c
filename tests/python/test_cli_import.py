"""The command `import-storage`."""

import io
import json
import pathlib
import re
import subprocess
import sys
from typing import Any

import exposeport
import exposeport.cli
import pytest
from test_import import DOCUMENT, DROPPED, SECRET

COMMAND = [sys.executable, "-m", "exposeport", "import-storage"]
UNTRACKED = ["--sandbox-id", "sandbox", "--runtimes", "untracked"]
TRACKED = ["--sandbox-id", "sandbox", "--runtimes", "tracked"]


def run(*arguments: Any, document: str | bytes = "") -> subprocess.CompletedProcess[str]:
    data = document.encode() if isinstance(document, str) else document
    done = subprocess.run([*COMMAND, *arguments], input=data, capture_output=True, timeout=60)
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


@pytest.fixture
def stored(tmp_path: pathlib.Path) -> str:
    path = tmp_path / "stored.json"
    path.write_text(DOCUMENT, encoding="utf-8")
    return str(path)


def test_file_and_standard_input(stored: str) -> None:
    for arguments in (UNTRACKED, TRACKED):
        imported = exposeport.Sandbox.import_storage(
            "sandbox", DOCUMENT, runtimes="untracked" if arguments is UNTRACKED else "tracked"
        )
        done = run(stored, *arguments)
        assert done.returncode == 0 and done.stdout.count("\n") == 1
        # The snapshot is the whole standard output.
        again = exposeport.Sandbox.from_json("sandbox", done.stdout)
        assert again.to_json() == imported.sandbox.to_json()
        assert done.stderr.splitlines() == [": ".join(entry) for entry in imported.dropped]
        from_input = run("-", *arguments, document=DOCUMENT)
        assert (from_input.stdout, from_input.stderr) == (done.stdout, done.stderr)


def test_dropped_entries() -> None:
    done = run("-", *UNTRACKED, document='{"80": "a", "8080": "b", "web": "c"}')
    assert done.stderr == "", "it is not the value of portTokens alone"
    done = run("-", *UNTRACKED, document='{"80": "a", "8080": "b"}')
    message = "port is out of range: 80, expected 1024 to 65535"
    assert done.stderr == f'portTokens["80"]: INVALID_PORT: {message}\n'
    assert done.stdout == '{"portTokens":{"8080":{"token":"b"}},"activePreviewPorts":{}}\n'
    done = run("-", *UNTRACKED, "--json", document='{"80": "a", "8080": "b"}')
    expected = {"place": 'portTokens["80"]', "code": "INVALID_PORT", "message": message}
    assert json.loads(done.stderr) == expected
    assert done.stdout == '{"portTokens":{"8080":{"token":"b"}},"activePreviewPorts":{}}\n'


@pytest.mark.parametrize("encoding", ["ascii:strict", "latin-1", "utf-16"])
def test_documents_and_snapshots_do_not_depend_on_the_encoding(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    command = [*COMMAND, "-", *UNTRACKED]
    name = "Wéb \u2028 \U0001f310"
    stored = json.dumps({"8080": {"token": "a", "name": name}}, ensure_ascii=False).encode()
    done = subprocess.run(command, input=stored, capture_output=True, timeout=60)
    text = done.stdout.decode("utf-16" if encoding == "utf-16" else "ascii")
    (state,) = exposeport.Sandbox.from_json("sandbox", text).ports()
    assert (done.returncode, state.name) == (0, name)


def test_errors_show_no_token(stored: str) -> None:
    for form in ([], ["--json"]):
        done = run(stored, *UNTRACKED, *form)
        assert len(done.stderr.splitlines()) == len(DROPPED)
        assert SECRET not in done.stderr and "secret" not in done.stderr.lower()


def test_strict(stored: str) -> None:
    for options in ([], ["--json"]):
        lenient = run(stored, *UNTRACKED, *options)
        strict = run(stored, *UNTRACKED, *options, "--strict")
        assert (lenient.returncode, strict.returncode) == (0, 1)
        assert (strict.stdout, strict.stderr) == (lenient.stdout, lenient.stderr)
    done = run("-", *UNTRACKED, "--strict", document='{"8080": "a"}')
    assert (done.returncode, done.stderr) == (0, "")


def test_normalize() -> None:
    arguments = ["-", "--sandbox-id", "My-App", "--runtimes", "tracked"]
    assert run(*arguments, "--normalize", document="{}").returncode == 0
    done = run(*arguments, document="{}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("UPPERCASE_SANDBOX_ID: ")


@pytest.mark.parametrize("document", ["[]", "", b"\xff", b'{"8080": "\xff"}'], ids=ascii)
def test_rejected_document(document: str | bytes) -> None:
    for strict in ([], ["--strict"]):
        done = run("-", *UNTRACKED, *strict, document=document)
        assert (done.returncode, done.stdout) == (2, "")
        assert re.fullmatch(r"INVALID_SNAPSHOT: .+\n", done.stderr)
        body = json.loads(run("-", *UNTRACKED, *strict, "--json", document=document).stderr)
        assert body["code"] == "INVALID_SNAPSHOT" and set(body) == {"error", "code", "http_status"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["-"],
        ["-", "--sandbox-id", "sandbox"],
        ["-", "--runtimes", "tracked"],
        ["-", "--sandbox-id", "sandbox", "--runtimes"],
        ["-", "--sandbox-id", "sandbox", "--runtimes", "both"],
        ["-", "--sandbox-id", "sandbox", "--runtimes", "Tracked"],
        ["-", "--sandbox-id", "sandbox", "--runtime", "tracked"],
        UNTRACKED,
        ["-", "-", *UNTRACKED],
    ],
    ids=" ".join,
)
def test_usage_errors(arguments: list[str]) -> None:
    done = run(*arguments, document="{}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage: exposeport" in done.stderr and "Traceback" not in done.stderr


def test_files_that_cannot_be_read(tmp_path: pathlib.Path) -> None:
    missing = tmp_path / "missing.json"
    for file in (str(missing), bytes(missing) + b"\xff", str(tmp_path), ""):
        done = run(file, *UNTRACKED)
        assert (done.returncode, done.stdout) == (2, "")
        assert re.fullmatch(
            r"exposeport: cannot read the document: \[Errno \d+\] .+\n", done.stderr
        )


def test_file_with_a_name_that_is_not_utf8(tmp_path: pathlib.Path) -> None:
    file = bytes(tmp_path) + b"/\xff.json"
    with open(file, "wb") as stream:
        stream.write(b'{"8080": "a"}')
    assert '"8080"' in run(file, *UNTRACKED).stdout


@pytest.mark.parametrize("text", [DOCUMENT, "{}"], ids=["entries", "empty"])
def test_called_with_an_input_that_is_not_a_file(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for stream in (io.StringIO(text), io.TextIOWrapper(io.BytesIO(text.encode()))):
        monkeypatch.setattr(sys, "stdin", stream)
        exposeport.cli.main(["import-storage", "-", *UNTRACKED])
        output = capsys.readouterr().out
        expected = exposeport.Sandbox.import_storage("sandbox", text, runtimes="untracked")
        again = exposeport.Sandbox.from_json("sandbox", output)
        assert again.to_json() == expected.sandbox.to_json()


@pytest.mark.parametrize("file", ["a\0b", "\ud800"], ids=ascii)
def test_called_with_a_name_that_is_not_a_path(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        exposeport.cli.main(["import-storage", file, *UNTRACKED])
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("exposeport: cannot read the document: ")


def test_closed_standard_input() -> None:
    command = ["sh", "-c", 'exec "$@" <&-', "sh", *COMMAND, "-", *UNTRACKED]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    message = "cannot read the document: [Errno 9] standard input is closed"
    assert done.stderr == f"exposeport: {message}\n"
