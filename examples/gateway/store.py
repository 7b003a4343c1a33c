"""The store of the sandboxes, shared by all workers and gateways."""

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

import exposeport

Result = TypeVar("Result")


class StoredSandbox(exposeport.Sandbox):
    """A sandbox with the address at which the gateway reaches it.

    Attributes:
        address: A host name or an IP address, or None if the sandbox does not run.
    """

    address: str | None = None


class Store(Protocol):
    """Reads and changes sandboxes."""

    async def start(self) -> None:
        """Prepares the store."""

    async def close(self) -> None:
        """Closes the store."""

    async def read(self, sandbox_id: str) -> StoredSandbox | None:
        """Returns a sandbox, or None if the store has none of this id."""

    async def all(self) -> list[StoredSandbox]:
        """Returns all sandboxes in the order of their ids."""

    async def change(self, sandbox_id: str, change: Callable[[StoredSandbox], Result]) -> Result:
        """Reads a sandbox, changes it and writes it, without a change of any other in between.

        A sandbox that does not exist is created. If `change` raises an exception, nothing is
        written. It may run more than once, so it has no effect except on its argument.
        """


def open_store(location: str) -> Store:
    """Returns the store at the URL of a Redis server, or at the path of a SQLite file."""
    if location.startswith(("redis://", "rediss://", "unix://")):
        # Only this store requires the package `redis`.
        from gateway.redis_store import RedisStore

        return RedisStore(location)
    return SqliteStore(location)


class SqliteStore:
    """A store in a SQLite file: for any number of workers and gateways on one machine."""

    def __init__(self, path: str) -> None:
        """Creates the store. `start` creates the file."""
        self._path = path
        # Workers wait for each other in SQLite. In one worker, this lock keeps waiting writers from
        # occupying all threads, which readers need too.
        self._writing = asyncio.Lock()

    async def start(self) -> None:
        """Creates the file and its table."""
        await asyncio.to_thread(self._create)

    async def close(self) -> None:
        """Does nothing: no connection stays open."""

    async def read(self, sandbox_id: str) -> StoredSandbox | None:
        """Returns a sandbox, or None; in a thread, because SQLite blocks."""
        return await asyncio.to_thread(self._read, sandbox_id)

    async def all(self) -> list[StoredSandbox]:
        """Returns all sandboxes in the order of their ids."""
        return await asyncio.to_thread(self._all)

    async def change(self, sandbox_id: str, change: Callable[[StoredSandbox], Result]) -> Result:
        """Reads, changes and writes a sandbox in one transaction."""
        async with self._writing:
            return await asyncio.to_thread(self._change, sandbox_id, change)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        # A connection per call is simple, and safe in any thread and after a fork. Without an
        # isolation level, the transactions are those that are written here.
        with contextlib.closing(
            sqlite3.connect(self._path, timeout=30, isolation_level=None)
        ) as connection:
            yield connection

    def _create(self) -> None:
        # The snapshots contain tokens, so only the owner may read the file.
        os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        with self._connected() as connection:
            # Readers do not wait for a writer in this mode, which is stored in the file. The
            # statement fails if another worker executes it at the same time.
            with contextlib.suppress(sqlite3.OperationalError):
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS sandboxes"
                " (id TEXT PRIMARY KEY, snapshot TEXT NOT NULL, address TEXT)"
            )
            connection.execute("COMMIT")

    def _read(self, sandbox_id: str) -> StoredSandbox | None:
        with self._connected() as connection:
            return self._find(connection, sandbox_id)

    def _all(self) -> list[StoredSandbox]:
        with self._connected() as connection:
            rows = connection.execute("SELECT id, snapshot, address FROM sandboxes ORDER BY id")
            return [load(*row) for row in rows]

    def _change(self, sandbox_id: str, change: Callable[[StoredSandbox], Result]) -> Result:
        with self._connected() as connection:
            # IMMEDIATE takes the lock before the read. Two transactions that both read first could
            # not both write. A connection that closes without COMMIT changes nothing.
            connection.execute("BEGIN IMMEDIATE")
            sandbox = self._find(connection, sandbox_id) or StoredSandbox(sandbox_id)
            result = change(sandbox)
            self._write(connection, sandbox)
            connection.execute("COMMIT")
            return result

    @staticmethod
    def _find(connection: sqlite3.Connection, sandbox_id: str) -> StoredSandbox | None:
        rows = connection.execute(
            "SELECT id, snapshot, address FROM sandboxes WHERE id = ?", (sandbox_id,)
        )
        row = rows.fetchone()
        return load(*row) if row else None

    @staticmethod
    def _write(connection: sqlite3.Connection, sandbox: StoredSandbox) -> None:
        connection.execute(
            "INSERT INTO sandboxes (id, snapshot, address) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET snapshot = excluded.snapshot,"
            " address = excluded.address",
            (sandbox.id, sandbox.to_json(), sandbox.address),
        )


def load(sandbox_id: str, snapshot: str, address: str | None) -> StoredSandbox:
    """Returns the sandbox of a snapshot."""
    sandbox = StoredSandbox.from_json(sandbox_id, snapshot)
    sandbox.address = address
    return sandbox
