"""The classes of signed tokens: arguments, secrets, denied links and threads."""

import copy
import pickle
import sys
from decimal import Decimal
from functools import partial
from typing import Any

import exposeport as ep
import numpy
import pytest
from test_arguments import Index
from test_parallel import in_threads

SECRET = bytes(range(32))
KEY = ep.SigningKey(SECRET)
OTHER = ep.SigningKey(b"x" * 32)
RING = ep.KeyRing(KEY)
NOW = 1_800_000_000
URL = KEY.url_until(8080, "sandbox", "example.com", now=NOW, lifetime=60)
PERMANENT = KEY.url(8080, "sandbox", "example.com")


def preview(url: str = URL) -> ep.Preview:
    found = ep.Gateway(["example.com"]).route([url.partition("://")[2]])
    assert isinstance(found, ep.Preview)
    return found


@pytest.mark.parametrize(
    "other", ["x" * 32, bytearray(32), memoryview(bytes(32)), None, 32, [0] * 32, KEY]
)
def test_a_key_is_bytes(other: Any) -> None:
    with pytest.raises(TypeError, match=r"^expected bytes, found ") as caught:
        ep.SigningKey(other)
    assert "xxx" not in str(caught.value)


def test_a_short_key() -> None:
    with pytest.raises(ep.SecurityError) as caught:
        ep.SigningKey(b"secret")
    assert (caught.value.code, caught.value.http_status) == ("INVALID_SIGNING_KEY", 400)
    assert "secret" not in str(caught.value)
    ep.SigningKey(type("Bytes", (bytes,), {})(32))


def test_keys_are_secret() -> None:
    assert (repr(KEY), repr(RING)) == ("SigningKey(...)", "KeyRing(...)")
    things: list[Any] = [KEY, RING]
    for thing in things:
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(TypeError, match="pickle"):
                pickle.dumps(thing, protocol)
        assert copy.copy(thing) is thing is copy.deepcopy(thing)
        with pytest.raises(AttributeError):
            thing.key = b""
        assert not hasattr(thing, "__dict__") and str(thing) == repr(thing)
        public = {name for name in dir(thing) if not name.startswith("_")}
        signing = {"from_hex", "sign", "sign_until", "url", "url_until"}
        assert public <= {*signing, "signing_key", "verify"}
    assert RING.signing_key is KEY and KEY != ep.SigningKey(SECRET)


def test_arguments_of_a_ring() -> None:
    ring: Any = ep.KeyRing
    for keys in ([], [None], [SECRET], [KEY, SECRET], [KEY, [OTHER]], [RING]):
        with pytest.raises(TypeError):
            ring(*keys)
    verify: Any = RING.verify
    for other in (None, URL, preview()):
        with pytest.raises(TypeError):
            verify(other, now=NOW)
    route = ep.parse(OTHER.url(8080, "sandbox", "example.com"))
    assert not RING.verify(route, now=NOW)
    assert ep.KeyRing(KEY, OTHER).verify(route, now=NOW)
    assert ep.KeyRing(OTHER, KEY).verify(route, now=NOW)


def test_verification() -> None:
    route = ep.parse(URL)
    active, expired = RING.verify(route, now=NOW), RING.verify(route, now=NOW + 60)
    permanent = RING.verify(ep.parse(PERMANENT), now=NOW)
    invalid = RING.verify(route, context="x", now=NOW)
    kinds = [(each.kind, each.expires) for each in (active, expired, permanent, invalid)]
    expiry = NOW + 60
    assert kinds == [("active", expiry), ("expired", expiry), ("active", None), ("invalid", None)]
    assert [bool(each) for each in (active, expired, permanent, invalid)] == [1, 0, 1, 0]
    assert repr(expired) == f"Verification(kind='expired', expires={expiry})"
    assert repr(permanent) == "Verification(kind='active')"
    assert active == RING.verify(route, now=NOW) != expired and len({active, active}) == 1
    assert copy.copy(active) is active is copy.deepcopy(active)


TIMES = [NOW, float(NOW), NOW + 0.9, numpy.int64(NOW), numpy.float64(NOW), Index(NOW)]


