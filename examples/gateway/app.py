"""The application: `uvicorn --app-dir examples --factory gateway.app:create`."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Any

from exposeport.asgi import PreviewRouter
from starlette.applications import Starlette
from starlette.routing import Host

from gateway import control
from gateway.connections import Connections
from gateway.proxy import Proxy
from gateway.settings import Settings
from gateway.store import Store, open_store

logger = logging.getLogger("uvicorn.error")


def create() -> PreviewRouter:
    """Creates the application from the settings in the environment.

    `PreviewRouter` makes every decision about a preview host. An authorized request goes to the
    proxy, and a request for any other host to the control API.
    """
    settings = Settings.from_environment()
    store = open_store(settings.store)
    connections = Connections(settings.maximum)
    proxy = Proxy(connections, lambda scope: scope["exposeport.sandbox"].address)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await store.start()
        rechecks = asyncio.create_task(_recheck(router, connections, store, settings))
        try:
            yield
        finally:
            rechecks.cancel()
            await proxy.close()
            await store.close()

    api = control.create(store, settings)
    others = Starlette(routes=[Host(settings.control_host, app=api)], lifespan=lifespan)

    async def dispatch(scope: Any, receive: Any, send: Any) -> None:
        handler = proxy if "exposeport.route" in scope else others
        await handler(scope, receive, send)

    # The lookup only reads. The sandbox of an unauthorized request is never started.
    router = PreviewRouter(
        dispatch,
        domains=[settings.domain],
        lookup=store.read,
        host=settings.application_host,
        trusted_proxies=settings.trusted_proxies,
    )
    return router


async def _recheck(
    router: PreviewRouter, connections: Connections, store: Store, settings: Settings
) -> None:
    """Ends open connections whose URL is not active any more.

    The change may come from any other worker or gateway, so each worker reads the store.
    """
    while True:
        await asyncio.sleep(settings.recheck_seconds)
        for sandbox_id in connections.sandbox_ids():
            try:
                await router.recheck(sandbox_id)
                await connections.recheck(sandbox_id, store.read)
            except Exception:
                logger.exception("cannot check the connections of the sandbox %s", sandbox_id)
