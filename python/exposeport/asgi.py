"""ASGI middleware that authorizes requests to preview hosts.

Example:
    >>> import exposeport
    >>> from exposeport.asgi import PreviewRouter
    >>> sandboxes = {"sandbox": exposeport.Sandbox("sandbox")}
    >>> async def app(scope, receive, send):
    ...     route = scope.get("exposeport.route")  # None for every other host
    ...
    >>> app = PreviewRouter(app, domains=["example.com"], lookup=sandboxes.get)

With signed tokens, the edge needs only the keys:
    >>> ring = exposeport.KeyRing(exposeport.SigningKey(bytes(range(32))))
    >>> app = PreviewRouter(app, domains=["example.com"], keys=ring)
"""

import asyncio
import inspect
import ipaddress
import time
import urllib.parse
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Literal, TypeAlias

from exposeport import (
    BaseDomain,
    Gateway,
    KeyRing,
    Policy,
    Preview,
    Rejection,
    Route,
    Sandbox,
    _exposeport,
    pass_through,
    prefers_html,
    split_target,
)
from exposeport._websocket import Receive, Send, WebSocket, registered

__all__ = ["PreviewRouter"]

Scope: TypeAlias = MutableMapping[str, Any]
# Frameworks annotate the three arguments with types of their own, which no other type matches.
App: TypeAlias = Callable[[Any, Any, Any], Awaitable[Any]]
Lookup: TypeAlias = Callable[[str], Sandbox | None | Awaitable[Sandbox | None]]
# The sandbox is None if the router has keys.
OnActive: TypeAlias = Callable[[Any, Route], Awaitable[None] | None]
OnRejected: TypeAlias = Callable[[Any, Rejection], App | None | Awaitable[App | None]]
Bytes: TypeAlias = str | bytes
Context: TypeAlias = Bytes | Callable[[Route], Bytes | Awaitable[Bytes]]
IsDenied: TypeAlias = Callable[[Route], object]
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


