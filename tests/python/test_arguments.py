"""Types of arguments: integers, strings, and every other type."""

import contextlib
import json
import operator
import sys
from collections.abc import Callable
from typing import Any

import exposeport as ep
import numpy
import pytest

SANDBOX = ep.Sandbox("sandbox")


class Index:
    def __init__(self, value: Any) -> None:
        self.value = value

    def __index__(self) -> Any:
        return self.value


class Int(int):
    pass


class Broken:
    def __init__(self, error: Exception) -> None:
        self.error = error

    def __index__(self) -> int:
        raise self.error


PORTS = [8080, numpy.int64(8080), numpy.uint16(8080), Index(8080), Int(8080)]
BAD_PORTS = [
    *(2**32 + 8080, 2**16 + 8080, 2**64 + 8080, -(2**64) + 8080),
    *(-1, 0, 80, 65536, 2**200, -(2**200), -8080),
]
NOT_INTEGERS: list[Any] = [
    True,
    False,
    8080.0,
    3000.5,
    float("nan"),
    "8080",
    b"8080",
    None,
    [8080],
    8080j,
]
# The newest numpy that supports Python 3.10 has a bool with `__index__`.
if sys.version_info >= (3, 11):
    NOT_INTEGERS.append(numpy.bool_(True))


@pytest.mark.parametrize("port", PORTS, ids=repr)
def test_integers(port: Any) -> None:
    found = ep.validate_port(port)
    assert type(found) is int and found == 8080
    url = "https://8080-sandbox-my_token.example.com"
    assert ep.build_url(port, "sandbox", "my_token", "example.com") == url
    assert ep.Policy(reserve_ports=[port]) == ep.Policy(reserve_ports=[8080])


@pytest.mark.parametrize(
    "port", [*BAD_PORTS, *map(Index, BAD_PORTS)], ids=lambda port: str(operator.index(port))
)
def test_integers_never_wrap(port: Any) -> None:
    calls: list[Callable[[], object]] = [
        lambda: ep.validate_port(port),
        lambda: ep.build_url(port, "sandbox", "my_token", "example.com"),
        lambda: SANDBOX.expose_port(port, hostname="example.com"),
        lambda: SANDBOX.unexpose_port(port),
        lambda: ep.sandbox_id_budget(port, 16),
    ]
    for call in calls:
        with pytest.raises(ep.SecurityError) as caught:
            call()
        assert caught.value.code == "INVALID_PORT"
    assert SANDBOX.is_port_exposed(port) is False
    assert SANDBOX.validate_port_token(port, "my_token") is False


@pytest.mark.parametrize("port", NOT_INTEGERS, ids=repr)
def test_other_types_are_not_integers(port: Any) -> None:
    calls: list[Callable[[], object]] = [
        lambda: ep.validate_port(port),
        lambda: ep.build_url(port, "sandbox", "my_token", "example.com"),
        lambda: SANDBOX.expose_port(port, hostname="example.com"),
        lambda: SANDBOX.unexpose_port(port),
        lambda: SANDBOX.is_port_exposed(port),
        lambda: SANDBOX.validate_port_token(port, "my_token"),
        lambda: ep.sandbox_id_budget(port, 16),
        lambda: ep.Policy(reserve_ports=[port]),
        lambda: ep.Policy(unreserve_ports=[port]),
    ]
    for call in calls:
        with pytest.raises(TypeError):
            call()


@pytest.mark.parametrize("error", [KeyError("from within"), OverflowError("from within")])
def test_index_that_fails(error: Exception) -> None:
    with pytest.raises(type(error), match="from within"):
        ep.validate_port(Broken(error))
    with pytest.raises(TypeError):
        ep.validate_port(Index("8080"))


class Lie(int):
    def __lt__(self, other: Any) -> bool:
        raise ZeroDivisionError


@pytest.mark.parametrize(("port", "found"), [(Lie(2**100), "more"), (Lie(-(2**100)), "less")])
def test_overridden_comparison_is_not_called(port: Any, found: str) -> None:
    with pytest.raises(ep.SecurityError, match=f"range: -?9223372036854775[0-9]+ or {found}"):
        ep.validate_port(port)
    assert not SANDBOX.is_port_exposed(port)


