"""Loads edges for minutes, while 1,000 connections stay open and ports change.

It prints a line of figures for each edge, and fails if a promise of SECURITY.md is not held.
"""

import asyncio
import contextlib
import itertools
import os
import pathlib
import resource
import statistics
import sys
import time
from dataclasses import dataclass, field

import edges
import exposeport
import load
from gateway import demo
from kept import Connection, Events, Idle, Kept, Socket

# The names of the edges here and in `load`.
EDGES = {"gateway": "python", "nginx": "nginx", "axum": "rust"}
SECONDS = int(os.environ["SECONDS"])
# Each tenth has at least one sample.
SECONDS_MIN = 20
# Caches, pools and arenas grow to their usual size before the first tenth.
WARMING = max(SECONDS // 10, 30)
# The allocator of glibc keeps what is freed. Otherwise, the memory would be that of the requests in
# progress, whose number depends on the load of the machine.
ALLOCATOR = {"MALLOC_TRIM_THRESHOLD_": str(1 << 30), "MALLOC_MMAP_THRESHOLD_": str(1 << 25)}
IDLE, SOCKETS, STREAMS = 600, 200, 200
SANDBOXES = 10
# A share, with room for pools that grow late. A leak of one small object for each request is more,
# in ten minutes.
GROWTH_MAX = 0.05
# Requests in progress of each generator: enough that the edge is always busy.
THREADS = 32
# An edge has two files for each WebSocket and stream, and any worker may have them all.
FILES = 8192
# Between two changes of a port. More would leave no time for other requests of the control API.
CHANGE_SECONDS = 0.1

# A server that verifies signed tokens, without the control plane: its rate is that of the module.
SIGNED = """
    server {{
        listen 127.0.0.1:{port};
        server_name *.signed.localhost;
        exposeport_domain signed.localhost;
        exposeport_key_file {folder}/key;
        location / {{
            if ($exposeport_port = "") {{ return 404; }}
            proxy_pass http://127.0.0.1:$exposeport_port;
        }}
    }}
"""


class ControlToggler(load.Toggler):
    """Changes ports by the control API."""

    def __init__(self, stage: edges.Stage, ports: list[int]) -> None:
        super().__init__(stage, ports, CHANGE_SECONDS)
        self._client = demo.Client(stage.edges["python"], edges.TOKEN)

    def change(self, port: int, *, is_exposed: bool) -> None:
        path = f"/sandboxes/{self._sandbox.id}/ports/{port}"
        call = ("PUT", path, {"token": f"t{port}"}) if is_exposed else ("DELETE", path)
        self._client.call(*call).raise_for_status()


@dataclass
class Samples:
    """The memory of an edge and the load of the machine, by the second."""

    group: int
    memory: list[int] = field(default_factory=list)
    machine: list[float] = field(default_factory=list)
    running: float = 0
    waiting: float = 0

    async def take(self, generators: list[load.Generator]) -> None:
        """Takes samples until a generator ends."""
        start, (_, *before) = time.monotonic(), load.usage(self.group)
        while not any(generator.is_over() for generator in generators):
            memory, running, waiting = load.usage(self.group)
            self.memory.append(memory)
            self.machine.append(os.getloadavg()[0])
            seconds = max(time.monotonic() - start, 1)
            self.running, self.waiting = (
                (after - earlier) / seconds
                for after, earlier in zip((running, waiting), before, strict=True)
            )
            await asyncio.sleep(1)

    def tenths(self) -> list[float]:
        """Returns the mean memory of each tenth, in MiB."""
        assert len(self.memory) >= 10, "too few samples: the machine is too busy"
        bounds = [len(self.memory) * tenth // 10 for tenth in range(11)]
        parts = [self.memory[start:end] for start, end in itertools.pairwise(bounds)]
        return [statistics.mean(part) / 1024 for part in parts]


def connections(stage: edges.Stage, port: int, ports: list[int], streams: int) -> list[Connection]:
    """Returns the connections to an edge, evenly distributed over sandboxes and applications."""
    found: list[Connection] = []
    for number in range(SANDBOXES):
        sandbox = exposeport.Sandbox(f"kept-{number}")
        for application in ports:
            host = sandbox.expose_port(application, hostname="localhost").url[len("http://") :]
            body = f"{application} {sandbox.id} 1 []\n".encode()
            each = IDLE // SANDBOXES // len(ports)
            found += [Idle(port, host, body) for _ in range(each)]
        host = sandbox.expose_port(streams, hostname="localhost").url[len("http://") :]
        found += [Socket(port, host) for _ in range(SOCKETS // SANDBOXES)]
        found += [Events(port, host) for _ in range(STREAMS // SANDBOXES)]
        stage.publish(sandbox)
    assert len(found) == IDLE + SOCKETS + STREAMS
    return found


def signed_hosts(key: exposeport.SigningKey, ports: list[int]) -> list[str]:
    """Returns a line of each host with a signed token, as `load.hosts` does."""
    lines, now = [], int(time.time())
    for number in range(11):
        for port in ports:
            parts = (port, f"signed-{number}", "signed.localhost")
            links = {
                "valid": key.url(*parts),
                "expired": key.url_until(*parts, now=now - 60, lifetime=30),
                "forged": exposeport.SigningKey(b"another key of at least 32 bytes").url(*parts),
            }
            until = key.url_until(*parts, now=now, lifetime=86400)
            lines.append(f"{until.removeprefix('http://')} valid {port} {parts[1]}")
            for kind, url in links.items():
                lines.append(f"{url.removeprefix('http://')} {kind} {port} {parts[1]}")
    return lines


async def soak(edge: str, prefix: tuple[str, ...]) -> list[str]:
    """Loads an edge, prints a line of figures, and returns the promises that are not held."""
    name = EDGES[edge]
    with load.Processes() as processes, contextlib.ExitStack() as stack:
        streams, secret = demo.free_port(), os.urandom(32)
        origin = str(pathlib.Path(edges.__file__).with_name("origin.py"))
        processes.start([sys.executable, origin, str(streams)], streams)
        (processes.folder / "key").write_text(secret.hex())
        stage, groups, ports = load.start(processes, [name], prefix, SIGNED)
        kept = Kept(connections(stage, stage.edges[name], ports, streams))
        await kept.open()
        toggler = (load.Toggler if edge == "axum" else ControlToggler)(stage, ports)
        lines = [*load.hosts(stage, ports), *toggler.lines]
        options = (f"-d{WARMING + SECONDS}s", "--timeout", "30s")
        generators = [load.Generator(stage, name, lines, *options, threads=THREADS)]
        if edge == "nginx":
            signed = signed_hosts(exposeport.SigningKey(secret), ports)
            generators.append(load.Generator(stage, name, signed, *options, threads=THREADS))
        for generator in generators:
            stack.callback(generator.kill)
        toggler.start()
        warm = asyncio.create_task(asyncio.sleep(WARMING))
        await kept.start()
        await warm
        samples = Samples(groups[name])
        await samples.take(generators)
        counted = [await asyncio.to_thread(generator.counted) for generator in generators]
        changes = toggler.stop()
        await kept.close()
        alerts = log_lines(processes.folder / "nginx.log")

    return report(edge, counted, kept, changes, samples, alerts)


def report(
    edge: str,
    counted: list[load.Counts],
    kept: Kept,
    changes: int,
    samples: Samples,
    alerts: list[str],
) -> list[str]:
    """Prints a line of figures, and returns the promises that are not held."""
    tenths = samples.tenths()
    requests = sum(counts.requests for counts in counted)
    settled = sum(counts.settled for counts in counted)
    wrong = sum(counts.wrong for counts in counted)
    failed = sum(counts.failed for counts in counted)
    size, growth = len(kept.connections), tenths[-1] / tenths[0] - 1
    print(
        f"{edge}: {SECONDS} s after {WARMING} s; {requests} requests, "
        f"{requests / (WARMING + SECONDS):.0f} requests/s, {wrong + len(kept.wrong)} wrong, "
        f"{failed} failed; {kept.alive} of {size} connections alive after {kept.exchanges} "
        f"messages; {changes} changes of ports, {settled} requests between them; "
        f"memory by tenth {' '.join(f'{tenth:.2f}' for tenth in tenths)} MiB ({growth:+.2%}); "
        f"{samples.running:.2f} cores used and {samples.waiting:.2f} waited for, "
        f"load average {statistics.mean(samples.machine):.1f}",
        flush=True,
    )
    examples = [counts.example for counts in counted if counts.wrong]
    is_enough = settled >= SECONDS and changes >= SECONDS
    promises = {
        f"wrong answers: {wrong} {examples}": wrong == 0,
        f"failed requests: {failed}": failed == 0,
        f"wrong messages: {len(kept.wrong)} {kept.wrong[:3]}": not kept.wrong,
        f"lost connections: {size - kept.alive} {kept.lost[:3]}": kept.alive == size,
        f"memory grows by {growth:.2%}, maximum {GROWTH_MAX:.0%}": growth <= GROWTH_MAX,
        f"alerts: {alerts[:3]}": not alerts,
        f"too little load: {changes} changes, {settled} requests between them": is_enough,
    }
    return [f"{edge}: {promise}" for promise, is_held in promises.items() if not is_held]


def log_lines(path: pathlib.Path) -> list[str]:
    """Returns the alerts of nginx, such as a worker that has crashed."""
    lines = path.read_text().splitlines() if path.exists() else []
    return [line for line in lines if "[alert]" in line or "[emerg]" in line]


def pin() -> tuple[str, ...]:
    """Moves this process to all cores except one, and returns a prefix for commands on that one."""
    *others, core = sorted(os.sched_getaffinity(0))
    if others:
        os.sched_setaffinity(0, others)
    return ("taskset", "-c", str(core))


def main() -> int:
    names = os.environ["EDGES"].split()
    unknown = set(names) - set(EDGES)
    if unknown or not names:
        sys.exit(f"EDGES must be some of {' '.join(EDGES)}")
    if SECONDS < SECONDS_MIN:
        sys.exit(f"SECONDS must be at least {SECONDS_MIN}")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < FILES:
        sys.exit(f"the hard limit of open files must be at least {FILES}, found {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, FILES), hard))
    os.environ.update(ALLOCATOR)
    prefix = pin()
    problems = [problem for name in names for problem in asyncio.run(soak(name, prefix))]
    print(*problems, f"soak: {len(problems)} problems", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
