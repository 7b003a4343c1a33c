"""The application in the sandbox, as a server of its own: `uvicorn origin:app`."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

CHUNK = bytes(range(256)) * 256
LARGE = 100 * 1024 * 1024

released = asyncio.Event()
noted: list[str] = []


async def seen(request: Request) -> Response:
    """Responds with what it received."""
    content = {
        "method": request.method,
        "target": request.scope["raw_path"].decode() + "?" + request.url.query,
        "headers": [(name.decode(), value.decode()) for name, value in request.scope["headers"]],
        "body": (await request.body()).decode(),
    }
    response = JSONResponse(content)
    response.headers.append("set-cookie", "a=1")
    response.headers.append("set-cookie", "b=2")
    response.headers["connection"] = "x-private"
    response.headers["x-private"] = "1"
    response.headers["keep-alive"] = "timeout=5"
    return response


async def compressed(_: Request) -> Response:
    return Response(gzip.compress(b"page", mtime=0), headers={"content-encoding": "gzip"})


async def redirect(_: Request) -> Response:
    return RedirectResponse("/elsewhere?a=b", 307)


async def large(_: Request) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(LARGE // len(CHUNK)):
            yield CHUNK

    return StreamingResponse(chunks(), headers={"content-length": str(LARGE)})


async def upload(request: Request) -> Response:
    """Notes the first chunk when it arrives, and responds with the number of bytes."""
    size = 0
    async for chunk in request.stream():
        if size == 0:
            noted.append("first chunk")
        size += len(chunk)
    return JSONResponse({"size": size, "length": request.headers.get("content-length")})


async def events(request: Request) -> Response:
    """Sends the second event only after a request to `/release`."""

    async def stream() -> AsyncIterator[str]:
        released.clear()
        try:
            yield "data: 1\n\n"
            await released.wait()
            yield "data: 2\n\n"
        finally:
            noted.append("end of events")

    return StreamingResponse(stream(), media_type="text/event-stream")


async def release(_: Request) -> Response:
    released.set()
    return Response()


async def notes(_: Request) -> Response:
    """Responds with the notes since the last request."""
    content = noted.copy()
    noted.clear()
    return JSONResponse(content)


async def pending(_: Request) -> Response:
    """Responds after the tests have stopped waiting."""
    await asyncio.sleep(30)
    return Response()


async def broken(_: Request) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"part"
        raise OSError("the response ends here")

    # Without a length, only the last chunk shows that the response is complete.
    return StreamingResponse(chunks())


async def echo(websocket: WebSocket) -> None:
    """Echoes messages. "close" closes, and "abort" ends without a close frame."""
    protocols = websocket.scope["subprotocols"]
    headers = [(b"x-origin", b"1"), (b"set-cookie", b"a=1")]
    await websocket.accept(protocols[-1] if protocols else None, headers)
    await websocket.send_json({name: value for name, value in websocket.headers.items()})
    while True:
        message: Any = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            noted.append(f"closed {message['code']} {message.get('reason')}")
            return
        if message.get("text") == "close":
            await websocket.close(4001, "requested")
            return
        if message.get("text") == "abort":
            raise OSError("the WebSocket ends here")
        if message.get("bytes") is not None:
            await websocket.send_bytes(message["bytes"])
        else:
            await websocket.send_text(message["text"])


async def denied(websocket: WebSocket) -> None:
    await websocket.send_denial_response(Response("denied", 402, {"x-reason": "test"}))


app = Starlette(
    routes=[
        Route("/seen/{path:path}", seen, methods=["GET", "POST", "DELETE", "OPTIONS"]),
        Route("/compressed", compressed),
        Route("/redirect", redirect),
        Route("/large", large),
        Route("/upload", upload, methods=["POST"]),
        Route("/events", events),
        Route("/release", release),
        Route("/notes", notes),
        Route("/broken", broken),
        Route("/pending", pending),
        WebSocketRoute("/echo", echo),
        WebSocketRoute("/denied", denied),
    ]
)
