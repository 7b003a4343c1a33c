"""`PreviewRouter.recheck`, with WebSockets as a server passes them."""

import asyncio
from typing import Any

import exposeport as ep
import pytest
from exposeport.asgi import PreviewRouter
from test_asgi import HOST, sandboxes


class OpenWebSocket:
    """A WebSocket through a router, and what its application and its client receive."""

    def __init__(self, router: PreviewRouter, host: bytes = HOST) -> None:
        self.sent: list[Any] = []
        self.messages: asyncio.Queue[Any] = asyncio.Queue()
        self.messages.put_nowait({"type": "websocket.connect"})
        scope = {"type": "websocket", "headers": [(b"host", host)]}
        self.task = asyncio.ensure_future(router(scope, self.messages.get, self.send))

    async def send(self, message: Any) -> None:
        self.sent.append(message)
        if message["type"] == "websocket.close":
            # The message of the client and the close frame cross.
            self.messages.put_nowait({"type": "websocket.receive", "text": "late"})


async def echo(scope: Any, receive: Any, send: Any) -> None:
    received = scope.setdefault("received", [])
    while (message := await receive())["type"] != "websocket.disconnect":
        received.append(message)
        if message["type"] == "websocket.connect":
            await send({"type": "websocket.accept"})
        else:
            assert message["text"] != "late"
            await send({"type": "websocket.send", "text": message["text"]})
    assert message["code"] == 1008
    with pytest.raises(OSError):
        await send({"type": "websocket.send", "text": "late"})
    # An application may close a WebSocket that is closed.
    await send({"type": "websocket.close"})


def test_recheck() -> None:
    async def run() -> None:
        known = sandboxes()
        known["sandbox"].expose_port(8081, hostname="example.com", token="second")
        router = PreviewRouter(echo, domains=["example.com"], lookup=known.get)
        first = OpenWebSocket(router)
        second = OpenWebSocket(router, b"8081-sandbox-second.example.com")
        await asyncio.sleep(0.01)
        assert first.sent == second.sent == [{"type": "websocket.accept"}]
        assert await router.recheck("sandbox") == await router.recheck("unknown") == 0
        known["sandbox"].unexpose_port(8080)
        assert await router.recheck("sandbox") == 1
        await asyncio.wait_for(first.task, 10)
        assert first.sent[1:] == [{"type": "websocket.close", "code": 1008}]
        assert await router.recheck("sandbox") == 0, "it is closed"
        second.messages.put_nowait({"type": "websocket.receive", "text": "hello"})
        await asyncio.sleep(0.01)
        assert second.sent[1:] == [{"type": "websocket.send", "text": "hello"}]
        del known["sandbox"]
        assert await router.recheck("sandbox") == 1
        await asyncio.wait_for(second.task, 10)
        assert second.sent[-1] == {"type": "websocket.close", "code": 1008}
        assert router._websockets == {}, "closed connections are not kept"

    asyncio.run(run())


def test_recheck_with_clients_that_delay_or_disconnect() -> None:
    async def run() -> None:
        known = sandboxes()
        router = PreviewRouter(echo, domains=["example.com"], lookup=known.get)
        slow, gone, third = (OpenWebSocket(router) for _ in range(3))
        await asyncio.sleep(0.01)
        released = asyncio.Event()
        for websocket in (slow, gone):
            (watched,) = (
                each
                for each in router._websockets["sandbox"]
                if getattr(each._send, "__self__", None) is websocket
            )

            async def delayed(message: Any, websocket: OpenWebSocket = websocket) -> None:
                if websocket is gone:
                    raise RuntimeError("the connection is closed")
                await released.wait()
                await websocket.send(message)

            watched._send = delayed
        known["sandbox"].runtime_stopped()
        task = asyncio.ensure_future(router.recheck("sandbox"))
        await asyncio.wait_for(third.task, 10)
        # The messages of a slow client do not reach the application.
        slow.messages.put_nowait({"type": "websocket.receive", "text": "late"})
        await asyncio.wait_for(slow.task, 10)
        released.set()
        assert await asyncio.wait_for(task, 10) == 3
        gone.messages.put_nowait({"type": "websocket.disconnect", "code": 1006})
        await asyncio.wait_for(gone.task, 10)

    asyncio.run(run())


