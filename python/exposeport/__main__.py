"""The command `exposeport`, also `python -m exposeport`: people's text on a terminal, JSON for programs."""

import argparse
import contextlib
import errno
import io
import json
import os
import re
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn, TextIO

import exposeport

EXAMPLES = """\
examples:
  exposeport expose 8080 --sandbox-id sandbox --hostname example.com
  exposeport expose 8080 --sandbox-id sandbox --hostname example.com --token my_token --name "Web Server" --json
  exposeport parse https://8080-sandbox-my_token.example.com/path --domain example.com
  exposeport token -n 3
  exposeport check-hostname localhost:8787

A refusal exits with status 2 and prints "CODE: message" to standard error; with --json it prints
{"error": "message", "code": "CODE", "http_status": 400} there.
"""


def expose(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Exposes one port of a new sandbox."""
    sandbox = exposeport.Sandbox(arguments.sandbox_id, normalize=arguments.normalize)
    exposed = sandbox.expose_port(
        arguments.port, hostname=arguments.hostname, name=arguments.name, token=arguments.token
    )
    return exposed.to_dict()


def parse(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Takes a host or URL apart, maybe under one base domain."""
    if arguments.domain is None:
        route = exposeport.parse(arguments.host_or_url)
    else:
        route = exposeport.BaseDomain(arguments.domain).parse(arguments.host_or_url)
    return {name: getattr(route, name) for name in route.__match_args__}


def token(arguments: argparse.Namespace) -> None:
    """Draws tokens and prints each at once, so that there may be any number of them."""
    start, between, end = ('{"tokens": [', ", ", "]}\n") if arguments.json else ("", "\n", "\n")
    for number in range(arguments.count):
        drawn = exposeport.generate_token()
        write((between if number else start) + (json.dumps(drawn) if arguments.json else drawn))
    write(end)


def check_hostname(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Checks a base domain."""
    domain = exposeport.BaseDomain(arguments.hostname)
    return {"hostname": str(domain), "host": domain.host, "port": domain.port, "scheme": domain.scheme}


def octets(text: str) -> str | bytes:
    """An argument, or its octets where they are no text, which Python has read as lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        with contextlib.suppress(UnicodeEncodeError):
            return os.fsencode(text)
    return text


def integer(text: str) -> int:
    """An integer in its one spelling, of any length."""
    if re.fullmatch(r"0|-?[1-9][0-9]*", text) is None:
        raise argparse.ArgumentTypeError(f"not an integer: {text!r}")
    # `int` refuses thousands of digits. Of so large a number these are enough to know that it is too large.
    return int(text[:21])


def count(text: str) -> int:
    """A number of tokens, at least one."""
    number = integer(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def lines(answer: Mapping[str, object]) -> str:
    """The answer for people: aligned pairs, what is absent left out."""
    width = max(map(len, answer))
    return "\n".join(f"{name:{width}}  {value}" for name, value in answer.items() if value is not None)


class Parser(argparse.ArgumentParser):
    """A parser whose help is lost as little as an answer is, and whose errors are told on standard error alone."""

    def _print_message(self, message: str, file: object = None) -> None:
        write(message)

    def error(self, message: str) -> NoReturn:
        """Ends the program with status 2."""
        tell(f"{self.format_usage()}{self.prog}: error: {message}")
        sys.exit(2)


def command_parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    parser = Parser(
        prog="exposeport",
        description="Build, parse and check preview URLs: https://{port}-{sandbox-id}-{token}.{hostname}",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {exposeport.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(
        name: str, call: Callable[[argparse.Namespace], Mapping[str, object] | None], text: str
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        command.set_defaults(call=call)
        command.add_argument("--json", action="store_true", help="print JSON")
        return command

    command = add("expose", expose, "print the URL of an exposed port, with a new token or a given one")
    command.add_argument("port", metavar="PORT", type=integer, help="1024 to 65535, but for 3000")
    command.add_argument(
        "--sandbox-id", metavar="ID", type=octets, required=True, help="1 to 63 of a-z, 0-9, '_' and '-'"
    )
    command.add_argument(
        "--hostname", metavar="HOST", type=octets, required=True, help="the base domain: host or host:port"
    )
    command.add_argument(
        "--token", metavar="T", type=octets, help="1 to 16 of a-z, 0-9 and '_'; drawn where it is left out"
    )
    command.add_argument("--name", metavar="N", type=octets, help="a friendly name, which comes back with the URL")
    command.add_argument("--normalize", action="store_true", help="lower A-Z in the sandbox id first")

    command = add("parse", parse, "take a preview host or URL apart")
    command.add_argument("host_or_url", metavar="HOST_OR_URL", type=octets, help="a Host header's value, or a URL")
    command.add_argument("--domain", metavar="D", type=octets, help="refuse hosts that are not below this base domain")

    command = add("token", token, "draw tokens from the operating system's generator")
    command.add_argument("-n", dest="count", metavar="N", type=count, default=1, help="how many; 1 by default")

    command = add("check-hostname", check_hostname, "check a base domain, and show its one spelling")
    command.add_argument("hostname", metavar="HOST", type=octets, help="host or host:port")
    return parser


def write(text: str) -> None:
    """Writes to standard output; fails where there is none, rather than to lose what was asked for."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "standard output is closed")
    print(text, end="")


def tell(text: str) -> None:
    """Writes a line to standard error. Where nobody can read it, the exit status alone tells."""
    with contextlib.suppress(OSError):
        if sys.stderr is not None:
            print(text, file=sys.stderr, flush=True)


def discard(stream: TextIO | None) -> None:
    """Throws away what a stream cannot write, or the interpreter would fail at it once more when it ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[union-attr]


def refuse(error: exposeport.ExposePortError, as_json: bool) -> NoReturn:
    """Ends the program with status 2."""
    answer = {"error": str(error), "code": error.code, "http_status": error.http_status}
    tell(json.dumps(answer) if as_json else f"{error.code}: {error}")
    sys.exit(2)


def run(arguments: Sequence[str] | None) -> None:
    """Runs one command and writes its answer."""
    namespace = command_parser().parse_args(arguments)
    try:
        answer = namespace.call(namespace)
    except exposeport.ExposePortError as error:
        refuse(error, namespace.json)
    if answer is not None:
        write((json.dumps(answer) if namespace.json else lines(answer)) + "\n")


def flush(stream: TextIO | None) -> None:
    """Writes what is still buffered."""
    if stream is not None:
        stream.flush()


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command.

    Args:
        arguments: Those of the command line, by default.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Not every terminal has every character.
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            run(arguments)
        finally:
            flush(sys.stdout)
    except KeyboardInterrupt:
        discard(sys.stdout)
        # As a shell tells that a program was interrupted.
        sys.exit(128 + signal.SIGINT)
    except OSError as failure:
        discard(sys.stdout)
        # Whoever goes before the end, as `head` does, wants no complaint.
        if not isinstance(failure, BrokenPipeError):
            tell(f"exposeport: nothing more was written: {failure}")
        sys.exit(1)
    finally:
        try:
            flush(sys.stderr)
        except OSError:
            discard(sys.stderr)


if __name__ == "__main__":
    main()