STRING_CALLS: dict[str, Any] = {
    "validate_sandbox_id": ep.validate_sandbox_id,
    "validate_token": ep.validate_token,
    "parse": ep.parse,
    "parse_host": ep.parse_host,
    "parse_url": ep.parse_url,
    "BaseDomain": ep.BaseDomain,
    "route": ep.BaseDomain("example.com").route,
    "route_url": ep.BaseDomain("example.com").route_url,
    "BaseDomain.parse": ep.BaseDomain("example.com").parse,
    "route_under": lambda string: ep.route_under(string, []),
    "Sandbox": ep.Sandbox,
    "from_json": lambda string: ep.Sandbox.from_json("sandbox", string),
    "import_storage": lambda string: ep.Sandbox.import_storage(
        "sandbox", string, runtimes="untracked"
    ),
    "import_storage id": lambda string: ep.Sandbox.import_storage(string, "{}", runtimes="tracked"),
    "exposed_ports": SANDBOX.exposed_ports,
    "validate_port_token": lambda string: SANDBOX.validate_port_token(8080, string),
    "tokens_equal": lambda string: ep.tokens_equal(string, "a"),
    "Route.url": ep.parse("8080-sandbox-my_token.example.com").url,
    "build_url id": lambda string: ep.build_url(8080, string, "a", "example.com"),
    "build_url token": lambda string: ep.build_url(8080, "a", string, "example.com"),
    "build_url hostname": lambda string: ep.build_url(8080, "a", "a", string),
    "expose_port hostname": lambda string: SANDBOX.expose_port(8080, hostname=string),
    "expose_port token": lambda string: SANDBOX.expose_port(
        8080, hostname="example.com", token=string or "a"
    ),
    "expose_port name": lambda string: SANDBOX.expose_port(
        8080, hostname="example.com", name=string
    ),
    "runtime_started": lambda string: ep.Sandbox("sandbox").runtime_started(string),
    "reserve_sandbox_ids": lambda string: ep.Policy(reserve_sandbox_ids=[string]),
    "unreserve_sandbox_ids": lambda string: ep.Policy(unreserve_sandbox_ids=[string]),
    "deny_domains": lambda string: ep.Policy(deny_domains=[string]),
    "undeny_domains": lambda string: ep.Policy(undeny_domains=[string]),
}


@pytest.mark.parametrize("call", STRING_CALLS.values(), ids=STRING_CALLS.keys())
@pytest.mark.parametrize("other", [8080, 1.5, ["a"], bytearray(b"a"), object()], ids=repr)
def test_other_types_are_not_strings(call: Any, other: Any) -> None:
    with pytest.raises(TypeError):
        call(other)


WRONG_TYPES: list[tuple[Any, Any, str]] = [
    (ep.validate_port, "8080", "expected int, found str"),
    (ep.validate_port, True, "expected int, found bool"),
    (ep.validate_token, 8080, "expected str or bytes, found int"),
    (SANDBOX.exposed_ports, 8080, "expected str, bytes or BaseDomain, found int"),
    (ep.SigningKey, "k" * 32, "expected bytes, found str"),
    (ep.KeyRing, b"k" * 32, "expected SigningKey, found bytes"),
]


@pytest.mark.parametrize(("call", "other", "message"), WRONG_TYPES, ids=str)
def test_the_message_names_both_types(call: Any, other: Any, message: str) -> None:
    with pytest.raises(TypeError, match=f"^{message}(\n|$)"):
        call(other)


@pytest.mark.parametrize("call", STRING_CALLS.values(), ids=STRING_CALLS.keys())
@pytest.mark.parametrize(
    "string", ["\ud800", "a\udc80", "8080-a-\udfff.example.com", b"\xff", b"", ""], ids=ascii
)
def test_strings_that_are_not_utf8(call: Any, string: str | bytes) -> None:
    with contextlib.suppress(ep.ExposePortError):
        call(string)


def test_surrogates_are_rejected_with_the_codes_of_the_core() -> None:
    rejected: list[tuple[Callable[[], object], str]] = [
        (lambda: ep.validate_sandbox_id("a\ud800"), "INVALID_SANDBOX_ID_CHARACTER"),
        (lambda: ep.validate_token("a\ud800"), "INVALID_TOKEN_CHARACTER"),
        (lambda: ep.BaseDomain("\ud800.example"), "INVALID_HOSTNAME"),
        (lambda: ep.parse_host("8080-a-b.\ud800"), "INVALID_HOSTNAME"),
        (lambda: ep.Policy(scheme="\ud800"), "INVALID_HOSTNAME"),  # type: ignore[arg-type]
    ]
    for call, code in rejected:
        with pytest.raises(ep.SecurityError) as caught:
            call()
        assert caught.value.code == code


