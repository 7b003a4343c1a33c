"""`PreviewRouter` under real servers, with real HTTP and WebSocket clients over loopback."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import websockets.exceptions
import websockets.sync.client
from servers import HOST, OTHER, SERVERS, SOCKET, STALE, TRUSTED, WRONG, http2, raw

Server = tuple[str, int]

# These parse the target, and give the application a path without its authority.
DROP_AUTHORITY = ("uvicorn-httptools", "granian")


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with SERVERS[request.param]() as port:
        yield request.param, port


INTERNAL = {
    "x-sandbox-preview-proxy": "1",
    "x-sandbox-preview-port": "8080",
    "x-sandbox-preview-sandbox-id": "sandbox",
}
FORGED = dict.fromkeys((*INTERNAL, "x-sandbox-preview-token", "X_Sandbox_Preview_Port"), "forged")


def get(
    server: Server, host: str, method: str = "GET", accept: str = "*/*", path: str = "/path"
) -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=30) as client:
        url = f"http://127.0.0.1:{server[1]}{path}"
        return client.request(method, url, headers={"Host": host, "Accept": accept, **FORGED})


def client(server: Server, host: str) -> websockets.sync.client.ClientConnection:
    # The client uses the URL for the Host header, and the socket for the connection.
    connection = socket.create_connection(("127.0.0.1", server[1]), timeout=30)
    return websockets.sync.client.connect(
        f"ws://{host}/", sock=connection, proxy=None, additional_headers=FORGED
    )


def test_http_active(server: Server) -> None:
    for host in (HOST, HOST.upper(), f"{HOST}.:8443"):
        response = get(server, host)
        assert response.status_code == 200
        content = response.json()
        assert content["internal"] == INTERNAL
        assert content["route"].startswith("Route(port=8080, sandbox_id='sandbox', token='...'")
        headers = dict(content["headers"])
        sent = HOST + ":8443" * (":" in host)
        assert headers["host"] == headers["x-forwarded-host"] == sent
        assert headers["x-forwarded-proto"] == "http"


def test_http_other_host(server: Server) -> None:
    for host in (OTHER, "localhost", "8080-sandbox-mytoken.example.com"):
        content = get(server, host).json()
        assert (content["route"], content["internal"]) == ("None", {})


@pytest.mark.parametrize(
    ("host", "status", "code"),
    [
        (WRONG, 404, "INVALID_TOKEN"),
        (STALE, 410, "STALE_PREVIEW_URL"),
        ("99999-a-b.localhost", 400, "INVALID_PORT"),
    ],
)
def test_rejected(server: Server, host: str, status: int, code: str) -> None:
    response = get(server, host)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-robots-tag"] == "noindex"
    assert get(server, host, "HEAD").content == b""
    assert get(server, host, "POST").status_code == status
    page = get(server, host, accept="text/html,*/*;q=0.8")
    assert page.status_code == status and page.text.startswith("<!doctype html>")

    with pytest.raises(websockets.exceptions.InvalidStatus) as caught, client(server, host):
        pass
    assert caught.value.response.status_code == status
    assert json.loads(caught.value.response.body)["code"] == code


def test_websocket(server: Server) -> None:
    with client(server, HOST) as websocket:
        content = json.loads(websocket.recv(30))
    assert content["internal"] == INTERNAL and "port=8080" in content["route"]
    with client(server, OTHER) as websocket:
        content = json.loads(websocket.recv(30))
    assert (content["route"], content["internal"]) == ("None", {})


def test_recheck_closes_an_open_websocket(server: Server) -> None:
    with client(server, SOCKET) as first, client(server, HOST) as second:
        for websocket in (first, second):
            assert "Route(" in websocket.recv(30)
            websocket.send("hello")
            assert websocket.recv(30) == "hello"
        assert get(server, OTHER, path="/stop").json()["closed"] == 1
        with pytest.raises(websockets.exceptions.ConnectionClosed) as caught:
            first.recv(30)
        assert caught.value.rcvd is not None and caught.value.rcvd.code == 1008
        # The port is exposed again, and only the closed WebSocket stays closed.
        second.send("still open")
        assert second.recv(30) == "still open"
        assert get(server, OTHER, path="/stop").json()["closed"] == 0


def test_calls(server: Server) -> None:
    """A sandbox is started after the authorization and before the application."""

    def calls(host: str, path: str = "/path") -> list[str]:
        get(server, OTHER, path="/calls")
        get(server, host, path=path)
        found: list[str] = get(server, OTHER, path="/calls").json()["calls"]
        return found[:-1]

    assert calls(HOST) == ["lookup", "active sandbox 8080", "application"]
    assert calls(OTHER) == ["application"]
    assert calls(WRONG) == ["lookup", "rejected INVALID_TOKEN"]
    assert calls(HOST.replace("sandbox", "unknown")) == ["lookup", "rejected INVALID_TOKEN"]
    assert calls(STALE) == ["lookup", "rejected STALE_PREVIEW_URL"]
    assert calls("3000-a-b.localhost") == ["rejected RESERVED_PORT"]
    response = get(server, WRONG, path="/page")
    assert (response.status_code, response.json()) == (451, {"page": True})
    # A lookup that fails, or that returns no sandbox, lets nothing pass.
    for sandbox_id in ("string", "failing"):
        host = HOST.replace("sandbox", sandbox_id)
        assert calls(host) == ["lookup"]
        assert get(server, host).status_code == 500


def test_forwarded_host(server: Server) -> None:
    def route(host: str, forwarded: str, source: str) -> tuple[int, bool]:
        lines = (f"Host: {host}", f"X-Forwarded-Host: {forwarded}", "Connection: close")
        status, content = raw(server[1], "GET / HTTP/1.1", *lines, source=source)
        return status, "port=8080" in content.get("route", "")

    assert route(OTHER, HOST, "127.0.0.1") == (200, False)
    assert route(OTHER, HOST, TRUSTED) == (200, True)
    assert route(OTHER, WRONG, "127.0.0.1") == (200, False)
    assert route(OTHER, WRONG, TRUSTED) == (404, False)
    assert route(HOST, OTHER, "127.0.0.1") == (200, True)
    assert route(HOST, OTHER, TRUSTED) == (200, False)


@pytest.mark.parametrize("host", [HOST, OTHER])
def test_internal_names_leave_connection(server: Server, host: str) -> None:
    connection = (
        "Connection: close, x-sandbox-preview-proxy",
        "connection: X_SANDBOX-PREVIEW_PORT",
    )
    status, content = raw(server[1], "GET /path HTTP/1.1", f"Host: {host}", *connection)
    assert status == 200
    values = [value for name, value in content["headers"] if name == "connection"]
    assert values == ["close"]
    assert content["internal"] == (INTERNAL if host == HOST else {})


def test_spaces_around_a_host(server: Server) -> None:
    for host, expected in ((HOST, 200), (WRONG, 404), (STALE, 410), (OTHER, 200)):
        for line in (f"Host:  {host}", f"Host: \t{host} \t", f"Host:{host}  "):
            status, content = raw(server[1], "GET /path HTTP/1.1", line, "Connection: close")
            assert status == expected
            if host == HOST:
                assert "port=8080" in content["route"]
                assert ["host", HOST] in content["headers"]


def test_target_in_absolute_form(server: Server) -> None:
    def target(authority: str, host: str) -> tuple[int, Any]:
        line = f"GET http://{authority}/a%20b?c=d HTTP/1.1"
        status, content = raw(server[1], line, f"Host: {host}", "Connection: close")
        if status == 200:
            # The token of the authority does not reach the path.
            assert (content["path"], content["raw_path"]) == ("/a b", "/a%20b")
        return status, content

    for host in (HOST, HOST.upper()):
        status, content = target(HOST, host)
        assert status == 200 and "port=8080" in content["route"]
    assert target(WRONG, WRONG)[0] == 404
    other, preview = target(OTHER, HOST), target(HOST, OTHER)
    if server[0] in DROP_AUTHORITY:
        # `Host` decides, and the application receives the same host.
        assert other[0] == preview[0] == 200
        assert ["host", HOST] in other[1]["headers"] and other[1]["internal"] == INTERNAL
        assert ["host", OTHER] in preview[1]["headers"] and preview[1]["internal"] == {}
        return
    assert other[0] == 200 and (other[1]["route"], other[1]["internal"]) == ("None", {})
    assert [value for name, value in other[1]["headers"] if name == "host"] == [OTHER]
    assert preview[0] == 400 and preview[1]["code"] == "INVALID_HOSTNAME"


def test_no_host_and_several_hosts(server: Server) -> None:
    for second in (OTHER, HOST):
        lines = (f"Host: {HOST}", f"Host: {second}", "Connection: close")
        assert raw(server[1], "GET / HTTP/1.1", *lines)[0] == 400
    status, content = raw(server[1], "GET / HTTP/1.1", "Connection: close")
    if server[0] == "granian":
        # It adds an empty `Host`, which is valid and belongs to another application.
        assert status == 200 and (content["route"], content["internal"]) == ("None", {})
    else:
        assert status == 400
    status, content = raw(server[1], "GET / HTTP/1.0")
    assert status == 200 and content["route"] == "None"


def test_http2(server: Server) -> None:
    name, port = server
    if name.startswith("uvicorn"):
        pytest.skip("the server has no HTTP/2")
    forged = [(name.lower(), "forged") for name in FORGED]
    for field in (":authority", "host"):
        status, content = http2(port, (field, HOST), *forged)
        assert status == 200 and "port=8080" in content["route"]
        assert content["version"] == "2" and content["internal"] == INTERNAL
        assert [value for name, value in content["headers"] if name == "host"] == [HOST]
        assert http2(port, (field, OTHER))[1]["route"] == "None"
    for host, status in ((WRONG, 404), (STALE, 410), ("3000-a-b.localhost", 400)):
        assert http2(port, (":authority", host))[0] == status
