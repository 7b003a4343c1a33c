"""Input and output of the command.

Text cannot control the terminal, and standard streams may be closed.
"""

import contextlib
import errno
import json
import os
import sys
from collections.abc import Mapping
from typing import NoReturn, TextIO

from exposeport import ExposePortError, Rejection


def string(argument: str) -> str | bytes:
    """Returns an argument, or its bytes if Python could not decode them."""
    try:
        argument.encode()
    except UnicodeEncodeError:
        with contextlib.suppress(UnicodeEncodeError):
            return os.fsencode(argument)
    return argument


def read(file: str | bytes, content: str, length: int = -1) -> str | bytes:
    """Reads a file, or standard input if its name is "-". Exits with status 2 if that fails."""
    try:
        if file != "-":
            with open(file, "rb") as stream:
                return stream.read(length)
        if sys.stdin is None:
            raise OSError(errno.EBADF, "standard input is closed")
        # A stream of strings may replace the standard input of the process.
        document: str | bytes = getattr(sys.stdin, "buffer", sys.stdin).read(length)
        return document
    except (OSError, ValueError) as error:
        # A name with a NUL character is a ValueError.
        fail(f"cannot read the {content}: {printable(str(error))}")


def lines(result: Mapping[str, object]) -> str:
    """Returns names and values as aligned lines, except values that are None."""
    width = max(map(len, result))
    return "\n".join(
        f"{name:{width}}  {printable(str(value))}"
        for name, value in result.items()
        if value is not None
    )


def printable(text: str) -> str:
    """Returns a string with escapes for the characters that may control a terminal.

    These are control characters, and invisible characters such as those that change the direction
    of what follows.
    """
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def write(text: str) -> None:
    """Writes to standard output. Fails if it is closed, so that no result is lost silently."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "standard output is closed")
    print(text, end="")


def write_error(text: str) -> None:
    """Writes a line to standard error. If that fails, only the exit status reports the error."""
    with contextlib.suppress(OSError):
        if sys.stderr is not None:
            print(text, file=sys.stderr, flush=True)


def discard(stream: TextIO | None) -> None:
    """Discards buffered output, so that the interpreter does not try to write it again at exit."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[union-attr]


def flush(stream: TextIO | None) -> None:
    """Writes buffered output."""
    if stream is not None:
        stream.flush()


def reject(message: str, error: ExposePortError | Rejection, as_json: bool) -> NoReturn:
    """Prints an error, and exits with status 2."""
    if as_json:
        body = {"error": message, "code": error.code, "http_status": error.http_status}
        write_error(json.dumps(body))
    else:
        write_error(f"{error.code}: {printable(message)}")
    sys.exit(2)


def fail(message: str) -> NoReturn:
    """Prints an error that has no code, and exits with status 2."""
    write_error(f"exposeport: {message}")
    sys.exit(2)
