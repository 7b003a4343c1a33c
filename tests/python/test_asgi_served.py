"""`PreviewRouter` under a real server, with real HTTP and WebSocket clients over loopback."""

import asyncio
import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import exposeport as ep
import httpx
import pytest
import uvicorn
import websockets.exceptions
import websockets.sync.client
from exposeport.asgi import PreviewRouter

HOST = "8080-sandbox-my_token.localhost"
WRONG = "8080-sandbox-wrong.localhost"
STALE = "8080-stale-my_token.localhost"


class Application:
    """Responds with what it receives, and records the events of its lifespan."""

    def __init__(self) -> None:
        self.life: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while (message := await receive())["type"] != "lifespan.shutdown":
                self.life.append(message["type"])
                await send({"type": "lifespan.startup.complete"})
            self.life.append("lifespan.shutdown")
            await send({"type": "lifespan.shutdown.complete"})
            return
        route = scope.get("exposeport.route")
        internal = {
            name.decode(): value.decode() for name, value in scope["headers"] if b"sandbox" in name
        }
        content = json.dumps({"route": repr(route), "internal": internal})
        if scope["type"] == "websocket":
            assert (await receive())["type"] == "websocket.connect"
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": content})
            await send({"type": "websocket.close"})
            return
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content.encode()})


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[int, Application]]:
    sandboxes = {}
    for name in ("sandbox", "stale"):
        sandboxes[name] = ep.Sandbox(name)
        sandboxes[name].expose_port(8080, hostname="localhost", token="my_token")
    sandboxes["stale"].runtime_stopped()

    async def lookup(sandbox_id: str) -> ep.Sandbox | None:
        await asyncio.sleep(0)
        return sandboxes.get(sandbox_id)

    application = Application()
    router = PreviewRouter(application, domains=["localhost"], lookup=lookup)
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
        config = uvicorn.Config(router, lifespan="on", log_level="warning")
        uvicorn_server = uvicorn.Server(config)
        thread = threading.Thread(target=uvicorn_server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not uvicorn_server.started:
                assert thread.is_alive()
                thread.join(0.01)
            yield port, application
        finally:
            uvicorn_server.should_exit = True
            thread.join(30)
    assert application.life == ["lifespan.startup", "lifespan.shutdown"]


INTERNAL = {
    "x-sandbox-preview-proxy": "1",
    "x-sandbox-preview-port": "8080",
    "x-sandbox-preview-sandbox-id": "sandbox",
}
FORGED = dict.fromkeys(ep.INTERNAL_HEADERS, "forged")


def get(server: tuple[int, Application], host: str, method: str = "GET") -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=30) as client:
        url = f"http://127.0.0.1:{server[0]}/path"
        return client.request(method, url, headers={"Host": host, **FORGED})


def test_http_active(server: tuple[int, Application]) -> None:
    for host in (HOST, HOST.upper(), f"{HOST}.:8443"):
        response = get(server, host)
        assert response.status_code == 200
        assert response.json()["internal"] == INTERNAL
        assert response.json()["route"].startswith(
            "Route(port=8080, sandbox_id='sandbox', token='...'"
        )


def test_http_other_host(server: tuple[int, Application]) -> None:
    for host in ("www.localhost", "localhost", "8080-sandbox-my_token.example.com"):
        assert get(server, host).json() == {"route": "None", "internal": {}}


@pytest.mark.parametrize(
    ("host", "status", "code"),
    [
        (WRONG, 404, "INVALID_TOKEN"),
        (STALE, 410, "STALE_PREVIEW_URL"),
        ("99999-a-b.localhost", 400, "INVALID_PORT"),
    ],
)
def test_rejected(server: tuple[int, Application], host: str, status: int, code: str) -> None:
    response = get(server, host)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.headers["content-type"] == "application/json"
    assert get(server, host, "HEAD").content == b""
    assert get(server, host, "POST").status_code == status

    with pytest.raises(websockets.exceptions.InvalidStatus) as caught:
        connect(server, host)
    assert caught.value.response.status_code == status
    assert json.loads(caught.value.response.body)["code"] == code


def connect(server: tuple[int, Application], host: str) -> Any:
    # The client uses the URL for the Host header, and the socket for the connection.
    connection = socket.create_connection(("127.0.0.1", server[0]))
    try:
        with websockets.sync.client.connect(
            f"ws://{host}/", sock=connection, proxy=None, additional_headers=FORGED
        ) as client:
            return json.loads(client.recv())
    finally:
        connection.close()


def test_websocket(server: tuple[int, Application]) -> None:
    content = connect(server, HOST)
    assert content["internal"] == INTERNAL and "port=8080" in content["route"]
    assert connect(server, "www.localhost") == {"route": "None", "internal": {}}


def test_several_hosts_and_no_host(server: tuple[int, Application]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server[0], timeout=30)
    connection.putrequest("GET", "/", skip_host=True)
    connection.putheader("Host", HOST)
    connection.putheader("Host", "www.localhost")
    connection.endheaders()
    assert connection.getresponse().status == 400
    connection.close()
    with socket.create_connection(("127.0.0.1", server[0])) as raw:
        raw.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert b'"route": "None"' in raw.makefile("rb").read()
