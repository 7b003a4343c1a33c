"""Real gateways of two workers, an application, and a Redis server."""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from gateway import demo
from websockets.sync.client import ClientConnection, connect

HERE = pathlib.Path(__file__).resolve().parent
TOKEN = "a-bearer-token"


def eventually(check: Callable[[], bool], seconds: float = 10) -> None:
    """Waits until a check succeeds."""
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "the check did not succeed in time"
        time.sleep(0.02)


class Gateway(demo.Client):
    """A gateway of two workers, and its client."""

    def __init__(self, store: str, **settings: str) -> None:
        self.port = demo.free_port()
        super().__init__(self.port, TOKEN)
        self._command, self._settings = demo.gateway_command(self.port, TOKEN, store)
        self._settings |= {"GATEWAY_RECHECK_SECONDS": "0.1", **settings}
        self.process: subprocess.Popen[bytes] | None = None

    def client(self) -> "Gateway":
        """Returns another client, for a thread."""
        other = Gateway("")
        other.port = other._gateway = self.port
        other._settings = self._settings
        return other

    def start(self) -> None:
        environment = {**os.environ, **self._settings}
        self.process = subprocess.Popen(self._command, env=environment, start_new_session=True)
        self.wait_for("/", 200)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Stops all processes of the gateway."""
        assert self.process is not None
        if number == signal.SIGKILL:
            os.killpg(self.process.pid, number)
        self.process.terminate()
        self.process.wait(20)
        self.process = None

    def workers(self) -> list[int]:
        assert self.process is not None
        parent = self.process.pid
        children = pathlib.Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        names = {pid: pathlib.Path(f"/proc/{pid}/cmdline").read_text() for pid in children}
        return [int(pid) for pid, name in names.items() if "spawn_main" in name]

    def run(self, sandbox: str, runtime: str | None = "runtime-1", host: str = "127.0.0.1") -> None:
        body = {"id": runtime, "address": host if runtime else None}
        self.call("POST", f"/sandboxes/{sandbox}/runtime", body).raise_for_status()

    def put_port(self, sandbox: str, port: int, **body: str) -> str:
        """Exposes a port, and returns the preview host."""
        response = self.call("PUT", f"/sandboxes/{sandbox}/ports/{port}", body or None)
        return str(response.raise_for_status().json()["url"]).removeprefix("http://")

    def delete_port(self, sandbox: str, port: int) -> None:
        self.call("DELETE", f"/sandboxes/{sandbox}/ports/{port}").raise_for_status()

    def ports(self, sandbox: str) -> list[dict[str, Any]]:
        response = self.call("GET", f"/sandboxes/{sandbox}/ports").raise_for_status()
        return list(response.json()["ports"])

    def preview(self, host: str) -> httpx.Client:
        """Returns a client of a preview."""
        url = f"http://127.0.0.1:{self.port}"
        # Loading certificates would take most of the time.
        transport = httpx.HTTPTransport(verify=False)
        return httpx.Client(
            base_url=url, headers={"host": host}, transport=transport, trust_env=False, timeout=20
        )

    def status(self, host: str) -> int:
        with self.preview(host) as client:
            return client.get("/seen/").status_code

    def websocket(self, host: str, path: str = "/echo", **options: Any) -> ClientConnection:
        url = f"ws://{host}{path}"
        opened = socket.create_connection(("127.0.0.1", self.port), 10)
        connection: ClientConnection = connect(url, sock=opened, proxy=None, **options)
        return connection


@contextlib.contextmanager
def started(store: str, **settings: str) -> Iterator[Gateway]:
    with Gateway(store, **settings) as gateway:
        gateway.start()
        try:
            yield gateway
        finally:
            if gateway.process is not None:
                gateway.stop()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    port = demo.free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with demo.running(command):
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture(scope="session", params=["sqlite", "redis"])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The location of a store of each kind."""
    if request.param == "redis":
        yield request.getfixturevalue("redis_url")
    else:
        yield str(tmp_path_factory.mktemp("store") / "gateway.sqlite3")


@pytest.fixture(scope="session")
def gateway(store: str) -> Iterator[Gateway]:
    with started(store) as gateway:
        yield gateway


@pytest.fixture(scope="session")
def sqlite_gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway for tests that do not depend on the store."""
    folder = tmp_path_factory.mktemp("proxy")
    with started(str(folder / "gateway.sqlite3"), GATEWAY_MAXIMUM="4") as gateway:
        yield gateway


@pytest.fixture(scope="session")
def origin() -> Iterator[int]:
    """The port of the application."""
    port = demo.free_port()
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(HERE), "origin:app"]
    command += ["--port", str(port), "--timeout-graceful-shutdown", "1", "--no-server-header"]
    with demo.running(command), httpx.Client(trust_env=False) as client:

        def responds() -> bool:
            with contextlib.suppress(httpx.TransportError):
                return client.get(f"http://127.0.0.1:{port}/notes").is_success
            return False

        eventually(responds)
        yield port
