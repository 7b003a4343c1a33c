"""`PreviewRouter` under the servers that people run, with requests byte for byte."""

import http.client
import json
import os
import pathlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import h2.config
import h2.connection
import h2.events
import pytest
import websockets.exceptions
import websockets.sync.client

HERE = pathlib.Path(__file__).resolve().parent
HOST = "8080-sandbox-k7m2q9.localhost"
WRONG = "8080-sandbox-wrong.localhost"
OTHER = "www.localhost"

UVICORN = ["uvicorn", "served:app", "--log-level", "warning", "--port", "{port}", "--http"]
GRANIAN = ["granian", "--interface", "asgi", "--no-access-log", "--port", "{port}", "served:app"]
SERVERS = {
    "uvicorn-h11": [*UVICORN, "h11"],
    "uvicorn-httptools": [*UVICORN, "httptools"],
    "hypercorn": ["hypercorn", "--bind", "127.0.0.1:{port}", "served:app"],
    "granian": GRANIAN,
}
# These servers give the application the path of a target in absolute form, without its authority.
WITHOUT_TARGET = {"uvicorn-httptools", "granian"}


class Server:
    """A server in a process of its own."""

    def __init__(self, name: str) -> None:
        self.name = name
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port: int = listener.getsockname()[1]
        arguments = [argument.format(port=self.port) for argument in SERVERS[name]]
        path = os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])
        self.process = subprocess.Popen(
            [sys.executable, "-m", *arguments], env={**os.environ, "PYTHONPATH": path}
        )
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                break
            except OSError:
                assert self.process.poll() is None and time.monotonic() < deadline, name
                time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def send(self, target: str, *headers: str, version: str = "1.1") -> tuple[int, Any]:
        """Sends the lines of a request, and returns the status and the JSON body."""
        lines = [f"GET {target} HTTP/{version}", *headers, "", ""]
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall("\r\n".join(lines).encode())
            response = http.client.HTTPResponse(connection)
            response.begin()
            content = response.read()
        kind = response.headers.get_content_type()
        return response.status, json.loads(content) if kind == "application/json" else content

    def control(self, path: str) -> Any:
        return self.send(f"/control/{path}", f"Host: {OTHER}")[1]


@pytest.fixture(scope="module", params=SERVERS)
def server(request: Any) -> Iterator[Server]:
    server = Server(request.param)
    yield server
    server.stop()


def code(answer: tuple[int, Any]) -> tuple[int, str]:
    status, content = answer
    return status, content["code"]


def values(content: Any, name: str) -> list[str]:
    return [value for header, value in content["headers"] if header.lower() == name]


def test_preview(server: Server) -> None:
    for host in (HOST, HOST.upper(), f"{HOST}.:8443"):
        status, content = server.send("/a", f"Host: {host}", "X-Sandbox-Preview-Token: forged")
        assert (status, content["preview"], content["path"]) == (200, True, "/a")
        assert values(content, "x-sandbox-preview-proxy") == ["1"]
        assert values(content, "x-sandbox-preview-token") == []
    assert code(server.send("/", f"Host: {WRONG}")) == (404, "INVALID_TOKEN")
    assert code(server.send("/", "Host: 3000-a-b.localhost")) == (400, "RESERVED_PORT")
    status, page = server.send("/", f"Host: {WRONG}", "Accept: text/html,*/*;q=0.8")
    assert status == 404 and page.startswith(b"<!doctype html>") and b"wrong" not in page


def test_internal_names_leave_connection(server: Server) -> None:
    for host in (HOST, OTHER):
        lines = ["Connection: close, x-sandbox-preview-proxy", "connection: X_Sandbox_Name"]
        status, content = server.send("/", f"Host: {host}", *lines)
        assert status == 200
        assert "sandbox" not in "".join(values(content, "connection")).lower()


def test_blanks_around_the_host(server: Server) -> None:
    for blank in ("  ", "\t", " \t "):
        status, content = server.send("/", f"Host:{blank}{HOST}{blank}")
        assert (status, content["preview"]) == (200, True)
        assert code(server.send("/", f"Host:{blank}{WRONG}{blank}")) == (404, "INVALID_TOKEN")


