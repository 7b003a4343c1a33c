"""The immutable classes: equality, hash, repr, match, copy, pickle."""

import copy
import pickle
import re
import sys
from typing import Any

import exposeport as ep
import pytest

SECRET = "my_secret_token"
HOST = f"8080-sandbox-{SECRET}.example.com"
URL = f"https://{HOST}"
POLICY = ep.Policy(
    reserve_ports=[9000, 9001],
    unreserve_ports=[3000],
    reserve_sandbox_ids=["Mine"],
    unreserve_sandbox_ids=["www"],
    deny_domains=["bücher.example"],
    undeny_domains=["workers.dev"],
    scheme="http",
)
# A host that only POLICY accepts.
OPEN = f"3000-www-{SECRET}.example.workers.dev"


def exposed(**keywords: Any) -> ep.ExposedPort:
    sandbox = ep.Sandbox("sandbox")
    return sandbox.expose_port(8080, hostname="example.com", token=SECRET, **keywords)


def authorizations() -> list[ep.Authorization]:
    sandbox = ep.Sandbox("sandbox")
    found = [sandbox.authorize(ep.parse(HOST))]
    sandbox.expose_port(8080, hostname="example.com", token=SECRET)
    found.append(sandbox.authorize(ep.parse(HOST)))
    sandbox.runtime_started("1")
    found.append(sandbox.authorize(ep.parse(HOST)))
    sandbox.runtime_stopped()
    found.append(sandbox.authorize(ep.parse(HOST)))
    return found


def states() -> list[ep.PortState]:
    sandbox = ep.Sandbox("sandbox")
    sandbox.expose_port(8080, hostname="example.com", token=SECRET)
    sandbox.runtime_started("1")
    sandbox.expose_port(8081, hostname="example.com", name="Web \"Server' ü")
    return sandbox.ports()


def dropped() -> list[ep.Dropped]:
    stored = f'{{"3000": "{SECRET}", "8080": "{SECRET}-"}}'
    return ep.Sandbox.import_storage("sandbox", stored, runtimes="untracked").dropped


# Every call of a function creates an equal object.
MAKERS: dict[str, Any] = {
    "route": lambda: ep.parse_host(HOST),
    "route of bytes": lambda: ep.parse_host(HOST.upper().encode() + b".:8443"),
    "route of a URL": lambda: ep.parse_url(f"WSS://{HOST}:65535/{'path' * 1000}?secret"),
    "route under a policy": lambda: ep.parse_host(OPEN, policy=POLICY),
    "route with a base port": lambda: ep.BaseDomain("workers.dev", policy=POLICY).parse(
        f"3000-www-{SECRET}.workers.dev:8443"
    ),
    "route of a domain": lambda: ep.BaseDomain("workers.dev", policy=POLICY).route(
        f"3000-www-{SECRET}.workers.dev"
    ),
    "exposed": exposed,
    "exposed with name": lambda: exposed(name="Web \"Server' ü"),
    "state": lambda: states()[0],
    "state with name": lambda: states()[1],
    "dropped": lambda: dropped()[0],
    "another dropped": lambda: dropped()[1],
    "domain": lambda: ep.BaseDomain("Bücher.example:8443"),
    "domain under a policy": lambda: ep.BaseDomain("x.workers.dev", policy=POLICY),
    "policy": lambda: copy.deepcopy(POLICY),
    "default policy": ep.Policy,
    **{f"authorization {index}": lambda index=index: authorizations()[index] for index in range(4)},
}
NOT_TUPLES = [name for name in MAKERS if not isinstance(MAKERS[name](), tuple)]


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
def test_values(make: Any) -> None:
    value, other = make(), make()
    assert value == other and not value != other and hash(value) == hash(other)
    assert {value: 1}[other] == 1
    others = [m() for m in MAKERS.values() if type(m()) is not type(value)]
    for different in (None, 5, "string", object(), others, *others):
        assert value != different and not value == different
    with pytest.raises(AttributeError):
        value.port = 1
    assert SECRET not in repr(value) and SECRET not in str([value])

    copies = [copy.copy(value), copy.deepcopy(value), copy.deepcopy([value])[0]]
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        copies.append(pickle.loads(pickle.dumps(value, protocol)))
    for again in copies:
        assert type(again) is type(value)
        assert again == value and hash(again) == hash(value) and repr(again) == repr(value)
        for name in getattr(value, "__match_args__", ()):
            assert getattr(again, name) == getattr(value, name)


