"""ASGI middleware that authorizes the requests to preview hosts.

Example:
    >>> import exposeport
    >>> from exposeport.asgi import PreviewRouter
    >>> sandboxes = {"sandbox": exposeport.Sandbox("sandbox")}
    >>> async def app(scope, receive, send):
    ...     route = scope.get("exposeport.route")  # None for every other host
    ...
    >>> app = PreviewRouter(app, domains=["example.com"], lookup=sandboxes.get)
"""

import inspect
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, TypeAlias

from exposeport import (
    HEADER_PREVIEW_PORT,
    HEADER_PREVIEW_PROXY,
    HEADER_PREVIEW_SANDBOX_ID,
    HEADER_PREVIEW_TOKEN,
    INTERNAL_HEADERS,
    BaseDomain,
    ExposePortError,
    Policy,
    Route,
    Sandbox,
    route_under,
)

__all__ = ["PreviewRouter"]

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
# Frameworks have types of their own for the three arguments, which no others fit.
App: TypeAlias = Callable[[Any, Any, Any], Awaitable[Any]]
Lookup: TypeAlias = Callable[[str], Sandbox | None | Awaitable[Sandbox | None]]
Headers: TypeAlias = list[tuple[bytes, bytes]]

_INTERNAL = frozenset(name.encode() for name in INTERNAL_HEADERS)

# Has no port exposed, so that it answers as any sandbox answers for an unknown port.
_NO_SANDBOX = Sandbox("unknown")

# RFC 6455 section 7.4.1: the request breaks the server's policy.
_POLICY_VIOLATION = 1008


class PreviewRouter:
    """ASGI middleware for FastAPI, Starlette, Litestar, Django and whatever else speaks ASGI.

    Where the host of an HTTP or WebSocket request is a preview host of one of the domains, it asks the sandbox. An
    active URL goes on to the application, with the `Route` in `scope["exposeport.route"]`, the `Sandbox` in
    `scope["exposeport.sandbox"]`, and the internal headers set. Every other preview URL is answered here: 404 for an
    unknown sandbox or port and for a wrong token, 410 for a stale URL, else the status of the rule that is broken, with
    the JSON body `{"error": "...", "code": "..."}`. A WebSocket is denied before it is accepted: with the same answer
    where the server can send one, else by closing it with code 1008.

    Requests to other hosts go on as they are, but for the internal headers: these are stripped from every request, so
    that no client can forge them. A request with several Host headers is answered with 400. Other scopes, such as
    "lifespan", are not touched.

    It wraps the whole application. As middleware of single routes it would not be asked where no route is found, and
    below another `PreviewRouter` it takes the other's word for nothing. Django's `get_host` refuses hosts with an
    underscore, which sandbox ids and custom tokens may have; generated tokens have none.

    Args:
        app: The application.
        domains: The gateway's own base domains: texts, or `BaseDomain` objects.
        lookup: Gives the `Sandbox` of a sandbox id, or None. It may be a coroutine function.
        policy: The policy of domains that are given as texts.

    Raises:
        ExposePortError: A domain that breaks a rule.
        TypeError: A text in place of the list of domains.
    """

    def __init__(
        self,
        app: App,
        *,
        domains: Iterable[str | bytes | BaseDomain],
        lookup: Lookup,
        policy: Policy | None = None,
    ) -> None:
        """See the class."""
        if isinstance(domains, str | bytes):
            raise TypeError("domains must be a list of base domains")
        self.app = app
        self.lookup = lookup
        self.domains = tuple(
            domain if isinstance(domain, BaseDomain) else BaseDomain(domain, policy=policy) for domain in domains
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serves one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers: Headers = list(scope["headers"])
        scope = {**scope, "headers": [header for header in headers if not _is_internal(header[0])]}
        # No outer application's word is taken either.
        scope.pop("exposeport.route", None)
        scope.pop("exposeport.sandbox", None)

        hosts = [value for name, value in headers if name.lower() == b"host"]
        if len(hosts) > 1:
            await _refuse(scope, receive, send, 400, _SEVERAL_HOSTS)
            return
        try:
            found = route_under(hosts[0], self.domains) if hosts else None
        except ExposePortError as error:
            await _refuse(scope, receive, send, error.http_status, _body(str(error), error.code))
            return
        if found is not None:
            _, route = found
            sandbox = await self._sandbox(route.sandbox_id)
            answer = (_NO_SANDBOX if sandbox is None else sandbox).authorize(route)
            if sandbox is None or not answer:
                await _refuse(scope, receive, send, answer.http_status, answer.json_body or "")
                return
            scope["exposeport.route"] = route
            scope["exposeport.sandbox"] = sandbox
            scope["headers"] += _internal_headers(route)
        await self.app(scope, receive, send)

    async def _sandbox(self, sandbox_id: str) -> Sandbox | None:
        sandbox = self.lookup(sandbox_id)
        return await sandbox if inspect.isawaitable(sandbox) else sandbox


def _is_internal(name: bytes) -> bool:
    # CGI's spelling of names (RFC 3875 section 4.1.18), which Django has, does not tell an underscore from a hyphen.
    return name.lower().replace(b"_", b"-") in _INTERNAL


def _internal_headers(route: Route) -> Headers:
    values = {
        HEADER_PREVIEW_PROXY: "1",
        HEADER_PREVIEW_PORT: str(route.port),
        HEADER_PREVIEW_TOKEN: route.token,
        HEADER_PREVIEW_SANDBOX_ID: route.sandbox_id,
    }
    return [(name.encode(), value.encode()) for name, value in values.items()]


def _body(error: str, code: str) -> str:
    return json.dumps({"error": error, "code": code})


# A rule of HTTP, not of preview URLs: a server answers such a request with 400 (RFC 9112 section 3.2), whichever hosts
# it names. None of them is judged, so the words are this module's.
_SEVERAL_HOSTS = _body("request has more than one host header", "INVALID_HOSTNAME")


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, body: str) -> None:
    kind = "http.response"
    if scope["type"] == "websocket":
        if (await receive())["type"] != "websocket.connect":
            return
        if "websocket.http.response" not in (scope.get("extensions") or {}):
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        kind = "websocket.http.response"
    content = body.encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
        # Caches may keep a 404 and a 410 (RFC 9110 section 15.1), but the port may be exposed again.
        (b"cache-control", b"no-store"),
    ]
    await send({"type": f"{kind}.start", "status": status, "headers": headers})
    # An answer to HEAD tells of its content, and has none (RFC 9110 section 9.3.2). Not every server sees to it.
    await send({"type": f"{kind}.body", "body": b"" if scope.get("method") == "HEAD" else content})
