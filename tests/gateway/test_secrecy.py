"""No log record of the gateway has a token, even at DEBUG and with tracebacks.

The gateway runs in this process, so that the records of all its libraries are collected.
"""

import asyncio
import contextlib
import logging
import pathlib
from collections.abc import Iterator
from typing import Any

import exposeport
import pytest
from conftest import TOKEN
from exposeport.asgi import PreviewRouter
from gateway import app
from gateway.connections import Connections
from gateway.settings import Settings
from gateway.store import SqliteStore
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

SECRET = "sixteen_secret_9"
HOST = f"8080-logged-{SECRET}.localhost:8787"
# The test client has loggers as well, and shares those of the HTTP library with the proxy.
OF_THE_CLIENT = {"httpx"}


class Records(logging.Handler):
    """Collects what every logger logs, with tracebacks."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(message)s %(args)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name not in OF_THE_CLIENT:
            self.lines.append(self.format(record))


@contextlib.contextmanager
def records() -> Iterator[Records]:
    found, root = Records(), logging.getLogger()
    level = root.level
    root.addHandler(found)
    root.setLevel(logging.DEBUG)
    try:
        yield found
    finally:
        root.removeHandler(found)
        root.setLevel(level)


@pytest.fixture
def client(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("GATEWAY_TOKEN", TOKEN)
    monkeypatch.setenv("GATEWAY_STORE", str(tmp_path / "gateway.sqlite3"))
    with TestClient(app.create(), base_url="http://localhost:8787") as client:
        yield client


def control(client: TestClient, method: str, path: str, body: Any) -> Any:
    headers = {"authorization": f"Bearer {TOKEN}"}
    return client.request(method, path, json=body, headers=headers)


def statuses(client: TestClient, host: str) -> list[int]:
    """Returns the statuses of a page, of JSON and of a WebSocket for a host."""
    found = [
        client.get("/path", headers={"host": host, "accept": accept}).status_code
        for accept in ("text/html", "application/json")
    ]
    with contextlib.suppress(WebSocketDisconnect), records():
        with client.websocket_connect("/path", headers={"host": host}):
            found.append(101)
    return found


def test_no_request_logs_a_token(client: TestClient, origin: int) -> None:
    with records() as log:
        runtime = {"id": "runtime-1", "address": "127.0.0.1"}
        assert control(client, "POST", "/sandboxes/logged/runtime", runtime).is_success
        for port in (8080, origin):
            path = f"/sandboxes/logged/ports/{port}"
            token = SECRET if port == 8080 else SECRET[:-1] + "8"
            assert control(client, "PUT", path, {"token": token}).is_success
        assert control(client, "PUT", "/sandboxes/logged/ports/9000", {"token": SECRET}).is_error
        assert control(client, "PUT", "/sandboxes/logged/ports/9000", {"token": "-" + SECRET})
        assert control(client, "GET", "/sandboxes/logged/ports", None).is_success

        # Nothing listens on the port, then a wrong token, another sandbox and an invalid host.
        assert statuses(client, HOST)[:2] == [502, 502]
        for host in (HOST.replace("8080", "8081"), HOST.replace("logged", "other")):
            assert statuses(client, host)[:2] == [404, 404]
        assert statuses(client, HOST.replace("8080", "3000"))[:2] == [400, 400]

        # An application answers, over HTTP and a WebSocket.
        served = HOST.replace("8080", str(origin)).replace(SECRET, SECRET[:-1] + "8")
        assert client.get("/seen/", headers={"host": served}).is_success
        with client.websocket_connect("/echo", headers={"host": served}) as websocket:
            assert "host" in websocket.receive_json()
        assert control(client, "POST", "/sandboxes/logged/runtime", {"id": None, "address": None})
        assert statuses(client, HOST)[:2] == [410, 410]
    assert any(line.startswith("httpcore") for line in log.lines), "the records are not collected"
    for line in log.lines:
        assert SECRET[:-1] not in line and TOKEN not in line, line


def test_no_failure_of_the_store_logs_a_token(tmp_path: pathlib.Path) -> None:
    """The repeated authorization logs an exception with its traceback."""
    store = SqliteStore(str(tmp_path / "gateway.sqlite3"))
    connections = Connections(4)
    settings = Settings(token=TOKEN, recheck_seconds=0.01)
    route = exposeport.parse_host(HOST)

    async def ignore(*_: Any) -> None:
        pass

    async def recheck() -> None:
        router = PreviewRouter(ignore, domains=["localhost:8787"], lookup=store.read)
        with connections.opened(route, is_websocket=False):
            task = asyncio.create_task(app._recheck(router, connections, store, settings))
            await asyncio.sleep(0.2)
            task.cancel()

    with records() as log:
        asyncio.run(recheck())
    failed = [line for line in log.lines if "cannot check the connections" in line]
    assert failed and all("Traceback" in line and "logged" in line for line in failed)
    assert not [line for line in log.lines if SECRET in line or TOKEN in line]
