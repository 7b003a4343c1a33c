"""`PreviewRouter`: the host of a request, and what it does with other hosts."""

from typing import Any

import exposeport as ep
import pytest
from exposeport.asgi import PreviewRouter
from test_asgi import HOST, Connection, Scope, sandboxes


@pytest.mark.parametrize("host", [HOST, b"www.example.com"])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_internal_names_leave_connection(host: bytes, kind: str) -> None:
    lines = [
        (b"Connection", b"close, X_Sandbox-Preview_Proxy"),
        (b"connection", b"x-sandbox-preview-port\t,keep-alive,, x-sandbox-preview-sandbox-id"),
        (b"CONNECTION", b"x-sandbox-preview-proxy"),
    ]
    done = Connection((b"host", host), *lines, (b"keep-alive", b"1"), kind=kind)
    assert done.header(b"connection") == [b"close, keep-alive"]
    assert done.header(b"keep-alive") == [b"1"], "the application is in the process of the server"
    done = Connection((b"host", host), lines[2], kind=kind)
    assert done.header(b"connection") == []


def test_spaces_around_a_host() -> None:
    for host in (b" " + HOST, HOST + b"\t", b" \t" + HOST + b"  "):
        done = Connection((b"host", host))
        assert done.scope is not None and done.header(b"host") == [HOST]
        wrong = host.replace(b"my_token", b"wrong")
        assert Connection((b"host", wrong)).rejection() == (404, "INVALID_TOKEN")


OTHER = b"www.example.com"

TARGETS: list[tuple[bytes, list[bytes], int]] = [
    (b"http://www.example.com/x%20y", [HOST], 0),
    (b"http://www.example.com/x%20y", [OTHER], 0),
    (b"http://" + HOST + b"/x%20y", [HOST], 8080),
    (b"HTTP://" + HOST + b"/x%20y", [HOST.upper() + b"."], 8080),
    (b"http://" + HOST + b"/x%20y", [], 8080),
    (b"/x%20y", [HOST], 8080),
    (b"/x%20y", [OTHER], 0),
    (b"http://" + HOST + b"/x%20y", [OTHER], 400),
    (b"http://" + HOST + b":8443/x%20y", [HOST], 400),
    (b"http://3000-a-b.example.com/x%20y", [], 400),
]


@pytest.mark.parametrize("root", ["", "/root"])
@pytest.mark.parametrize("has_raw_path", [True, False])
@pytest.mark.parametrize(("target", "hosts", "expected"), TARGETS)
def test_target(
    target: bytes, hosts: list[bytes], expected: int, has_raw_path: bool, root: str
) -> None:
    path = target.decode().replace("%20", " ")
    scope: Scope = {"path": root + path, "root_path": root}
    if has_raw_path:
        scope["raw_path"] = root.encode() + target
    done = Connection(*((b"host", host) for host in hosts), scope=scope)
    if expected == 400:
        assert done.rejection()[0] == 400
        return
    assert done.scope is not None and done.scope["path"] == f"{root}/x y"
    if has_raw_path:
        assert done.scope["raw_path"] == f"{root}/x%20y".encode()
    assert "raw_path" not in done.scope or done.scope["raw_path"].startswith(root.encode() + b"/x")
    route = done.scope.get("exposeport.route")
    assert (route.port if route else 0) == expected
    assert done.header(b"host") == [HOST if expected else OTHER]


def test_target_without_a_path() -> None:
    scope = {"path": f"http://{HOST.decode()}", "raw_path": b"http://" + HOST}
    done = Connection(scope=scope)
    assert done.scope is not None and (done.scope["path"], done.scope["raw_path"]) == ("/", b"/")
    # A server may leave the root path out.
    done = Connection(scope={**scope, "root_path": "/root"})
    assert done.scope is not None and done.scope["path"] == "/"