def test_recheck_while_the_sandbox_starts() -> None:
    async def run() -> None:
        known = sandboxes()
        started = asyncio.Event()

        async def on_active(sandbox: ep.Sandbox, route: ep.Route) -> None:
            await started.wait()

        router = PreviewRouter(echo, domains=["example.com"], lookup=known.get, on_active=on_active)
        websocket = OpenWebSocket(router)
        await asyncio.sleep(0.01)
        known["sandbox"].unexpose_port(8080)
        assert await router.recheck("sandbox") == 1
        started.set()
        await asyncio.wait_for(websocket.task, 10)
        assert websocket.sent == [{"type": "websocket.close", "code": 1008}]

    asyncio.run(run())


def test_recheck_while_a_websocket_opens() -> None:
    """The state of a WebSocket was read before a change, and arrives after the recheck."""

    async def run() -> None:
        known = sandboxes()
        arrived = asyncio.Event()
        calls = 0

        async def lookup(sandbox_id: str) -> ep.Sandbox:
            nonlocal calls
            calls += 1
            is_first, snapshot = calls == 1, known[sandbox_id].to_json()
            if is_first:
                await arrived.wait()
            return ep.Sandbox.from_json(sandbox_id, snapshot)

        router = PreviewRouter(echo, domains=["example.com"], lookup=lookup)
        websocket = OpenWebSocket(router)
        await asyncio.sleep(0.01)
        known["sandbox"].unexpose_port(8080)
        assert await router.recheck("sandbox") == 1
        arrived.set()
        await asyncio.wait_for(websocket.task, 10)
        assert websocket.sent == [{"type": "websocket.close", "code": 1008}]
        assert router._websockets == {}

    asyncio.run(run())


def test_recheck_with_an_old_state() -> None:
    """A WebSocket opens after a change, while the state before the change arrives."""

    async def run() -> None:
        known = sandboxes()
        known["sandbox"].unexpose_port(8080)
        arrived = asyncio.Event()

        async def lookup(sandbox_id: str) -> ep.Sandbox:
            snapshot = known[sandbox_id].to_json()
            if not known[sandbox_id].is_port_exposed(8080):
                await arrived.wait()
            return ep.Sandbox.from_json(sandbox_id, snapshot)

        router = PreviewRouter(echo, domains=["example.com"], lookup=lookup)
        recheck = asyncio.ensure_future(router.recheck("sandbox"))
        await asyncio.sleep(0.01)
        token = ep.parse_host(HOST.decode()).token
        known["sandbox"].expose_port(8080, hostname="example.com", token=token)
        websocket = OpenWebSocket(router)
        await asyncio.sleep(0.01)
        assert websocket.sent == [{"type": "websocket.accept"}]
        arrived.set()
        assert await asyncio.wait_for(recheck, 10) == 0
        websocket.messages.put_nowait({"type": "websocket.receive", "text": "hello"})
        await asyncio.sleep(0.01)
        assert websocket.sent[1:] == [{"type": "websocket.send", "text": "hello"}]
        known["sandbox"].unexpose_port(8080)
        assert await router.recheck("sandbox") == 1
        await asyncio.wait_for(websocket.task, 10)

    asyncio.run(run())


def test_recheck_omits_what_is_closed() -> None:
    async def run() -> None:
        known = sandboxes()
        finished = asyncio.Event()

        async def closes(scope: Any, receive: Any, send: Any) -> None:
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": 1000})
            await finished.wait()

        async def receives(scope: Any, receive: Any, send: Any) -> None:
            while (await receive())["type"] != "websocket.disconnect":
                pass
            await finished.wait()

        for app in (closes, receives):
            router = PreviewRouter(app, domains=["example.com"], lookup=known.get)
            websocket = OpenWebSocket(router)
            websocket.messages.put_nowait({"type": "websocket.disconnect", "code": 1005})
            await asyncio.sleep(0.01)
            sent = list(websocket.sent)
            known["sandbox"].runtime_stopped()
            assert await router.recheck("sandbox") == 0 and websocket.sent == sent
            finished.set()
            await asyncio.wait_for(websocket.task, 10)
            finished.clear()
            known.update(sandboxes())

    asyncio.run(run())


def test_recheck_with_a_lookup_that_fails() -> None:
    other: Any = "sandbox"
    router = PreviewRouter(echo, domains=["example.com"], lookup=lambda _: other)
    with pytest.raises(TypeError, match=r"^lookup must return a Sandbox or None, found str$"):
        asyncio.run(router.recheck("sandbox"))