@pytest.mark.parametrize("name", NOT_TUPLES)
def test_values_have_no_order_and_no_subclass(name: str) -> None:
    value, other = MAKERS[name](), MAKERS[name]()
    with pytest.raises(TypeError):
        value < other  # noqa: B015
    with pytest.raises(TypeError):
        type("Sub", (type(value),), {})


def test_copies_are_the_same_object() -> None:
    for name in NOT_TUPLES:
        value = MAKERS[name]()
        assert copy.copy(value) is copy.deepcopy(value) is value


def test_all_values_differ() -> None:
    values = [make() for name, make in MAKERS.items() if name != "authorization 0"]
    assert len(set(values)) == len(values)


def expose(
    port: int = 8080, token: str = "t", hostname: str = "a.example", name: str | None = None
) -> ep.ExposedPort:
    return ep.Sandbox("s").expose_port(port, hostname=hostname, token=token, name=name)


def on_a(policy: ep.Policy | None = None) -> ep.BaseDomain:
    return ep.BaseDomain("a.example", policy=policy)


A_ROUTE = ep.parse("8080-s-t.a.example")
# Pairs of values that differ only in the named attribute.
DIFFERENCES: dict[str, tuple[Any, Any]] = {
    "Route.port": (A_ROUTE, ep.parse("8081-s-t.a.example")),
    "Route.sandbox_id": (A_ROUTE, ep.parse("8080-r-t.a.example")),
    "Route.token": (A_ROUTE, ep.parse("8080-s-u.a.example")),
    "Route.token, longer": (A_ROUTE, ep.parse("8080-s-tt.a.example")),
    "Route.base_host": (A_ROUTE, ep.parse("8080-s-t.b.example")),
    "Route.base_port": (A_ROUTE, ep.parse("8080-s-t.a.example:1")),
    "Route.base_port, another": (
        ep.parse("8080-s-t.a.example:2"),
        ep.parse("8080-s-t.a.example:1"),
    ),
    "ExposedPort.url": (expose(hostname="a.example"), expose(hostname="b.example")),
    "ExposedPort.url, its token": (expose(token="t"), expose(token="u")),
    "ExposedPort.port": (ep.ExposedPort("u", 8080, None), ep.ExposedPort("u", 8081, None)),
    "ExposedPort.name": (expose(name="a"), expose(name="b")),
    "ExposedPort.name, none": (expose(), expose(name="")),
    "PortState.port": (ep.PortState(8080, None, None), ep.PortState(8081, None, None)),
    "PortState.name": (ep.PortState(8080, None, None), ep.PortState(8080, "", None)),
    "PortState.stale_reason": (
        ep.PortState(8080, None, None),
        ep.PortState(8080, None, "missing-activation"),
    ),
    "Policy.unreserve_ports": (ep.Policy(), ep.Policy(unreserve_ports=[3000])),
    "Policy.reserve_ports": (ep.Policy(reserve_ports=[9000]), ep.Policy(reserve_ports=[9001])),
    "Policy.unreserve_sandbox_ids": (
        ep.Policy(unreserve_sandbox_ids=["www"]),
        ep.Policy(unreserve_sandbox_ids=["api"]),
    ),
    "Policy.reserve_sandbox_ids": (
        ep.Policy(reserve_sandbox_ids=["a"]),
        ep.Policy(reserve_sandbox_ids=["b"]),
    ),
    "Policy.undeny_domains": (ep.Policy(), ep.Policy(undeny_domains=["workers.dev"])),
    "Policy.deny_domains": (ep.Policy(deny_domains=["a.b"]), ep.Policy(deny_domains=["a.c"])),
    "Policy.scheme": (ep.Policy(scheme="http"), ep.Policy(scheme="https")),
    "Policy.scheme, none": (ep.Policy(), ep.Policy(scheme="https")),
    "BaseDomain.host": (on_a(), ep.BaseDomain("b.example")),
    "BaseDomain.port": (on_a(), ep.BaseDomain("a.example:1")),
    "BaseDomain.policy": (on_a(), on_a(ep.Policy(reserve_ports=[9000]))),
    "Authorization.kind": (authorizations()[0], authorizations()[1]),
    "Authorization.reason": (authorizations()[2], authorizations()[3]),
}