@pytest.mark.parametrize("now", TIMES, ids=repr)
def test_times(now: Any) -> None:
    assert KEY.url_until(8080, "sandbox", "example.com", now=now, lifetime=60) == URL
    assert RING.verify(ep.parse(URL), now=now) and preview().verify(RING, now=now) is None
    for later, kind in ((59.999, "active"), (60, "expired"), (60.001, "expired")):
        assert RING.verify(ep.parse(URL), now=NOW + later).kind == kind


def every_call_with_a_time(now: Any) -> list[Any]:
    return [
        lambda: KEY.sign_until(8080, "sandbox", now=now, lifetime=60),
        lambda: KEY.url_until(8080, "sandbox", "example.com", now=now, lifetime=60),
        lambda: RING.verify(ep.parse(URL), now=now),
        lambda: preview().verify(RING, now=now),
    ]


@pytest.mark.parametrize(
    "now",
    [
        *(-1, -0.5, -(2**200), 2**63, 2**64, 2**200),
        *(float("nan"), float("inf"), float("-inf"), 2.0**63, 1e300),
    ],
)
def test_times_out_of_range(now: Any) -> None:
    for call in every_call_with_a_time(now):
        with pytest.raises(ValueError, match=r"^now is out of range, expected seconds of Unix"):
            call()


@pytest.mark.parametrize("now", [True, None, "1800000000", Decimal(NOW), [NOW], 1j])
def test_other_times(now: Any) -> None:
    for call in every_call_with_a_time(now):
        with pytest.raises(TypeError, match=r"expected int or float, found "):
            call()


def test_the_last_time() -> None:
    assert RING.verify(ep.parse(URL), now=2**63 - 1).kind == "expired"
    assert RING.verify(ep.parse(URL), now=0).kind == RING.verify(ep.parse(URL), now=-0.0).kind
    with pytest.raises(ep.SecurityError, match="lifetime"):
        KEY.sign_until(8080, "sandbox", now=2**63 - 1, lifetime=1)


@pytest.mark.parametrize("lifetime", [0, -1, -(2**200), 2**31, 2**63, 2**64, 2**200])
def test_lifetimes_out_of_range(lifetime: int) -> None:
    with pytest.raises(ep.SecurityError) as caught:
        KEY.sign_until(8080, "sandbox", now=NOW, lifetime=lifetime)
    assert caught.value.code == "INVALID_LIFETIME"


@pytest.mark.parametrize("lifetime", [True, 1.0, None, "60", Decimal(60)])
def test_other_lifetimes(lifetime: Any) -> None:
    with pytest.raises(TypeError, match=r"expected int, found "):
        KEY.sign_until(8080, "sandbox", now=NOW, lifetime=lifetime)
    with pytest.raises(TypeError, match=r"expected int, found "):
        KEY.url_until(8080, "sandbox", "example.com", now=NOW, lifetime=lifetime)


def test_contexts() -> None:
    tokens = {KEY.sign(8080, "sandbox", context=context) for context in ("é", "é".encode())}
    assert len(tokens) == 1 and KEY.sign(8080, "sandbox") == KEY.sign(8080, "sandbox", context="")
    route = ep.parse(KEY.url(8080, "sandbox", "example.com", context="é"))
    assert RING.verify(route, context="é", now=NOW) and not RING.verify(route, now=NOW)
    calls: list[Any] = [KEY.sign, RING.verify, preview().verify]
    arguments: list[tuple[Any, ...]] = [(8080, "sandbox"), (route,), (RING,)]
    for call, positional in zip(calls, arguments, strict=True):
        for context in (None, 5, ["a"], bytearray(1)):
            now = {} if call == KEY.sign else {"now": NOW}
            with pytest.raises(TypeError, match="expected str or bytes, found "):
                call(*positional, context=context, **now)