def test_forwarded_host_of_trusted_proxies() -> None:
    forwarded = [(b"host", OTHER), (b"X-Forwarded-Host", HOST)]
    networks = ["10.0.0.0/8", "192.0.2.1", "2001:db8::/32"]

    def is_trusted(client: Any, proxies: Any = networks) -> bool:
        done = Connection(*forwarded, scope={"client": client}, trusted_proxies=proxies)
        assert done.scope is not None
        return "exposeport.route" in done.scope

    for address in ("10.1.2.3", "192.0.2.1", "2001:db8::1", "::ffff:10.1.2.3"):
        assert is_trusted((address, 1234)) and not is_trusted((address, 1234), ())
    for address in ("11.1.2.3", "192.0.2.2", "2001:db9::1", "::ffff:11.1.2.3", "unix", ""):
        assert not is_trusted((address, 1234))
    for client in (None, (), ("testclient",), [None, None]):
        assert not is_trusted(client)
    proxies: Scope = {"scope": {"client": ("10.1.2.3", 1)}, "trusted_proxies": networks}
    several = Connection(*forwarded, (b"x-forwarded-host", OTHER), **proxies)
    assert several.rejection() == (400, "INVALID_HOSTNAME")
    assert Connection((b"host", HOST), **proxies).header(b"host") == [HOST]
    # The proxy names a different host.
    other = Connection((b"host", HOST), (b"x-forwarded-host", OTHER), **proxies)
    assert other.scope is not None and "exposeport.route" not in other.scope
    # It replaces the authority of the target too.
    target = {"raw_path": b"http://www.example.com/x", "path": "/x", **proxies["scope"]}
    done = Connection(*forwarded, scope=target, trusted_proxies=networks)
    assert done.scope is not None and "exposeport.route" in done.scope
    strings: list[Any] = ["10.0.0.0/8", b"10.0.0.0/8"]
    for string in strings:
        with pytest.raises(TypeError):
            is_trusted(None, string)
    with pytest.raises(ValueError):
        is_trusted(None, ["10.0.0.1/8"])


INVALID = [b"3000-x-y.example.com", b"08080-a-b.example.com", b"8080-www-b.example.com:99999"]


@pytest.mark.parametrize("host", INVALID)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_invalid_hosts(host: bytes, kind: str) -> None:
    forged = (b"X-Sandbox-Preview-Token", b"forged")
    left = {"exposeport.route": "forged", "exposeport.sandbox": "forged", "path": "/"}
    extensions: Scope = {"websocket.http.response": {}}
    defaults: list[Scope] = [{}, {"invalid_hosts": "reject"}]
    for options in defaults:
        done = Connection((b"host", host), kind=kind, extensions=extensions, **options)
        assert done.rejection()[0] == 400
    done = Connection((b"host", host), forged, kind=kind, scope=left, invalid_hosts="pass-through")
    assert done.sent == []
    assert done.scope == {
        "type": kind,
        "headers": [(b"host", host)],
        "extensions": None,
        "path": "/",
    }


def test_pass_through_changes_nothing_for_valid_hosts() -> None:
    passing: Scope = {"invalid_hosts": "pass-through"}
    done = Connection((b"host", HOST), **passing)
    assert done.scope is not None and done.scope["exposeport.route"] == ep.parse_host(HOST)
    wrong = HOST.replace(b"my_token", b"wrong")
    assert Connection((b"host", wrong), **passing).rejection() == (404, "INVALID_TOKEN")
    several = Connection((b"host", HOST), (b"host", INVALID[0]), **passing)
    assert several.rejection() == (400, "INVALID_HOSTNAME")


@pytest.mark.parametrize(
    "other", ["", "Reject", "pass", "pass_through", b"reject", None, True, 1, ["reject"]], ids=repr
)
def test_other_values_of_invalid_hosts(other: Any) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None: ...

    kind = ValueError if isinstance(other, str) else TypeError
    message = "^invalid_hosts must be reject or pass-through$" if kind is ValueError else None
    with pytest.raises(kind, match=message):
        PreviewRouter(app, domains=[], lookup=sandboxes().get, invalid_hosts=other)


def test_no_host_and_several_hosts() -> None:
    for version in ("1.1", "2", "3"):
        done = Connection(scope={"http_version": version})
        assert done.rejection() == (400, "INVALID_HOSTNAME")
    assert Connection().rejection() == (400, "INVALID_HOSTNAME")
    for version in ("1.0", "1"):
        assert Connection(scope={"http_version": version}).names == []
    several = Connection((b"host", HOST), (b"Host", b"example.com"))
    assert several.rejection() == (400, "INVALID_HOSTNAME")
