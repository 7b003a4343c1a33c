"""The requests of tests/vectors/gateway.json, and the names of headers.json."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import cases
import exposeport as ep
from cases import Case

EXPECTATIONS = (
    *("decision", "host", "path", "port", "sandbox_id", "domain"),
    *("status", "code", "stale_reason", "format", "forwarded"),
)

# The headers of every rejection, after Content-Type.
OTHERS = [
    ("cache-control", "no-store"),
    ("referrer-policy", "no-referrer"),
    ("x-robots-tag", "noindex"),
]

# A form of the strings of a case: `str` or `bytes`.
Form = Callable[[str], Any]
FORMS: list[Form] = [str, str.encode]


def strings(form: Form, values: list[Any]) -> list[Any]:
    return [form(cases.string(value)) for value in values]


def call(case: Case, form: Form) -> Case:
    """Decides about the request of a case, as a gateway does."""
    request = case["request"]
    target, authority, path = request.get("target"), request.get("authority"), None
    if target is not None:
        in_target, path = ep.split_target(form(cases.string(target)))
        authority = form(cases.string(authority)) if authority is not None else in_target
    elif authority is not None:
        authority = form(cases.string(authority))
    gateway = ep.Gateway(
        strings(form, case["domains"]),
        invalid_hosts=case.get("invalid_hosts", "reject"),
        policy=cases.policy(case),
    )
    hosts = strings(form, request["hosts"])
    decision = gateway.route(hosts, authority=authority, version=request["version"])
    if decision is None:
        effective = authority if authority is not None else (hosts or [None])[0]
        found = passed(case, form, authority, effective)
    elif isinstance(decision, ep.Preview):
        found = decided(case, form, gateway, decision)
    else:
        found = rejected(case, form, decision)
    if path is not None and "path" in case:
        found["path"] = path.decode()
    return found


def passed(case: Case, form: Form, authority: Any, effective: Any) -> Case:
    found: Case = {"decision": "pass-through"}
    if "host" in case:
        decoded = effective if isinstance(effective, str) else effective.decode()
        found["host"] = decoded.strip(" \t")
    if "received" in case:
        in_process = case.get("options", {}).get("in_process", False)
        forwarded = ep.pass_through(
            received(case, form), authority=authority, in_process=in_process
        )
        found["forwarded"] = listed(forwarded)
    return found


def decided(case: Case, form: Form, gateway: ep.Gateway, preview: ep.Preview) -> Case:
    route = preview.route
    domain = gateway.domains[preview.domain]
    assert domain.route(f"{route.port}-{route.sandbox_id}-{route.token}.{domain.host}") is not None
    snapshot = case["sandboxes"].get(route.sandbox_id)
    sandbox = None
    if snapshot is not None:
        document = form(json.dumps(snapshot))
        policy = cases.policy(case)
        sandbox = ep.Sandbox.from_json(form(route.sandbox_id), document, policy=policy)
    rejection = preview.authorize(sandbox)
    if rejection is not None:
        assert route.token not in rejection.message
        return rejected(case, form, rejection)
    found: Case = {
        "decision": "forward",
        "port": route.port,
        "sandbox_id": route.sandbox_id,
        "domain": preview.domain,
    }
    if "received" in case:
        options = case.get("options", {})
        found["forwarded"] = listed(preview.forward(received(case, form), **options))
    return found


def rejected(case: Case, form: Form, rejection: ep.Rejection) -> Case:
    check_rejection(rejection)
    found: Case = {
        "decision": "reject",
        "status": rejection.http_status,
        "code": rejection.code,
    }
    if rejection.stale_reason is not None:
        found["stale_reason"] = rejection.stale_reason
    if "accept" in case["request"]:
        is_html = ep.prefers_html(strings(form, case["request"]["accept"]))
        found["format"] = "html" if is_html else "json"
    return found


def check_rejection(rejection: ep.Rejection) -> None:
    """Checks the bodies and headers that every rejection has."""
    body = json.loads(rejection.json_body)
    assert body == {"error": rejection.message, "code": rejection.code}
    page = rejection.page
    assert page.startswith("<!doctype html>") and rejection.code in page
    assert "http:" not in page and "https:" not in page, "the page loads something"
    assert rejection.headers("json") == [("content-type", "application/json"), *OTHERS]
    assert rejection.headers("html") == [("content-type", "text/html; charset=utf-8"), *OTHERS]
    assert ep.Rejection.WEBSOCKET_CLOSE_CODE == 1008


def received(case: Case, form: Form) -> list[tuple[Any, Any]]:
    pairs = (strings(form, header) for header in case["received"])
    return [(name, value) for name, value in pairs]


def listed(headers: list[tuple[bytes, bytes]]) -> list[list[str]]:
    return [[name.decode(), value.decode()] for name, value in headers]


def test_gateway() -> None:
    every = cases.read("gateway")
    wrong = []
    for case in every:
        expected = {name: case[name] for name in EXPECTATIONS if name in case}
        for form in FORMS:
            found = cases.result(partial(call, case, form))
            if found != expected:
                wrong.append(f"{case['name']}: expected {expected}, found {found}")
    cases.report("gateway", len(every), wrong)


def test_headers() -> None:
    every = cases.read("headers")
    wrong = []
    for case in every:
        for name in cases.inputs(case):
            found = (ep.is_internal_header(name), ep.is_hop_by_hop_header(name))
            if found != (case["internal"], case["hop_by_hop"]):
                wrong.append(f"{case['name']}: found {found}")
    cases.report("headers", len(every), wrong)
