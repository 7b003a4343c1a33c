"""`PreviewRouter` with keys, as a server calls it."""

import asyncio
import time
from typing import Any

import exposeport as ep
import pytest
from exposeport.asgi import PreviewRouter
from test_asgi import Connection
from test_asgi_recheck import OpenWebSocket, echo

KEY = ep.SigningKey(bytes(range(32)))
RING = ep.KeyRing(KEY)


def host(port: int = 8080, lifetime: int | None = 3600, **options: Any) -> bytes:
    """Returns the host of a signed URL that is issued now, or in the past if `age` is given."""
    now = time.time() - options.pop("age", 0)
    if lifetime is None:
        url = KEY.url(port, "sandbox", "example.com", **options)
    else:
        url = KEY.url_until(port, "sandbox", "example.com", now=now, lifetime=lifetime, **options)
    return url.removeprefix("https://").encode()


def connect(host: bytes, **options: Any) -> Connection:
    return Connection((b"host", host), **{"lookup": None, "keys": RING, **options})


def test_active() -> None:
    for lifetime in (None, 3600):
        for kind in ("http", "websocket"):
            done = connect(host(lifetime=lifetime), kind=kind)
            assert done.scope is not None and done.sent == []
            assert done.scope["exposeport.route"].port == 8080
            assert done.scope["exposeport.sandbox"] is None
            assert done.header(b"x-sandbox-preview-sandbox-id") == [b"sandbox"]
            assert done.header(b"x-sandbox-preview-token") == []


def test_rejected() -> None:
    invalid = (404, "INVALID_TOKEN")
    assert connect(host(age=3600)).rejection() == (410, "TOKEN_EXPIRED")
    assert connect(b"8080-sandbox-my_token.example.com").rejection() == invalid
    assert connect(host(context="x")).rejection() == invalid
    assert connect(host(), context="x").rejection() == invalid
    assert connect(host(), keys=ep.KeyRing(ep.SigningKey(b"x" * 32))).rejection() == invalid
    page = connect(host(age=3600), scope={"headers": [(b"host", host()), (b"accept", b"*/*")]})
    assert page.scope is not None, "the headers of the scope decide"
    done = connect(host(age=3600), kind="websocket")
    assert done.sent == [{"type": "websocket.close", "code": 1008}] and done.scope is None
    assert connect(b"www.example.com").scope is not None


def test_contexts() -> None:
    seen: list[ep.Route] = []

    def tenant(route: ep.Route) -> str:
        seen.append(route)
        return "tenant-1"

    async def later(route: ep.Route) -> bytes:
        await asyncio.sleep(0)
        return tenant(route).encode()

    for context in (tenant, later, "tenant-1", b"tenant-1"):
        assert connect(host(context="tenant-1"), context=context).scope is not None
        assert connect(host(context="tenant-2"), context=context).rejection()[0] == 404
    assert len(seen) == 4 and {route.port for route in seen} == {8080}

    def failing(route: ep.Route) -> str:
        raise LookupError("the store is down")

    with pytest.raises(LookupError):
        connect(host(), context=failing)
    for wrong in (None, 5):
        with pytest.raises(TypeError):
            connect(host(), context=lambda route, wrong=wrong: wrong)


def test_denied() -> None:
    denied = {ep.parse(host(8081, None)).token}

    def at_once(route: ep.Route) -> bool:
        return route.token in denied

    async def later(route: ep.Route) -> bool:
        await asyncio.sleep(0)
        return at_once(route)

    for is_denied in (at_once, later):
        assert connect(host(8081, None), is_denied=is_denied).rejection() == (410, "TOKEN_EXPIRED")
        assert connect(host(8080, None), is_denied=is_denied).scope is not None
        assert connect(host(8081), is_denied=is_denied).scope is not None

    def failing(route: ep.Route) -> bool:
        raise LookupError("the store is down")

    with pytest.raises(LookupError):
        connect(host(), is_denied=failing)
    # The function is called only for a token that is valid.
    assert connect(host(age=3600), is_denied=failing).rejection() == (410, "TOKEN_EXPIRED")
    assert connect(host(context="x"), is_denied=failing).rejection() == (404, "INVALID_TOKEN")


def test_functions() -> None:
    calls: list[Any] = []

    async def on_active(sandbox: None, route: ep.Route) -> None:
        calls.append((sandbox, route.port))

    def on_rejected(scope: Any, rejection: ep.Rejection) -> None:
        calls.append(rejection.code)

    options = {"on_active": on_active, "on_rejected": on_rejected}
    connect(host(), **options)
    connect(host(age=3600), **options)
    assert calls == [(None, 8080), "TOKEN_EXPIRED"]


def test_arguments() -> None:
    wrong: list[dict[str, Any]] = [
        *({}, {"lookup": {}.get, "keys": RING}),
        *({"lookup": {}.get, "context": "a"}, {"lookup": {}.get, "is_denied": set().__contains__}),
    ]
    for options in wrong:
        with pytest.raises(TypeError, match=r"lookup or keys|require keys"):
            PreviewRouter(echo, domains=["example.com"], **options)
    with pytest.raises(TypeError):
        connect(host(), keys=KEY)


