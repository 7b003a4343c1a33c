"""`PreviewRouter`, called as a server calls it."""

import asyncio
import json
from typing import Any

import exposeport as ep
import pytest
from exposeport.asgi import PreviewRouter

HOST = b"8080-sandbox-my_token.example.com"
WRONG = b"8080-sandbox-wrong.example.com"
Scope = dict[str, Any]


def sandboxes() -> dict[str, ep.Sandbox]:
    sandbox = ep.Sandbox("sandbox")
    sandbox.expose_port(8080, hostname="example.com", token="my_token")
    return {"sandbox": sandbox}


class Connection:
    """A connection through the middleware: the scope of the application, and the sent messages."""

    def __init__(
        self,
        *headers: tuple[bytes, bytes],
        kind: str = "http",
        extensions: Any = None,
        received: tuple[Any, ...] = (),
        scope: Scope | None = None,
        **options: Any,
    ) -> None:
        self.scope: Scope | None = None
        self.sent: list[Any] = []
        first = "websocket.connect" if kind == "websocket" else f"{kind}.request"
        messages = iter(received or ({"type": first},))
        self.given: Scope = {
            "type": kind,
            "headers": list(headers),
            "extensions": extensions,
            **(scope or {}),
        }

        async def app(scope: Any, receive: Any, send: Any) -> None:
            self.scope = scope

        async def receive() -> Any:
            return next(messages)

        async def send(message: Any) -> None:
            self.sent.append(message)

        options = {"domains": ["example.com"], "lookup": sandboxes().get, **options}
        asyncio.run(PreviewRouter(app, **options)(self.given, receive, send))

    @property
    def names(self) -> list[bytes]:
        assert self.scope is not None
        return [name for name, _ in self.scope["headers"]]

    def header(self, name: bytes) -> list[bytes]:
        assert self.scope is not None
        return [value for header, value in self.scope["headers"] if header == name]

    def rejection(self) -> tuple[int, str]:
        assert self.scope is None
        start, body = self.sent
        content = json.loads(body["body"])
        headers = dict(start["headers"])
        assert headers[b"content-type"] == b"application/json"
        assert headers[b"cache-control"] == b"no-store"
        assert int(headers[b"content-length"]) == len(body["body"])
        assert set(content) == {"error", "code"} and "my_token" not in content["error"]
        return start["status"], content["code"]


@pytest.mark.parametrize("host", [HOST.replace(b"my_token", b"other"), b"3000-a-b.example.com"])
def test_response_to_head_has_no_content(host: bytes) -> None:
    get, head = (
        Connection((b"host", host), scope={"method": method}).sent for method in ("GET", "HEAD")
    )
    assert head[0] == get[0]
    assert head[1]["body"] == b"" != get[1]["body"]


def test_active() -> None:
    forged = [(name.encode().title(), b"forged") for name in ep.INTERNAL_HEADERS]
    underscores = (b"x_sandbox_preview_token", b"forged")
    done = Connection((b"Host", HOST), *forged, underscores, (b"accept", b"*/*"))
    assert done.scope is not None and done.sent == []
    assert done.scope["exposeport.route"] == ep.parse_host(HOST)
    assert done.scope["exposeport.sandbox"].id == "sandbox"
    own = [
        (b"x-forwarded-host", HOST),
        (b"x-forwarded-proto", b"http"),
        (b"x-sandbox-preview-proxy", b"1"),
        (b"x-sandbox-preview-port", b"8080"),
        (b"x-sandbox-preview-sandbox-id", b"sandbox"),
    ]
    assert done.scope["headers"] == [(b"accept", b"*/*"), (b"host", HOST), *own]
    assert len(done.given["headers"]) == 11, "the scope of the server is unchanged"


def test_options_of_the_headers() -> None:
    secure = Connection((b"host", HOST), scope={"scheme": "https"}, host="localhost")
    assert secure.header(b"host") == [b"localhost:8080"]
    assert secure.header(b"x-forwarded-host") == [HOST]
    assert secure.header(b"x-forwarded-proto") == [b"https"]
    assert secure.header(b"x-sandbox-preview-token") == []
    socket = Connection((b"host", HOST), kind="websocket", scope={"scheme": "wss"}, with_token=True)
    assert socket.header(b"x-forwarded-proto") == [b"https"]
    assert socket.header(b"x-sandbox-preview-token") == [b"my_token"]
    with pytest.raises(ValueError, match="host must be preview or localhost"):
        Connection((b"host", HOST), host="other")


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("host", [HOST, b"www.example.com"])
@pytest.mark.parametrize(
    ("values", "left"),
    [
        ([b"close, x-sandbox-preview-proxy"], [b"close"]),
        ([b"X_Sandbox_Preview_Proxy"], []),
        ([b"keep-alive,\tX-SANDBOX-PORT ", b"cf_container_target_port, x"], [b"keep-alive, x"]),
        ([b"keep-alive"], [b"keep-alive"]),
    ],
)
def test_internal_names_leave_connection(
    kind: str, host: bytes, values: list[bytes], left: list[bytes]
) -> None:
    received = [(b"connection", value) for value in values]
    done = Connection((b"host", host), *received, kind=kind)
    assert done.header(b"connection") == left


