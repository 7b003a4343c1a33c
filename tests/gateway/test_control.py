"""The control API, with each store."""

import httpx
import pytest
from conftest import TOKEN, Gateway


def test_ports(gateway: Gateway) -> None:
    gateway.run("control")
    response = gateway.call(
        "PUT", "/sandboxes/control/ports/8080", {"name": "A <b>", "token": "my_token"}
    )
    domain = f"localhost:{gateway.port}"
    url = f"http://8080-control-my_token.{domain}"
    assert response.json() == {"url": url, "port": 8080, "name": "A <b>"}

    state = {"port": 8080, "name": "A <b>", "stale_reason": None, "url": url + "/"}
    assert gateway.ports("control") == [state]
    page = gateway.call("GET", "/").text
    assert f'<a href="{url}/"' in page and "A &lt;b&gt;" in page and "<b>" not in page

    gateway.run("control", None)
    (state,) = gateway.ports("control")
    assert (state["stale_reason"], state["url"]) == ("runtime-not-running", None)
    assert "stale: runtime-not-running" in gateway.call("GET", "/").text

    for _ in range(2):
        gateway.delete_port("control", 8080)
        assert gateway.ports("control") == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("PUT", "ports/80", None, 400, "INVALID_PORT"),
        ("PUT", "ports/3000", None, 400, "RESERVED_PORT"),
        ("PUT", "ports/x", None, 404, "NOT_FOUND"),
        ("PUT", "ports/" + "9" * 5000, None, 404, "NOT_FOUND"),
        ("PUT", "ports/8080", {"token": "A"}, 400, "INVALID_TOKEN_CHARACTER"),
        ("PUT", "ports/8080", {"token": 1}, 400, "INVALID_REQUEST"),
        ("PUT", "ports/8080", [], 400, "INVALID_REQUEST"),
        ("PUT", "ports/8080", {"name": "\n"}, 400, "INVALID_NAME"),
        ("POST", "ports/8080", None, 405, "METHOD_NOT_ALLOWED"),
        ("POST", "runtime", {"id": "", "address": "127.0.0.1"}, 400, "INVALID_RUNTIME_ID"),
        ("POST", "runtime", {"id": "runtime-1"}, 400, "INVALID_REQUEST"),
        ("POST", "runtime", {"id": "runtime-1", "address": "a/b"}, 400, "INVALID_REQUEST"),
        ("GET", "ports", None, 404, "NOT_FOUND"),
    ],
)
def test_errors(
    gateway: Gateway, method: str, path: str, body: object, status: int, code: str
) -> None:
    response = gateway.call(method, f"/sandboxes/errors/{path}", body)
    assert (response.status_code, response.json()["code"]) == (status, code)
    # Nothing was stored.
    assert gateway.call("GET", "/sandboxes/errors/ports").status_code == 404


def test_invalid_sandbox_id(gateway: Gateway) -> None:
    for path in ("ports/8080", "ports"):
        method = "PUT" if path == "ports/8080" else "GET"
        response = gateway.call(method, f"/sandboxes/-a/{path}")
        assert (response.status_code, response.json()["code"]) == (
            400,
            "INVALID_SANDBOX_ID_HYPHENS",
        )


def test_authorization(gateway: Gateway) -> None:
    url = f"http://127.0.0.1:{gateway.port}"
    with httpx.Client(base_url=url, headers={"host": "localhost"}, trust_env=False) as client:
        for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {TOKEN}"}):
            response = client.put("/sandboxes/a/ports/8080", headers=headers)
            assert (response.status_code, response.json()["code"]) == (401, "UNAUTHORIZED")
            assert response.headers["www-authenticate"] == "Bearer"
            response = client.get("/", headers=headers)
            assert response.status_code == 401
            assert response.headers["www-authenticate"].startswith("Basic ")
        assert client.get("/", auth=("any", TOKEN)).status_code == 200
        assert client.get("/", auth=("any", "wrong")).status_code == 401
        # The credentials of the page are not those of the API.
        assert client.put("/sandboxes/a/ports/8080", auth=("", TOKEN)).status_code == 401
        assert client.get("/", headers={"host": "www.example.com"}).status_code == 404
    assert gateway.call("GET", "/sandboxes/a/ports").status_code == 404
