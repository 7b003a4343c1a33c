"""The application that `test_asgi_servers.py` runs under real servers.

It responds with what it receives. A request to `/control/unexpose` on another host stops exposing
the port, and authorizes the open WebSockets again.
"""

import json
from typing import Any

import exposeport as ep
from exposeport.asgi import PreviewRouter

sandbox = ep.Sandbox("sandbox")
sandbox.expose_port(8080, hostname="localhost", token="k7m2q9")


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    route = scope.get("exposeport.route")
    content: dict[str, Any] = {
        "preview": route is not None,
        "path": scope["path"],
        "raw_path": (scope.get("raw_path") or b"").decode(),
        "headers": [(name.decode(), value.decode()) for name, value in scope["headers"]],
    }
    if scope["type"] == "websocket":
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": json.dumps(content)})
        while (await receive())["type"] != "websocket.disconnect":
            pass
        return
    if route is None and scope["path"] == "/control/unexpose":
        sandbox.unexpose_port(8080)
        content = {"closed": await app.recheck("sandbox")}
    if route is None and scope["path"] == "/control/expose":
        sandbox.expose_port(8080, hostname="localhost", token="k7m2q9")
    body = json.dumps(content).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


app = PreviewRouter(application, domains=["localhost"], lookup={"sandbox": sandbox}.get)
