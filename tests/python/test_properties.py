"""Properties of any input: a result or an `ExposePortError`, and the round trip."""

import contextlib
import copy
import json
import pickle
import string
from collections.abc import Callable
from functools import partial
from typing import Any

import exposeport as ep
from exposeport import _exposeport
from hypothesis import given, settings
from hypothesis import strategies as st

# Any `str`, including lone surrogates, any `bytes`, and nearly valid strings.
SURROGATES = st.characters(categories=["Cs"])
ANY_STR = st.text(st.one_of(st.characters(), SURROGATES), max_size=300)
NEARLY = st.text(st.one_of(st.sampled_from("8080-ab_.:/@%[]xn-A\0 é。"), SURROGATES), max_size=80)
SHAPED = st.builds("8{}-{}-{}.{}".format, st.integers(0, 9999), NEARLY, NEARLY, NEARLY)
ANY_STRING = st.one_of(
    ANY_STR,
    NEARLY,
    SHAPED,
    SHAPED.map("https://{}/".format),
    st.binary(max_size=300),
    SHAPED.map(lambda string: string.encode(errors="surrogatepass")),
)

WORD = string.ascii_lowercase + string.digits + "_"
PORTS = st.integers(1024, 65535).filter(lambda port: port != 3000)
RESERVED_IDS = "www api admin root system cloudflare workers".split()
IDS = st.text(WORD + "-", min_size=1, max_size=40).filter(
    lambda id: id.strip("-") == id and id not in RESERVED_IDS
)
TOKENS = st.text(WORD, min_size=1, max_size=16)
HOSTS = st.sampled_from(
    [
        "example.com",
        "localhost:8787",
        "Bücher.example",
        "a.b.c.example.com.",
        "my_zone.example:8443",
    ]
)

DOMAIN = ep.BaseDomain("example.com")


def unless_rejected(call: Callable[[], Any]) -> Any:
    with contextlib.suppress(ep.ExposePortError):
        return call()
    return None


def is_accepted(call: Callable[[], Any]) -> bool:
    try:
        call()
    except ep.ExposePortError:
        return False
    return True


def is_name(string: str | bytes) -> bool:
    """Returns True for at most 255 bytes of UTF-8 without control characters."""
    try:
        data = string.encode() if isinstance(string, str) else string
        text = data.decode()
    except UnicodeError:
        return False
    return len(data) <= 255 and not any(
        character < " " or character == "\x7f" for character in text
    )


def test_examples_have_no_deadline() -> None:
    assert settings().deadline is None


@given(ANY_STRING)
@settings(max_examples=1500)
def test_any_string(string: str | bytes) -> None:
    for parse in (ep.parse, ep.parse_host, ep.parse_url, DOMAIN.parse):
        route = unless_rejected(partial(parse, string))
        if route is not None:
            base = route.base_host + ("" if route.base_port is None else f":{route.base_port}")
            url = route.url(base)
            again = ep.parse_url(url)
            assert (again.port, again.sandbox_id) == (route.port, route.sandbox_id)
            assert again.token == route.token
            assert again.url(base) == url
            assert pickle.loads(pickle.dumps(route)) == copy.copy(route) == route
    for bind in (DOMAIN.route, DOMAIN.route_url):
        unless_rejected(partial(bind, string))
    unless_rejected(lambda: ep.route_under(string, [DOMAIN, DOMAIN]))

    found = unless_rejected(lambda: ep.validate_sandbox_id(string))
    assert found is None or found == ep.validate_sandbox_id(found, normalize=True)
    normalized = unless_rejected(lambda: ep.validate_sandbox_id(string, normalize=True))
    assert normalized is None or ep.validate_sandbox_id(normalized) == normalized
    token = unless_rejected(lambda: ep.validate_token(string))
    assert token is None or ep.validate_token(token) == token
    domain = unless_rejected(lambda: ep.BaseDomain(string))
    assert domain is None or ep.BaseDomain(str(domain)) == domain
    assert ep.tokens_equal(string, string)
    sandbox = ep.Sandbox("sandbox")
    before = sandbox.to_json()
    if unless_rejected(lambda: sandbox.expose_port(8080, hostname=string, token=string)) is None:
        assert sandbox.to_json() == before


