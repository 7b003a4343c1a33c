"""No `repr` or traceback contains a token or a key: every class, and the signed cases."""

import traceback
from collections.abc import Callable
from typing import Any

import cases
import exposeport as ep
import pytest
from cases import Case
from exposeport._websocket import WebSocket
from exposeport.asgi import PreviewRouter
from test_vectors_signed import CALLS, key

TOKEN = "sixteen_secret_9"
KEY = b"a key of thirty-two secret bytes"
SECRETS = (TOKEN, KEY.hex(), KEY.decode(), repr(KEY)[2:-1])
HOST = f"8080-sandbox-{TOKEN}.example.com"
STORED = f'{{"portTokens": {{"8080": "{TOKEN}", "80": "{TOKEN}"}}}}'


def preview() -> ep.Preview:
    found = ep.Gateway(["example.com"]).route([HOST])
    assert isinstance(found, ep.Preview)
    return found


def rejection() -> ep.Rejection:
    found = preview().authorize(None)
    assert found is not None
    return found


def exposed() -> ep.ExposedPort:
    return ep.Sandbox("sandbox").expose_port(8080, hostname="example.com", token=TOKEN)


def imported() -> ep.Import:
    return ep.Sandbox.import_storage("sandbox", STORED, runtimes="untracked")


def error(call: Callable[[], object]) -> ep.ExposePortError:
    with pytest.raises(ep.ExposePortError) as caught:
        call()
    return caught.value


def ring() -> ep.KeyRing:
    return ep.KeyRing(ep.SigningKey(KEY), ep.SigningKey(KEY[::-1]))


# An object of every public class. Its state contains the token or the key, if the class has any.
OBJECTS: dict[type, Callable[[], object]] = {
    ep.Authorization: lambda: imported().sandbox.authorize(preview().route),
    ep.BaseDomain: lambda: ep.BaseDomain("example.com"),
    ep.CustomDomainRequiredError: lambda: error(
        lambda: ep.build_url(8080, "sandbox", TOKEN, "x.workers.dev")
    ),
    ep.Dropped: lambda: imported().dropped[0],
    ep.ExposePortError: lambda: error(
        lambda: imported().sandbox.expose_port(9000, hostname="example.com", token=TOKEN)
    ),
    ep.ExposedPort: exposed,
    ep.Gateway: lambda: preview() and ep.Gateway(["example.com"]),
    ep.Import: imported,
    ep.KeyRing: ring,
    ep.NotAPreviewHostError: lambda: error(lambda: ep.parse_host(f"x-{TOKEN}.example.com")),
    ep.Policy: lambda: preview().route and ep.Policy(reserve_ports=[9000]),
    ep.PortState: lambda: imported().sandbox.ports()[0],
    ep.Preview: preview,
    ep.Rejection: rejection,
    ep.Route: lambda: preview().route,
    ep.Sandbox: lambda: imported().sandbox,
    ep.SecurityError: lambda: error(lambda: ep.validate_token(f"{TOKEN}-x")),
    ep.SigningKey: lambda: ep.SigningKey(KEY),
    ep.Verification: lambda: ring().verify(preview().route, now=0),
    PreviewRouter: lambda: PreviewRouter(print, domains=["example.com"], keys=ring()),  # type: ignore[arg-type]
    WebSocket: lambda: WebSocket(preview(), print, print),  # type: ignore[arg-type]
}


def shown(value: object) -> list[str]:
    """Returns what a log line could contain about an object, and about containers with it."""
    found = [repr(value), str(value), f"{value}", f"{value!a}", repr([value]), repr({"a": value})]
    if isinstance(value, BaseException):
        found += [repr(value.args), value.json_body]  # type: ignore[attr-defined]
        found += traceback.format_exception(value)
    return found


def test_every_class_is_checked() -> None:
    public = {getattr(ep, name) for name in ep.__all__}
    classes = {one for one in public if isinstance(one, type)}
    assert set(OBJECTS) == classes | {PreviewRouter, WebSocket}


@pytest.mark.parametrize("one", OBJECTS, ids=lambda one: one.__name__)
def test_no_repr_has_a_secret(one: type) -> None:
    value = OBJECTS[one]()
    assert type(value) is one
    for text in shown(value):
        assert not [secret for secret in SECRETS if secret in text], text


def test_a_repr_of_nested_objects_has_no_secret() -> None:
    nested = [make() for make in OBJECTS.values()]
    text = repr(nested) + str(dict(enumerate(nested)))
    assert not [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("digits", [KEY.hex()[:-1] + "x", KEY.hex()[:20], KEY.hex() * 40])
def test_no_error_of_a_key_has_its_digits(digits: str) -> None:
    value = error(lambda: ep.SigningKey.from_hex(digits))
    assert not [text for text in shown(value) if digits[:8] in text]


def secrets(case: Case) -> list[str]:
    """Returns the token and the keys of a case that are long enough to be searched for."""
    label = cases.string(case.get("host", "")).partition(".")[0]
    tokens = [label.rpartition("-")[2], cases.string(case.get("token", ""))]
    keys = [cases.string(digits) for digits in case.get("keys", [])]
    keys += [cases.string(case[name]) for name in ("key", "digits") if name in case]
    every = [*tokens, *map(str.lower, tokens), *keys]
    return [secret for secret in every if len(secret) > 4]


def signed(case: Case) -> list[str]:
    """Returns what a log line could contain about a signed case."""
    try:
        CALLS[case["call"]](case)
    except ep.ExposePortError as failure:
        return shown(failure)
    if case["call"] == "sign":
        return []
    keys = ep.KeyRing(*map(key, case["keys"]))
    context = bytes.fromhex(cases.string(case["context"]))
    decision = ep.Gateway([case["domain"]]).route([cases.string(case["host"])])
    assert isinstance(decision, ep.Preview)
    found = decision.verify(
        keys, context=context, now=case["now"], is_denied=lambda _: case.get("denied", False)
    )
    log = shown([decision, keys, keys.signing_key, decision.route, found])
    if found is not None:
        log += [found.message, found.json_body, found.page]
    return [*log, repr(keys.verify(decision.route, context=context, now=case["now"]))]


@pytest.mark.skipif(bool(cases.FILTER), reason="a filter selects the vectors of other tests")
def test_no_signed_case_shows_a_token_or_a_key() -> None:
    count = 0
    messages = [case for case in cases.read("messages") if case["call"] in CALLS]
    for case in cases.read("signed") + messages:
        log: list[Any] = signed(case)
        for secret in secrets(case):
            assert not [text for text in log if secret in text], case["name"]
            count += len(log)
    assert count > 1000, f"{count} searches"
