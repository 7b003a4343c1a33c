"""The immutable classes: equality, hash, repr, match, copy, pickle."""

import copy
import pickle
from typing import Any

import exposeport as ep
import pytest

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


def test_route_keeps_nothing_of_a_url_but_its_authority() -> None:
    route = ep.parse_url(f"{URL}:8443/path?key=value")
    assert b"path" not in pickle.dumps(route) and b"value" not in pickle.dumps(route)
    assert route == ep.parse_host(f"{HOST}:8443")


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
