"""The open connections to the sandboxes of one worker."""

import contextlib
from collections.abc import Awaitable, Callable, Iterator

import anyio
from exposeport import Route, Sandbox

from gateway.failures import TOO_MANY, FailedError


class Connections:
    """The open connections by sandbox, at most `maximum` of each.

    The limit keeps one sandbox from occupying the worker.
    """

    def __init__(self, maximum: int) -> None:
        """Creates an empty collection."""
        self._maximum = maximum
        self._open: dict[str, dict[anyio.CancelScope, Route | None]] = {}

    @contextlib.contextmanager
    def opened(self, route: Route, *, is_websocket: bool) -> Iterator[anyio.CancelScope]:
        """Counts a connection while the block runs, and cancels the block of a rejected one.

        `PreviewRouter.recheck` closes WebSockets, which need a close frame.
        """
        connections = self._open.setdefault(route.sandbox_id, {})
        if len(connections) >= self._maximum:
            raise FailedError(TOO_MANY)
        with anyio.CancelScope() as scope:
            connections[scope] = None if is_websocket else route
            try:
                yield scope
            finally:
                del connections[scope]
                if not connections:
                    self._open.pop(route.sandbox_id, None)

    def sandbox_ids(self) -> list[str]:
        """Returns the ids of the sandboxes that have open connections."""
        return list(self._open)

    async def recheck(
        self, sandbox_id: str, read: Callable[[str], Awaitable[Sandbox | None]]
    ) -> None:
        """Cancels the HTTP connections of a sandbox whose route is not active any more."""
        # Before the state is read: one that opens later may be active in a later state only.
        opened = tuple(self._open.get(sandbox_id, {}).items())
        sandbox = await read(sandbox_id)
        for scope, route in opened:
            is_open = scope in self._open.get(sandbox_id, {})
            if is_open and route is not None and not (sandbox and sandbox.authorize(route)):
                scope.cancel()
