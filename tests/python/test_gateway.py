"""The classes of a gateway and the functions for the parts of a request: arguments and copies."""

import copy
import pickle
from typing import Any

import exposeport as ep
import pytest

HOST = "8080-sandbox-my_token.example.com"
GATEWAY = ep.Gateway(["example.com"])


def preview(gateway: ep.Gateway = GATEWAY) -> ep.Preview:
    found = gateway.route([HOST])
    assert isinstance(found, ep.Preview)
    return found


def rejection() -> ep.Rejection:
    found = GATEWAY.route([])
    assert isinstance(found, ep.Rejection)
    return found


def test_gateway() -> None:
    policy = ep.Policy(unreserve_ports=[3000])
    default = ep.BaseDomain("example.net")
    gateway = ep.Gateway(
        (domain for domain in ("Example.com.", b"example.org", default)),
        invalid_hosts="pass-through",
        policy=policy,
    )
    assert [str(domain) for domain in gateway.domains] == [
        *("example.com", "example.org", "example.net"),
    ]
    assert [domain.policy == policy for domain in gateway.domains] == [True, True, False]
    expected = (
        "Gateway(['example.com', 'example.org', 'example.net'], invalid_hosts='pass-through')"
    )
    assert repr(gateway) == expected
    copies = [copy.copy(gateway), copy.deepcopy(gateway)]
    assert all(again is gateway for again in copies)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(gateway, protocol))
        assert (again.domains, again.invalid_hosts) == (gateway.domains, "pass-through")
        assert isinstance(again.route(["3000-a-b.example.com"]), ep.Preview)
        assert again.route(["3000-a-b.example.net"]) is None
    assert ep.Gateway([]).route([HOST]) is None


def test_arguments_of_a_gateway() -> None:
    strings: list[Any] = ["example.com", b"example.com", None, 5, ep.BaseDomain("example.com")]
    for domains in strings:
        with pytest.raises(TypeError):
            ep.Gateway(domains)
    others: list[Any] = [[None], [5], [["example.com"]]]
    for domains in others:
        with pytest.raises(TypeError, match=r"^expected str, bytes or BaseDomain, found "):
            ep.Gateway(domains)
    with pytest.raises(ep.CustomDomainRequiredError):
        ep.Gateway(["example.com", "workers.dev"])

    def failing() -> Any:
        yield "example.com"
        raise LookupError

    with pytest.raises(LookupError):
        ep.Gateway(failing())


def test_arguments_of_a_request() -> None:
    route: Any = GATEWAY.route
    for hosts in (HOST, HOST.encode(), None, 5, [None], [5], [[HOST]]):
        with pytest.raises(TypeError):
            route(hosts)
    for keywords in ({"authority": 5}, {"version": 2}, {"version": None}, {"version": b"2"}):
        with pytest.raises(TypeError):
            route([HOST], **keywords)
    for version in ("", "1.x", "11", "2.0.0", "HTTP", "\ud800"):
        with pytest.raises(ValueError):
            route([HOST], version=version)
    # Every form of a string is a host.
    for host in ("\ud800", b"\xff", "", "\0"):
        assert route([host]) is None and route([], authority=host) is None
    assert isinstance(route(host for host in [HOST]), ep.Preview)


def test_preview() -> None:
    found = preview()
    assert found.route == ep.parse_host(HOST) and found.route is found.route
    assert (found.route.base_host, found.domain) == ("example.com", 0)
    assert repr(found) == f"Preview(route={found.route!r}, domain=0)"
    assert "my_token" not in repr(found)
    assert copy.copy(found) is found is copy.deepcopy(found)
    with pytest.raises(TypeError):
        pickle.dumps(found)
    authorize: Any = found.authorize
    for other in (HOST, 5, True, found.route):
        with pytest.raises(TypeError):
            authorize(other)
    again = pickle.loads(pickle.dumps(found.route))
    assert again == found.route
    # The authority of the target names the base host, in any case, and blanks are removed.
    spelled = GATEWAY.route([], authority=f"\t{HOST.upper()}.:8443 ")
    assert isinstance(spelled, ep.Preview)
    assert (spelled.route.base_host, spelled.route.base_port) == ("example.com", 8443)


