"""The SQLite store on a disk that takes no more bytes."""

import asyncio
import pathlib
import subprocess
import sys

from gateway.store import SqliteStore

PORTS = range(10_000, 10_200)

# A file cannot grow past the limit. Python ignores the signal, so that a write fails.
FULL = """
import asyncio, resource, sqlite3, sys
from gateway.store import SqliteStore

store = SqliteStore(sys.argv[1])

def expose(port):
    name = "n" * 200
    return lambda sandbox: sandbox.expose_port(port, hostname="example.com", name=name).url

async def main():
    await store.start()
    limit = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    for port in range(int(sys.argv[3]), int(sys.argv[4])):
        try:
            print(port, await store.change("full", expose(port)))
        except sqlite3.Error as error:
            print(port, "failed", error)

asyncio.run(main())
"""


def exposed(path: str) -> dict[int, str]:
    """Returns the ports of the stored sandbox and their URLs."""
    sandbox = asyncio.run(SqliteStore(path).read("full"))
    assert sandbox is not None
    ports = sandbox.exposed_ports("example.com")
    assert len({one.port for one in ports}) == len(ports)
    return {one.port: one.url for one in ports}


def expose_all(path: str, limit: int) -> dict[int, str]:
    """Exposes all ports, and returns what each call has printed."""
    arguments = [path, str(limit), str(PORTS.start), str(PORTS.stop)]
    done = subprocess.run(
        [sys.executable, "-c", FULL, *arguments], capture_output=True, text=True, check=True
    )
    lines = (line.split(" ", 1) for line in done.stdout.splitlines())
    return {int(port): result for port, result in lines}


def test_full_disk(tmp_path: pathlib.Path) -> None:
    path = str(tmp_path / "gateway.sqlite3")
    # Larger than the index of the write-ahead log, which has 32 KiB.
    results = expose_all(path, 48 << 10)
    assert list(results) == list(PORTS)
    confirmed = {port: url for port, url in results.items() if not url.startswith("failed")}
    assert 20 < len(confirmed) < len(PORTS) - 20

    # Every confirmed port is stored with its URL, and no other one is.
    assert exposed(path) == confirmed

    # With space again, each call succeeds, and a confirmed port keeps its URL.
    results = expose_all(path, 64 << 20)
    assert results.items() >= confirmed.items()
    assert exposed(path) == results
    assert len(set(results.values())) == len(PORTS)
