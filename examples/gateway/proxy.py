"""The reverse proxy for authorized requests."""

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import anyio
import httpx
from starlette.requests import HTTPConnection

from gateway import failures, sockets
from gateway.connections import Connections
from gateway.failures import FailedError
from gateway.headers import end_to_end, for_application

# Without a limit on the time between two chunks: an event stream may be silent for hours.
TIMEOUT = httpx.Timeout(None, connect=5).as_dict()


class Proxy:
    """ASGI application that forwards the requests that `PreviewRouter` has authorized."""

    def __init__(self, connections: Connections, find: Callable[[Any], str | None]) -> None:
        """Creates the proxy. `find` returns the address of the sandbox from the scope, or None."""
        self._connections = connections
        self._find = find
        # A transport follows no redirects, keeps no cookies and reads no proxy settings. It keeps
        # no idle connection, because another sandbox may receive the address of a stopped one.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        self._transport = httpx.AsyncHTTPTransport(limits=limits, trust_env=False)

    async def close(self) -> None:
        """Closes the connections to the applications."""
        await self._transport.aclose()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Forwards one request."""
        route = scope["exposeport.route"]
        address = self._find(scope)
        is_websocket = scope["type"] == "websocket"
        is_started = False

        async def send_on(message: Any) -> None:
            nonlocal is_started
            is_started = True
            await send(message)

        try:
            if address is None:
                raise FailedError(failures.NO_ADDRESS)
            with self._connections.opened(route, is_websocket=is_websocket) as opened:
                if is_websocket:
                    await sockets.forward(address, route.port, scope, receive, send_on)
                else:
                    await self._forward(address, route.port, scope, receive, send_on)
            if opened.cancelled_caught and not is_started:
                raise FailedError(failures.ENDED)
        except FailedError as error:
            response = error.failure.response(HTTPConnection(scope))
            await response(scope, receive, send)

    async def _forward(self, address: str, port: int, scope: Any, receive: Any, send: Any) -> None:
        body = await RequestBody.begin(receive)
        failure = None
        async with anyio.create_task_group() as group:
            # A client that disconnects ends the request, even if the application sends nothing.
            group.start_soon(_cancel_after, body, group.cancel_scope)
            try:
                response = await self._respond(_request(address, port, scope, body))
            except FailedError as error:
                failure = error.failure
            else:
                async with contextlib.aclosing(response):
                    await _send_on(response, send)
            group.cancel_scope.cancel()
        # Outside of the task group, which would wrap it into an exception group.
        if failure is not None:
            raise FailedError(failure)

    async def _respond(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._transport.handle_async_request(request)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise FailedError(failures.NOT_LISTENING) from None
        except httpx.TransportError:
            raise FailedError(failures.BAD_RESPONSE) from None


class RequestBody(httpx.AsyncByteStream):
    """The body of a request, which is read only as fast as the application receives it."""

    def __init__(self, first: Any, receive: Any) -> None:
        """Creates the body from its first message and the function that receives the others."""
        self._message = first
        self._receive = receive
        self._is_read = anyio.Event()
        self.is_empty = not first.get("body") and not first.get("more_body")

    @classmethod
    async def begin(cls, receive: Any) -> "RequestBody":
        """Receives the first message."""
        return cls(await receive(), receive)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yields the chunks."""
        while True:
            if self._message["type"] == "http.disconnect":
                raise httpx.ReadError("the client has disconnected")
            if self._message.get("body"):
                yield self._message["body"]
            if not self._message.get("more_body"):
                break
            self._message = await self._receive()
        self._is_read.set()

    async def disconnected(self) -> None:
        """Waits until the client disconnects."""
        if not self.is_empty:
            await self._is_read.wait()
        while self._message["type"] != "http.disconnect":
            self._message = await self._receive()


async def _cancel_after(body: RequestBody, scope: anyio.CancelScope) -> None:
    await body.disconnected()
    scope.cancel()


def _request(address: str, port: int, scope: Any, body: RequestBody) -> httpx.Request:
    headers = for_application(scope)
    stream: httpx.AsyncByteStream = httpx.ByteStream(b"")
    if not body.is_empty:
        stream = body
        if all(name != b"content-length" for name, _ in headers):
            headers.append((b"transfer-encoding", b"chunked"))
    # The target is sent on byte for byte: an HTTP client would normalize it.
    target = scope["raw_path"]
    if scope["query_string"]:
        target += b"?" + scope["query_string"]
    return httpx.Request(
        scope["method"],
        httpx.URL(scheme="http", host=address, port=port),
        headers=headers,
        stream=stream,
        extensions={"target": target, "timeout": TIMEOUT},
    )


async def _send_on(response: httpx.Response, send: Any) -> None:
    """Sends each chunk of the response when it arrives."""
    headers = end_to_end((name.lower(), value) for name, value in response.headers.raw)
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    assert isinstance(response.stream, httpx.AsyncByteStream)
    try:
        # Not decoded: the client receives the content encoding of the application.
        async for chunk in response.stream:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    except httpx.TransportError:
        # The server closes a connection whose response is not complete, as it must: the client
        # would take a truncated body for a complete one.
        return
    await send({"type": "http.response.body", "body": b""})
