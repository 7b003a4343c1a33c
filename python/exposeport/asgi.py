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
import ipaddress
import urllib.parse
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Literal, TypeAlias

from exposeport import (
    BaseDomain,
    Gateway,
    Policy,
    Preview,
    Rejection,
    Route,
    Sandbox,
    pass_through,
    prefers_html,
    split_target,
)

__all__ = ["PreviewRouter"]

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
# Frameworks annotate the three arguments with types of their own, which no other type matches.
App: TypeAlias = Callable[[Any, Any, Any], Awaitable[Any]]
Lookup: TypeAlias = Callable[[str], Sandbox | None | Awaitable[Sandbox | None]]
OnActive: TypeAlias = Callable[[Sandbox, Route], Awaitable[None] | None]
OnRejected: TypeAlias = Callable[[Any, Rejection], App | None | Awaitable[App | None]]


class PreviewRouter:
    """ASGI middleware for FastAPI, Starlette, Litestar, Django and other ASGI applications.

    If the host of an HTTP or WebSocket request is a preview host under one of the base domains, the
    sandbox authorizes the request. A request for an active URL is passed to the application, with
    the `Route` in `scope["exposeport.route"]`, the `Sandbox` in `scope["exposeport.sandbox"]` and
    the headers of `Gateway.forward`.

    Every other request for a preview host is rejected: with 404 for an unknown sandbox, an unknown
    port or a wrong token, with 410 for a stale URL, and otherwise with the status of the error. A
    client that prefers HTML gets a page, and every other one the JSON body
    `{"error": "...", "code": "..."}`. A WebSocket is rejected before it is accepted: with the same
    response if the server supports that, else with the close code 1008.

    Requests for other hosts are passed to the application, without internal headers, so that a
    client cannot forge them. The rules are those of `Gateway`. Other scopes, such as "lifespan",
    are passed unchanged.

    Wrap the whole application. Middleware of single routes does not run for paths without a route.
    Under another `PreviewRouter`, the values in the scope are replaced. Django's `get_host` rejects
    hosts with an underscore, which sandbox ids and custom tokens may contain; generated tokens
    contain none. A server that drops the authority of a target in absolute form, such as uvicorn
    with httptools, leaves `Host` to decide.

    Args:
        app: The application.
        domains: The base domains of the gateway: strings or `BaseDomain` objects.
        lookup: A function that returns the `Sandbox` of a sandbox id, or None. It may be a
            coroutine function. It loads the state, and starts nothing: the request is not
            authorized yet.
        on_active: A function that is called with the sandbox and the route of an authorized
            request, before the application. It may be a coroutine function, and may start or wake
            the sandbox.
        on_rejected: A function that is called with the scope and the `Rejection` of a rejected
            request. It may be a coroutine function. If it returns an ASGI application, such as a
            response of Starlette, that application answers.
        policy: The policy of base domains that are given as strings.
        invalid_hosts: "reject" to reject a preview-shaped host that breaks a rule, such as
            "3000-x-y.example.com", or "pass-through" to pass it to the application as any other
            host.
        host: The `Host` that the application receives: "preview", or "localhost" for
            "localhost:8080".
        with_token: If true, the application receives the token in a header.
        trusted_proxies: IP addresses and networks of proxies. The `X-Forwarded-Host` of such a peer
            replaces the host of the request.

    Raises:
        ExposePortError: A base domain that `BaseDomain` rejects: "workers.dev".
        TypeError: A string in place of the list of base domains.
        ValueError: Any other value of `invalid_hosts`: "ignore".
    """

    def __init__(
        self,
        app: App,
        *,
        domains: Iterable[str | bytes | BaseDomain],
        lookup: Lookup,
        on_active: OnActive | None = None,
        on_rejected: OnRejected | None = None,
        policy: Policy | None = None,
        invalid_hosts: Literal["reject", "pass-through"] = "reject",
        host: Literal["preview", "localhost"] = "preview",
        with_token: bool = False,
        trusted_proxies: Iterable[str] = (),
    ) -> None:
        """Creates the middleware; see the class."""
        self.app = app
        self.lookup = lookup
        self.on_active = on_active
        self.on_rejected = on_rejected
        self.gateway = Gateway(domains, invalid_hosts=invalid_hosts, policy=policy)
        self.host = host
        self.with_token = with_token
        if isinstance(trusted_proxies, str):
            raise TypeError("trusted_proxies must be a list of addresses and networks")
        self._proxies = [ipaddress.ip_network(proxy) for proxy in trusted_proxies]
        self._websockets: dict[str, set[_WebSocket]] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Handles one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        scope = dict(scope)
        # Values of an outer application are not trusted.
        scope.pop("exposeport.route", None)
        scope.pop("exposeport.sandbox", None)

        authority = _take_authority(scope)
        hosts, authority = self._hosts(scope, authority)
        version = scope.get("http_version", "1.1")
        decision = self.gateway.route(hosts, authority=authority, version=version)
        if isinstance(decision, Preview):
            await self._preview(decision, scope, receive, send)
        elif isinstance(decision, Rejection):
            await self._reject(decision, scope, receive, send)
        else:
            headers = pass_through(scope["headers"], authority=authority, in_process=True)
            scope["headers"] = headers
            await self.app(scope, receive, send)

    async def recheck(self, sandbox_id: str) -> int:
        """Authorizes the open WebSockets of a sandbox again.

        A WebSocket that is not active any more is closed with the code 1008. Call it after
        `unexpose_port`, and after a runtime has started or stopped, in the event loop that serves
        the connections. It does not reach connections of other processes.

        Args:
            sandbox_id: The sandbox id.

        Returns:
            The number of WebSockets that were closed.

        Example:
            >>> async def stop_exposing(router, sandbox, port):
            ...     sandbox.unexpose_port(port)
            ...     await router.recheck(sandbox.id)
        """
        sandbox = await self._sandbox(sandbox_id)
        rejected = [
            websocket
            for websocket in self._websockets.get(sandbox_id, ())
            if not websocket.is_closed and websocket.preview.authorize(sandbox) is not None
        ]
        for websocket in rejected:
            await websocket.close()
        return len(rejected)

    async def _preview(self, preview: Preview, scope: Scope, receive: Receive, send: Send) -> None:
        route = preview.route
        sandbox = await self._sandbox(route.sandbox_id)
        rejection = preview.authorize(sandbox)
        if sandbox is None or rejection is not None:
            await self._reject(rejection or _unreachable(), scope, receive, send)
            return
        if self.on_active is not None:
            await _result(self.on_active(sandbox, route))
        scope["exposeport.route"] = route
        scope["exposeport.sandbox"] = sandbox
        scope["headers"] = self.gateway.forward(
            preview,
            scope["headers"],
            scheme="https" if scope.get("scheme") in ("https", "wss") else "http",
            host=self.host,
            with_token=self.with_token,
            in_process=True,
        )
        if scope["type"] == "http":
            await self.app(scope, receive, send)
            return
        websocket = _WebSocket(preview, send)
        websockets = self._websockets.setdefault(route.sandbox_id, set())
        websockets.add(websocket)
        try:
            await self.app(scope, receive, websocket.send)
        finally:
            websockets.discard(websocket)
            if not websockets and self._websockets.get(route.sandbox_id) is websockets:
                del self._websockets[route.sandbox_id]

    async def _sandbox(self, sandbox_id: str) -> Sandbox | None:
        sandbox = await _result(self.lookup(sandbox_id))
        if sandbox is not None and not isinstance(sandbox, Sandbox):
            found = type(sandbox).__name__
            raise TypeError(f"lookup must return a Sandbox or None, found {found}")
        return sandbox

    def _hosts(self, scope: Scope, authority: bytes | None) -> tuple[list[bytes], bytes | None]:
        """Returns the values of `Host` and the authority, or the host from a trusted proxy."""
        if self._proxies and self._is_trusted(scope.get("client")):
            forwarded = _values(scope, b"x-forwarded-host")
            if forwarded:
                return forwarded, None
        return _values(scope, b"host"), authority

    def _is_trusted(self, client: Any) -> bool:
        try:
            address = ipaddress.ip_address(client[0])
        except (TypeError, ValueError, IndexError):
            return False
        return any(address in proxy for proxy in self._proxies)

    async def _reject(
        self, rejection: Rejection, scope: Scope, receive: Receive, send: Send
    ) -> None:
        answer = None
        if self.on_rejected is not None:
            answer = await _result(self.on_rejected(scope, rejection))
        kind = "http.response"
        if scope["type"] == "websocket":
            if "websocket.http.response" not in (scope.get("extensions") or {}):
                if (await receive())["type"] == "websocket.connect":
                    await send({"type": "websocket.close", "code": rejection.WEBSOCKET_CLOSE_CODE})
                return
            kind = "websocket.http.response"
        if answer is not None:
            await answer(scope, receive, send)
            return
        if scope["type"] == "websocket" and (await receive())["type"] != "websocket.connect":
            return
        is_html = prefers_html(_values(scope, b"accept"))
        content = (rejection.page if is_html else rejection.json_body).encode()
        headers = rejection.headers("html" if is_html else "json")
        headers.append(("content-length", str(len(content))))
        encoded = [(name.encode(), value.encode()) for name, value in headers]
        await send({"type": f"{kind}.start", "status": rejection.http_status, "headers": encoded})
        # A response to HEAD has no content (RFC 9110 section 9.3.2), and some servers do not remove
        # it.
        is_head = scope.get("method") == "HEAD"
        await send({"type": f"{kind}.body", "body": b"" if is_head else content})


class _WebSocket:
    """An open WebSocket of a preview, which can be closed from outside of its application."""

    def __init__(self, preview: Preview, send: Send) -> None:
        self.preview = preview
        self._send = send
        self.is_closed = False

    async def send(self, message: Message) -> None:
        # The application may not have received the disconnect yet.
        if self.is_closed:
            return
        if message["type"] in ("websocket.close", "websocket.http.response.start"):
            self.is_closed = message["type"] == "websocket.close"
        await self._send(message)

    async def close(self) -> None:
        await self.send({"type": "websocket.close", "code": Rejection.WEBSOCKET_CLOSE_CODE})


def _unreachable() -> Rejection:
    raise AssertionError("a sandbox that does not exist is rejected")


def _values(scope: Scope, name: bytes) -> list[bytes]:
    return [value for header, value in scope["headers"] if header.lower() == name]


def _take_authority(scope: Scope) -> bytes | None:
    """Returns the authority of a target in absolute form, and removes it from the path."""
    target = scope.get("raw_path") or scope.get("path", "").encode()
    authority, path = split_target(target)
    if authority is not None:
        scope["raw_path"] = path
        scope["path"] = urllib.parse.unquote(path)
    return authority


async def _result(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value
