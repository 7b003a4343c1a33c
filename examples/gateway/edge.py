"""An edge that has only the keys: `uvicorn --app-dir examples --factory gateway.edge:create`.

It serves the links that the control API signs. It has no store, and needs no control plane.
"""

import os
from typing import Any

from exposeport.asgi import PreviewRouter
from starlette.responses import PlainTextResponse

from gateway.connections import Connections
from gateway.proxy import Proxy
from gateway.settings import Settings, read_keys

DEFAULT_ADDRESS = "{id}.sandboxes.internal"


def create() -> PreviewRouter:
    """Creates the application from the settings in the environment."""
    values = os.environ
    keys = read_keys(values.get("GATEWAY_KEY_FILE", ""))
    if keys is None:
        raise SystemExit("GATEWAY_KEY_FILE must be set: the edge verifies links with its keys")
    address = values.get("GATEWAY_ADDRESS", DEFAULT_ADDRESS)
    maximum = int(values.get("GATEWAY_MAXIMUM", Settings.maximum))

    def find(scope: Any) -> str:
        """Returns the address of the sandbox. The token is verified, so its id may be used."""
        return address.replace("{id}", scope["exposeport.route"].sandbox_id)

    proxy = Proxy(Connections(maximum), find)

    async def dispatch(scope: Any, receive: Any, send: Any) -> None:
        if "exposeport.route" in scope:
            await proxy(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _run(proxy, receive, send)
        else:
            await PlainTextResponse("not a preview\n", 404)(scope, receive, send)

    return PreviewRouter(
        dispatch, domains=[values.get("GATEWAY_DOMAIN", Settings.domain)], keys=keys
    )


async def _run(proxy: Proxy, receive: Any, send: Any) -> None:
    """Answers the messages of the server about its start and its end."""
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await proxy.close()
    await send({"type": "lifespan.shutdown.complete"})
