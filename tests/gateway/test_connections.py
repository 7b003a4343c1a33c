"""The open connections of a worker, without a server."""

import asyncio

import exposeport
from gateway.connections import Connections

ROUTE = exposeport.parse_host("8080-sandbox-token.example.com")


def test_recheck_applies_to_what_was_open_before_the_state_was_read() -> None:
    async def run() -> None:
        connections = Connections(4)
        arrived = asyncio.Event()

        async def read(sandbox_id: str) -> exposeport.Sandbox:
            await arrived.wait()
            return exposeport.Sandbox(sandbox_id)

        async def hold(route: exposeport.Route, released: asyncio.Event) -> bool:
            with connections.opened(route, is_websocket=False) as scope:
                await released.wait()
            return scope.cancelled_caught

        released = asyncio.Event()
        before = asyncio.create_task(hold(ROUTE, released))
        await asyncio.sleep(0)
        recheck = asyncio.create_task(connections.recheck(ROUTE.sandbox_id, read))
        await asyncio.sleep(0)
        # Its authorization may be of a later state.
        after = asyncio.create_task(hold(ROUTE, released))
        await asyncio.sleep(0)
        arrived.set()
        await recheck
        assert await before is True
        released.set()
        assert await after is False
        assert connections.sandbox_ids() == []

    asyncio.run(run())
