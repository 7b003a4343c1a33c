"""Properties of whatever comes: an answer or an `ExposePortError`, and the round trip."""

import contextlib
import copy
import pickle
import string
from collections.abc import Callable
from functools import partial
from typing import Any

import exposeport as ep
from hypothesis import given, settings
from hypothesis import strategies as st

# Any str at all, lone surrogates among them, any bytes, and what is nearly right.
SURROGATES = st.characters(categories=["Cs"])
ANY_STR = st.text(st.one_of(st.characters(), SURROGATES), max_size=300)
NEARLY = st.text(st.one_of(st.sampled_from("8080-ab_.:/@%[]xn-A\0 é。"), SURROGATES), max_size=80)
SHAPED = st.builds("8{}-{}-{}.{}".format, st.integers(0, 9999), NEARLY, NEARLY, NEARLY)
ANY_TEXT = st.one_of(
    ANY_STR,
    NEARLY,
    SHAPED,
    SHAPED.map("https://{}/".format),
    st.binary(max_size=300),
    SHAPED.map(lambda text: text.encode(errors="surrogatepass")),
)

WORD = string.ascii_lowercase + string.digits + "_"
PORTS = st.integers(1024, 65535).filter(lambda port: port != 3000)
IDS = st.text(WORD + "-", min_size=1, max_size=40).filter(
    lambda text: text.strip("-") == text and text not in "www api admin root system cloudflare workers".split()
)
TOKENS = st.text(WORD, min_size=1, max_size=16)
HOSTS = st.sampled_from(
    ["example.com", "localhost:8787", "Bücher.example", "a.b.c.example.com.", "my_zone.example:8443"]
)

DOMAIN = ep.BaseDomain("example.com")


def quietly(call: Callable[[], Any]) -> Any:
    with contextlib.suppress(ep.ExposePortError):
        return call()
    return None


def is_taken(call: Callable[[], Any]) -> bool:
    try:
        call()
    except ep.ExposePortError:
        return False
    return True


def has_utf8(text: str | bytes) -> bool:
    try:
        text.encode() if isinstance(text, str) else text.decode()
    except UnicodeError:
        return False
    return True


def test_no_example_is_timed() -> None:
    assert settings().deadline is None


@given(ANY_TEXT)
@settings(max_examples=1500)
def test_any_text(text: str | bytes) -> None:
    for parse in (ep.parse, ep.parse_host, ep.parse_url, DOMAIN.parse):
        route = quietly(partial(parse, text))
        if route is not None:
            base = route.base_host + ("" if route.base_port is None else f":{route.base_port}")
            url = route.url(base)
            again = ep.parse_url(url)
            assert (again.port, again.sandbox_id, again.token) == (route.port, route.sandbox_id, route.token)
            assert again.url(base) == url
            assert pickle.loads(pickle.dumps(route)) == copy.copy(route) == route
    for bind in (DOMAIN.route, DOMAIN.route_url):
        quietly(partial(bind, text))
    quietly(lambda: ep.route_under(text, [DOMAIN, DOMAIN]))

    found = quietly(lambda: ep.validate_sandbox_id(text))
    assert found is None or found == ep.validate_sandbox_id(found, normalize=True)
    normalized = quietly(lambda: ep.validate_sandbox_id(text, normalize=True))
    assert normalized is None or ep.validate_sandbox_id(normalized) == normalized
    token = quietly(lambda: ep.validate_token(text))
    assert token is None or ep.validate_token(token) == token
    domain = quietly(lambda: ep.BaseDomain(text))
    assert domain is None or ep.BaseDomain(str(domain)) == domain
    assert ep.tokens_equal(text, text)
    sandbox = ep.Sandbox("sandbox")
    before = sandbox.to_json()
    if quietly(lambda: sandbox.expose_port(8080, hostname=text, token=text)) is None:
        assert sandbox.to_json() == before
    stored = ep.Sandbox("sandbox")
    assert has_utf8(text) == is_taken(lambda: stored.expose_port(8080, hostname="example.com", name=text))
    assert has_utf8(text) == is_taken(lambda: stored.runtime_started(text))
    assert ep.Sandbox.from_json("sandbox", stored.to_json()).to_json() == stored.to_json()
    quietly(lambda: ep.Sandbox.from_json("sandbox", text))
    quietly(lambda: ep.Policy(reserve_sandbox_ids=[text], refuse_domains=[text]))


@given(st.one_of(st.integers(), st.integers(0, 70000)))
def test_any_integer(port: int) -> None:
    found = quietly(lambda: ep.validate_port(port))
    assert found == (port if 1024 <= port <= 65535 and port != 3000 else None)
    assert ep.Sandbox("a").is_port_exposed(port) is False


@given(st.one_of(st.none(), st.booleans(), st.floats(), st.lists(st.integers()), st.binary(), st.text()))
def test_anything_else_is_no_port(port: Any) -> None:
    try:
        ep.validate_port(port)
    except TypeError:
        return
    raise AssertionError("a type that is none of an integer")


@given(PORTS, IDS, TOKENS, HOSTS)
@settings(max_examples=500)
def test_round_trip(port: int, id: str, token: str, hostname: str) -> None:
    url = ep.build_url(port, id, token, hostname)
    domain = ep.BaseDomain(hostname)
    route = domain.parse(url)
    assert (route.port, route.sandbox_id, route.token) == (port, id, token)
    assert route.url(domain) == route.url(hostname) == url
    # One spelling: upper case reads the same.
    assert ep.parse_url(url.upper()) == ep.parse_url(url)

    sandbox = ep.Sandbox(id)
    exposed = sandbox.expose_port(port, hostname=hostname, token=token)
    assert exposed.url == url
    assert sandbox.authorize(route)
    assert ep.Sandbox.from_json(id, sandbox.to_json()).authorize(route)