@pytest.mark.parametrize("string", ["\ud800", "ab\udcff", b"\xff", b"ab\xc3"], ids=ascii)
def test_names_and_runtime_ids_must_be_utf8(string: str | bytes) -> None:
    sandbox = ep.Sandbox("sandbox")
    before = sandbox.to_json()
    position = 2 if len(string) > 2 else 0
    where = f"at position {position}, expected UTF-8"
    with pytest.raises(ep.SecurityError, match=f"^invalid byte 0x.. in name {where}") as caught:
        sandbox.expose_port(8080, hostname="example.com", name=string)
    assert caught.value.code == "INVALID_NAME"
    message = f"^invalid byte 0x.. in runtime id {where}"
    with pytest.raises(ep.SecurityError, match=message) as caught:
        sandbox.runtime_started(string)
    assert caught.value.code == "INVALID_RUNTIME_ID"
    assert sandbox.to_json() == before


def test_names_and_runtime_ids() -> None:
    sandbox = ep.Sandbox("sandbox")
    for string in ("Wéb", "Wéb".encode(), "a" * 255):
        sandbox.runtime_started(string)
        name = sandbox.expose_port(8080, hostname="example.com", name=string).name
        assert name == (string if isinstance(string, str) else string.decode())
        assert json.loads(sandbox.to_json())["currentRuntimeIdentity"]["id"] == name
    for empty in ("", b""):
        assert sandbox.expose_port(8080, hostname="example.com", name=empty).name == ""
    assert sandbox.expose_port(8080, hostname="example.com").name is None
    for string in ("a\0b", "a" * 256):
        with pytest.raises(ep.SecurityError):
            sandbox.expose_port(8080, hostname="example.com", name=string)
        with pytest.raises(ep.SecurityError):
            sandbox.runtime_started(string)


def test_subclasses_of_strings_and_nul() -> None:
    class String(str):
        def encode(self, *_: Any, **__: Any) -> bytes:
            raise AssertionError("an override is not called")

    host = String("8080-sandbox-my_token.example.com")
    route = ep.parse_host(host)
    assert route.base_host == "example.com"
    assert ep.BaseDomain("example.com").route(host) == route
    with pytest.raises(ep.ExposePortError):
        ep.parse_host(String("8080-a-\ud800.example.com"))

    class Bytes(bytes):
        def decode(self, *_: Any, **__: Any) -> str:
            raise AssertionError("an override is not called")

    assert ep.parse_host(Bytes(b"8080-sandbox-my_token.example.com")) == route
    with pytest.raises(ep.SecurityError):
        ep.validate_sandbox_id("a\0b")


def test_checks_are_in_order() -> None:
    for arguments, code in [
        ((80, "example.workers.dev", "No"), "INVALID_PORT"),
        ((8080, "example.workers.dev", "No"), "CUSTOM_DOMAIN_REQUIRED"),
        ((8080, "example.com", "No"), "INVALID_TOKEN_CHARACTER"),
        ((8080, "example.com", "yes"), "INVALID_NAME"),
    ]:
        port, hostname, token = arguments
        with pytest.raises(ep.ExposePortError) as caught:
            SANDBOX.expose_port(port, hostname=hostname, token=token, name=b"\xff")
        assert caught.value.code == code
    stopped = ep.Sandbox("sandbox")
    stopped.runtime_stopped()
    with pytest.raises(ep.SecurityError):
        stopped.expose_port(8080, hostname="example.com", name=b"\xff")


def test_budget() -> None:
    assert ep.sandbox_id_budget(8080, 16) == 41
    assert ep.sandbox_id_budget(65535, 16) == 40
    assert ep.sandbox_id_budget(8080, 1000) == 0
    assert ep.sandbox_id_budget(8080, numpy.int64(16)) == 41
    assert ep.sandbox_id_budget(8080, Index(16)) == 41
    assert ep.sandbox_id_budget(8080, 2**64 - 1) == 0
    for length in (-1, -(2**200), 2**64, 2**200):
        with pytest.raises(OverflowError):
            ep.sandbox_id_budget(8080, length)
    lengths: list[Any] = [True, False, 16.0, "16", None]
    for length in lengths:
        with pytest.raises(TypeError):
            ep.sandbox_id_budget(8080, length)


def test_budget_under_a_policy() -> None:
    assert ep.sandbox_id_budget(3000, 16, policy=ep.Policy(unreserve_ports=[3000])) == 41
    for port, policy in [
        (3000, None),
        (3000, ep.Policy()),
        (8080, ep.Policy(reserve_ports=[8080])),
    ]:
        with pytest.raises(ep.SecurityError) as caught:
            ep.sandbox_id_budget(port, 16, policy=policy)
        assert caught.value.code == "RESERVED_PORT"