def test_the_rules_of_the_other_functions() -> None:
    policy = ep.Policy(unreserve_ports=[3000], deny_domains=["example.org"])
    rejected: list[tuple[tuple[Any, ...], str]] = [
        ((80, "sandbox"), "INVALID_PORT"),
        ((3000, "sandbox"), "RESERVED_PORT"),
        ((8080, "My-App"), "UPPERCASE_SANDBOX_ID"),
    ]
    domain = ("example.com",)
    calls: list[tuple[Any, tuple[str, ...]]] = [
        *((KEY.sign, ()), (KEY.url, domain)),
        *((partial(KEY.sign_until, now=NOW, lifetime=1), ()), (until, domain)),
    ]
    for arguments, code in rejected:
        for call, hostname in calls:
            with pytest.raises(ep.SecurityError) as caught:
                call(*arguments, *hostname)
            assert caught.value.code == code
    assert KEY.sign(3000, "sandbox", policy=policy) != KEY.sign(8080, "sandbox")
    assert KEY.sign(8080, "MY", normalize=True) == KEY.sign(8080, "my")
    with pytest.raises(ep.CustomDomainRequiredError):
        KEY.url(8080, "sandbox", "example.org", policy=policy)
    local = ep.BaseDomain("localhost:8787")
    assert KEY.url(8080, "sandbox", local).startswith("http://8080-sandbox-")
    for length, build in ((41, KEY.url), (35, until)):
        build(8080, "a" * length, "example.com")
        with pytest.raises(ep.SecurityError, match="at most") as caught:
            build(8080, "a" * (length + 1), "example.com")
        assert caught.value.code == "LABEL_TOO_LONG"


def until(port: int, sandbox_id: str, hostname: str) -> str:
    return KEY.url_until(port, sandbox_id, hostname, now=NOW, lifetime=60)


def test_a_sandbox_does_not_store_a_token_that_expires() -> None:
    token = ep.parse(URL).token
    with pytest.raises(ep.SecurityError, match="22"):
        ep.Sandbox("sandbox").expose_port(8080, hostname="example.com", token=token)
    with pytest.raises(ep.SecurityError, match="22"):
        ep.build_url(8080, "sandbox", token, "example.com")
    sandbox = ep.Sandbox("sandbox")
    assert sandbox.authorize(ep.parse(URL)).kind == "invalid"


def test_denied_links() -> None:
    seen: list[ep.Route] = []

    def deny(answer: Any) -> Any:
        def is_denied(route: ep.Route) -> Any:
            seen.append(route)
            return answer

        return is_denied

    for url in (URL, PERMANENT):
        for answer in (False, None, 0, ""):
            assert preview(url).verify(RING, now=NOW, is_denied=deny(answer)) is None
        for answer in (True, 1, "yes"):
            rejection = preview(url).verify(RING, now=NOW, is_denied=deny(answer))
            assert rejection is not None and rejection.code == "TOKEN_EXPIRED"
    assert {route.port for route in seen} == {8080} and len(seen) == 14
    # It is not called for a token that is not valid.
    seen.clear()
    rejection = preview().verify(RING, now=NOW + 60, is_denied=deny(False))
    assert rejection is not None and rejection.http_status == 410
    rejection = preview().verify(RING, now=NOW, context="x", is_denied=deny(False))
    assert rejection is not None and rejection.http_status == 404
    assert seen == [] and rejection == preview().authorize(None)


def test_a_list_of_denied_links_that_fails() -> None:
    def failing(route: ep.Route) -> bool:
        raise LookupError("the store is down")

    class Undecided:
        def __bool__(self) -> bool:
            raise LookupError

    for is_denied in (failing, lambda route: Undecided()):
        with pytest.raises(LookupError):
            preview().verify(RING, now=NOW, is_denied=is_denied)
    other: Any = True
    with pytest.raises(TypeError):
        preview().verify(RING, now=NOW, is_denied=other)


def test_keys_are_not_kept() -> None:
    references = sys.getrefcount(SECRET)
    key = ep.SigningKey(SECRET)
    assert sys.getrefcount(SECRET) == references and repr(key) == "SigningKey(...)"


def test_threads_share_keys() -> None:
    ring = ep.KeyRing(KEY, OTHER)
    gateway = ep.Gateway(["example.com"])

    def work(number: int) -> None:
        for step in range(300):
            now, context = NOW + step, f"tenant-{number}"
            key = (KEY, OTHER)[step % 2]
            url = key.url_until(
                2000 + step, "sandbox", "example.com", now=now, lifetime=1, context=context
            )
            route = ep.parse(url)
            assert ring.verify(route, context=context, now=now).expires == now + 1
            assert not ring.verify(route, context=f"tenant-{number + 1}", now=now)
            found = gateway.route([url.partition("://")[2]])
            assert isinstance(found, ep.Preview)
            verified = found.verify(ring, context=context, now=now, is_denied=lambda _: False)
            assert verified is None
            rejection = found.verify(ring, context=context, now=now + 1)
            assert rejection is not None and rejection.code == "TOKEN_EXPIRED"

    in_threads(work)
