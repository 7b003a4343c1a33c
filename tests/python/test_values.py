"""The immutable classes: equality, hash, repr, match, copy, pickle."""

import copy
import enum
import pickle
from typing import Any

import exposeport as ep
import pytest
from exposeport import _exposeport

SECRET = "my_secret_token"
HOST = f"8080-sandbox-{SECRET}.example.com"
URL = f"https://{HOST}"
POLICY = ep.Policy(
    allow_ports=[3000],
    reserve_ports=[9000, 9001],
    allow_sandbox_ids=["www"],
    reserve_sandbox_ids=["Mine"],
    allow_domains=["workers.dev"],
    refuse_domains=["bücher.example"],
    scheme="http",
)
OPEN = f"3000-www-{SECRET}.example.workers.dev"


def exposed(**keywords: Any) -> ep.ExposedPort:
    return ep.Sandbox("sandbox").expose_port(8080, hostname="example.com", token=SECRET, **keywords)


def authorizations() -> list[ep.Authorization]:
    sandbox = ep.Sandbox("sandbox")
    answers = [sandbox.authorize(ep.parse(HOST))]
    sandbox.expose_port(8080, hostname="example.com", token=SECRET)
    answers.append(sandbox.authorize(ep.parse(HOST)))
    sandbox.runtime_started("1")
    answers.append(sandbox.authorize(ep.parse(HOST)))
    sandbox.runtime_stopped()
    answers.append(sandbox.authorize(ep.parse(HOST)))
    return answers


