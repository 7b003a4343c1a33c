"""The proxy for WebSockets."""

import contextlib
import json
import socket

import pytest
from conftest import Gateway, eventually
from websockets.exceptions import ConnectionClosed, InvalidStatus


@pytest.fixture(scope="module")
def host(sqlite_gateway: Gateway, origin: int) -> str:
    sqlite_gateway.run("sockets")
    return sqlite_gateway.put_port("sockets", origin)


def noted(gateway: Gateway, host: str, text: str) -> None:
    with gateway.preview(host) as client:
        eventually(lambda: text in client.get("/notes").json())


def test_messages_in_both_directions(sqlite_gateway: Gateway, host: str) -> None:
    with sqlite_gateway.websocket(host, origin=f"http://{host}") as websocket:
        assert websocket.response is not None
        assert websocket.response.headers["x-origin"] == "1"
        assert websocket.response.headers["set-cookie"] == "a=1"
        headers = json.loads(websocket.recv())
        assert (headers["host"], headers["origin"]) == (host, f"http://{host}")
        assert (headers["x-forwarded-host"], headers["x-forwarded-for"]) == (host, "127.0.0.1")
        for message in ("text ü", b"\x00\xff", "", "a" * 1_000_000):
            websocket.send(message)
            assert websocket.recv() == message


def test_subprotocol(sqlite_gateway: Gateway, host: str) -> None:
    with sqlite_gateway.websocket(host, subprotocols=["first", "second"]) as websocket:
        assert websocket.subprotocol == "second"
    with sqlite_gateway.websocket(host) as websocket:
        assert websocket.subprotocol is None


@pytest.mark.parametrize(
    ("message", "code", "reason"), [("close", 4001, "requested"), ("abort", 1014, "")]
)
def test_application_closes(
    sqlite_gateway: Gateway, host: str, message: str, code: int, reason: str
) -> None:
    with sqlite_gateway.websocket(host) as websocket:
        websocket.recv()
        websocket.send(message)
        with pytest.raises(ConnectionClosed):
            websocket.recv()
        assert (websocket.close_code, websocket.close_reason) == (code, reason)


def test_client_closes(sqlite_gateway: Gateway, host: str) -> None:
    with sqlite_gateway.websocket(host) as websocket:
        websocket.close(4002, "done")
    noted(sqlite_gateway, host, "closed 4002 done")


def test_client_vanishes(sqlite_gateway: Gateway, host: str) -> None:
    with sqlite_gateway.websocket(host) as websocket:
        websocket.recv()
        with sqlite_gateway.preview(host) as client:
            client.get("/notes")
        websocket.socket.shutdown(socket.SHUT_RDWR)
    # uvicorn reports a lost connection as a close frame without a status.
    noted(sqlite_gateway, host, "closed 1000 ")


def rejection(gateway: Gateway, host: str, path: str = "/echo") -> tuple[int, bytes]:
    with pytest.raises(InvalidStatus) as caught, gateway.websocket(host, path):
        pass
    return caught.value.response.status_code, bytes(caught.value.response.body)


def test_application_denies(sqlite_gateway: Gateway, host: str) -> None:
    assert rejection(sqlite_gateway, host, "/denied") == (402, b"denied")


def test_gateway_rejects(sqlite_gateway: Gateway, host: str) -> None:
    port, _, rest = host.partition("-")
    assert rejection(sqlite_gateway, f"{port}-sockets-wrong.{rest.partition('.')[2]}")[0] == 404
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    status, body = rejection(sqlite_gateway, sqlite_gateway.put_port("sockets", int(port)))
    assert (status, json.loads(body)["code"]) == (502, "SERVER_NOT_LISTENING")


def test_port_is_not_exposed_any_more(sqlite_gateway: Gateway, origin: int) -> None:
    sqlite_gateway.run("closing")
    host = sqlite_gateway.put_port("closing", origin)
    with contextlib.ExitStack() as stack:
        # They are in both workers, and only one of these handles the request.
        opened = [stack.enter_context(sqlite_gateway.websocket(host)) for _ in range(4)]
        for websocket in opened:
            websocket.recv()
        sqlite_gateway.delete_port("closing", origin)
        for websocket in opened:
            with pytest.raises(ConnectionClosed):
                websocket.recv(5)
            assert websocket.close_code == 1008
