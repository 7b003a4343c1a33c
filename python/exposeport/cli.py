"""The command `exposeport`, which prints aligned lines or JSON."""

import argparse
import io
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

import exposeport
from exposeport import _exposeport
from exposeport._terminal import (
    discard,
    fail,
    flush,
    lines,
    printable,
    read,
    reject,
    string,
    write,
    write_error,
)

__all__ = ["main"]

KEY_VARIABLE = "EXPOSEPORT_SIGNING_KEY"

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
  exposeport sign 8080 --sandbox-id sandbox --hostname example.com --lifetime 3600
  exposeport verify https://8080-sandbox-jlynil9gb10esqv4.example.com --key-file key.txt

If input is rejected, the exit status is 2 and standard error contains "CODE: message".
With --json, it contains {"error": "message", "code": "CODE", "http_status": 400}.

The key of sign and verify is in a file, or in the environment variable EXPOSEPORT_SIGNING_KEY.
It is in hexadecimal digits, as "openssl rand -hex 32" prints it.

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
    """Parses a host or a URL."""
    route = parse_route(arguments)
    return {name: getattr(route, name) for name in route.__match_args__}


def parse_route(arguments: argparse.Namespace) -> exposeport.Route:
    """Returns the route of a host or a URL, under a base domain if one is given."""
    if arguments.domain is None:
        return exposeport.parse(arguments.host_or_url)
    return exposeport.BaseDomain(arguments.domain).parse(arguments.host_or_url)


def sign(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Signs the preview URL of a port, which expires if a lifetime is given."""
    port, place = _exposeport._parse_port(arguments.port), arguments.hostname
    ring, now = key_ring(arguments.key_file), int(time.time())
    signed = {"context": arguments.context, "normalize": arguments.normalize}
    if arguments.lifetime is None:
        url = ring.signing_key.url(port, arguments.sandbox_id, place, **signed)
    else:
        until = {"now": now, "lifetime": arguments.lifetime}
        url = ring.signing_key.url_until(port, arguments.sandbox_id, place, **until, **signed)
    verification = ring.verify(exposeport.parse(url), context=arguments.context, now=now)
    return {"url": url, "port": port, "expires": verification.expires}


def verify(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Verifies the token of a host or a URL, as a gateway does."""
    route, ring = parse_route(arguments), key_ring(arguments.key_file)
    host = route.url(route.base_host).partition("://")[2]
    preview = exposeport.Gateway([route.base_host]).route([host])
    assert isinstance(preview, exposeport.Preview), "the host of a route is that of a preview"
    context, now = arguments.context, time.time()
    rejection = preview.verify(ring, context=context, now=now)
    if rejection is not None:
        reject(rejection.message, rejection, arguments.json)
    verification = ring.verify(route, context=context, now=now)
    return {
        "port": route.port,
        "sandbox_id": route.sandbox_id,
        "base_host": route.base_host,
        "expires": verification.expires,
    }


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
        read(arguments.file, "document"),
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


def key_ring(file: str | bytes | None) -> exposeport.KeyRing:
    """Returns the ring of the key in a file or in the environment. Exits if it is not a key."""
    digits: str | bytes = os.environ.get(KEY_VARIABLE, "")
    if file is not None:
        # A file that is not a key may be endless.
        digits = read(file, "key", _exposeport._SIGNING_KEY_HEX_MAX + 1)
    elif not digits:
        fail(f"a key is required: use --key-file or the environment variable {KEY_VARIABLE}")
    return exposeport.KeyRing(exposeport.SigningKey.from_hex(digits))


def seconds(argument: str) -> int:
    """Parses a number of seconds, without a sign or a leading zero."""
    number = int(argument)
    if number < 0 or str(number) != argument:
        raise ValueError("not a number of seconds")
    return number


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


def add_hostname(command: argparse.ArgumentParser) -> None:
    """Adds the option of the base domain of a URL."""
    command.add_argument(
        "--hostname",
        metavar="HOST",
        type=string,
        required=True,
        help="the base domain: host or host:port",
    )


def add_host_or_url(command: argparse.ArgumentParser) -> None:
    """Adds the arguments of `parse_route`."""
    command.add_argument(
        "host_or_url", metavar="HOST_OR_URL", type=string, help="a Host header value or a URL"
    )
    command.add_argument(
        "--domain", metavar="DOMAIN", type=string, help="accept only hosts under this base domain"
    )


def add_key(command: argparse.ArgumentParser) -> None:
    """Adds the options of a signature. The command line is visible, and never contains the key."""
    command.add_argument(
        "--key-file",
        metavar="FILE",
        type=string,
        help="a file with the key in hexadecimal digits, or - for standard input "
        f"(default: the environment variable {KEY_VARIABLE})",
    )
    command.add_argument(
        "--context",
        metavar="TEXT",
        type=string,
        default="",
        help="the context of the signature, such as a tenant (default: empty)",
    )


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
    add_hostname(command)
    command.add_argument(
        "--token",
        metavar="TOKEN",
        type=string,
        help="the token: 1 to 16 characters of a-z, 0-9 and '_' (default: a random one)",
    )
    command.add_argument(
        "--name", metavar="NAME", type=string, help="a display name, printed with the URL"
    )

    add_host_or_url(add("parse", parse, "parse a preview host or URL and print its parts"))

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

    command = add("sign", sign, "print the preview URL of a port with a signed token")
    command.add_argument("port", metavar="PORT", type=string, help="the port")
    add_sandbox_id(command)
    add_hostname(command)
    command.add_argument(
        "--lifetime",
        metavar="SECONDS",
        type=seconds,
        help="the seconds until the URL expires (default: it does not expire)",
    )
    add_key(command)

    command = add("verify", verify, "verify the signed token of a preview host or URL")
    add_host_or_url(command)
    add_key(command)
    return parser


def run(arguments: Sequence[str] | None) -> None:
    """Runs one command, and prints its result."""
    namespace = command_parser().parse_args(arguments)
    try:
        result = namespace.call(namespace)
    except exposeport.ExposePortError as error:
        reject(str(error), error, namespace.json)
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
