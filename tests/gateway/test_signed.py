"""Signed links: the control plane issues them, and an edge that has only the keys serves them."""

import contextlib
import json
import pathlib
import time
from collections.abc import Iterator

import exposeport
import pytest
from conftest import Gateway, eventually, started
from gateway import demo, demo_signed
from websockets.exceptions import ConnectionClosed

NEW, OLD = (bytes([number]) * 32 for number in b"no")


class Edge(Gateway):
    """An edge with the keys of files, and its client."""

    def __init__(self, *keys: pathlib.Path) -> None:
        super().__init__("")
        paths = ":".join(map(str, keys))
        self._command, self._settings = demo_signed.edge_command(self.port, pathlib.Path(paths))

    def start(self) -> None:
        command = demo.running(self._command, self._settings)
        self._stack = contextlib.ExitStack()
        self._stack.enter_context(command)
        self.wait_for("/", 404)

    def stop(self, number: int = 0) -> None:
        self._stack.close()


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> list[pathlib.Path]:
    folder = tmp_path_factory.mktemp("keys")
    files = [folder / "new.txt", folder / "old.txt"]
    for file, key in zip(files, (NEW, OLD), strict=True):
        file.write_text(key.hex() + "\n")
    return files


@pytest.fixture(scope="module")
def edge(keys: list[pathlib.Path]) -> Iterator[Edge]:
    with Edge(*keys) as edge:
        edge.start()
        yield edge
        edge.stop()


@pytest.fixture
def control(edge: Edge, keys: list[pathlib.Path], tmp_path: pathlib.Path) -> Iterator[Gateway]:
    """A control plane that signs links to the edge."""
    domain, store = f"localhost:{edge.port}", str(tmp_path / "store.sqlite3")
    with started(store, GATEWAY_DOMAIN=domain, GATEWAY_KEY_FILE=str(keys[0])) as gateway:
        yield gateway


def link(gateway: Gateway, port: int, lifetime: object) -> tuple[str, int]:
    path = f"/sandboxes/signed/ports/{port}/links"
    issued = gateway.call("POST", path, {"lifetime": lifetime}).raise_for_status().json()
    assert issued["port"] == port
    return str(issued["url"]).removeprefix("http://"), issued["expires"]


def test_a_link_outlives_the_control_plane_and_expires(
    control: Gateway, edge: Edge, origin: int
) -> None:
    control.run("signed")
    drawn = control.put_port("signed", origin)
    long, _ = link(control, origin, 600)
    host, expires = link(control, origin, 6)
    assert 4 < expires - time.time() <= 6
    # The gateway that has the store serves drawn tokens only.
    assert [control.status(name) for name in (drawn, host)] == [200, 404]
    control.stop()

    assert [edge.status(name) for name in (long, host)] == [200, 200]
    with edge.preview(host) as client:
        received = dict(client.get("/seen/").json()["headers"])
    assert received["x-sandbox-preview-sandbox-id"] == "signed"
    assert edge.status(drawn) == 404
    assert edge.status(host.replace("signed", "other")) == 404
    with edge.websocket(host) as socket:
        socket.recv()
        socket.send("text")
        assert socket.recv() == "text"
        eventually(lambda: edge.status(host) == 410)
        assert expires - 1 < time.time() < expires + 3
        with edge.preview(host) as client:
            assert client.get("/seen/").json()["code"] == "TOKEN_EXPIRED"
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=10)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 1008
    assert edge.status(long) == 200


def test_keys_of_an_edge(edge: Edge, origin: int) -> None:
    for key, status in ((NEW, 200), (OLD, 200), (b"x" * 32, 404)):
        url = exposeport.SigningKey(key).url(origin, "signed", f"localhost:{edge.port}")
        assert edge.status(url.removeprefix("http://")) == status
    assert edge.call("GET", "/sandboxes/signed/ports").status_code == 404


def test_links_that_are_not_issued(control: Gateway, gateway: Gateway, origin: int) -> None:
    def code(
        lifetime: object, port: int = origin, by: Gateway = control, sandbox: str = "signed"
    ) -> tuple[int, str]:
        body = {"lifetime": lifetime}
        response = by.call("POST", f"/sandboxes/{sandbox}/ports/{port}/links", body)
        return response.status_code, response.json()["code"]

    assert code(60) == (404, "NOT_FOUND")
    control.run("signed")
    control.put_port("signed", origin)
    assert code(60, 8081) == (404, "NOT_FOUND")
    assert code(60, sandbox="-a") == (400, "INVALID_SANDBOX_ID_HYPHENS")
    for lifetime in (0, -1, 2**40):
        assert code(lifetime) == (400, "INVALID_LIFETIME")
    for other in (None, True, 1.5, "60"):
        assert code(other) == (400, "INVALID_REQUEST")
    control.run("signed", None)
    assert code(60) == (404, "NOT_FOUND")
    # A gateway without a key.
    assert code(60, by=gateway) == (404, "NOT_FOUND")
    response = control.get(f"http://127.0.0.1:{control.port}/", headers={"Host": "localhost"})
    assert response.status_code == 401
    assert NEW.hex() not in json.dumps(list(response.headers.items())) + response.text
