"""The store in Redis: for gateways on several machines."""

import asyncio
import json
import random
from collections.abc import Callable
from typing import TypeVar

import redis.asyncio

from gateway.store import StoredSandbox, load

Result = TypeVar("Result")

PREFIX = "exposeport:sandbox:"

# Redis runs a script without other commands in between.
COMPARE_AND_SET = """
if (redis.call("GET", KEYS[1]) or "") ~= ARGV[1] then
    return 0
end
redis.call("SET", KEYS[1], ARGV[2])
return 1
"""


class RedisStore:
    """A store with one key for each sandbox.

    Redis must be configured to keep its data (`appendonly yes`), and not to evict keys.
    """

    def __init__(self, url: str) -> None:
        """Creates the store. The first call connects."""
        self._client = redis.asyncio.from_url(url, decode_responses=True)
        self._set = self._client.register_script(COMPARE_AND_SET)

    async def start(self) -> None:
        """Checks that the server responds."""
        await self._client.ping()

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def read(self, sandbox_id: str) -> StoredSandbox | None:
        """Returns a sandbox, or None."""
        return _load(sandbox_id, await self._client.get(PREFIX + sandbox_id))

    async def all(self) -> list[StoredSandbox]:
        """Returns all sandboxes in the order of their ids."""
        keys = sorted([key async for key in self._client.scan_iter(PREFIX + "*", count=1000)])
        found = [await self.read(key.removeprefix(PREFIX)) for key in dict.fromkeys(keys)]
        return [sandbox for sandbox in found if sandbox is not None]

    async def change(self, sandbox_id: str, change: Callable[[StoredSandbox], Result]) -> Result:
        """Compares and sets: writes only if the key did not change since it was read."""
        key = PREFIX + sandbox_id
        while True:
            before = await self._client.get(key)
            sandbox = _load(sandbox_id, before) or StoredSandbox(sandbox_id)
            result = change(sandbox)
            after = json.dumps({"snapshot": sandbox.to_json(), "address": sandbox.address})
            if await self._set(keys=[key], args=[before or "", after]):
                return result
            # Another change was first, so at least one of them makes progress.
            await asyncio.sleep(random.random() / 50)


def _load(sandbox_id: str, value: str | bytes | None) -> StoredSandbox | None:
    if value is None:
        return None
    document = json.loads(value)
    return load(sandbox_id, document["snapshot"], document["address"])
