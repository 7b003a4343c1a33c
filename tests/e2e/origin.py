"""The web server inside the sandbox: what a person sees in a preview."""

import asyncio
import sys
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>A page in a sandbox</title>
<style>
body { font: 18px/1.5 system-ui; margin: 3rem auto; max-width: 40rem }
output { font-weight: bold }
</style>
<h1>A page in a sandbox</h1>
<p>Host: <output id="host"></output></p>
<p><button id="click">Click</button> <output id="clicked"></output></p>
<p>WebSocket: <output id="socket"></output></p>
<p>Events: <output id="events"></output></p>
<p><a id="redirect" href="/redirect">A link that is redirected</a></p>
<form method="post" action="/form"><input name="name" value="Ada">
<button id="send">Send</button></form>
<script>
const show = (id, text) => { document.getElementById(id).textContent = text }
show("host", location.host)
document.getElementById("click").onclick = async () =>
  show("clicked", await (await fetch("/click", { method: "POST" })).text())
const socket = new WebSocket(location.origin.replace("http", "ws") + "/echo", ["echo"])
socket.onopen = () => socket.send("ping")
socket.onmessage = event => show("socket", `${socket.protocol} ${event.data}`)
const events = new EventSource("/events")
events.onmessage = event => { show("events", event.data); if (event.data === "3") events.close() }
</script>
"""


async def index(request: Request) -> Response:
    return HTMLResponse(PAGE)


async def click(request: Request) -> Response:
    return PlainTextResponse("clicked")


async def redirect(request: Request) -> Response:
    return RedirectResponse(request.url_for("landed"), status_code=303)


async def landed(request: Request) -> Response:
    return HTMLResponse(f"<!doctype html><title>Landed</title><p>{request.url.hostname}</p>")


async def form(request: Request) -> Response:
    content = (await request.body()).decode()
    return HTMLResponse(f"<!doctype html><title>Form</title><p>{content}</p>")


async def events(request: Request) -> Response:
    """Sends three events, or as many as the query requests, with a pause after each."""
    count = int(request.query_params.get("count", 3))
    pause = float(request.query_params.get("pause", 0.05))

    async def numbers() -> AsyncIterator[str]:
        for number in range(1, count + 1):
            yield f"data: {number}\n\n"
            await asyncio.sleep(pause)

    return StreamingResponse(numbers(), media_type="text/event-stream")


async def headers(request: Request) -> Response:
    return JSONResponse(request.headers.items())


async def echo(socket: WebSocket) -> None:
    await socket.accept(subprotocol="echo")
    async for text in socket.iter_text():
        await socket.send_text(text)


app = Starlette(
    routes=[
        Route("/", index),
        Route("/click", click, methods=["POST"]),
        Route("/redirect", redirect),
        Route("/landed", landed, name="landed"),
        Route("/form", form, methods=["POST"]),
        Route("/events", events),
        Route("/headers", headers),
        WebSocketRoute("/echo", echo),
    ]
)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
