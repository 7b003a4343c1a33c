"""The proxy for HTTP."""

import contextlib
import json
import pathlib
import socket
import threading
from collections.abc import Iterator

import httpx
import origin as application
import pytest
from conftest import Gateway, eventually, started
from gateway.settings import Settings


@pytest.fixture(scope="module")
def host(sqlite_gateway: Gateway, origin: int) -> str:
    sqlite_gateway.run("proxy")
    return sqlite_gateway.put_port("proxy", origin, token="my_token")


@pytest.fixture
def client(sqlite_gateway: Gateway, host: str) -> Iterator[httpx.Client]:
    with sqlite_gateway.preview(host) as client:
        client.get("/notes")
        yield client


def test_request_arrives_unchanged(client: httpx.Client) -> None:
    target = "/seen/a%2Fb%20%C3%BC/?q=%7B1%7d&&x"
    response = client.request("DELETE", "/", extensions={"target": target.encode()})
    seen = response.json()
    assert (seen["method"], seen["target"]) == ("DELETE", target)
    assert client.options("/seen/").json()["method"] == "OPTIONS"


def test_form(client: httpx.Client) -> None:
    seen = client.post("/seen/form", data={"name": "a b"}).json()
    assert seen["body"] == "name=a+b"
    assert dict(seen["headers"])["content-length"] == "8"


def test_headers_of_the_request(client: httpx.Client, host: str, origin: int) -> None:
    forged = [
        *(("X-Sandbox-Preview-Port", "1"), ("X-Sandbox-Preview-Token", "a")),
        *(("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-Host", "a"), ("Forwarded", "for=a")),
        *(("Connection", "x-hop"), ("X-Hop", "1"), ("TE", "trailers"), ("Cookie", "a=1")),
    ]
    seen = client.get("/seen/", headers=forged).json()["headers"]
    names = [name for name, _ in seen]
    assert len(names) == len(set(names))
    found = dict(seen)
    assert not {"x-hop", "te", "forwarded", "x-sandbox-preview-token"} & set(names)
    assert "x-hop" not in found.get("connection", "")
    expected = {
        "host": host,
        "cookie": "a=1",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-host": host,
        "x-forwarded-proto": "http",
        "x-sandbox-preview-port": str(origin),
    }
    assert {name: found.get(name) for name in expected} == expected


def test_headers_of_the_response(client: httpx.Client) -> None:
    headers = client.get("/seen/").headers
    assert headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert not {"x-private", "keep-alive", "server"} & set(headers)
    assert len(headers.get_list("date")) == 1


def test_redirect_is_not_followed(client: httpx.Client) -> None:
    response = client.get("/redirect")
    assert (response.status_code, response.headers["location"]) == (307, "/elsewhere?a=b")


def test_content_encoding_is_kept(client: httpx.Client) -> None:
    with client.stream("GET", "/compressed") as response:
        assert b"".join(response.iter_raw())[:2] == b"\x1f\x8b"


def test_head(client: httpx.Client) -> None:
    response = client.head("/large")
    assert response.headers["content-length"] == str(application.LARGE)
    assert response.content == b""


def test_event_stream_is_not_buffered(client: httpx.Client) -> None:
    with client.stream("GET", "/events") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = response.iter_lines()
        assert next(lines) == "data: 1"
        # The application sends the second event only now.
        client.get("/release")
        assert list(lines) == ["", "data: 2", ""]


def test_request_is_not_buffered(client: httpx.Client) -> None:
    def noted() -> bool:
        return bool(client.get("/notes").json())

    def body() -> Iterator[bytes]:
        yield b"first"
        eventually(noted)
        yield b"second"

    assert client.post("/upload", content=body()).json() == {"size": 11, "length": None}


def test_end_of_the_client_ends_the_request(client: httpx.Client) -> None:
    with client.stream("GET", "/events") as response:
        assert next(response.iter_lines()) == "data: 1"
    eventually(lambda: "end of events" in client.get("/notes").json())