def test_rejection() -> None:
    found = rejection()
    match found:
        case ep.Rejection(400, "INVALID_HOSTNAME"):
            pass
        case _:
            pytest.fail("the attributes match")
    assert repr(found) == "Rejection(400, 'INVALID_HOSTNAME')"
    assert found == rejection() != GATEWAY.route(["3000-a-b.example.com"])
    assert found != 400 and found.stale_reason is None
    assert copy.copy(found) is found is copy.deepcopy(found)
    with pytest.raises(TypeError):
        hash(found)
    headers: Any = found.headers
    for other in ("", "HTML", "text"):
        with pytest.raises(ValueError, match=r"^format must be json or html$"):
            headers(other)
    headers("json").clear()
    assert len(headers("json")) == 4


def test_attributes_are_read_only() -> None:
    for thing in (GATEWAY, preview(), rejection()):
        for name in ("domains", "route", "code", "new"):
            with pytest.raises(AttributeError):
                setattr(thing, name, None)


def test_forward() -> None:
    found = preview()
    strings: list[Any] = [("Accept", "*/*"), [b"accept", b"*/*"], iter(["accept", b"*/*"])]
    for header in strings:
        name, value = found.forward([header])[0]
        assert (type(name), name.lower(), value) == (bytes, b"accept", b"*/*")
    assert found.forward({"a": "b"}.items())[0] == (b"a", b"b")
    wrong: list[Any] = ["ab", b"ab", None, 5, {"ab": "c"}, [("a",)], [("a", "b", "c")], [("a", 5)]]
    for headers in wrong:
        with pytest.raises(TypeError):
            found.forward(headers)
        with pytest.raises(TypeError):
            ep.pass_through(headers)
    forward: Any = found.forward
    with pytest.raises(ValueError, match=r"^host must be preview or localhost$"):
        forward([], host="other")
    with pytest.raises(ep.SecurityError):
        forward([], scheme="ftp")


def test_functions_reject_other_types() -> None:
    functions: list[Any] = [
        *(ep.is_internal_header, ep.is_hop_by_hop_header, ep.split_target, ep.prefers_html),
    ]
    for function in functions:
        for other in (None, 5):
            with pytest.raises(TypeError):
                function(other)
    for accept in ("text/html", b"text/html", [None]):
        with pytest.raises(TypeError):
            functions[3](accept)
    assert ep.prefers_html([b"text/html", "application/json;q=0.5"])
    assert ep.split_target("\ud800") == (None, b"\xed\xa0\x80")


def test_the_defaults_are_the_safe_options() -> None:
    gateway = ep.Gateway(["example.com"])
    assert gateway.invalid_hosts == "reject"
    assert isinstance(gateway.route(["3000-a-b.example.com"]), ep.Rejection)
    assert isinstance(gateway.route([]), ep.Rejection)
    preview = gateway.route(["8080-sandbox-my_token.example.com"])
    assert isinstance(preview, ep.Preview)
    received = [("Connection", "close"), ("X-Sandbox-Preview-Token", "forged")]
    names = [name for name, _ in preview.forward(received)]
    assert not {b"Connection", b"X-Sandbox-Preview-Token", ep.HEADER_PREVIEW_TOKEN.encode()} & {
        *names
    }
    assert dict(preview.forward([]))[b"x-forwarded-proto"] == b"https"
    assert ep.pass_through(received) == []


def test_a_route_has_the_policy_of_its_domain() -> None:
    other = ep.BaseDomain("example.org", policy=ep.Policy(undeny_domains=["workers.dev"]))
    gateway = ep.Gateway(["example.com", other])
    preview = gateway.route([HOST.replace("example.com", "example.org")])
    assert isinstance(preview, ep.Preview) and preview.domain == 1
    url = "https://8080-sandbox-my_token.x.workers.dev"
    assert preview.route.url("x.workers.dev") == url
    first = gateway.route([HOST])
    assert isinstance(first, ep.Preview)
    with pytest.raises(ep.CustomDomainRequiredError):
        first.route.url("x.workers.dev")