class PreviewRouter:
    """ASGI middleware for FastAPI, Starlette, Litestar, Django and other ASGI applications.

    If the host of an HTTP or WebSocket request is a preview host under one of the base domains, the
    sandbox authorizes the request, or the keys verify its signed token. A request for an active URL
    is passed to the application, with the `Route` in `scope["exposeport.route"]`, the `Sandbox` in
    `scope["exposeport.sandbox"]` and the headers of `Preview.forward`.

    Every other request for a preview host is rejected: with 404 for an unknown sandbox, an unknown
    port or a wrong token, with 410 for a stale or expired URL, and otherwise with the status of the
    error. A client that prefers HTML gets a page, and every other one the JSON body
    `{"error": "...", "code": "..."}`. A WebSocket is rejected before it is accepted: with the same
    response if the server supports that, else with the close code 1008.

    Requests for other hosts are passed to the application, without internal headers, so that a
    client cannot forge them. The rules are those of `Gateway`. Other scopes, such as "lifespan",
    are passed unchanged.

    Wrap the whole application. Middleware of single routes does not run for paths without a route.
    Under another `PreviewRouter`, the values in the scope are replaced. Django's `get_host` rejects
    hosts with an underscore, which sandbox ids and custom tokens may contain; generated tokens
    contain none.

    The authority of a target in absolute form, `GET http://www.example.com/`, replaces `Host`, and
    does not reach the path. A server that drops it, such as granian and uvicorn with httptools,
    leaves `Host` to decide. In HTTP/2, servers put `:authority` into `Host`, and granian does so if
    there is no `Host`. Without a `Host`, granian adds an empty one, which belongs to another
    application.

    With `keys`, the router reads the time of the system, and needs no state of a sandbox:
    `scope["exposeport.sandbox"]` is None. A WebSocket is closed with the code 1008 when its token
    expires. This needs an event loop of asyncio.

    Args:
        app: The application.
        domains: The base domains of the gateway: strings or `BaseDomain` objects.
        lookup: A function that returns the `Sandbox` of a sandbox id, or None. It may be a
            coroutine function. It loads the state and starts nothing, because the request is not
            authorized yet. If it raises an exception or returns any other object, the request does
            not pass.
        keys: The `KeyRing` that verifies signed tokens, in place of `lookup`.
        context: The context of the signatures, or a function that returns the context of a `Route`
            whose token is not verified yet. It may be a coroutine function.
        is_denied: A function that is called with the `Route` of a valid token, and returns True
            for a link that ends before its expiry. It compares the token, since the client chooses
            `base_port`. It may be a coroutine function. If it raises an exception, the request
            does not pass.
        on_active: A function that is called with the sandbox, or None, and the route of an
            authorized request, before the application. It may be a coroutine function, and may
            start or wake the sandbox.
        on_rejected: A function that is called with the scope and the `Rejection` of a rejected
            request. It may be a coroutine function. If it returns an ASGI application, such as a
            response of Starlette, that application answers. It does not answer a WebSocket on a
            server that supports no response to one.
        policy: The policy of base domains that are given as strings.
        invalid_hosts: "reject" to reject a preview-shaped host that breaks a rule, such as
            "3000-x-y.example.com", or "pass-through" to pass it to the application as any other
            host.
        host: The `Host` that the application receives: "preview", or "localhost" for
            "localhost:8080".
        with_token: If true, the application receives the token in a header. `Host`,
            `X-Forwarded-Host` and the scope contain it too.
        trusted_proxies: IP addresses and networks of proxies, none by default. The
            `X-Forwarded-Host` of such a peer replaces the host of the request. The peer is
            `scope["client"]`, so the server must not replace it with an address from
            `X-Forwarded-For`.

    Raises:
        ExposePortError: A base domain that `BaseDomain` rejects: "workers.dev".
        TypeError: A string in place of the list of base domains or of proxies; both or neither of
            `lookup` and `keys`; `context` or `is_denied` without `keys`.
        ValueError: Any other value of `invalid_hosts` or `host`: "ignore"; an invalid network.
    """

    def __init__(
        self,
        app: App,
        *,
        domains: Iterable[str | bytes | BaseDomain],
        lookup: Lookup | None = None,
        keys: KeyRing | None = None,
        context: Context = b"",
        is_denied: IsDenied | None = None,
        on_active: OnActive | None = None,
        on_rejected: OnRejected | None = None,
        policy: Policy | None = None,
        invalid_hosts: Literal["reject", "pass-through"] = "reject",
        host: Literal["preview", "localhost"] = "preview",
        with_token: bool = False,
        trusted_proxies: Iterable[str] = (),
    ) -> None:
        """Creates the middleware; see the class."""
        if isinstance(trusted_proxies, str | bytes):
            raise TypeError("trusted_proxies must be a list, not a string")
        if (lookup is None) == (keys is None):
            raise TypeError("either lookup or keys is required")
        if keys is None and (is_denied is not None or context != b""):
            raise TypeError("context and is_denied require keys")
        _exposeport._check_application_host(host)
        self.app = app
        self.lookup = lookup
        self.keys = keys
        self.context = context
        self.is_denied = is_denied
        self.on_active = on_active
        self.on_rejected = on_rejected
        self.gateway = Gateway(domains, invalid_hosts=invalid_hosts, policy=policy)
        self.host = host
        self.with_token = with_token
        self._proxies: list[Network] = [ipaddress.ip_network(proxy) for proxy in trusted_proxies]
        self._websockets: dict[str, set[WebSocket]] = {}
        # The event loop does not keep its tasks.
        self._closing: set[asyncio.Future[None]] = set()

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

        A WebSocket that is not active any more is closed with the code 1008: its application sends
        and receives nothing from then on. Call it after `unexpose_port`, after a runtime has
        started or stopped, and after a link is denied. Call it in the event loop of the server,
        which is one of asyncio. It does not reach connections of other processes.

        Args:
            sandbox_id: The sandbox id.

        Returns:
            The number of WebSockets that were closed, those included that were about to open.

        Raises:
            TypeError: `lookup` returns neither a `Sandbox` nor None.

        Example:
            >>> async def stop_exposing(router, sandbox, port):
            ...     sandbox.unexpose_port(port)
            ...     await router.recheck(sandbox.id)
        """
        # Before the state is read: one that opens later may be active in a later state only.
        websockets = tuple(self._websockets.get(sandbox_id, ()))
        sandbox = await self._sandbox(sandbox_id)
        # No WebSocket is rejected before all functions of the caller have returned.
        rejections = [
            await self._decide(websocket.preview, sandbox, await self._context(websocket.preview))
            for websocket in websockets
        ]
        closed = [
            websocket
            for websocket, rejection in zip(websockets, rejections, strict=True)
            if websocket.reject(rejection)
        ]
        # A client may delay its close frame, and must not delay that of another one.
        await asyncio.gather(*(websocket.close() for websocket in closed))
        return len(closed)

    async def _preview(self, preview: Preview, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._serve(preview, None, scope, receive, send)
            return
        websocket = WebSocket(preview, receive, send)
        # Before the state is read: a recheck after a later change finds the WebSocket.
        with registered(self._websockets, websocket):
            await self._serve(preview, websocket, scope, receive, send)

    async def _serve(
        self, preview: Preview, socket: WebSocket | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        route = preview.route
        sandbox = await self._sandbox(route.sandbox_id)
        context = await self._context(preview)
        rejection = await self._decide(preview, sandbox, context)
        if rejection is None and socket is not None:
            # The URL may have been rejected since the state was read.
            rejection = socket.rejection
        if rejection is not None:
            await self._reject(rejection, scope, receive, send)
            return
        scope["exposeport.route"] = route
        scope["exposeport.sandbox"] = sandbox
        scope["headers"] = preview.forward(
            scope["headers"],
            scheme="https" if scope.get("scheme") in ("https", "wss") else "http",
            host=self.host,
            with_token=self.with_token,
            in_process=True,
        )
        if socket is None:
            await self._activate(sandbox, route)
            await self.app(scope, receive, send)
            return
        closing = self._close_when_expired(socket, context)
        try:
            await self._activate(sandbox, route)
            # The URL may have been rejected while the sandbox was starting.
            if socket.rejection is None:
                socket.is_started = True
                await self.app(scope, socket.receive, socket.send)
            else:
                await self._reject(socket.rejection, scope, receive, send)
        finally:
            if closing is not None and socket.rejection is None:
                closing.cancel()

    async def _decide(
        self, preview: Preview, sandbox: Sandbox | None, context: Bytes
    ) -> Rejection | None:
        if self.keys is None:
            return preview.authorize(sandbox)
        now = time.time()
        rejection = preview.verify(self.keys, context=context, now=now)
        if rejection is None and self.is_denied is not None:
            is_denied = await _result(self.is_denied(preview.route))
            return preview.verify(
                self.keys, context=context, now=now, is_denied=lambda _: is_denied
            )
        return rejection

    def _close_when_expired(
        self, websocket: WebSocket, context: Bytes
    ) -> asyncio.Future[None] | None:
        keys, preview = self.keys, websocket.preview
        if keys is None:
            return None
        expires = keys.verify(preview.route, context=context, now=time.time()).expires
        if expires is None:
            return None

        def verify(now: float) -> Rejection | None:
            return preview.verify(keys, context=context, now=now)

        closing = asyncio.ensure_future(websocket.close_at(expires, verify))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        return closing

    async def _activate(self, sandbox: Sandbox | None, route: Route) -> None:
        if self.on_active is not None:
            await _result(self.on_active(sandbox, route))

    async def _context(self, preview: Preview) -> Bytes:
        context: Any = self.context
        result: Bytes = await _result(context(preview.route)) if callable(context) else context
        return result

    async def _sandbox(self, sandbox_id: str) -> Sandbox | None:
        if self.lookup is None:
            return None
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
        # A connection over a Unix socket has no client, or one that is not an IP address.
        try:
            address = ipaddress.ip_address(client[0])
        except (TypeError, ValueError, IndexError):
            return False
        # A server that listens on IPv6 may have clients over IPv4.
        address = getattr(address, "ipv4_mapped", None) or address
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


def _values(scope: Scope, name: bytes) -> list[bytes]:
    return [value for header, value in scope["headers"] if header.lower() == name]


def _take_authority(scope: Scope) -> bytes | None:
    """Returns the authority of a target in absolute form, and removes it from the path."""
    target = scope.get("raw_path") or scope.get("path", "").encode("utf-8", "surrogatepass")
    # Some servers put the root path before the target.
    root = scope.get("root_path", "")
    prefix = root.encode("utf-8", "surrogatepass")
    if not target.startswith(prefix):
        root, prefix = "", b""
    authority, path = split_target(target[len(prefix) :])
    if authority is not None:
        scope["raw_path"] = prefix + path
        scope["path"] = root + urllib.parse.unquote(path)
    return authority


async def _result(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value
