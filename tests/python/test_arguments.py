"""Types of arguments: what is an integer, what is a text, and what is neither."""

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
    def __index__(self) -> int:
        raise KeyError("from within")


PORTS = [8080, numpy.int64(8080), numpy.uint16(8080), Index(8080), Int(8080)]
BAD_PORTS = [2**32 + 8080, 2**16 + 8080, 2**64 + 8080, -(2**64) + 8080, -1, 0, 80, 65536, 2**200, -(2**200), -8080]
NO_PORTS: list[Any] = [
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
# The newest numpy that Python 3.10 has still gives its bool an `__index__`.
if sys.version_info >= (3, 11):
    NO_PORTS.append(numpy.bool_(True))


@pytest.mark.parametrize("port", PORTS, ids=repr)
def test_integers(port: Any) -> None:
    found = ep.validate_port(port)
    assert type(found) is int and found == 8080
    assert ep.build_url(port, "sandbox", "my_token", "example.com") == "https://8080-sandbox-my_token.example.com"
    assert ep.Policy(reserve_ports=[port]) == ep.Policy(reserve_ports=[8080])


@pytest.mark.parametrize("port", [*BAD_PORTS, *map(Index, BAD_PORTS)], ids=lambda port: str(operator.index(port)))
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


@pytest.mark.parametrize("port", NO_PORTS, ids=repr)
def test_no_integers(port: Any) -> None:
    calls: list[Callable[[], object]] = [
        lambda: ep.validate_port(port),
        lambda: ep.build_url(port, "sandbox", "my_token", "example.com"),
        lambda: SANDBOX.expose_port(port, hostname="example.com"),
        lambda: SANDBOX.unexpose_port(port),
        lambda: SANDBOX.is_port_exposed(port),
        lambda: SANDBOX.validate_port_token(port, "my_token"),
        lambda: ep.sandbox_id_budget(port, 16),
        lambda: ep.Policy(allow_ports=[port]),
    ]
    for call in calls:
        with pytest.raises(TypeError):
            call()


def test_index_that_fails() -> None:
    with pytest.raises(KeyError, match="from within"):
        ep.validate_port(Broken())
    with pytest.raises(TypeError):
        ep.validate_port(Index("8080"))


TEXT_CALLS: dict[str, Any] = {
    "validate_sandbox_id": ep.validate_sandbox_id,
    "validate_token": ep.validate_token,
    "parse": ep.parse,
    "parse_host": ep.parse_host,
    "parse_url": ep.parse_url,
    "BaseDomain": ep.BaseDomain,
    "route": ep.BaseDomain("example.com").route,
    "route_url": ep.BaseDomain("example.com").route_url,
    "BaseDomain.parse": ep.BaseDomain("example.com").parse,
    "route_under": lambda text: ep.route_under(text, []),
    "Sandbox": ep.Sandbox,
    "from_json": lambda text: ep.Sandbox.from_json("sandbox", text),
    "exposed_ports": SANDBOX.exposed_ports,
    "validate_port_token": lambda text: SANDBOX.validate_port_token(8080, text),
    "tokens_equal": lambda text: ep.tokens_equal(text, "a"),
    "Route.url": ep.parse("8080-sandbox-my_token.example.com").url,
    "build_url id": lambda text: ep.build_url(8080, text, "a", "example.com"),
    "build_url token": lambda text: ep.build_url(8080, "a", text, "example.com"),
    "build_url hostname": lambda text: ep.build_url(8080, "a", "a", text),
    "expose_port hostname": lambda text: SANDBOX.expose_port(8080, hostname=text),
    "expose_port token": lambda text: SANDBOX.expose_port(8080, hostname="example.com", token=text or "a"),
    "expose_port name": lambda text: SANDBOX.expose_port(8080, hostname="example.com", name=text),
    "runtime_started": lambda text: ep.Sandbox("sandbox").runtime_started(text),
    "reserve_sandbox_ids": lambda text: ep.Policy(reserve_sandbox_ids=[text]),
    "allow_domains": lambda text: ep.Policy(allow_domains=[text]),
}


@pytest.mark.parametrize("call", TEXT_CALLS.values(), ids=TEXT_CALLS.keys())
@pytest.mark.parametrize("text", [8080, 1.5, ["a"], bytearray(b"a"), object()], ids=repr)
def test_no_texts(call: Any, text: Any) -> None:
    with pytest.raises(TypeError):
        call(text)


@pytest.mark.parametrize("call", TEXT_CALLS.values(), ids=TEXT_CALLS.keys())
@pytest.mark.parametrize("text", ["\ud800", "a\udc80", "8080-a-\udfff.example.com", b"\xff", b"", ""], ids=ascii)
def test_texts_without_utf8(call: Any, text: str | bytes) -> None:
    with contextlib.suppress(ep.ExposePortError):
        call(text)


def test_surrogates_are_refused_with_the_codes_of_the_core() -> None:
    refusals: list[tuple[Callable[[], object], str]] = [
        (lambda: ep.validate_sandbox_id("a\ud800"), "INVALID_SANDBOX_ID_CHARACTER"),
        (lambda: ep.validate_token("a\ud800"), "INVALID_TOKEN_CHARACTER"),
        (lambda: ep.BaseDomain("\ud800.example"), "INVALID_HOSTNAME"),
        (lambda: ep.parse_host("8080-a-b.\ud800"), "INVALID_HOSTNAME"),
    ]
    for call, code in refusals:
        with pytest.raises(ep.SecurityError) as caught:
            call()
        assert caught.value.code == code


@pytest.mark.parametrize("text", ["\ud800", "ab\udcff", b"\xff", b"ab\xc3"], ids=ascii)
def test_stored_texts_must_be_text(text: str | bytes) -> None:
    sandbox = ep.Sandbox("sandbox")
    before = sandbox.to_json()
    position = 2 if len(text) > 2 else 0
    with pytest.raises(ep.SecurityError, match=f"^name is no valid UTF-8 from position {position} on") as caught:
        sandbox.expose_port(8080, hostname="example.com", name=text)
    assert caught.value.code == "INVALID_SNAPSHOT"
    with pytest.raises(ep.SecurityError, match=f"^runtime id is no valid UTF-8 from position {position} on") as caught:
        sandbox.runtime_started(text)
    assert caught.value.code == "INVALID_SNAPSHOT"
    assert sandbox.to_json() == before


def test_stored_texts() -> None:
    sandbox = ep.Sandbox("sandbox")
    for text in ("Wéb", "Wéb".encode(), "", b"", "a\0b"):
        sandbox.runtime_started(text)
        name = sandbox.expose_port(8080, hostname="example.com", name=text).name
        assert name == (text if isinstance(text, str) else text.decode())
        assert json.loads(sandbox.to_json())["currentRuntimeIdentity"]["id"] == name
    assert sandbox.expose_port(8080, hostname="example.com").name is None


def test_subclasses_of_texts_and_nul() -> None:
    class Text(str):
        def encode(self, *_: Any, **__: Any) -> bytes:
            raise AssertionError("an override is not asked")

    host = Text("8080-sandbox-my_token.example.com")
    route = ep.parse_host(host)
    assert route.base_host == "example.com"
    assert ep.BaseDomain("example.com").route(host) == route
    with pytest.raises(ep.ExposePortError):
        ep.parse_host(Text("8080-a-\ud800.example.com"))
    with pytest.raises(ep.SecurityError):
        ep.validate_sandbox_id("a\0b")


def test_checks_come_in_order() -> None:
    for arguments, code in [
        ((80, "example.workers.dev", "No"), "INVALID_PORT"),
        ((8080, "example.workers.dev", "No"), "CUSTOM_DOMAIN_REQUIRED"),
        ((8080, "example.com", "No"), "INVALID_TOKEN_CHARACTER"),
        ((8080, "example.com", "yes"), "INVALID_SNAPSHOT"),
    ]:
        port, hostname, token = arguments
        with pytest.raises(ep.ExposePortError) as caught:
            SANDBOX.expose_port(port, hostname=hostname, token=token, name=b"\xff")
        assert caught.value.code == code
    stopped = ep.Sandbox("sandbox")
    stopped.runtime_stopped()
    with pytest.raises(ep.SecurityError):
        stopped.expose_port(8080, hostname="example.com", name=b"\xff")


def test_lists_of_a_policy() -> None:
    generator = (port for port in (3000, 9000))
    assert ep.Policy(allow_ports=generator) == ep.Policy(allow_ports={3000})
    for text in ("workers.dev", b"workers.dev", 5):
        with pytest.raises(TypeError):
            ep.Policy(allow_domains=text)  # type: ignore[arg-type]
    with pytest.raises(ep.SecurityError, match="70000"):
        ep.Policy(allow_ports=[70000])
    with pytest.raises(ep.SecurityError):
        ep.Policy(reserve_sandbox_ids=[b"\xff"])
    for text in ("ftp", "HTTP", ""):
        with pytest.raises(ValueError, match="scheme"):
            ep.Policy(scheme=text)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        ep.Policy(scheme=b"http")  # type: ignore[arg-type]


def test_texts_of_a_policy_come_as_they_are() -> None:
    make: Any = ep.Policy
    for text, message in [
        (b"\xff" * 22, "found octet 0xFF at position 0$"),
        ("\ud800" * 20, "found octet 0xED at position 0$"),
        ("a" * 64, "found 64$"),
    ]:
        for keyword in ("allow_sandbox_ids", "reserve_sandbox_ids"):
            with pytest.raises(ep.SecurityError, match=message):
                make(**{keyword: [text]})
    for keyword in ("allow_domains", "refuse_domains"):
        with pytest.raises(ep.SecurityError, match=r"no valid UTF-8 from position 1 on$"):
            make(**{keyword: [b"a\xff"]})
    policy = ep.Policy(refuse_domains=["b\xfccher.example".encode()], reserve_sandbox_ids=[b"Mine"])
    assert repr(policy) == "Policy(reserve_sandbox_ids=('Mine',), refuse_domains=('b\xfccher.example',))"


def test_budget() -> None:
    assert ep.sandbox_id_budget(8080, 16) == 41
    assert ep.sandbox_id_budget(65535, 16) == 40
    assert ep.sandbox_id_budget(8080, 1000) == 0
    assert ep.sandbox_id_budget(8080, numpy.int64(16)) == ep.sandbox_id_budget(8080, Index(16)) == 41
    assert ep.sandbox_id_budget(8080, 2**64 - 1) == 0
    for length in (-1, -(2**200), 2**64, 2**200):
        with pytest.raises(OverflowError):
            ep.sandbox_id_budget(8080, length)
    lengths: list[Any] = [True, False, 16.0, "16", None]
    for length in lengths:
        with pytest.raises(TypeError):
            ep.sandbox_id_budget(8080, length)


def test_budget_under_a_policy() -> None:
    assert ep.sandbox_id_budget(3000, 16, policy=ep.Policy(allow_ports=[3000])) == 41
    for port, policy in [(3000, None), (3000, ep.Policy()), (8080, ep.Policy(reserve_ports=[8080]))]:
        with pytest.raises(ep.SecurityError) as caught:
            ep.sandbox_id_budget(port, 16, policy=policy)
        assert caught.value.code == "RESERVED_PORT"


class Lie(int):
    def __lt__(self, other: Any) -> bool:
        raise ZeroDivisionError


@pytest.mark.parametrize(("port", "found"), [(Lie(2**100), "more"), (Lie(-(2**100)), "less")])
def test_a_subclass_is_not_asked_what_it_is(port: Any, found: str) -> None:
    with pytest.raises(ep.SecurityError, match=f"found -?9223372036854775[0-9]+ or {found}"):
        ep.validate_port(port)
    assert not SANDBOX.is_port_exposed(port)