@given(ANY_STRING)
@settings(max_examples=500)
def test_any_stored_string(string: str | bytes) -> None:
    stored = ep.Sandbox("sandbox")
    named = is_accepted(lambda: stored.expose_port(8080, hostname="example.com", name=string))
    assert named == is_name(string)
    started = is_accepted(lambda: stored.runtime_started(string))
    assert started == (is_name(string) and len(string) > 0)
    assert ep.Sandbox.from_json("sandbox", stored.to_json()).to_json() == stored.to_json()
    unless_rejected(lambda: ep.Sandbox.from_json("sandbox", string))
    unless_rejected(lambda: ep.Sandbox.import_storage("sandbox", string, runtimes="tracked"))


# Documents with valid and malformed entries.
KEYS = st.sampled_from("80 1024 3000 8080 8081 08080 65535 65536 web".split())
WORDS = st.sampled_from(["a", "b", "my_token", "a-b", "A", "", "q" * 17, None, 5, "\0"])
ENTRIES = st.one_of(WORDS, st.fixed_dictionaries({"token": WORDS}, optional={"name": WORDS}))
ACTIVATIONS = st.fixed_dictionaries({"token": WORDS, "runtimeIdentityID": WORDS})
STORAGES = st.fixed_dictionaries(
    {"portTokens": st.dictionaries(KEYS, ENTRIES)},
    optional={
        "activePreviewPorts": st.dictionaries(KEYS, ACTIVATIONS),
        "currentRuntimeIdentity": st.fixed_dictionaries({"id": WORDS}),
        "labels": WORDS,
    },
)


@given(STORAGES)
@settings(max_examples=500)
def test_any_storage(stored: dict[str, Any]) -> None:
    for name in _exposeport._RUNTIMES:
        document = json.dumps(stored)
        sandbox, dropped = ep.Sandbox.import_storage("sandbox", document, runtimes=name)
        again = ep.Sandbox.from_json("sandbox", sandbox.to_json())
        assert (again.to_json(), again.ports()) == (sandbox.to_json(), sandbox.ports())
        ports = [str(state.port) for state in sandbox.ports()]
        places = " ".join(entry.place for entry in dropped)
        for index, key in enumerate(stored["portTokens"], 1):
            is_named = f'portTokens["{key}"]' in places or f"portTokens, entry {index}" in places
            assert key in ports or is_named, "an entry is imported or listed"
        assert name == "tracked" or {state.stale_reason for state in sandbox.ports()} <= {None}


@given(ANY_STRING)
@settings(max_examples=500)
def test_any_policy(string: str | bytes) -> None:
    keywords = "reserve_sandbox_ids", "unreserve_sandbox_ids", "deny_domains", "undeny_domains"
    make: Any = ep.Policy
    for keyword in keywords:
        policy = unless_rejected(partial(make, **{keyword: [string]}))
        if policy is not None:
            assert eval(repr(policy), {"Policy": ep.Policy}) == policy
            assert pickle.loads(pickle.dumps(policy)) == policy


@given(st.one_of(st.integers(), st.integers(0, 70000)))
def test_any_integer(port: int) -> None:
    found = unless_rejected(lambda: ep.validate_port(port))
    assert found == (port if 1024 <= port <= 65535 and port != 3000 else None)
    assert ep.Sandbox("a").is_port_exposed(port) is False


@given(
    st.one_of(
        st.none(), st.booleans(), st.floats(), st.lists(st.integers()), st.binary(), st.text()
    )
)
def test_other_types_are_not_ports(port: Any) -> None:
    try:
        ep.validate_port(port)
    except TypeError:
        return
    raise AssertionError("the type is not an integer")


@given(PORTS, IDS, TOKENS, HOSTS)
@settings(max_examples=500)
def test_round_trip(port: int, id: str, token: str, hostname: str) -> None:
    url = ep.build_url(port, id, token, hostname)
    domain = ep.BaseDomain(hostname)
    route = domain.parse(url)
    assert (route.port, route.sandbox_id, route.token) == (port, id, token)
    assert route.url(domain) == route.url(hostname) == url
    # Parsing accepts uppercase letters.
    assert ep.parse_url(url.upper()) == ep.parse_url(url)

    sandbox = ep.Sandbox(id)
    exposed = sandbox.expose_port(port, hostname=hostname, token=token)
    assert exposed.url == url
    assert sandbox.authorize(route)
    assert ep.Sandbox.from_json(id, sandbox.to_json()).authorize(route)
