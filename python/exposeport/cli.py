"""The command `exposeport`, which prints aligned lines or JSON."""

import argparse
import contextlib
import errno
import io
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn, TextIO

import exposeport
from exposeport import _exposeport

__all__ = ["main"]

DESCRIPTION = """\
Build, parse and check preview URLs:
https://{port}-{sandbox-id}-{token}.{base-domain}
"""

EXAMPLES = """\
examples:
  exposeport expose 8080 --sandbox-id sandbox --hostname example.com
  exposeport expose 8080 --sandbox-id sandbox --hostname example.com --token my_token --json
  exposeport parse https://8080-sandbox-my_token.example.com/path --domain example.com
  exposeport token -n 3
  exposeport check-hostname localhost:8787
  exposeport import-storage storage.json --sandbox-id sandbox --runtimes untracked

If input is rejected, the exit status is 2 and standard error contains "CODE: message".
With --json, it contains {"error": "message", "code": "CODE", "http_status": 400}.

For each entry that import-storage drops, standard error contains "place: CODE: message".
With --json, it contains {"place": "place", "code": "CODE", "message": "message"}.
"""


def expose(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Exposes one port of a new sandbox."""
    port = _exposeport._parse_port(arguments.port)
    sandbox = exposeport.Sandbox(arguments.sandbox_id, normalize=arguments.normalize)
    exposed = sandbox.expose_port(
        port, hostname=arguments.hostname, name=arguments.name, token=arguments.token
    )
    return exposed.to_dict()


def parse(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Parses a host or a URL, under a base domain if one is given."""
    if arguments.domain is None:
        route = exposeport.parse(arguments.host_or_url)
    else:
        route = exposeport.BaseDomain(arguments.domain).parse(arguments.host_or_url)
    return {name: getattr(route, name) for name in route.__match_args__}


def token(arguments: argparse.Namespace) -> None:
    """Generates tokens. Each is printed immediately, so memory does not limit their number."""
    if arguments.json:
        start, separator, end = '{"tokens": [', ", ", "]}\n"
    else:
        start, separator, end = "", "\n", "\n"
    for index in range(arguments.count):
        generated = exposeport.generate_token()
        write(separator if index else start)
        write(json.dumps(generated) if arguments.json else generated)
    write(end)


def check_hostname(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Checks a base domain."""
    domain = exposeport.BaseDomain(arguments.hostname)
    return {
        "hostname": str(domain),
        "host": domain.host,
        "port": domain.port,
        "scheme": domain.scheme,
    }


def import_storage(arguments: argparse.Namespace) -> None:
    """Imports what sandbox-sdk has stored, and prints the snapshot and the dropped entries."""
    imported = exposeport.Sandbox.import_storage(
        arguments.sandbox_id,
        read(arguments.file),
        runtimes=arguments.runtimes,
        normalize=arguments.normalize,
    )
    # In ASCII, as all JSON of the command: standard output may have any encoding.
    snapshot = json.loads(imported.sandbox.to_json())
    write(json.dumps(snapshot, separators=(",", ":")) + "\n")
    for dropped in imported.dropped:
        line = printable(": ".join(dropped))
        write_error(json.dumps(dropped.to_dict()) if arguments.json else line)
    if imported.dropped and arguments.strict:
        sys.exit(1)


def string(argument: str) -> str | bytes:
    """Returns an argument, or its bytes if Python could not decode them."""
    try:
        argument.encode()
    except UnicodeEncodeError:
        with contextlib.suppress(UnicodeEncodeError):
            return os.fsencode(argument)
    return argument


def read(file: str | bytes) -> str | bytes:
    """Reads a file, or standard input if its name is "-". Exits with status 2 if that fails."""
    try:
        if file != "-":
            with open(file, "rb") as stream:
                return stream.read()
        if sys.stdin is None:
            raise OSError(errno.EBADF, "standard input is closed")
        # A stream of strings may replace the standard input of the process.
        document: str | bytes = getattr(sys.stdin, "buffer", sys.stdin).read()
        return document
    except (OSError, ValueError) as error:
        # A name with a NUL character is a ValueError.
        write_error(f"exposeport: cannot read the document: {printable(str(error))}")
        sys.exit(2)


def count(argument: str) -> int:
    """Parses the number of tokens: at least 1, without a sign or a leading zero."""
    number = int(argument)
    if number < 1 or str(number) != argument:
        raise ValueError("not a count")
    return number


class Parser(argparse.ArgumentParser):
    """An argument parser that fails if it cannot write its help.

    It prints an error to standard error only, and the exit status stays 2 if that fails. The error
    may contain an argument, and is escaped.
    """

    def _print_message(self, message: str, file: object = None) -> None:
        write(message)

    def error(self, message: str) -> NoReturn:
        """Prints the usage and the error, and exits with status 2."""
        write_error(f"{self.format_usage()}{self.prog}: error: {printable(message)}")
        sys.exit(2)


def add_sandbox_id(command: argparse.ArgumentParser) -> None:
    """Adds the options of a sandbox id."""
    command.add_argument(
        "--sandbox-id",
        metavar="ID",
        type=string,
        required=True,
        help="the sandbox id: 1 to 63 characters of a-z, 0-9, '_' and '-'",
    )
    command.add_argument("--normalize", action="store_true", help="lowercase the sandbox id first")


def command_parser() -> argparse.ArgumentParser:
    """Returns the parser of the command line."""
    parser = Parser(
        prog="exposeport",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {exposeport.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(
        name: str,
        call: Callable[[argparse.Namespace], Mapping[str, object] | None],
        description: str,
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(
            name, help=description, description=description, allow_abbrev=False
        )
        command.set_defaults(call=call)
        command.add_argument("--json", action="store_true", help="print JSON")
        return command

    command = add("expose", expose, "print the preview URL of a port")
    command.add_argument(
        "port", metavar="PORT", type=string, help="the port: 1024 to 65535, except 3000"
    )
    add_sandbox_id(command)
    command.add_argument(
        "--hostname",
        metavar="HOST",
        type=string,
        required=True,
        help="the base domain: host or host:port",
    )
    command.add_argument(
        "--token",
        metavar="TOKEN",
        type=string,
        help="the token: 1 to 16 characters of a-z, 0-9 and '_' (default: a random one)",
    )
    command.add_argument(
        "--name", metavar="NAME", type=string, help="a display name, printed with the URL"
    )

    command = add("parse", parse, "parse a preview host or URL and print its parts")
    command.add_argument(
        "host_or_url", metavar="HOST_OR_URL", type=string, help="a Host header value or a URL"
    )
    command.add_argument(
        "--domain", metavar="DOMAIN", type=string, help="accept only hosts under this base domain"
    )

    command = add("token", token, "generate random tokens")
    command.add_argument(
        "-n",
        dest="count",
        metavar="COUNT",
        type=count,
        default=1,
        help="the number of tokens (default: 1)",
    )

    command = add("check-hostname", check_hostname, "check a base domain and print its parts")
    command.add_argument(
        "hostname", metavar="HOST", type=string, help="the base domain: host or host:port"
    )

    command = add(
        "import-storage",
        import_storage,
        "convert what Cloudflare's sandbox-sdk has stored to a snapshot",
    )
    command.add_argument(
        "file", metavar="FILE", type=string, help="the JSON document, or - for standard input"
    )
    add_sandbox_id(command)
    command.add_argument(
        "--runtimes",
        choices=_exposeport._RUNTIMES,
        required=True,
        help="tracked (0.12): no port is active without the current runtime; "
        "untracked (the 1.0 guide): every port is active",
    )
    command.add_argument(
        "--strict", action="store_true", help="exit with status 1 if an entry is dropped"
    )
    return parser


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


def reject(error: exposeport.ExposePortError, as_json: bool) -> NoReturn:
    """Prints an error, and exits with status 2."""
    if as_json:
        body = {"error": str(error), "code": error.code, "http_status": error.http_status}
        write_error(json.dumps(body))
    else:
        write_error(f"{error.code}: {printable(str(error))}")
    sys.exit(2)


def run(arguments: Sequence[str] | None) -> None:
    """Runs one command, and prints its result."""
    namespace = command_parser().parse_args(arguments)
    try:
        result = namespace.call(namespace)
    except exposeport.ExposePortError as error:
        reject(error, namespace.json)
    if result is not None:
        write((json.dumps(result) if namespace.json else lines(result)) + "\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command.

    Args:
        arguments: The arguments, by default the command line of the process.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Some characters may be missing in the encoding of the terminal.
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            run(arguments)
        finally:
            flush(sys.stdout)
    except KeyboardInterrupt:
        discard(sys.stdout)
        # The status that shells report for an interrupted program.
        sys.exit(128 + signal.SIGINT)
    except OSError as error:
        discard(sys.stdout)
        # A reader that closes a pipe early, such as `head`, is not an error.
        if not isinstance(error, BrokenPipeError):
            write_error(f"exposeport: cannot write to standard output: {printable(str(error))}")
        sys.exit(1)
    finally:
        try:
            flush(sys.stderr)
        except OSError:
            discard(sys.stderr)
