"""An open WebSocket of a preview, which `exposeport.asgi` closes when it is rejected."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any, TypeAlias

from exposeport import Preview, Rejection

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]


class WebSocket:
    """A WebSocket of a preview. Once it is rejected, its application sends and receives nothing."""

    def __init__(self, preview: Preview, receive: Receive, send: Send) -> None:
        self.preview = preview
        self.rejection: Rejection | None = None
        self.is_started = False
        self._receive = receive
        self._send = send
        self._is_over = False

    def reject(self, rejection: Rejection | None) -> bool:
        """Returns True if the WebSocket is open and rejected from now on."""
        if self._is_over or self.rejection is not None:
            return False
        self.rejection = rejection
        return rejection is not None

    async def close(self) -> None:
        """Closes the connection, if the application is called."""
        if not self.is_started:
            return
        # The client may have disconnected.
        with contextlib.suppress(Exception):
            await self._send({"type": "websocket.close", "code": Rejection.WEBSOCKET_CLOSE_CODE})

    async def close_at(self, expires: int, verify: Callable[[float], Rejection | None]) -> None:
        """Closes the WebSocket when its token expires. `verify` decides again at this time."""
        rejection = None
        while rejection is None:
            # The clock of the event loop and the time of the system may differ.
            await asyncio.sleep(expires - time.time())
            rejection = verify(time.time())
        if self.reject(rejection):
            await self.close()

    async def receive(self) -> Message:
        """Returns the next message, or a disconnection if the WebSocket is rejected."""
        if self.rejection is None:
            message = await self._receive()
            self._is_over = self._is_over or message["type"] == "websocket.disconnect"
            if self.rejection is None:
                return message
        return {"type": "websocket.disconnect", "code": Rejection.WEBSOCKET_CLOSE_CODE}

    async def send(self, message: Message) -> None:
        """Sends a message of the application, or fails if the WebSocket is rejected."""
        if self.rejection is not None:
            if message["type"] == "websocket.close":
                return
            raise OSError("the WebSocket is closed, because its URL is rejected")
        if message["type"] in ("websocket.close", "websocket.http.response.start"):
            self._is_over = True
        await self._send(message)


@contextlib.contextmanager
def registered(websockets: dict[str, set[WebSocket]], websocket: WebSocket) -> Iterator[None]:
    """Keeps a WebSocket among those of its sandbox while the block runs."""
    sandbox_id = websocket.preview.route.sandbox_id
    siblings = websockets.setdefault(sandbox_id, set())
    siblings.add(websocket)
    try:
        yield
    finally:
        siblings.discard(websocket)
        if not siblings:
            websockets.pop(sandbox_id, None)