def test_number_of_hosts(server: Server) -> None:
    """A server may reject the request itself, before the middleware."""
    for hosts in ([HOST, OTHER], [OTHER, HOST], []):
        lines = [f"Host: {host}" for host in hosts]
        status, content = server.send("/", *lines, "Connection: close")
        if server.name == "granian" and not hosts:
            # The server adds an empty `Host`.
            assert (status, content["preview"], values(content, "host")) == (200, False, [""])
        else:
            assert status == 400, hosts


def test_target_in_absolute_form(server: Server) -> None:
    status, content = server.send(f"http://{HOST}/a?b=c", f"Host: {HOST}")
    assert (status, content["preview"], content["path"]) == (200, True, "/a")
    assert HOST not in content["raw_path"]
    if server.name in WITHOUT_TARGET:
        pytest.skip("the server does not give the authority to the application")
    assert server.send(f"http://{HOST}/a", f"Host: {OTHER}")[0] == 400
    status, content = server.send(f"http://{OTHER}/a", f"Host: {HOST}")
    assert (status, content["preview"], content["path"]) == (200, False, "/a")
    assert values(content, "host") == [OTHER]


def test_recheck_closes_websockets(server: Server) -> None:
    def connect() -> websockets.sync.client.ClientConnection:
        tcp = socket.create_connection(("127.0.0.1", server.port))
        return websockets.sync.client.connect(f"ws://{HOST}/socket", sock=tcp, proxy=None)

    with connect() as first, connect() as second:
        for client in (first, second):
            content = json.loads(client.recv(timeout=30))
            assert content["preview"] and values(content, "x-sandbox-preview-port") == ["8080"]
        try:
            assert server.control("unexpose") == {"closed": 2}
            for client in (first, second):
                with pytest.raises(websockets.exceptions.ConnectionClosed) as closed:
                    client.recv(timeout=30)
                assert closed.value.rcvd is not None and closed.value.rcvd.code == 1008
            assert code(server.send("/", f"Host: {HOST}")) == (404, "INVALID_TOKEN")
        finally:
            server.control("expose")
    with connect() as again:
        assert json.loads(again.recv(timeout=30))["preview"]


def http2(server: Server, *headers: tuple[str, str]) -> tuple[int, Any]:
    """Sends a request of HTTP/2 with prior knowledge (RFC 9113 section 3.3).

    Returns the status 0 if the server resets the stream or closes the connection.
    """
    # The client must be able to send what a server has to reject.
    config = h2.config.H2Configuration(validate_outbound_headers=False)
    connection = h2.connection.H2Connection(config)
    connection.initiate_connection()
    start = [(":method", "GET"), (":scheme", "http"), (":path", "/a")]
    connection.send_headers(1, [*start, *headers], end_stream=True)
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as tcp:
        try:
            return http2_response(connection, tcp)
        except ConnectionError:
            return 0, None


def http2_response(connection: h2.connection.H2Connection, tcp: socket.socket) -> tuple[int, Any]:
    status, content = 0, b""
    tcp.sendall(connection.data_to_send())
    while data := tcp.recv(65536):
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.ResponseReceived):
                fields = {bytes(name): bytes(value) for name, value in event.headers}
                status = int(fields[b":status"])
            elif isinstance(event, h2.events.DataReceived):
                content += event.data
            elif isinstance(event, h2.events.StreamReset):
                return 0, None
            elif isinstance(event, h2.events.StreamEnded):
                return status, json.loads(content)
        tcp.sendall(connection.data_to_send())
    return 0, None


def test_http2(server: Server) -> None:
    if server.name.startswith("uvicorn"):
        pytest.skip("the server has no HTTP/2")
    status, content = http2(server, (":authority", HOST))
    assert (status, content["preview"], content["path"]) == (200, True, "/a")
    assert values(content, "host") == [HOST]
    assert code(http2(server, (":authority", WRONG))) == (404, "INVALID_TOKEN")
    status, content = http2(server, (":authority", OTHER))
    assert (status, content["preview"]) == (200, False)
    status, content = http2(server, (":authority", HOST), ("x-sandbox-preview-proxy", "forged"))
    assert values(content, "x-sandbox-preview-proxy") == ["1"]
    status, content = http2(server, (":authority", HOST), ("host", OTHER))
    if server.name == "granian":
        # The server removes `:authority`, so the application has one host.
        assert (status, content["preview"], values(content, "host")) == (200, False, [OTHER])
    else:
        assert status in (0, 400), "the server or the middleware rejects the request"