@pytest.mark.parametrize("blanks", [b" %b", b"%b ", b"\t %b \t"])
def test_blanks_around_a_host(blanks: bytes) -> None:
    done = Connection((b"host", blanks % HOST))
    assert done.scope is not None and done.header(b"host") == [HOST]
    assert Connection((b"host", blanks % WRONG)).rejection() == (404, "INVALID_TOKEN")


def test_target_in_absolute_form() -> None:
    target = b"http://%b/a%%20b"
    path: Scope = {"path": "http://x/a b", "raw_path": target % HOST}
    done = Connection((b"host", HOST), scope=path)
    assert done.scope is not None and done.scope["exposeport.route"].port == 8080
    assert (done.scope["path"], done.scope["raw_path"]) == ("/a b", b"/a%20b")
    differs = Connection((b"host", b"www.example.com"), scope=path)
    assert differs.rejection() == (400, "INVALID_HOSTNAME")

    other = Connection((b"host", HOST), scope={"raw_path": target % b"www.example.com"})
    assert other.scope is not None and "exposeport.route" not in other.scope
    assert other.header(b"host") == [b"www.example.com"] and other.scope["path"] == "/a b"
    # A server that has no raw path.
    done = Connection((b"host", HOST), scope={"path": f"http://{HOST.decode()}/x"})
    assert done.scope is not None and done.scope["path"] == "/x"
    done = Connection((b"host", HOST), scope={"path": "/x", "raw_path": b"/x"})
    assert done.scope is not None and done.scope["path"] == "/x"


def test_versions_of_http() -> None:
    for version in ("1.1", "2", "3"):
        none = Connection(scope={"http_version": version})
        assert none.rejection() == (400, "INVALID_HOSTNAME")
    none = Connection(scope={"http_version": "1.0"})
    assert none.scope is not None and none.names == []
    done = Connection((b"host", HOST), scope={"http_version": "2"})
    assert done.scope is not None and done.scope["exposeport.route"].port == 8080


def test_trusted_proxies() -> None:
    forwarded = (b"x-forwarded-host", HOST)
    host = (b"host", b"internal.example")
    peer: Scope = {"client": ("10.1.2.3", 4711)}
    trusted: Scope = {"trusted_proxies": ["192.0.2.1", "10.0.0.0/8"]}
    assert "exposeport.route" not in (Connection(host, forwarded, scope=peer).scope or {})
    done = Connection(host, forwarded, scope=peer, **trusted)
    assert done.scope is not None and done.scope["exposeport.route"].port == 8080
    several = Connection(host, forwarded, forwarded, scope=peer, **trusted)
    assert several.rejection() == (400, "INVALID_HOSTNAME")
    assert Connection((b"host", WRONG), scope=peer, **trusted).rejection()[0] == 404
    clients: list[Any] = [None, ("11.0.0.1", 1), ("unix", 0), (), ("", 0), ("2001:db8::1", 1)]
    for client in clients:
        done = Connection(host, forwarded, scope={"client": client}, **trusted)
        assert done.scope is not None and "exposeport.route" not in done.scope
    for wrong in ("10.0.0.0/8", ["10.0.0.1/8"], ["localhost"]):
        with pytest.raises((TypeError, ValueError)):
            Connection(host, trusted_proxies=wrong)


def test_rejection_for_people() -> None:
    browser = (b"accept", b"text/html,application/xhtml+xml,*/*;q=0.8")
    start, body = Connection((b"host", WRONG), browser).sent
    headers = dict(start["headers"])
    assert start["status"] == 404
    assert headers[b"content-type"] == b"text/html; charset=utf-8"
    assert int(headers[b"content-length"]) == len(body["body"])
    assert b"INVALID_TOKEN" in body["body"] and b"wrong" not in body["body"]
    for name in (b"cache-control", b"referrer-policy", b"x-robots-tag"):
        assert name in headers


