"""ASGI middleware that authorizes requests to preview hosts.

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
from typing import Any, Literal, TypeAlias

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
# Frameworks annotate the three arguments with types of their own, which no other type matches.
App: TypeAlias = Callable[[Any, Any, Any], Awaitable[Any]]
Lookup: TypeAlias = Callable[[str], Sandbox | None | Awaitable[Sandbox | None]]
Headers: TypeAlias = list[tuple[bytes, bytes]]

# The values of the option `invalid_hosts`.
_INVALID_HOSTS = ("reject", "pass-through")

_INTERNAL = frozenset(name.encode() for name in INTERNAL_HEADERS)

# It has no exposed ports, so an unknown sandbox yields the same response as an unknown port.
_NO_SANDBOX = Sandbox("unknown")

# RFC 6455 section 7.4.1: the request violates the policy of the server.
_POLICY_VIOLATION = 1008


class PreviewRouter:
    """ASGI middleware for FastAPI, Starlette, Litestar, Django and other ASGI applications.

    If the host of an HTTP or WebSocket request is a preview host under one of the base domains, the
    sandbox authorizes the request. A request for an active URL is passed to the application, with
    the `Route` in `scope["exposeport.route"]`, the `Sandbox` in `scope["exposeport.sandbox"]` and
    the internal headers.

    Every other request for a preview host is rejected with the JSON body
    `{"error": "...", "code": "..."}`. The status is 404 for an unknown sandbox, an unknown port or
    a wrong token, 410 for a stale URL, and otherwise the status of the error. A WebSocket is
    rejected during its handshake: with the same response if the server supports it, else with the
    close code 1008.

    Requests for other hosts are passed to the application. Internal headers are removed from every
    request, so that a client cannot forge them. A request with several `Host` headers is rejected
    with 400. Other scopes, such as "lifespan", are passed unchanged.

    Wrap the whole application, because per-route middleware does not run for unknown paths. An
    inner `PreviewRouter` replaces the scope values of an outer one. Django's `get_host` rejects
    hosts with an underscore. Generated tokens have no underscore, but sandbox ids and custom tokens
    may.

    Args:
        app: The application.
        domains: The base domains of the gateway: strings or `BaseDomain` objects.
        lookup: A function that returns the `Sandbox` of a sandbox id, or None. It may be a
            coroutine function.
        policy: The policy for base domains that are given as strings.
        invalid_hosts: "reject" to reject a preview-shaped host that breaks a rule, such as
            "3000-x-y.example.com", or "pass-through" to pass it to the application as any other
            host.

    Raises:
        ExposePortError: A base domain that `BaseDomain` rejects: "workers.dev".
        TypeError: `domains` is a single string.
        ValueError: Any other value of `invalid_hosts`: "ignore".
    """

    def __init__(
        self,
        app: App,
        *,
        domains: Iterable[str | bytes | BaseDomain],
        lookup: Lookup,
        policy: Policy | None = None,
        invalid_hosts: Literal["reject", "pass-through"] = "reject",
    ) -> None:
        """Creates the middleware; see the class."""
        if isinstance(domains, str | bytes):
            raise TypeError("domains must be a list of base domains")
        if invalid_hosts not in _INVALID_HOSTS:
            raise ValueError(f"invalid_hosts must be {' or '.join(_INVALID_HOSTS)}")
        self.app = app
        self.lookup = lookup
        self.domains = tuple(
            domain if isinstance(domain, BaseDomain) else BaseDomain(domain, policy=policy)
            for domain in domains
        )
        self.invalid_hosts = invalid_hosts

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Handles one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers: Headers = list(scope["headers"])
        scope = {**scope, "headers": [header for header in headers if not _is_internal(header[0])]}
        # Values that an outer application set are not trusted.
        scope.pop("exposeport.route", None)
        scope.pop("exposeport.sandbox", None)

        hosts = [value for name, value in headers if name.lower() == b"host"]
        if len(hosts) > 1:
            await _reject(scope, receive, send, 400, _SEVERAL_HOSTS)
            return
        try:
            found = route_under(hosts[0], self.domains) if hosts else None
        except ExposePortError as error:
            if self.invalid_hosts == "reject":
                body = _body(str(error), error.code)
                await _reject(scope, receive, send, error.http_status, body)
                return
            found = None
        if found is not None:
            _, route = found
            sandbox = await self._sandbox(route.sandbox_id)
            authorization = (_NO_SANDBOX if sandbox is None else sandbox).authorize(route)
            if sandbox is None or not authorization:
                status, body = authorization.http_status, authorization.json_body or ""
                await _reject(scope, receive, send, status, body)
                return
            scope["exposeport.route"] = route
            scope["exposeport.sandbox"] = sandbox
            scope["headers"] += _internal_headers(route)
        await self.app(scope, receive, send)

    async def _sandbox(self, sandbox_id: str) -> Sandbox | None:
        sandbox = self.lookup(sandbox_id)
        return await sandbox if inspect.isawaitable(sandbox) else sandbox


def _is_internal(name: bytes) -> bool:
    # CGI variable names, which Django uses, do not distinguish "_" and "-" (RFC 3875 section
    # 4.1.18).
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


# This is a rule of HTTP (RFC 9112 section 3.2), not of preview URLs, so the core has no message for
# it.
_SEVERAL_HOSTS = _body("request has more than one Host header", "INVALID_HOSTNAME")


async def _reject(scope: Scope, receive: Receive, send: Send, status: int, body: str) -> None:
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
        # Responses with 404 and 410 are cacheable (RFC 9110 section 15.1), but the port may be
        # exposed again.
        (b"cache-control", b"no-store"),
    ]
    await send({"type": f"{kind}.start", "status": status, "headers": headers})
    # A response to HEAD has no content (RFC 9110 section 9.3.2), and some servers do not remove it.
    is_head = scope.get("method") == "HEAD"
    await send({"type": f"{kind}.body", "body": b"" if is_head else content})
