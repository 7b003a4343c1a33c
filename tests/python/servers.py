"""Real ASGI servers on loopback, each in a thread or a process of its own, and raw clients."""

import asyncio
import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import exposeport as ep
import h2.config
import h2.connection
import h2.events
import hypercorn.asyncio
import hypercorn.config
import uvicorn
from exposeport.asgi import PreviewRouter

HOST = "8080-sandbox-mytoken.localhost"
SOCKET = "8081-sandbox-socket.localhost"
WRONG = "8080-sandbox-wrong.localhost"
STALE = "8080-stale-mytoken.localhost"
OTHER = "www.localhost"

# Previews with signed tokens, which another router verifies.
SIGNED = "signed.localhost"
KEY = ep.SigningKey(bytes(range(32)))

# The address of a proxy. Other clients connect from 127.0.0.1.
TRUSTED = "127.0.0.2"


class Application:
    """Responds with what it receives, and records the events of its lifespan.

    It echoes the messages of a WebSocket. The path "/stop" stops exposing the port of `SOCKET`, and
    responds with the number of WebSockets that were closed. The path "/deny" denies the signed URL
    of the request, with the same response. The path "/calls" responds with the
    calls of the functions of the router, in their order. Rejected requests for "/page" get a page
    of the application.
    """

    def __init__(self) -> None:
        self.life: list[str] = []
        self.calls: list[str] = []
        self.sandboxes: dict[str, ep.Sandbox] = {}
        for name in ("sandbox", "stale"):
            self.sandboxes[name] = ep.Sandbox(name)
            self.sandboxes[name].expose_port(8080, hostname="localhost", token="mytoken")
        self.sandboxes["stale"].runtime_stopped()
        self.expose()
        self.router = PreviewRouter(
            self,
            domains=["localhost"],
            lookup=self.lookup,
            on_active=self.on_active,
            on_rejected=self.on_rejected,
            trusted_proxies=[TRUSTED],
        )
        self.denied: set[str] = set()
        self.signed = PreviewRouter(
            self,
            domains=[SIGNED],
            keys=ep.KeyRing(KEY),
            context=self.context,
            is_denied=lambda route: route.token in self.denied,
        )

    async def serve(self, scope: Any, receive: Any, send: Any) -> None:
        """Passes a connection to one of the routers."""
        hosts = dict(scope.get("headers", ()))
        is_signed = SIGNED.encode() in hosts.get(b"host", b"").lower()
        await (self.signed if is_signed else self.router)(scope, receive, send)

    async def context(self, route: ep.Route) -> str:
        await asyncio.sleep(0)
        return f"tenant of {route.sandbox_id}"

    def expose(self) -> None:
        self.sandboxes["sandbox"].expose_port(8081, hostname="localhost", token="socket")

    async def lookup(self, sandbox_id: str) -> Any:
        await asyncio.sleep(0)
        self.calls.append("lookup")
        match sandbox_id:
            case "string":
                return "sandbox"
            case "failing":
                raise LookupError("the store is down")
        return self.sandboxes.get(sandbox_id)

    async def on_active(self, sandbox: ep.Sandbox, route: ep.Route) -> None:
        await asyncio.sleep(0)
        self.calls.append(f"active {sandbox.id} {route.port}")

    def on_rejected(self, scope: Any, rejection: ep.Rejection) -> Any:
        self.calls.append(f"rejected {rejection.code}")
        return self.page if scope["path"] == "/page" else None

    async def page(self, scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 451, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"page": true}'})

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        match scope["type"]:
            case "lifespan":
                await self.live(receive, send)
            case "websocket":
                await self.echo(scope, receive, send)
            case _:
                content = self.describe(scope)
                self.calls.append("application")
                if scope["path"] == "/calls":
                    content["calls"], self.calls = self.calls, []
                if scope["path"] == "/deny":
                    self.denied.add(scope["exposeport.route"].token)
                    content["closed"] = await self.signed.recheck("sandbox")
                if scope["path"] == "/stop":
                    self.sandboxes["sandbox"].unexpose_port(8081)
                    content["closed"] = await self.router.recheck("sandbox")
                    self.expose()
                headers = [(b"content-type", b"application/json")]
                await send({"type": "http.response.start", "status": 200, "headers": headers})
                await send({"type": "http.response.body", "body": json.dumps(content).encode()})

    async def live(self, receive: Any, send: Any) -> None:
        while (message := await receive())["type"] != "lifespan.shutdown":
            self.life.append(message["type"])
            await send({"type": "lifespan.startup.complete"})
        self.life.append("lifespan.shutdown")
        await send({"type": "lifespan.shutdown.complete"})

    async def echo(self, scope: Any, receive: Any, send: Any) -> None:
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": json.dumps(self.describe(scope))})
        while (message := await receive())["type"] != "websocket.disconnect":
            await send({"type": "websocket.send", "text": message["text"]})

    @staticmethod
    def describe(scope: Any) -> dict[str, Any]:
        headers = [(name.decode().lower(), value.decode()) for name, value in scope["headers"]]
        return {
            "route": repr(scope.get("exposeport.route")),
            "path": scope["path"],
            "raw_path": scope.get("raw_path", b"").decode(),
            "version": scope["http_version"],
            "headers": headers,
            "internal": {name: value for name, value in headers if "sandbox" in name},
        }


