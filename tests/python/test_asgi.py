"""`PreviewRouter`, called as a server calls it."""

import asyncio
import json
from functools import partial
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
        return [value for header, value in self.scope["headers"] if header.lower() == name]

    def rejection(self) -> tuple[int, str]:
        assert self.scope is None
        start, body = self.sent
        content = json.loads(body["body"])
        headers = dict(start["headers"])
        assert headers[b"content-type"] == b"application/json"
        assert headers[b"cache-control"] == b"no-store"
        assert headers[b"referrer-policy"] == b"no-referrer"
        assert headers[b"x-robots-tag"] == b"noindex"
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
    assert type(get[1]["body"]) is bytes


FORWARDED = [
    (b"host", HOST),
    (b"x-forwarded-host", HOST),
    (b"x-forwarded-proto", b"http"),
    (b"x-sandbox-preview-proxy", b"1"),
    (b"x-sandbox-preview-port", b"8080"),
    (b"x-sandbox-preview-sandbox-id", b"sandbox"),
]


def test_active() -> None:
    forged = [(name.encode().title(), b"forged") for name in ep.INTERNAL_HEADERS]
    underscores = (b"x_sandbox_preview_token", b"forged")
    others = [(b"X-Forwarded-Host", b"forged"), (b"x-forwarded-proto", b"forged")]
    done = Connection((b"Host", HOST), *forged, underscores, *others, (b"accept", b"*/*"))
    assert done.scope is not None and done.sent == []
    assert done.scope["exposeport.route"] == ep.parse_host(HOST)
    assert done.scope["exposeport.sandbox"].id == "sandbox"
    assert done.scope["headers"] == [(b"accept", b"*/*"), *FORWARDED]
    assert len(done.given["headers"]) == 13, "the scope of the server is unchanged"


def test_options_of_the_headers() -> None:
    done = Connection((b"host", HOST), with_token=True)
    token = (b"x-sandbox-preview-token", b"my_token")
    assert done.scope is not None and done.scope["headers"] == [*FORWARDED, token]
    done = Connection((b"host", HOST), host="localhost")
    assert done.header(b"host") == [b"localhost:8080"]
    assert done.header(b"x-forwarded-host") == [HOST]
    for kind in ("http", "websocket"):
        for scheme, expected in [
            *(("https", b"https"), ("wss", b"https"), ("http", b"http"), ("ws", b"http")),
        ]:
            done = Connection((b"host", HOST), kind=kind, scope={"scheme": scheme})
            assert done.header(b"x-forwarded-proto") == [expected]
    done = Connection((b"host", HOST.upper() + b".:8443"))
    assert done.header(b"host") == [HOST + b":8443"]
    # Before the first request.
    create: Any = PreviewRouter
    router = partial(create, None, domains=[], lookup=sandboxes().get)
    with pytest.raises(ValueError, match=r"^host must be preview or localhost$"):
        router(host="other")
    with pytest.raises(TypeError):
        router(host=None)


OTHER = b"www.example.com"


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