def test_on_active() -> None:
    calls: list[Any] = []

    def lookup(sandbox_id: str) -> ep.Sandbox | None:
        calls.append("lookup")
        return sandboxes().get(sandbox_id)

    def on_active(sandbox: ep.Sandbox, route: ep.Route) -> None:
        calls.append((sandbox.id, route.port))

    async def later(sandbox: ep.Sandbox, route: ep.Route) -> None:
        await asyncio.sleep(0)
        on_active(sandbox, route)

    for each in (on_active, later):
        calls.clear()
        Connection((b"host", HOST), lookup=lookup, on_active=each)
        assert calls == ["lookup", ("sandbox", 8080)]
        calls.clear()
        Connection((b"host", WRONG), lookup=lookup, on_active=each)
        assert calls == ["lookup"]
    Connection((b"host", b"www.example.com"), lookup=lookup, on_active=on_active)
    assert calls == ["lookup"]

    def failing(sandbox: ep.Sandbox, route: ep.Route) -> None:
        raise OSError("no capacity")

    with pytest.raises(OSError, match="no capacity"):
        Connection((b"host", HOST), on_active=failing)


def test_on_rejected() -> None:
    seen: list[Any] = []

    def count(scope: Any, rejection: ep.Rejection) -> None:
        seen.append((scope["type"], rejection.http_status, rejection.code))

    done = Connection((b"host", WRONG), on_rejected=count)
    assert done.rejection() == (404, "INVALID_TOKEN")
    Connection((b"host", HOST), on_rejected=count)
    socket = Connection((b"host", WRONG), kind="websocket", on_rejected=count)
    assert socket.sent == [{"type": "websocket.close", "code": 1008}]
    assert seen == [("http", 404, "INVALID_TOKEN"), ("websocket", 404, "INVALID_TOKEN")]

    async def page(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "answer"})

    async def answer(scope: Any, rejection: ep.Rejection) -> Any:
        return page

    assert Connection((b"host", WRONG), on_rejected=answer).sent == [{"type": "answer"}]
    # A WebSocket that cannot have a response is closed.
    socket = Connection((b"host", WRONG), kind="websocket", on_rejected=answer)
    assert socket.sent == [{"type": "websocket.close", "code": 1008}]


def test_recheck() -> None:
    sandbox = sandboxes()["sandbox"]
    sent: list[Any] = []

    async def run() -> None:
        closed = asyncio.Event()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "websocket.accept"})
            await closed.wait()
            await send({"type": "websocket.send", "text": "late"})

        async def receive() -> Any:
            return {"type": "websocket.connect"}

        async def send(message: Any) -> None:
            sent.append(message)

        router = PreviewRouter(app, domains=["example.com"], lookup={"sandbox": sandbox}.get)
        scope: Scope = {"type": "websocket", "headers": [(b"host", HOST)]}
        tasks = [asyncio.create_task(router(scope, receive, send)) for _ in range(2)]
        await asyncio.sleep(0)
        while len(sent) < 2:
            await asyncio.sleep(0)
        assert await router.recheck("sandbox") == 0
        assert await router.recheck("other") == 0
        sandbox.unexpose_port(8080)
        assert await router.recheck("sandbox") == 2
        assert await router.recheck("sandbox") == 0
        closed.set()
        await asyncio.gather(*tasks)
        assert await router.recheck("sandbox") == 0
        assert router._websockets == {}

    asyncio.run(run())
    accept, close = {"type": "websocket.accept"}, {"type": "websocket.close", "code": 1008}
    assert sent == [accept, accept, close, close], "nothing is sent after the close"


@pytest.mark.parametrize(
    ("host", "status", "code"),
    [
        (b"8080-sandbox-wrong.example.com", 404, "INVALID_TOKEN"),
        (b"8081-sandbox-my_token.example.com", 404, "INVALID_TOKEN"),
        (b"8080-unknown-my_token.example.com", 404, "INVALID_TOKEN"),
        (b"3000-sandbox-my_token.example.com", 400, "RESERVED_PORT"),
        (b"08080-sandbox-my_token.example.com", 400, "INVALID_PORT"),
        (b"8080-www-my_token.example.com", 400, "RESERVED_SANDBOX_ID"),
        (b"8080-sandbox-my_token.example.com:99999", 400, "INVALID_HOSTNAME_PORT"),
    ],
)
def test_rejected(host: bytes, status: int, code: str) -> None:
    assert Connection((b"host", host)).rejection() == (status, code)


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

    error: Any = ValueError if isinstance(other, str) else TypeError
    with pytest.raises(error, match="invalid_hosts"):
        PreviewRouter(app, domains=[], lookup=sandboxes().get, invalid_hosts=other)