@contextlib.contextmanager
def serve_uvicorn(parser: str, websockets: str) -> Iterator[int]:
    application = Application()
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:
        config = uvicorn.Config(
            application.serve,
            interface="asgi3",
            lifespan="on",
            log_level="warning",
            http=parser,
            ws=websockets,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                thread.join(0.01)
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(30)
    assert application.life == ["lifespan.startup", "lifespan.shutdown"]


@contextlib.contextmanager
def serve_hypercorn() -> Iterator[int]:
    application = Application()
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:
        config = hypercorn.config.Config()
        config.bind = [f"fd://{os.dup(listener.fileno())}"]
        loop, stopped = asyncio.new_event_loop(), asyncio.Event()

        def run() -> None:
            serving = hypercorn.asyncio.serve(
                application.serve,
                config,
                shutdown_trigger=stopped.wait,
            )
            loop.run_until_complete(serving)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            loop.call_soon_threadsafe(stopped.set)
            thread.join(30)
            loop.close()
    assert application.life == ["lifespan.startup", "lifespan.shutdown"]


def served() -> Any:
    """Returns the application that granian serves."""
    return Application().serve


@contextlib.contextmanager
def serve_granian() -> Iterator[int]:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory"]
    command += ["--port", str(port), "servers:served"]
    folder = pathlib.Path(__file__).parent
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as process:
        try:
            for _ in range(3000):
                assert process.poll() is None
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.01)
            yield port
        finally:
            process.terminate()
            process.wait(30)


Serve = Callable[[], "contextlib.AbstractContextManager[int]"]
SERVERS: dict[str, Serve] = {
    "uvicorn-h11": lambda: serve_uvicorn("h11", "wsproto"),
    "uvicorn-httptools": lambda: serve_uvicorn("httptools", "websockets-sansio"),
    "hypercorn": serve_hypercorn,
    "granian": serve_granian,
}


def raw(port: int, *lines: str, source: str = "127.0.0.1") -> tuple[int, Any]:
    """Sends a request head in HTTP/1, and returns the status and the JSON of the response."""
    data = "".join(f"{line}\r\n" for line in (*lines, "")).encode()
    server, client = ("127.0.0.1", port), (source, 0)
    with socket.create_connection(server, timeout=30, source_address=client) as connection:
        connection.sendall(data)
        with connection.makefile("rb") as stream:
            head, _, body = stream.read().partition(b"\r\n\r\n")
    status = int(head.split()[1])
    start, end = body.find(b"{"), body.rfind(b"}")
    return status, json.loads(body[start : end + 1]) if start >= 0 else None


def http2(port: int, *headers: tuple[str, str], path: str = "/path") -> tuple[int, Any]:
    """Sends a request in HTTP/2 without TLS, and returns the status and the JSON."""
    config = h2.config.H2Configuration(client_side=True, validate_outbound_headers=False)
    client = h2.connection.H2Connection(config)
    client.initiate_connection()
    head = [(":method", "GET"), (":scheme", "https"), (":path", path), *headers]
    client.send_headers(1, head, end_stream=True)
    status, body = 0, b""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(client.data_to_send())
        while True:
            data = connection.recv(65536)
            assert data, "the connection is closed"
            for event in client.receive_data(data):
                if isinstance(event, h2.events.ResponseReceived):
                    status = int(dict(event.headers)[b":status"])
                elif isinstance(event, h2.events.DataReceived):
                    body += event.data
                elif isinstance(event, h2.events.StreamEnded):
                    return status, json.loads(body)
                elif isinstance(event, h2.events.StreamReset):
                    return 0, None
            connection.sendall(client.data_to_send())
