"""Connections to previews that stay open: idle ones, WebSockets, and streams of events."""

import asyncio
import contextlib
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

# The seconds between two exchanges. Servers close idle connections after 30 seconds or more.
PAUSE = 10
# The seconds until a connection without an answer counts as lost.
PATIENCE = 60
# Connections that are opened at the same time.
OPENING = 25
# Times that all connections have an exchange at once. The memory of a server grows with the number
# of requests in progress, and later, a machine that stalls must not bring the largest number.
BURSTS = 3


class WrongError(Exception):
    """The answer is not the expected one."""


class Connection(ABC):
    """A connection to a preview host, at the port of an edge."""

    def __init__(self, port: int, host: str) -> None:
        self.port, self.host = port, host
        self.exchanges = 0

    @abstractmethod
    async def open(self) -> None:
        """Opens the connection."""

    @abstractmethod
    async def exchange(self) -> None:
        """Receives a message, and raises `WrongError` if it is not the expected one."""

    @abstractmethod
    async def close(self) -> None:
        """Closes the connection."""


class Plain(Connection):
    """A connection for HTTP requests."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def request(self, target: str) -> bytes:
        """Sends a request, and returns the head of the response."""
        self.writer.write(f"GET {target} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 "):
            raise WrongError(f"{self.host}: {head!r}")
        return head

    async def close(self) -> None:
        self.writer.close()


class Idle(Plain):
    """A connection that is idle between two requests."""

    def __init__(self, port: int, host: str, body: bytes) -> None:
        super().__init__(port, host)
        self.body = body

    async def exchange(self) -> None:
        head = await self.request("/kept")
        match = re.search(rb"\ncontent-length: *(\d+)", head, re.IGNORECASE)
        found = await self.reader.readexactly(int(match[1]) if match else 0)
        if found != self.body:
            raise WrongError(f"{self.host}: {found!r} instead of {self.body!r}")


class Events(Plain):
    """A stream of events, which are consecutive numbers."""

    async def open(self) -> None:
        await super().open()
        await self.request(f"/events?count=1000000&pause={PAUSE}")

    async def exchange(self) -> None:
        line = b""
        while not line.startswith(b"data: "):
            line = await self.reader.readline()
            if not line:
                raise EOFError("the stream has ended")
        if line != b"data: %d\n" % (self.exchanges + 1):
            raise WrongError(f"{self.host}: {line!r} after event {self.exchanges}")


class Socket(Connection):
    """A WebSocket that echoes."""

    client: ClientConnection

    async def open(self) -> None:
        url = f"ws://{self.host}/echo"
        self.client = await connect(
            url, host="127.0.0.1", port=self.port, subprotocols=["echo"],  # type: ignore[list-item]
            compression=None, ping_interval=None, proxy=None,
        )  # fmt: skip

    async def exchange(self) -> None:
        sent = f"{self.host} {self.exchanges}"
        await self.client.send(sent)
        found = await self.client.recv()
        if found != sent:
            raise WrongError(f"{self.host}: {found!r} instead of {sent!r}")

    async def close(self) -> None:
        await self.client.close()


class Kept:
    """Connections that have an exchange from time to time, until they are closed."""

    def __init__(self, connections: Sequence[Connection]) -> None:
        self.connections = connections
        self.alive = 0
        self.wrong: list[str] = []
        self.lost: list[str] = []
        self._is_over = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def exchanges(self) -> int:
        """The number of messages that were the expected ones."""
        return sum(connection.exchanges for connection in self.connections)

    async def open(self) -> None:
        """Opens the connections."""
        limit = asyncio.Semaphore(OPENING)

        async def opened(connection: Connection) -> None:
            async with limit, asyncio.timeout(PATIENCE):
                await connection.open()

        await asyncio.gather(*map(opened, self.connections))

    async def start(self) -> None:
        """Has exchanges with all connections at once, and starts those with pauses."""

        async def exchanged(connection: Connection) -> None:
            try:
                async with asyncio.timeout(PATIENCE):
                    await connection.exchange()
                connection.exchanges += 1
            except WrongError as error:
                self.wrong.append(f"{type(connection).__name__}: {error}")

        # The events have times of their own.
        others = [each for each in self.connections if not isinstance(each, Events)]
        for _ in range(BURSTS):
            await asyncio.gather(*map(exchanged, others))
        pauses = [PAUSE * (n + 1) / len(self.connections) for n in range(len(self.connections))]
        for connection, pause in zip(self.connections, pauses, strict=True):
            self._tasks.append(asyncio.create_task(self._keep(connection, pause)))

    async def close(self) -> None:
        """Counts the connections that have one more exchange, and closes them."""
        self._is_over.set()
        await asyncio.gather(*self._tasks)

    async def _keep(self, connection: Connection, pause: float) -> None:
        kind = type(connection).__name__
        is_last = False
        try:
            while not is_last:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._is_over.wait(), pause)
                is_last, pause = self._is_over.is_set(), PAUSE
                async with asyncio.timeout(PATIENCE):
                    await connection.exchange()
                connection.exchanges += 1
            self.alive += 1
        except WrongError as error:
            self.wrong.append(f"{kind}: {error}")
        except (OSError, EOFError, WebSocketException) as error:
            self.lost.append(f"{kind} after {connection.exchanges} exchanges: {error!r}")
        with contextlib.suppress(OSError, WebSocketException):
            await connection.close()
