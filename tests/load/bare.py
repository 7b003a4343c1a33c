"""An application with nothing but a response, with or without the router in front."""

import os
from typing import Any

import exposeport
from exposeport.asgi import PreviewRouter

RESPONSE = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"3")]}


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await send(RESPONSE)
        await send({"type": "http.response.body", "body": b"ok\n"})


def create() -> Any:
    if "BARE_SNAPSHOT" not in os.environ:
        return app
    sandbox = exposeport.Sandbox.from_json("sandbox", os.environ["BARE_SNAPSHOT"])
    sandboxes = {"sandbox": sandbox}
    return PreviewRouter(app, domains=["localhost"], lookup=sandboxes.get)
