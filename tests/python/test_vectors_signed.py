"""The tokens of tests/vectors/signed.json, which keys sign and a gateway verifies."""

from functools import partial
from typing import Any

import cases
import exposeport as ep
from cases import Case

INPUTS = {
    *("name", "call", "key", "digits", "keys", "port", "sandbox_id"),
    *("context", "now", "lifetime", "domain", "host", "denied"),
}


def key(value: Any) -> ep.SigningKey:
    return ep.SigningKey(bytes.fromhex(cases.string(value)))


def sign(case: Case) -> Case:
    if "digits" in case:
        digits = cases.string(case["digits"])
        signing_key = ep.SigningKey.from_hex(digits)
    else:
        signing_key = key(case["key"])
    port, sandbox_id = case["port"], cases.string(case["sandbox_id"])
    context = bytes.fromhex(cases.string(case["context"]))
    if "lifetime" in case:
        now, lifetime = case["now"], case["lifetime"]
        # A fraction of the time is dropped.
        for time in (now, float(now) + 0.5):
            token = signing_key.sign_until(
                port, sandbox_id, now=time, lifetime=lifetime, context=context
            )
        build: Any = partial(signing_key.url_until, now=now, lifetime=lifetime)
    else:
        token = signing_key.sign(port, sandbox_id, context=context)
        build = signing_key.url
    if len(sandbox_id) <= ep.sandbox_id_budget(port, len(token)):
        url = build(port, sandbox_id.encode(), "example.com", context=context)
        assert url == f"https://{port}-{sandbox_id}-{token}.example.com"
    return {"token": token}


def verify(case: Case) -> Case:
    ring = ep.KeyRing(*map(key, case["keys"]))
    context = bytes.fromhex(cases.string(case["context"]))
    preview = ep.Gateway([case["domain"]]).route([cases.string(case["host"])])
    assert isinstance(preview, ep.Preview)
    now = case["now"]
    verification = ring.verify(preview.route, context=context, now=now)
    assert bool(verification) == verification.active == (verification.kind == "active")
    found: Case = {"result": verification.kind}
    if verification.expires is not None:
        found["expires"] = verification.expires
    called = []

    def is_denied(route: ep.Route) -> bool:
        called.append(route)
        denied: bool = case.get("denied", False)
        return denied

    rejection = preview.verify(ring, context=context, now=now, is_denied=is_denied)
    assert called == ([preview.route] if verification else []), "only a valid token can be denied"
    if rejection is None:
        assert verification
        return found
    token = preview.route.token
    assert len(token) < 8 or token not in rejection.message + rejection.page
    if "message" in case:
        found["message"] = rejection.message
    return {**found, "status": rejection.http_status, "code": rejection.code}


CALLS = {"sign": sign, "verify": verify}


def problems(case: Case) -> list[str]:
    expected = {name: value for name, value in case.items() if name not in INPUTS}
    call = partial(CALLS[case["call"]], case)
    found = cases.result(call, with_message="message" in case)
    return [] if found == expected else [f"{case['name']}: expected {expected}, found {found}"]


def test_signed() -> None:
    every = cases.read("signed")
    cases.report("signed", len(every), [problem for case in every for problem in problems(case)])