# Each makes an equal object anew.
MAKERS: dict[str, Any] = {
    "route": lambda: ep.parse_host(HOST),
    "route of bytes": lambda: ep.parse_host(HOST.upper().encode() + b".:8443"),
    "route of a URL": lambda: ep.parse_url(f"WSS://{HOST}:65535/{'path' * 1000}?secret"),
    "route under a policy": lambda: ep.parse_host(OPEN, policy=POLICY),
    "pasted route": lambda: ep.BaseDomain("workers.dev", policy=POLICY).parse(f"3000-www-{SECRET}.workers.dev:8443"),
    "bound route": lambda: ep.BaseDomain("workers.dev", policy=POLICY).route(f"3000-www-{SECRET}.workers.dev"),
    "exposed": exposed,
    "exposed with name": lambda: exposed(name="Web \"Server' ü"),
    "domain": lambda: ep.BaseDomain("Bücher.example:8443"),
    "domain under a policy": lambda: ep.BaseDomain("x.workers.dev", policy=POLICY),
    "policy": lambda: copy.deepcopy(POLICY),
    "default policy": ep.Policy,
    **{f"authorization {index}": lambda index=index: authorizations()[index] for index in range(4)},
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
def test_values(make: Any) -> None:
    value, other = make(), make()
    assert value == other and not value != other and hash(value) == hash(other)
    assert {value: 1}[other] == 1
    for different in (None, 5, "text", object(), [m() for m in MAKERS.values() if type(m()) is not type(value)]):
        assert value != different and not value == different
    with pytest.raises(TypeError):
        value < other  # noqa: B015
    with pytest.raises(AttributeError):
        value.port = 1
    with pytest.raises(TypeError):
        type("Sub", (type(value),), {})
    assert SECRET not in repr(value)

    copies = [copy.copy(value), copy.deepcopy(value), copy.deepcopy([value])[0]]
    copies += [pickle.loads(pickle.dumps(value, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    for again in copies:
        assert again == value and hash(again) == hash(value) and repr(again) == repr(value)
        for name in getattr(value, "__match_args__", ()):
            assert getattr(again, name) == getattr(value, name)


def test_all_values_differ() -> None:
    values = [make() for name, make in MAKERS.items() if name != "authorization 0"]
    assert len(set(values)) == len(values)


def expose(port: int = 8080, token: str = "t", hostname: str = "a.example", name: str | None = None) -> ep.ExposedPort:
    return ep.Sandbox("s").expose_port(port, hostname=hostname, token=token, name=name)


# Two values each, which differ in the attribute that is named, and in nothing else.
DIFFERENCES: dict[str, tuple[Any, Any]] = {
    "Route.port": (ep.parse("8080-s-t.a.example"), ep.parse("8081-s-t.a.example")),
    "Route.sandbox_id": (ep.parse("8080-s-t.a.example"), ep.parse("8080-r-t.a.example")),
    "Route.token": (ep.parse("8080-s-t.a.example"), ep.parse("8080-s-u.a.example")),
    "Route.token, longer": (ep.parse("8080-s-t.a.example"), ep.parse("8080-s-tt.a.example")),
    "Route.base_host": (ep.parse("8080-s-t.a.example"), ep.parse("8080-s-t.b.example")),
    "Route.base_port": (ep.parse("8080-s-t.a.example"), ep.parse("8080-s-t.a.example:1")),
    "Route.base_port, another": (ep.parse("8080-s-t.a.example:2"), ep.parse("8080-s-t.a.example:1")),
    "ExposedPort.url": (expose(hostname="a.example"), expose(hostname="b.example")),
    "ExposedPort.url, its token": (expose(token="t"), expose(token="u")),
    # No two calls that differ in their port give the same URL.
    "ExposedPort.port": (
        _exposeport._exposed_port("u", "u", 8080, None),
        _exposeport._exposed_port("u", "u", 8081, None),
    ),
    "ExposedPort.name": (expose(name="a"), expose(name="b")),
    "ExposedPort.name, none": (expose(), expose(name="")),
    "Policy.allow_ports": (ep.Policy(), ep.Policy(allow_ports=[3000])),
    "Policy.reserve_ports": (ep.Policy(reserve_ports=[9000]), ep.Policy(reserve_ports=[9001])),
    "Policy.allow_sandbox_ids": (ep.Policy(allow_sandbox_ids=["www"]), ep.Policy(allow_sandbox_ids=["api"])),
    "Policy.reserve_sandbox_ids": (ep.Policy(reserve_sandbox_ids=["a"]), ep.Policy(reserve_sandbox_ids=["b"])),
    "Policy.allow_domains": (ep.Policy(), ep.Policy(allow_domains=["workers.dev"])),
    "Policy.refuse_domains": (ep.Policy(refuse_domains=["a.b"]), ep.Policy(refuse_domains=["a.c"])),
    "Policy.scheme": (ep.Policy(scheme="http"), ep.Policy(scheme="https")),
    "Policy.scheme, none": (ep.Policy(), ep.Policy(scheme="https")),
    "BaseDomain.host": (ep.BaseDomain("a.example"), ep.BaseDomain("b.example")),
    "BaseDomain.port": (ep.BaseDomain("a.example"), ep.BaseDomain("a.example:1")),
    "BaseDomain.policy": (ep.BaseDomain("a.b"), ep.BaseDomain("a.b", policy=ep.Policy(reserve_ports=[9000]))),
    "Authorization.kind": (authorizations()[0], authorizations()[1]),
    "Authorization.reason": (authorizations()[2], authorizations()[3]),
}


@pytest.mark.parametrize(("one", "other"), DIFFERENCES.values(), ids=DIFFERENCES.keys())
def test_one_difference(one: Any, other: Any) -> None:
    assert one != other and other != one
    assert not one == other and not other == one
    assert len({one, other}) == 2


def test_repr() -> None:
    assert repr(ep.parse_host(HOST)) == ("Route(port=8080, sandbox_id='sandbox', token='...', base_host='example.com')")
    assert repr(ep.parse_host(HOST + ":1")).endswith(", base_host='example.com', base_port=1)")
    assert repr(exposed()) == "ExposedPort(url='https://8080-sandbox-...example.com', port=8080, name=None)"
    assert repr(exposed(name="a'b")).endswith(""", name="a'b")""")
    assert repr(ep.BaseDomain("Example.com:443")) == "BaseDomain('example.com')"
    assert eval(repr(POLICY), {"Policy": ep.Policy}) == POLICY
    assert repr(ep.Policy()) == "Policy()"
    assert [repr(answer) for answer in authorizations()] == [
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
    for answer in authorizations():
        match answer:
            case ep.Authorization("active"):
                kinds.append("active")
            case ep.Authorization("stale", reason):
                kinds.append(reason)
            case ep.Authorization(kind="invalid"):
                kinds.append("invalid")
    assert kinds == ["invalid", "active", "missing-activation", "runtime-not-running"]


def test_exposed_port_is_the_documented_dictionary() -> None:
    one = exposed(name="Web Server")
    url, port, name = one
    expected = {"url": URL, "port": 8080, "name": "Web Server"}
    assert (url, port, name) == (URL, 8080, "Web Server")
    assert dict(one) == one.to_dict() == expected
    assert list(dict(one)) == list(one.keys()) == ["url", "port", "name"]
    assert one["url"] == URL and one["port"] == 8080 and one["name"] == "Web Server"
    others: list[Any] = ["token", 0, None, "\ud800", ["url"]]
    for key in others:
        with pytest.raises(KeyError):
            one[key]
    assert exposed().to_dict()["name"] is None


def test_keys_are_their_text() -> None:
    class Key(str, enum.Enum):
        URL = "url"

    class Lying(str):
        def __str__(self) -> str:
            return "name"

    class Raising(str):
        def __str__(self) -> str:
            raise AssertionError("an override is not asked")

    one = exposed()
    assert one[Key.URL] == one[Lying("url")] == one[Raising("url")] == URL
    with pytest.raises(KeyError):
        one[Raising("token")]


@pytest.mark.parametrize(
    "tail", ["/s3cr3t", "?k=s3cr", "#secret", "/", "?1", "/12.34:", "/path?key=value", "?" + "s3cr" * 99]
)
@pytest.mark.parametrize("port", ["", ".", ":1", ".:65535"])
def test_route_keeps_nothing_of_a_url_but_its_authority(port: str, tail: str) -> None:
    for url in (f"{URL}{port}{tail}", f"{URL}{port}{tail}".encode()):
        route = ep.parse_url(url)
        arguments: Any = route.__reduce__()[1]
        kept = arguments[0]
        assert (kept if isinstance(kept, str) else kept.decode()) == URL + port
        assert route == ep.parse_host(HOST + port)


def test_route_with_a_token_longer_than_one_that_is_issued() -> None:
    token = "t" * 56
    route = ep.parse_host(f"1024-a-{token}.example.com")
    assert route.token == token
    assert route.url("localhost:1") == f"http://1024-a-{token}.localhost:1"
    with pytest.raises(ep.CustomDomainRequiredError):
        route.url("workers.dev")
    assert ep.parse_host(OPEN, policy=POLICY).url("workers.dev") == f"http://3000-www-{SECRET}.workers.dev"


def test_authorization_answers() -> None:
    invalid, active, stale, _ = authorizations()
    assert (invalid.http_status, invalid.code, bool(invalid)) == (404, "INVALID_TOKEN", False)
    assert (active.http_status, active.code, bool(active), active.json_body) == (200, None, True, None)
    assert (stale.http_status, stale.code, bool(stale)) == (410, "STALE_PREVIEW_URL", False)
    assert stale.json_body == '{"error": "preview url is stale: missing-activation", "code": "STALE_PREVIEW_URL"}'


def test_base_domain() -> None:
    domain = ep.BaseDomain("BÜCHER.example.:8443", policy=POLICY.__class__(scheme="http"))
    assert str(domain) == "xn--bcher-kva.example:8443"
    assert domain.policy == ep.Policy(scheme="http")
    assert ep.BaseDomain("example.com").policy == ep.Policy()
    assert ep.BaseDomain("example.com") != ep.BaseDomain("example.com", policy=ep.Policy(allow_ports=[3000]))
    with pytest.raises(ep.NotAPreviewHostError):
        ep.BaseDomain("example.com").parse("www.example.com")