def test_websockets_are_closed_when_their_tokens_expire() -> None:
    async def run() -> None:
        router = PreviewRouter(echo, domains=["example.com"], keys=RING)
        start = time.time()
        short = OpenWebSocket(router, host(lifetime=2))
        long, permanent = OpenWebSocket(router, host()), OpenWebSocket(router, host(lifetime=None))
        await asyncio.sleep(0.01)
        assert short.sent == [{"type": "websocket.accept"}]
        # The timers are those of the tokens that expire.
        assert len(router._closing) == 2
        await asyncio.wait_for(short.task, 10)
        assert short.sent[1:] == [{"type": "websocket.close", "code": 1008}]
        assert int(start) + 2 <= time.time() < start + 10
        for websocket in (long, permanent):
            websocket.messages.put_nowait({"type": "websocket.receive", "text": "hello"})
        await asyncio.sleep(0.01)
        for websocket in (long, permanent):
            assert websocket.sent[1:] == [{"type": "websocket.send", "text": "hello"}]
        assert await router.recheck("sandbox") == 0
        for websocket in (long, permanent):
            websocket.task.cancel()
        await asyncio.gather(long.task, permanent.task, return_exceptions=True)
        await asyncio.sleep(0)
        assert router._websockets == {} and router._closing == set(), "nothing is kept"

    asyncio.run(run())


def test_a_token_that_expires_while_the_sandbox_starts() -> None:
    async def run() -> None:
        async def on_active(sandbox: None, route: ep.Route) -> None:
            await asyncio.sleep(2.1)

        router = PreviewRouter(echo, domains=["example.com"], keys=RING, on_active=on_active)
        websocket = OpenWebSocket(router, host(lifetime=2))
        await asyncio.wait_for(websocket.task, 10)
        assert websocket.sent == [{"type": "websocket.close", "code": 1008}]

    asyncio.run(run())


def test_a_clock_that_is_behind_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """A timer that ends early does not close the WebSocket early."""

    async def run() -> None:
        router = PreviewRouter(echo, domains=["example.com"], keys=RING)
        now = time.time()
        websocket = OpenWebSocket(router, host(lifetime=3600))
        times = iter([now, now, now + 3599.95, now + 3599.97])
        monkeypatch.setattr("exposeport.asgi.time.time", lambda: next(times, now + 3600))
        await asyncio.wait_for(websocket.task, 10)
        assert websocket.sent[-1] == {"type": "websocket.close", "code": 1008}
        assert next(times, None) is None, "the time was read again"

    asyncio.run(run())


def test_recheck() -> None:
    async def run() -> None:
        denied: set[str] = set()
        generations = {"sandbox": "1"}

        async def generation(route: ep.Route) -> str:
            await asyncio.sleep(0)
            return generations[route.sandbox_id]

        router = PreviewRouter(
            echo,
            domains=["example.com"],
            keys=RING,
            context=generation,
            is_denied=lambda route: route.token in denied,
        )
        hosts = [host(port, None, context="1") for port in (8080, 8081, 8082)]
        first, second, third = (OpenWebSocket(router, each) for each in hosts)
        await asyncio.sleep(0.01)
        assert await router.recheck("sandbox") == await router.recheck("unknown") == 0
        denied.add(ep.parse(hosts[0]).token)
        assert await router.recheck("sandbox") == 1
        await asyncio.wait_for(first.task, 10)
        assert first.sent[-1] == {"type": "websocket.close", "code": 1008}
        # A new generation ends all earlier tokens.
        generations["sandbox"] = "2"
        assert await router.recheck("sandbox") == 2
        await asyncio.wait_for(asyncio.gather(second.task, third.task), 10)
        assert second.sent[-1] == third.sent[-1] == {"type": "websocket.close", "code": 1008}
        del generations["sandbox"]
        assert await router.recheck("sandbox") == 0

    asyncio.run(run())


def test_recheck_with_a_function_that_fails() -> None:
    async def run() -> None:
        answers = [False, False, True]

        def is_denied(route: ep.Route) -> bool:
            if not answers:
                raise LookupError("the store is down")
            return answers.pop(0)

        router = PreviewRouter(echo, domains=["example.com"], keys=RING, is_denied=is_denied)
        websockets = [OpenWebSocket(router, host(port)) for port in (8080, 8081)]
        await asyncio.sleep(0.01)
        with pytest.raises(LookupError):
            await router.recheck("sandbox")
        # None of them is rejected without being closed.
        assert all(each.sent == [{"type": "websocket.accept"}] for each in websockets)
        answers += [True, True]
        assert await router.recheck("sandbox") == 2
        await asyncio.wait_for(asyncio.gather(*(each.task for each in websockets)), 10)

    asyncio.run(run())
