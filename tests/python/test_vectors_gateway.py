"""The requests of tests/vectors/gateway.json, and the names of tests/vectors/headers.json."""

import json
from typing import Any

import cases
import exposeport as ep
from cases import Case

EXPECTED = [
    "decision",
    "host",
    "path",
    "port",
    "sandbox_id",
    "domain",
    "status",
    "code",
    "stale_reason",
    "format",
    "forwarded",
]
OTHERS = [
    ("cache-control", "no-store"),
    ("referrer-policy", "no-referrer"),
    ("x-robots-tag", "noindex"),
]


def listed(headers: list[tuple[bytes, bytes]]) -> list[list[str]]:
    return [[name.decode(), value.decode()] for name, value in headers]


class Request:
    """A case, with its strings as `str` or `bytes`."""

    def __init__(self, case: Case, *, encoded: bool) -> None:
        self.case = case
        self.encoded = encoded
        self.request = case["request"]
        self.options = case.get("options", {})

    def string(self, value: Any) -> str | bytes:
        text = cases.string(value)
        return text.encode() if self.encoded else text

    def received(self) -> list[tuple[str | bytes, str | bytes]]:
        return [(self.string(name), self.string(value)) for name, value in self.case["received"]]

    def decide(self) -> Case:
        case, request = self.case, self.request
        policy = cases.policy(case)
        options = {"invalid_hosts": case["invalid_hosts"]} if "invalid_hosts" in case else {}
        gateway = ep.Gateway(case["domains"], policy=policy, **options)
        assert gateway.domains == tuple(ep.BaseDomain(d, policy=policy) for d in case["domains"])

        authority: str | bytes | None = None
        path = None
        if "target" in request:
            authority, path = ep.split_target(self.string(request["target"]))
        if "authority" in request:
            authority = self.string(request["authority"])
        hosts = [self.string(host) for host in request["hosts"]]
        decision = gateway.route(hosts, authority=authority, version=request["version"])
        found: Case = {}
        if isinstance(decision, ep.Preview):
            found = self.authorize(gateway, decision)
        elif isinstance(decision, ep.Rejection):
            found = self.rejected(decision)
        else:
            found = self.passed(hosts, authority)
        if "path" in case:
            assert path is not None
            found["path"] = path.decode()
        return found

    def passed(self, hosts: list[str | bytes], authority: str | bytes | None) -> Case:
        found: Case = {"decision": "pass-through"}
        if "host" in self.case:
            host = hosts[0] if authority is None else authority
            found["host"] = host.decode() if isinstance(host, bytes) else host
        if "received" in self.case:
            in_process = self.options.get("in_process", False)
            headers = ep.pass_through(self.received(), authority=authority, in_process=in_process)
            found["forwarded"] = listed(headers)
        return found

    def authorize(self, gateway: ep.Gateway, preview: ep.Preview) -> Case:
        route = preview.route
        snapshot = self.case["sandboxes"].get(route.sandbox_id)
        sandbox = None
        if snapshot is not None:
            policy = cases.policy(self.case)
            text = json.dumps(snapshot)
            sandbox = ep.Sandbox.from_json(route.sandbox_id, text, policy=policy)
        rejection = preview.authorize(sandbox)
        if rejection is not None:
            assert route.token not in rejection.message
            return self.rejected(rejection)
        found = {
            "decision": "forward",
            "port": route.port,
            "sandbox_id": route.sandbox_id,
            "domain": preview.domain,
        }
        if "received" in self.case:
            found["forwarded"] = listed(gateway.forward(preview, self.received(), **self.options))
        return found

    def rejected(self, rejection: ep.Rejection) -> Case:
        body = json.loads(rejection.json_body)
        assert body == {"error": rejection.message, "code": rejection.code}
        page = rejection.page
        assert page.startswith("<!doctype html>") and rejection.code in page
        assert "http:" not in page and "https:" not in page
        assert rejection.headers("json") == [("content-type", "application/json"), *OTHERS]
        html = ("content-type", "text/html; charset=utf-8")
        assert rejection.headers("html") == [html, *OTHERS]
        assert rejection.WEBSOCKET_CLOSE_CODE == 1008

        found: Case = {
            "decision": "reject",
            "status": rejection.http_status,
            "code": rejection.code,
        }
        if rejection.stale_reason is not None:
            found["stale_reason"] = rejection.stale_reason
        if "accept" in self.request:
            accept = [self.string(value) for value in self.request["accept"]]
            found["format"] = "html" if ep.prefers_html(accept) else "json"
        return found


def problems(case: Case) -> list[str]:
    """Compares the decision about a request with what it expects."""
    expected = {key: case[key] for key in EXPECTED if key in case}
    wrong = []
    for encoded in (False, True):
        found = Request(case, encoded=encoded).decide()
        if found != expected:
            form = "bytes" if encoded else "str"
            wrong.append(f"{case['name']} as {form}: expected {expected}, found {found}")
    return wrong


def test_gateway() -> None:
    every = cases.read("gateway")
    cases.report("gateway", len(every), [line for case in every for line in problems(case)])


def test_headers() -> None:
    wrong = []
    every = cases.read("headers")
    for case in every:
        for name in cases.inputs(case):
            found = (ep.is_internal_header(name), ep.is_hop_by_hop_header(name))
            if found != (case["internal"], case["hop_by_hop"]):
                wrong.append(f"{case['name']}: found {found}")
    cases.report("headers", len(every), wrong)
