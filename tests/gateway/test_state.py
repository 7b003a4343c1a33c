"""The state: shared by the workers, kept over restarts, changed by one at a time."""

import concurrent.futures
import contextlib
import pathlib
import signal
import subprocess
import sys
import threading

import exposeport
import httpx
from conftest import Gateway, started


def statuses(gateway: Gateway, host: str) -> set[int]:
    """Returns the statuses of many connections, which both workers accept."""
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return set(pool.map(gateway.status, [host] * 16))


def test_life_of_a_url(gateway: Gateway, origin: int) -> None:
    gateway.run("life")
    host = gateway.put_port("life", origin)
    assert statuses(gateway, host) == {200}
    token = exposeport.parse_host(host).token
    assert statuses(gateway, host.replace(token, "wrong")) == {404}
    assert statuses(gateway, host.replace("life", "unknown")) == {404}

    gateway.run("life", None)
    assert statuses(gateway, host) == {410}
    gateway.run("life", "runtime-2")
    assert statuses(gateway, host) == {410}
    assert gateway.put_port("life", origin) == host
    assert statuses(gateway, host) == {200}
    gateway.delete_port("life", origin)
    assert statuses(gateway, host) == {404}


def test_restart(store: str, origin: int) -> None:
    with started(store) as gateway:
        gateway.run("restart")
        host = gateway.put_port("restart", origin, name="A name")
        before = gateway.ports("restart")
        gateway.stop()
        gateway.start()
        assert gateway.ports("restart") == before
        assert gateway.status(host) == 200


def test_two_gateways(gateway: Gateway, store: str, origin: int) -> None:
    with started(store, GATEWAY_DOMAIN=f"localhost:{gateway.port}") as second:
        gateway.run("two")
        host = gateway.put_port("two", origin)
        assert second.status(host) == 200
        second.run("two", None)
        assert gateway.status(host) == 410


def test_parallel_changes(gateway: Gateway) -> None:
    clients, each = 8, 15

    def expose(first: int) -> list[str]:
        with contextlib.closing(gateway.client()) as client:
            return [client.put_port("parallel", first + number) for number in range(each)]

    starts = [10_000 + each * number for number in range(clients)]
    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        hosts = [host for result in pool.map(expose, starts) for host in result]
    found = gateway.ports("parallel")
    assert [state["port"] for state in found] == list(range(10_000, 10_000 + clients * each))
    assert [state["url"] for state in found] == [f"http://{host}/" for host in sorted(hosts)]


def test_killed_gateway(store: str) -> None:
    with started(store) as gateway:
        confirmed: dict[int, str] = {}

        def expose(first: int) -> None:
            with contextlib.closing(gateway.client()) as client:
                with contextlib.suppress(httpx.TransportError):
                    for port in range(first, first + 200):
                        confirmed[port] = f"http://{client.put_port('killed', port)}/"

        threads = [threading.Thread(target=expose, args=(10_000 + 200 * i,)) for i in range(4)]
        for thread in threads:
            thread.start()
        while len(confirmed) < 60:
            assert any(thread.is_alive() for thread in threads)
            threading.Event().wait(0.01)
        gateway.stop(signal.SIGKILL)
        for thread in threads:
            thread.join()
        assert 60 <= len(confirmed) < 800

        gateway.start()
        found = {state["port"]: state["url"] for state in gateway.ports("killed")}
        assert found.items() >= confirmed.items()
        # A request of each client may be stored without a response.
        assert len(found) <= len(confirmed) + len(threads)
        assert gateway.put_port("killed", 20_000) in gateway.ports("killed")[-1]["url"]


HANGING = """
import asyncio, sys, time
from gateway.store import SqliteStore

class Hanging(SqliteStore):
    @staticmethod
    def _write(connection, sandbox):
        SqliteStore._write(connection, sandbox)
        print("written", flush=True)
        time.sleep(60)

store = Hanging(sys.argv[1])
asyncio.run(store.change("hanging", lambda sandbox: sandbox.unexpose_port(8080)))
"""


def test_killed_between_write_and_commit(tmp_path: pathlib.Path) -> None:
    path = str(tmp_path / "gateway.sqlite3")
    with started(path) as gateway:
        host = gateway.put_port("hanging", 8080)
        command = [sys.executable, "-c", HANGING, path]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None and process.stdout.readline() == "written\n"
            # A reader does not wait for the writer, and sees only what is committed.
            assert len(gateway.ports("hanging")) == 1
            process.kill()
        gateway.put_port("hanging", 8081)
        urls = [state["url"] for state in gateway.ports("hanging")]
        assert urls[0] == f"http://{host}/" and len(urls) == 2