def test_unknown_sandbox_port_and_token_get_the_same_response() -> None:
    hosts = (b"8080-sandbox-wrong", b"8081-sandbox-my_token", b"8080-unknown-my_token")
    responses = [Connection((b"host", host + b".example.com")).sent for host in hosts]
    assert responses[0] == responses[1] == responses[2]


def test_stale() -> None:
    known = sandboxes()
    known["sandbox"].runtime_started("another")
    assert Connection((b"host", HOST), lookup=known.get).rejection() == (410, "STALE_PREVIEW_URL")


@pytest.mark.parametrize(
    "host",
    [b"www.example.com", b"example.com", b"8080-sandbox-my_token.evil-example.com", b"", b"\xff"],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_other_hosts(host: bytes, kind: str) -> None:
    forged = (b"X-Sandbox-Preview-Token", b"forged")
    left = {"exposeport.route": "forged", "exposeport.sandbox": "forged", "path": "/"}
    done = Connection((b"host", host), forged, kind=kind, scope=left)
    assert done.sent == [] and done.names == [b"host"]
    assert done.scope == {
        "type": kind,
        "headers": [(b"host", host)],
        "extensions": None,
        "path": "/",
    }


def test_no_host_and_several_hosts() -> None:
    assert Connection().rejection() == (400, "INVALID_HOSTNAME")
    several = Connection((b"host", HOST), (b"Host", b"example.com"))
    assert several.rejection() == (400, "INVALID_HOSTNAME")


def test_other_scopes() -> None:
    for kind in ("lifespan", "something new"):
        done = Connection((b"host", HOST), kind=kind)
        assert done.scope is done.given


def test_websocket() -> None:
    done = Connection((b"host", HOST), kind="websocket")
    assert done.scope is not None and done.scope["exposeport.route"].port == 8080
    wrong = (b"host", b"8080-sandbox-wrong.example.com")
    assert Connection(wrong, kind="websocket").sent == [{"type": "websocket.close", "code": 1008}]
    done = Connection(wrong, kind="websocket", extensions={"websocket.http.response": {}})
    assert done.sent[0]["type"] == "websocket.http.response.start"
    assert done.sent[1]["type"] == "websocket.http.response.body"
    assert done.rejection() == (404, "INVALID_TOKEN")
    gone = ({"type": "websocket.disconnect"},)
    assert Connection(wrong, kind="websocket", received=gone).sent == []


def test_lookup() -> None:
    known = sandboxes()

    async def lookup(sandbox_id: str) -> ep.Sandbox | None:
        await asyncio.sleep(0)
        return known.get(sandbox_id)

    for each in (lookup, known.get, lambda sandbox_id: lookup(sandbox_id)):
        done = Connection((b"host", HOST), lookup=each)
        assert done.scope is not None and done.scope["exposeport.sandbox"] is known["sandbox"]

    def failing(_: str) -> ep.Sandbox:
        raise LookupError("the store is down")

    with pytest.raises(LookupError):
        Connection((b"host", HOST), lookup=failing)
    for wrong in ("sandbox", False, 1, object()):
        with pytest.raises(TypeError, match="lookup must return a Sandbox or None, found"):
            Connection((b"host", HOST), lookup=lambda _, wrong=wrong: wrong)
    # A lookup that returns a different sandbox.
    other = ep.Sandbox("other")
    other.expose_port(8080, hostname="example.com", token="my_token")
    done = Connection((b"host", HOST), lookup=lambda _: other)
    assert done.rejection() == (404, "INVALID_TOKEN")


def test_domains() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None: ...

    lookup = dict[str, ep.Sandbox]().get
    strings: list[Any] = ["example.com", b"example.com"]
    for domains in strings:
        with pytest.raises(TypeError):
            PreviewRouter(app, domains=domains, lookup=lookup)
    with pytest.raises(ep.CustomDomainRequiredError):
        PreviewRouter(app, domains=["example.workers.dev"], lookup=lookup)
    policy = ep.Policy(unreserve_ports=[3000])
    sandbox = ep.Sandbox("sandbox", policy=policy)
    sandbox.expose_port(3000, hostname="example.com", token="my_token")
    host = (b"host", b"3000-sandbox-my_token.b.example")
    for options in (
        {"domains": ["a.example", b"b.example"], "policy": policy},
        {"domains": [ep.BaseDomain("b.example", policy=policy)]},
    ):
        assert Connection(host, lookup={"sandbox": sandbox}.get, **options).scope is not None
