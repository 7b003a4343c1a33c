"""`PreviewRouter` with keys, under real servers."""

import json
import time
from typing import Any

import pytest
import websockets.exceptions
from servers import KEY, SIGNED
from test_asgi_served import INTERNAL, Server, client, get, server

__all__ = ["server"]


def host(lifetime: int | None = 3600, *, age: int = 0, **options: Any) -> str:
    """Returns the host of a signed URL that was issued some seconds ago."""
    options = {"context": "tenant of sandbox", **options}
    if lifetime is None:
        url = KEY.url(8080, "sandbox", SIGNED, **options)
    else:
        now = time.time() - age
        url = KEY.url_until(8080, "sandbox", SIGNED, now=now, lifetime=lifetime, **options)
    return url.removeprefix("http://")


def test_active(server: Server) -> None:
    for name in (host(), host(None), host().upper()):
        response = get(server, name)
        assert response.status_code == 200
        assert response.json()["internal"] == INTERNAL
        with client(server, name) as websocket:
            assert json.loads(websocket.recv(30))["internal"] == INTERNAL
    assert get(server, f"www.{SIGNED}").json()["route"] == "None"


def test_rejected(server: Server) -> None:
    for name, status, code in (
        (host(age=3600), 410, "TOKEN_EXPIRED"),
        (host(context="another tenant"), 404, "INVALID_TOKEN"),
        (f"8080-sandbox-mytoken.{SIGNED}", 404, "INVALID_TOKEN"),
    ):
        response = get(server, name)
        assert (response.status_code, response.json()["code"]) == (status, code)
        with pytest.raises(websockets.exceptions.InvalidStatus) as caught, client(server, name):
            pass
        assert caught.value.response.status_code == status


def test_a_websocket_is_closed_when_its_token_expires(server: Server) -> None:
    issued = int(time.time())
    with client(server, host(3)) as short, client(server, host()) as long:
        for websocket in (short, long):
            assert "Route(" in websocket.recv(30)
        short.send("hello")
        assert short.recv(30) == "hello"
        with pytest.raises(websockets.exceptions.ConnectionClosed) as caught:
            short.recv(30)
        assert caught.value.rcvd is not None and caught.value.rcvd.code == 1008
        assert issued + 3 <= time.time() < issued + 30
        long.send("still open")
        assert long.recv(30) == "still open"


def test_recheck_closes_a_denied_websocket(server: Server) -> None:
    denied, other = host(1800), host(1900)
    with client(server, denied) as first, client(server, other) as second:
        for websocket in (first, second):
            assert "Route(" in websocket.recv(30)
        assert get(server, denied, path="/deny").json()["closed"] == 1
        with pytest.raises(websockets.exceptions.ConnectionClosed) as caught:
            first.recv(30)
        assert caught.value.rcvd is not None and caught.value.rcvd.code == 1008
        second.send("still open")
        assert second.recv(30) == "still open"
    for name in (denied, f"{denied}:8443", denied.upper()):
        response = get(server, name)
        assert (response.status_code, response.json()["code"]) == (410, "TOKEN_EXPIRED")
