"""Threads, forks and subinterpreters."""

import multiprocessing
import subprocess
import sys
import threading
from collections.abc import Callable
from multiprocessing.queues import SimpleQueue

import exposeport as ep

THREADS = 8


def in_threads(work: Callable[[int], None]) -> None:
    """Runs a function in several threads at the same time, and raises its first exception."""
    errors: list[BaseException] = []
    barrier = threading.Barrier(THREADS)

    def run(number: int) -> None:
        barrier.wait()
        try:
            work(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_threads_share_a_sandbox() -> None:
    sandbox = ep.Sandbox("sandbox")
    domain = ep.BaseDomain("example.com")

    def work(number: int) -> None:
        for port in range(2000 + number, 3000, THREADS):
            exposed = sandbox.expose_port(port, hostname=domain, name=str(number))
            assert sandbox.authorize(domain.parse(exposed.url))
            assert sandbox.validate_port_token(port, domain.parse(exposed.url).token)
            if port % 2:
                assert sandbox.unexpose_port(port)
            ep.Sandbox.from_json("sandbox", sandbox.to_json())
            len(sandbox.exposed_ports("example.com"))
            assert sandbox.reactivate() == 0
            assert all(state.stale_reason is None for state in sandbox.ports())

    in_threads(work)
    ports = [exposed.port for exposed in sandbox.exposed_ports(domain)]
    assert ports == list(range(2000, 3000, 2))


def test_threads_that_expose_a_port_get_the_same_token() -> None:
    sandbox = ep.Sandbox("sandbox")
    urls: set[str] = set()
    in_threads(lambda _: urls.add(sandbox.expose_port(8080, hostname="example.com").url))
    assert len(urls) == 1


def test_threads_share_values() -> None:
    route = ep.parse_host("8080-sandbox-my_token.example.com")
    policy = ep.Policy(unreserve_ports=[3000])

    def work(_: int) -> None:
        for _ in range(500):
            assert route == ep.parse_host(b"8080-sandbox-my_token.example.com") and hash(route)
            assert ep.build_url(3000, "a", "b", "example.com", policy=policy)
            assert len(ep.generate_token()) == 16

    in_threads(work)


def generate(queue: "SimpleQueue[list[str]]", sandbox: ep.Sandbox) -> None:
    tokens = [ep.generate_token() for _ in range(999)]
    tokens.append(ep.parse(sandbox.expose_port(8080, hostname="example.com").url).token)
    queue.put(tokens)


def test_forked_workers_generate_different_tokens() -> None:
    ep.generate_token()
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()
    workers = [
        context.Process(target=generate, args=(queue, ep.Sandbox("sandbox"))) for _ in range(8)
    ]
    for worker in workers:
        worker.start()
    tokens = [token for _ in workers for token in queue.get()]
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    assert len(tokens) == 8000 and len(set(tokens)) == 8000


FORKS = """
import os, signal, sys, threading
import exposeport as ep

sandbox, domain, key = ep.Sandbox("sandbox"), ep.BaseDomain("example.com"), ep.SigningKey(b"k" * 32)
ports = {str(port): {"token": f"token_{port}", "name": "n" * 200} for port in range(1024, 1524)}
document = str({"portTokens": ports}).replace("'", '"')
assert len(document) > 65_536
stopped, changes = threading.Event(), [0] * 4

def use(port):
    exposed = sandbox.expose_port(port, hostname=domain)
    route = domain.parse(exposed.url)
    assert sandbox.authorize(route)
    link = key.url(port, "sandbox", domain)
    assert ep.KeyRing(key).verify(domain.parse(link), now=0).kind == "active"
    assert sandbox.unexpose_port(port)
    return route.token

def write(number):
    while not stopped.is_set():
        use(2000 + number)
        # Other threads run meanwhile.
        ep.Sandbox.from_json("sandbox", document)
        changes[number] += 1

writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
for writer in writers:
    writer.start()
for _ in range(60):
    sys.stdout.flush()
    if os.fork() == 0:
        # A child that waits for a lock of a thread that it does not have is ended.
        signal.alarm(60)
        print(*(use(3001 + index) for index in range(20)))
        ep.Sandbox.from_json("sandbox", document)
        sys.stdout.flush()
        os._exit(0)
    assert os.wait()[1] == 0
stopped.set()
for writer in writers:
    writer.join()
assert all(changes) and sandbox.exposed_ports(domain) == []
"""


def test_forks_amid_writers() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FORKS], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    tokens = done.stdout.split()
    assert len(tokens) == 60 * 20 == len(set(tokens))


SECOND_INTERPRETER = """
import sys
import exposeport
if sys.version_info >= (3, 13):
    import _interpreters as interpreters
    other = interpreters.create("legacy")
else:
    import _xxsubinterpreters as interpreters
    other = interpreters.create(isolated=False)
program = (
    "try:\\n import exposeport\\n"
    "except ImportError as error: print('rejected:', error, flush=True)\\n"
    "else: print('imported', flush=True)"
)
interpreters.run_string(other, program)
print(exposeport.validate_port(8080))
"""


def test_one_interpreter_of_a_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SECOND_INTERPRETER], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    rejected, port = done.stdout.splitlines()
    assert rejected.startswith("rejected: exposeport is imported by another interpreter")
    assert port == "8080"