@pytest.mark.parametrize(("one", "other"), DIFFERENCES.values(), ids=DIFFERENCES.keys())
def test_one_difference(one: Any, other: Any) -> None:
    assert one != other and other != one
    assert not one == other and not other == one
    assert len({one, other}) == 2


def test_equal_routes() -> None:
    policy = ep.Policy(reserve_ports=[9000])
    routes = [
        ep.parse_host("8080-s-t.a.example"),
        ep.parse_host(b"8080-S-T.A.EXAMPLE."),
        ep.parse_url("https://8080-s-t.a.Example/path"),
        ep.parse_host("8080-s-t.a.example", policy=policy),
        on_a().route("8080-s-t.a.example"),
    ]
    for route in routes:
        assert route == A_ROUTE and hash(route) == hash(A_ROUTE)


def test_repr() -> None:
    shown = "Route(port=8080, sandbox_id='sandbox', token='...', base_host='example.com'"
    assert repr(ep.parse_host(HOST)) == f"{shown})"
    assert repr(ep.parse_host(HOST + ":1")) == f"{shown}, base_port=1)"
    url = "https://8080-sandbox-...example.com"
    assert repr(exposed()) == f"ExposedPort(url='{url}', port=8080, name=None)"
    assert repr(exposed(name="a'b")).endswith(""", name="a'b")""")
    assert repr(ep.BaseDomain("Example.com:443")) == "BaseDomain('example.com')"
    domain = ep.BaseDomain("example.com:1", policy=ep.Policy(scheme="http"))
    assert repr(domain) == "BaseDomain('example.com:1', policy=Policy(scheme='http'))"
    for value in (domain, POLICY, ep.Policy()):
        assert eval(repr(value), vars(ep)) == value
    assert [repr(found) for found in authorizations()] == [
        "Authorization(kind='invalid')",
        "Authorization(kind='active')",
        "Authorization(kind='stale', reason='missing-activation')",
        "Authorization(kind='stale', reason='runtime-not-running')",
    ]


def test_match() -> None:
    match ep.parse_host(HOST + ":8443"):
        case ep.Route(8080, "sandbox", token, "example.com", base_port):
            assert (token, base_port) == (SECRET, 8443)
        case _:
            pytest.fail("no match")
    match exposed(name="Web"):
        case ep.ExposedPort(url, 8080, "Web"):
            assert url == URL
        case _:
            pytest.fail("no match")
    match ep.BaseDomain("localhost:8787"):
        case ep.BaseDomain(host, 8787, "http"):
            assert host == "localhost"
        case _:
            pytest.fail("no match")
    kinds: list[str | None] = []
    for found in authorizations():
        match found:
            case ep.Authorization("active"):
                kinds.append("active")
            case ep.Authorization("stale", reason):
                kinds.append(reason)
            case ep.Authorization(kind="invalid"):
                kinds.append("invalid")
    assert kinds == ["invalid", "active", "missing-activation", "runtime-not-running"]


def test_exposed_port_is_a_named_tuple() -> None:
    one = exposed(name="Web Server")
    url, port, name = one
    expected: object = (URL, 8080, "Web Server")
    assert (url, port, name) == expected and one == expected
    assert (one.url, one.port, one.name) == tuple(one) and one[0] == URL
    assert isinstance(one, tuple) and ep.ExposedPort._fields == ("url", "port", "name")
    assert one.to_dict() == {"url": URL, "port": 8080, "name": "Web Server"}
    assert list(one.to_dict()) == ["url", "port", "name"]
    assert exposed().to_dict()["name"] is None
    assert one._replace(name=None) == ep.ExposedPort(URL, 8080, None) == exposed()
    assert ep.ExposedPort(url=URL, port=8080, name="Web Server") == one
    assert sorted([expose(8081), expose(8080)]) == [expose(8080), expose(8081)]
    assert not hasattr(one, "keys")
    with pytest.raises(TypeError):
        one["url"]  # type: ignore[call-overload]


