"""`PreviewRouter` shows no token: its answers, and the log records of every logger at DEBUG.

The cases of gateway.json and of signed.json run through the router, as HTTP and as WebSocket.
"""

import asyncio
import json
import logging
from typing import Any

import cases
import exposeport as ep
import pytest
from cases import Case
from exposeport.asgi import PreviewRouter
from test_secrecy import with_other_tokens
from test_vectors_signed import key

pytestmark = pytest.mark.skipif(bool(cases.FILTER), reason="a filter selects other tests")


class Records(logging.Handler):
    """Collects what every logger logs, with tracebacks."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(message)s %(args)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


async def run(router: PreviewRouter, scope: dict[str, Any]) -> list[Any]:
    """Returns the messages that the router sends, or the exception that it raises."""
    sent: list[Any] = []

    async def receive() -> Any:
        first = "websocket.connect" if scope["type"] == "websocket" else "http.request"
        return {"type": first}

    async def send(message: Any) -> None:
        sent.append(message)

    try:
        await router(scope, receive, send)
    except ep.ExposePortError as error:
        sent.append((repr(error), error.args))
    return sent


def scopes(hosts: list[str], target: str | None, accept: list[Any]) -> list[dict[str, Any]]:
    """Returns the scopes of a request: JSON and HTML, WebSockets with and without responses."""
    headers = [(b"host", host.encode("utf-8", "surrogatepass")) for host in hosts]
    headers += [(b"accept", cases.string(value).encode()) for value in accept]
    html = [*headers, (b"accept", b"text/html")]
    common = {"http_version": "1.1", "path": target or "/", "raw_path": (target or "/").encode()}
    extension: dict[str, Any] = {"extensions": {"websocket.http.response": {}}}
    return [
        {"type": "http", "method": "GET", "headers": headers, **common},
        {"type": "http", "method": "GET", "headers": html, **common},
        {"type": "websocket", "headers": headers, **common},
        {"type": "websocket", "headers": html, **common, **extension},
    ]


def logged(router: PreviewRouter, requests: list[dict[str, Any]]) -> str:
    """Returns what the router sends and what is logged meanwhile, with asyncio in debug mode."""
    records, root = Records(), logging.getLogger()
    level = root.level
    root.addHandler(records)
    root.setLevel(logging.DEBUG)
    try:
        sent = [asyncio.run(run(router, request), debug=True) for request in requests]
    finally:
        root.removeHandler(records)
        root.setLevel(level)
    assert any("asyncio" in line for line in records.lines), "the records are not collected"
    # The name of the selector and the times of slow callbacks are not those of the router.
    own = [line for line in records.lines if not line.startswith("asyncio ")]
    slow = [line for line in records.lines if line.startswith("asyncio Executing")]
    return f"{sent} {own} {[line for line in slow if 'example.com' in line]}"


def shown(case: Case) -> str:
    """Returns what a case of gateway.json shows."""
    policy, request = cases.policy(case), case["request"]

    async def app(scope: Any, receive: Any, send: Any) -> None:
        pass

    def lookup(id: str) -> ep.Sandbox | None:
        snapshot = case.get("sandboxes", {}).get(id)
        if snapshot is None:
            return None
        return ep.Sandbox.from_json(id, json.dumps(snapshot), policy=policy)

    router = PreviewRouter(
        app,
        domains=[cases.string(domain) for domain in case["domains"]],
        lookup=lookup,
        policy=policy,
        invalid_hosts=case.get("invalid_hosts", "reject"),
    )
    hosts = [cases.string(host) for host in request["hosts"]]
    target = cases.string(request["target"]) if "target" in request else None
    return logged(router, scopes(hosts, target, request.get("accept", [])))


def test_no_request_shows_a_token() -> None:
    count = 0
    for case in cases.read("gateway"):
        changed = with_other_tokens("gateway", case)
        assert shown(changed) == shown(case), case["name"]
        count += changed != case
    assert count > 50, f"only {count} cases have a token"


def test_no_signed_request_shows_a_token() -> None:
    count = 0
    for case in cases.read("signed"):
        host = cases.string(case.get("host", ""))
        token = host.partition(".")[0].rpartition("-")[2]
        if case["call"] != "verify" or len(token) < 5:
            continue

        async def app(scope: Any, receive: Any, send: Any) -> None:
            pass

        router = PreviewRouter(
            app,
            domains=[case["domain"]],
            keys=ep.KeyRing(*map(key, case["keys"])),
            context=bytes.fromhex(cases.string(case["context"])),
            is_denied=lambda _: True,
        )
        text = logged(router, scopes([host], None, []))
        assert token not in text and token.lower() not in text, case["name"]
        assert "INVALID_TOKEN" in text or "TOKEN_EXPIRED" in text
        count += 1
    assert count > 50, f"only {count} cases have a token"


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_no_failure_of_a_function_shows_a_token(kind: str) -> None:
    """An exception of the router is logged by the server, with its traceback."""
    token = "sixteen_secret_9"
    request = scopes([f"8080-sandbox-{token}.example.com"], None, [])[0 if kind == "http" else 2]

    async def app(scope: Any, receive: Any, send: Any) -> None:
        pass

    router = PreviewRouter(app, domains=["example.com"], lookup=lambda _: token)  # type: ignore[arg-type,return-value]
    records, logger = Records(), logging.getLogger("server")
    logger.addHandler(records)
    try:
        asyncio.run(run(router, request))
    except TypeError:
        logger.exception("the application failed")
    logger.removeHandler(records)
    assert len(records.lines) == 1 and "Traceback" in records.lines[0]
    assert token not in records.lines[0]
