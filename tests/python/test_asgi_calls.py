"""`PreviewRouter`: the functions that it calls, and its page for people."""

import asyncio
from typing import Any

import exposeport as ep
import pytest
from test_asgi import HOST, Connection, Scope, sandboxes

OTHER = b"www.example.com"


def test_lookup() -> None:
    known = sandboxes()

    async def lookup(sandbox_id: str) -> ep.Sandbox | None:
        await asyncio.sleep(0)
        return known.get(sandbox_id)

    for each in (lookup, known.get, lambda sandbox_id: lookup(sandbox_id)):
        done = Connection((b"host", HOST), lookup=each)
        assert done.scope is not None and done.scope["exposeport.sandbox"] is known["sandbox"]

    def failing(_: str) -> ep.Sandbox:
        raise LookupError("the store is down")

    async def failing_later(_: str) -> ep.Sandbox:
        raise LookupError("the store is down")

    for lookup_that_fails in (failing, failing_later):
        with pytest.raises(LookupError):
            Connection((b"host", HOST), lookup=lookup_that_fails)
    others: list[Any] = [True, "sandbox", known, ep.Sandbox, known["sandbox"].to_json()]
    for other in others:
        message = f"^lookup must return a Sandbox or None, found {type(other).__name__}$"
        for kind in ("http", "websocket"):
            with pytest.raises(TypeError, match=message):
                Connection((b"host", HOST), lookup=lambda _, other=other: other, kind=kind)
    # A lookup that returns a different sandbox.
    second = ep.Sandbox("other")
    second.expose_port(8080, hostname="example.com", token="my_token")
    done = Connection((b"host", HOST), lookup=lambda _: second)
    assert done.rejection() == (404, "INVALID_TOKEN")


@pytest.mark.parametrize("is_coroutine", [True, False])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_on_active(kind: str, is_coroutine: bool) -> None:
    known, calls = sandboxes(), list[Any]()

    def plain(sandbox: ep.Sandbox, route: ep.Route) -> None:
        calls.append((sandbox, route.port))

    async def coroutine(sandbox: ep.Sandbox, route: ep.Route) -> None:
        await asyncio.sleep(0)
        plain(sandbox, route)

    options: Scope = {
        "lookup": known.get,
        "kind": kind,
        "on_active": coroutine if is_coroutine else plain,
        "extensions": {"websocket.http.response": {}},
    }
    done = Connection((b"host", HOST), **options)
    assert done.scope is not None and calls == [(known["sandbox"], 8080)]
    # A request that is not authorized does not wake a sandbox.
    for host in (b"8080-sandbox-wrong", b"8081-sandbox-my_token", b"8080-other-my_token", b"www"):
        Connection((b"host", host + b".example.com"), **options)
    known["sandbox"].runtime_stopped()
    assert Connection((b"host", HOST), **options).rejection() == (410, "STALE_PREVIEW_URL")
    assert len(calls) == 1

    def failing(sandbox: ep.Sandbox, route: ep.Route) -> None:
        raise LookupError("the sandbox does not start")

    known = sandboxes()
    with pytest.raises(LookupError):
        Connection((b"host", HOST), **{**options, "lookup": known.get, "on_active": failing})


@pytest.mark.parametrize("is_coroutine", [True, False])
def test_on_rejected(is_coroutine: bool) -> None:
    seen: list[Any] = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "custom", "path": scope["path"]})

    def plain(scope: Any, rejection: ep.Rejection) -> Any:
        seen.append((scope["type"], rejection))
        return page if scope["path"] == "/page" else None

    async def coroutine(scope: Any, rejection: ep.Rejection) -> Any:
        await asyncio.sleep(0)
        return plain(scope, rejection)

    wrong = (b"host", b"8080-sandbox-wrong.example.com")
    callback = coroutine if is_coroutine else plain
    extensions: Scope = {"websocket.http.response": {}}
    for kind in ("http", "websocket"):
        options: Scope = {"on_rejected": callback, "kind": kind, "extensions": extensions}
        done = Connection(wrong, scope={"path": "/"}, **options)
        assert done.rejection() == (404, "INVALID_TOKEN")
        done = Connection(wrong, scope={"path": "/page"}, **options)
        assert done.scope is None and done.sent == [{"type": "custom", "path": "/page"}]
        # Without the extension, only a close code is possible.
        options["extensions"] = None
        if kind == "websocket":
            done = Connection(wrong, scope={"path": "/page"}, **options)
            assert done.sent == [{"type": "websocket.close", "code": 1008}]
        passed = len(seen)
        assert Connection((b"host", HOST), scope={"path": "/"}, **options).scope is not None
        assert Connection((b"host", OTHER), scope={"path": "/"}, **options).scope is not None
        assert len(seen) == passed
        kinds, rejections = zip(*seen, strict=True)
        assert set(kinds) == {kind}
        assert {rejection.code for rejection in rejections} == {"INVALID_TOKEN"}
        seen.clear()

    def failing(scope: Any, rejection: ep.Rejection) -> None:
        raise LookupError("the log is full")

    with pytest.raises(LookupError):
        Connection(wrong, on_rejected=failing)


def test_page_for_browsers() -> None:
    browser = (b"accept", b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    stale = sandboxes()
    stale["sandbox"].runtime_stopped()
    for host, lookup, status, words in [
        (b"8080-sandbox-wrong.example.com", sandboxes().get, 404, "preview was removed"),
        (HOST, stale.get, 410, "its preview is not running"),
        (b"3000-a-b.example.com", sandboxes().get, 400, "not a valid preview link"),
    ]:
        done = Connection((b"host", host), browser, lookup=lookup)
        start, body = done.sent
        headers = dict(start["headers"])
        assert start["status"] == status and words in body["body"].decode()
        assert headers[b"content-type"] == b"text/html; charset=utf-8"
        assert int(headers[b"content-length"]) == len(body["body"])
        assert b"my_token" not in body["body"] and b"wrong" not in body["body"]
        others = [(b"accept", value) for value in (b"*/*", b"application/json", b"text/html;q=0")]
        for accept in others:
            assert Connection((b"host", host), accept, lookup=lookup).rejection()[0] == status