@pytest.mark.parametrize("url", ["", "ü", "a.b", "\ud800", f"{URL}/{SECRET}", b"\xff", 5, None])
def test_repr_of_an_exposed_port_with_any_url(url: Any) -> None:
    shown = repr(ep.ExposedPort(url, 8080, None))
    assert re.fullmatch(r"ExposedPort\(url='[^']*\.\.[^']*', port=8080, name=None\)", shown)


class String(str):
    pass


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        (HOST, True),
        (HOST.encode(), True),
        (HOST.upper(), True),
        (URL, True),
        (HOST + ".", False),
        (HOST + ":8443", False),
        (HOST.encode() + b".:8443", False),
        (URL + "/s3cr3t", False),
        (URL.encode() + b"?k=s3cr", False),
        (String(HOST), False),
    ],
)
def test_route_keeps_an_input_that_ends_with_the_base_host(text: Any, is_kept: bool) -> None:
    parse = ep.parse_url if "://" in str(text) else ep.parse_host
    # An object that nothing else refers to.
    copied = type(text)(text + text[:0]) if type(text) is String else text[:1] + text[1:]
    before = sys.getrefcount(copied)
    route = parse(copied)
    assert sys.getrefcount(copied) - before == is_kept
    assert route.base_host == "example.com"


@pytest.mark.parametrize(
    "tail",
    ["/s3cr3t", "?k=s3cr", "#secret", "/", "?1", "/12.34:", "/path?key=value", "?" + "s3cr" * 99],
)
@pytest.mark.parametrize("port", ["", ".", ":1", ".:65535"])
def test_route_keeps_nothing_after_the_authority(port: str, tail: str) -> None:
    authority = HOST + port.removeprefix(".")
    for url in (f"{URL}{port}{tail}", f"{URL}{port}{tail}".encode()):
        route = ep.parse_url(url)
        arguments: Any = route.__reduce__()[1]
        assert arguments == (authority, ep.Policy())
        assert route == ep.parse_host(HOST + port)
        assert len(pickle.dumps(route)) < 400


def test_route_with_a_token_longer_than_an_issued_one() -> None:
    token = "t" * 56
    route = ep.parse_host(f"1024-a-{token}.example.com")
    assert route.token == token
    assert route.url("localhost:1") == f"http://1024-a-{token}.localhost:1"
    with pytest.raises(ep.CustomDomainRequiredError):
        route.url("workers.dev")
    url = ep.parse_host(OPEN, policy=POLICY).url("workers.dev")
    assert url == f"http://3000-www-{SECRET}.workers.dev"


def test_attributes_of_authorizations() -> None:
    invalid, active, stale, _ = authorizations()
    assert (invalid.http_status, invalid.code, bool(invalid)) == (404, "INVALID_TOKEN", False)
    assert (active.http_status, active.code, bool(active)) == (200, None, True)
    assert active.json_body is None
    assert (stale.http_status, stale.code, bool(stale)) == (410, "STALE_PREVIEW_URL", False)
    message = "preview URL is stale: missing-activation; expose the port again"
    assert stale.json_body == f'{{"error": "{message}", "code": "STALE_PREVIEW_URL"}}'


def test_base_domain() -> None:
    policy = ep.Policy(scheme="http")
    domain = ep.BaseDomain("BÜCHER.example.:8443", policy=policy)
    assert str(domain) == "xn--bcher-kva.example:8443"
    assert domain.policy == policy
    assert on_a().policy == ep.Policy()
    assert on_a() == on_a(ep.Policy()) == on_a(ep.Policy(reserve_ports=[3000]))
    assert on_a() != on_a(ep.Policy(unreserve_ports=[3000]))
    with pytest.raises(ep.NotAPreviewHostError):
        on_a().parse("www.a.example")


def test_the_hash_of_a_route_depends_on_every_part() -> None:
    hosts = [
        "8080-sandbox-my_token.example.com:8443",
        "8081-sandbox-my_token.example.com:8443",
        "8080-another-my_token.example.com:8443",
        "8080-sandbox-my_other.example.com:8443",
        "8080-sandbox-my_token.example.org:8443",
        "8080-sandbox-my_token.example.com:8444",
        "8080-sandbox-my_token.example.com",
    ]
    assert len({hash(ep.parse_host(host)) for host in hosts}) == len(hosts)
    assert len({ep.parse_host(host) for host in hosts + hosts}) == len(hosts)