def test_end_of_the_application_is_not_hidden(client: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/broken")


def peaks(gateway: Gateway) -> list[int]:
    """Returns the peak memory of each worker in bytes."""
    status = [pathlib.Path(f"/proc/{pid}/status").read_text() for pid in gateway.workers()]
    return [int(text.partition("VmHWM:")[2].split()[0]) * 1024 for text in status]


def test_large_bodies_use_little_memory(sqlite_gateway: Gateway, client: httpx.Client) -> None:
    before = peaks(sqlite_gateway)
    assert len(before) == 2
    size = 0
    with client.stream("GET", "/large") as response:
        for chunk in response.iter_raw():
            size += len(chunk)
    assert size == application.LARGE

    chunks = (application.CHUNK for _ in range(application.LARGE // len(application.CHUNK)))
    headers = {"content-length": str(application.LARGE)}
    received = client.post("/upload", content=chunks, headers=headers).json()
    assert received == {"size": application.LARGE, "length": str(application.LARGE)}
    growth = [after - old for after, old in zip(peaks(sqlite_gateway), before, strict=True)]
    assert max(growth) < 16 * 1024 * 1024


def test_slow_client_uses_little_memory(sqlite_gateway: Gateway, client: httpx.Client) -> None:
    before = peaks(sqlite_gateway)
    with client.stream("GET", "/large") as response:
        next(response.iter_raw())
        threading.Event().wait(1)
        growth = [after - old for after, old in zip(peaks(sqlite_gateway), before, strict=True)]
    assert max(growth) < 16 * 1024 * 1024


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_nothing_listens(sqlite_gateway: Gateway, accept: str) -> None:
    sqlite_gateway.run("down")
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    host = sqlite_gateway.put_port("down", port)
    with sqlite_gateway.preview(host) as client:
        response = client.get("/", headers={"accept": accept})
    assert response.status_code == 502
    assert response.headers["content-type"].startswith(accept)
    if accept == "text/html":
        assert "<h1>The server does not respond</h1>" in response.text
    else:
        assert response.json()["code"] == "SERVER_NOT_LISTENING"


def test_response_is_not_http(sqlite_gateway: Gateway) -> None:
    sqlite_gateway.run("strange")
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"220 mail\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        host = sqlite_gateway.put_port("strange", listener.getsockname()[1])
        with sqlite_gateway.preview(host) as client:
            response = client.get("/")
        thread.join()
    assert (response.status_code, response.json()["code"]) == (502, "BAD_RESPONSE")


def test_sandbox_without_address(sqlite_gateway: Gateway) -> None:
    host = sqlite_gateway.put_port("unstarted", 8080)
    with sqlite_gateway.preview(host) as client:
        response = client.get("/")
        assert (response.status_code, response.json()["code"]) == (503, "SANDBOX_HAS_NO_ADDRESS")
        assert response.headers["retry-after"] == "5"
        head = client.head("/")
        assert (head.status_code, head.content) == (503, b"")


def test_too_many_connections(sqlite_gateway: Gateway, host: str, origin: int) -> None:
    sqlite_gateway.run("other")
    other = sqlite_gateway.put_port("other", origin)
    codes: set[str] = set()
    with contextlib.ExitStack() as stack:
        # The limit is 4 in each of the two workers.
        for _ in range(9):
            client = stack.enter_context(sqlite_gateway.preview(host))
            response = stack.enter_context(client.stream("GET", "/events"))
            if response.status_code == 503:
                codes.add(json.loads(response.read())["code"])
        assert codes == {"TOO_MANY_CONNECTIONS"}
        assert sqlite_gateway.status(other) == 200
    eventually(lambda: {sqlite_gateway.status(host) for _ in range(8)} == {200})


def test_stream_ends_if_the_port_is_not_exposed_any_more(
    sqlite_gateway: Gateway, origin: int
) -> None:
    sqlite_gateway.run("ending")
    host = sqlite_gateway.put_port("ending", origin)
    with sqlite_gateway.preview(host) as client, client.stream("GET", "/events") as response:
        lines = response.iter_lines()
        assert next(lines) == "data: 1"
        sqlite_gateway.delete_port("ending", origin)
        with pytest.raises(httpx.RemoteProtocolError):
            list(lines)


def test_request_ends_if_the_port_is_not_exposed_any_more(
    sqlite_gateway: Gateway, origin: int
) -> None:
    sqlite_gateway.run("pending")
    host = sqlite_gateway.put_port("pending", origin)
    ending = threading.Timer(0.5, sqlite_gateway.delete_port, ("pending", origin))
    ending.start()
    with sqlite_gateway.preview(host) as client:
        response = client.get("/pending")
        assert (response.status_code, response.json()["code"]) == (503, "EXPOSURE_ENDED")
        assert client.get("/pending").status_code == 404
    ending.join()


def test_host_of_the_application(tmp_path: pathlib.Path, origin: int) -> None:
    store = str(tmp_path / "gateway.sqlite3")
    with started(store, GATEWAY_APPLICATION_HOST="localhost") as gateway:
        gateway.run("host")
        host = gateway.put_port("host", origin)
        with gateway.preview(host) as client:
            headers = dict(client.get("/seen/").json()["headers"])
        assert (headers["host"], headers["x-forwarded-host"]) == (f"localhost:{origin}", host)
        with gateway.websocket(host) as websocket:
            assert json.loads(websocket.recv())["host"] == f"localhost:{origin}"


@pytest.mark.parametrize(
    ("name", "value"), [("GATEWAY_TOKEN", ""), ("GATEWAY_APPLICATION_HOST", "other")]
)
def test_invalid_settings(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv("GATEWAY_TOKEN", "a")
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match=name):
        Settings.from_environment()
