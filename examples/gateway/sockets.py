"""The reverse proxy for WebSockets."""

import logging
from typing import Any

import anyio
import websockets.exceptions
from starlette.responses import Response
from websockets.asyncio.client import ClientConnection, connect

from gateway import failures
from gateway.failures import FailedError
from gateway.headers import Headers, end_to_end, for_application

# At DEBUG, the client logs its handshake, which has the token in `Host`, and the messages.
logger = logging.getLogger("gateway.sockets")
logger.setLevel(logging.INFO)

# Bounds the memory of one message. Both servers and clients of WebSockets hold whole messages.
MESSAGE_BYTES_MAX = 16 * 1024 * 1024
# Codes that are never sent in a close frame (RFC 6455 section 7.4.1). uvicorn reports a lost
# connection as NO_STATUS.
NO_STATUS, ABNORMAL = 1005, 1006
NORMAL, BAD_GATEWAY = 1000, 1014


async def forward(address: str, port: int, scope: Any, receive: Any, send: Any) -> None:
    """Connects to the application, accepts the client, and sends messages in both directions.

    Raises:
        FailedError: The application does not accept the connection.
    """
    if (await receive())["type"] != "websocket.connect":
        return
    try:
        server = await _connect(address, port, scope)
    except websockets.exceptions.InvalidStatus as error:
        await _reject(error, scope, receive, send)
        return
    except OSError:
        raise FailedError(failures.NOT_LISTENING) from None
    except websockets.exceptions.WebSocketException:
        raise FailedError(failures.BAD_RESPONSE) from None
    async with server:
        assert server.response is not None
        headers = [(name.encode(), value.encode("latin-1", "surrogateescape"))
                   for name, value in server.response.headers.raw_items()]  # fmt: skip
        await send({"type": "websocket.accept", "subprotocol": server.subprotocol,
                    "headers": _without_handshake(headers)})  # fmt: skip
        async with anyio.create_task_group() as group:
            group.start_soon(_to_client, server, send, group.cancel_scope)
            await _to_server(server, receive)
            group.cancel_scope.cancel()


async def _connect(address: str, port: int, scope: Any) -> ClientConnection:
    headers = _without_handshake(for_application(scope))
    host = dict(headers)[b"host"].decode()
    target = scope["raw_path"].decode("latin-1")
    if scope["query_string"]:
        target += "?" + scope["query_string"].decode("latin-1")
    # The URI has the `Host`. The keyword arguments have the address.
    return await connect(
        f"ws://{host}{target}",
        host=address,
        port=port,
        subprotocols=scope["subprotocols"] or None,
        additional_headers=[
            (name.decode(), value.decode("latin-1")) for name, value in headers if name != b"host"
        ],
        user_agent_header=None,
        # Both ends of the proxy are on fast networks: compression only costs time.
        compression=None,
        max_size=MESSAGE_BYTES_MAX,
        proxy=None,
        open_timeout=5,
        # The client and the application decide how long a silent connection lives.
        ping_interval=None,
        logger=logger,
    )


def _without_handshake(headers: Headers) -> Headers:
    """Returns the headers without those of the handshake, which belong to one connection."""
    lowercase = ((name.lower(), value) for name, value in end_to_end(headers))
    return [header for header in lowercase if not header[0].startswith(b"sec-websocket-")]


async def _reject(
    error: websockets.exceptions.InvalidStatus, scope: Any, receive: Any, send: Any
) -> None:
    """Sends on the response of an application that does not accept the WebSocket."""
    answer = error.response
    response = Response(bytes(answer.body or b""), answer.status_code)
    response.raw_headers = [
        (name.lower().encode(), value.encode("latin-1", "surrogateescape"))
        for name, value in answer.headers.raw_items()
        if name.lower() not in ("connection", "transfer-encoding")
    ]
    await response(scope, receive, send)


async def _to_server(server: ClientConnection, receive: Any) -> None:
    while (message := await receive())["type"] != "websocket.disconnect":
        content = message.get("bytes")
        try:
            await server.send(message["text"] if content is None else content)
        except websockets.exceptions.ConnectionClosed:
            # The other direction sends on the close code, and ends with the disconnection.
            continue
    code = message.get("code", NO_STATUS)
    if code == ABNORMAL:
        server.transport.abort()
        return
    await server.close(NORMAL if code == NO_STATUS else code, message.get("reason") or "")


async def _to_client(server: ClientConnection, send: Any, scope: anyio.CancelScope) -> None:
    try:
        async for message in server:
            key = "text" if isinstance(message, str) else "bytes"
            await send({"type": "websocket.send", key: message})
        closed = server.close_code, server.close_reason
    except websockets.exceptions.ConnectionClosedError:
        closed = server.close_code, server.close_reason
    except OSError:
        # The client has disconnected, or its URL is not active any more.
        return
    code = {None: BAD_GATEWAY, ABNORMAL: BAD_GATEWAY, NO_STATUS: NORMAL}.get(closed[0], closed[0])
    try:
        await send({"type": "websocket.close", "code": code, "reason": closed[1] or ""})
    except (OSError, RuntimeError):
        # The client has closed the connection first.
        return
    scope.cancel()
