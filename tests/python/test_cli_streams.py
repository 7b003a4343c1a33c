"""The command with streams that are closed, full, or read only in part."""

import os
import re
import resource
import signal
import subprocess
import sys
import threading

import pytest

MODULE = [sys.executable, "-m", "exposeport"]
EXPOSE = "expose 8080 --sandbox-id sandbox --hostname example.com"
IMPORT = "import-storage - --sandbox-id sandbox --runtimes tracked"


def start(*arguments: str, stdout: int = subprocess.PIPE) -> "subprocess.Popen[bytes]":
    def limit_memory() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))

    return subprocess.Popen(
        [*MODULE, *arguments], stdout=stdout, stderr=subprocess.PIPE, preexec_fn=limit_memory
    )


def shell(command: str, given: str = "{}") -> subprocess.CompletedProcess[str]:
    arguments = ["sh", "-c", f'exec "$0" -m exposeport {command}', sys.executable]
    return subprocess.run(arguments, input=given, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("arguments", "start_of_output"),
    [
        ([], rb"[a-z0-9]{16}\n[a-z0-9]{16}\n"),
        (["--json"], rb'\{"tokens": \["[a-z0-9]{16}", "[a-z0-9]{16}", '),
    ],
    ids=["text", "json"],
)
def test_tokens_are_written_one_by_one(arguments: list[str], start_of_output: bytes) -> None:
    # A list of all tokens does not fit into memory.
    with start("token", "-n", str(10**12), *arguments) as process:
        assert process.stdout is not None and process.stderr is not None
        # Stops a process that would otherwise never write.
        timer = threading.Timer(60, process.kill)
        timer.start()
        assert re.match(start_of_output, process.stdout.read(100))
        timer.cancel()
        # The reader closes the pipe, as `head` does.
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 1


@pytest.mark.parametrize(
    "arguments", [["token"], ["token", "--json"], ["parse", "8080-a-b.example.com"], ["--help"]]
)
def test_pipe_without_a_reader(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with start(*arguments, stdout=writer) as process:
        os.close(writer)
        assert process.stderr is not None and process.stderr.read() == b""
        assert process.wait(60) == 1


@pytest.mark.parametrize(
    "command",
    [
        "token",
        "token --json",
        EXPOSE,
        f"{EXPOSE} --json",
        IMPORT,
        "--help",
        "token -h",
        "--version",
    ],
)
@pytest.mark.parametrize("output", [">&-", ">/dev/full"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_cannot_be_written_is_an_error(
    command: str, output: str, unbuffered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    done = shell(f"{command} {output}")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"exposeport: cannot write to standard output: .+\n", done.stderr)


@pytest.mark.parametrize("form", ["", "--json"])
@pytest.mark.parametrize("errors", ["2>&-", "2>/dev/full"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_error_that_cannot_be_written_has_its_status(
    form: str, errors: str, unbuffered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    for command in ("parse www.example.com", "parse", "unknown"):
        done = shell(f"{command} {form} {errors}")
        assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


@pytest.mark.parametrize("errors", ["2>&-", "2>/dev/full"])
def test_dropped_entries_that_cannot_be_written_have_the_status(errors: str) -> None:
    for option, status in (("", 0), ("--strict", 1)):
        done = shell(f"{IMPORT} {option} {errors}", '{"80": "a", "8080": "b"}')
        assert (done.returncode, done.stderr) == (status, "")
        assert done.stdout.startswith('{"portTokens":{"8080":{"token":"b"}}')


def test_interrupt() -> None:
    # A shell starts a background job with SIGINT ignored, and a process inherits that.
    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        started = start("token", "-n", str(10**12))
    finally:
        signal.signal(signal.SIGINT, ignored)
    with started as process:
        assert process.stdout is not None and process.stderr is not None
        # Stops a process that does not react.
        timer = threading.Timer(60, process.kill)
        timer.start()
        process.stdout.read(100)
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert (process.stderr.read(), process.wait(60)) == (b"", 130)
        timer.cancel()


def test_encoding_that_lacks_a_character(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii:strict")
    done = shell(f"{EXPOSE} --name Wéb --token t")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^name  W(\\xe9|\\udcc3\\udca9)b$", done.stdout, re.MULTILINE)
    done = shell(EXPOSE.replace("8080", "é"))
    assert done.returncode == 2 and "Traceback" not in done.stderr
