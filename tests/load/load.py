"""Loads every edge with every kind of host, and compares each response.

It prints the wrong responses, the memory, and the requests per second with and without the library.
"""

import contextlib
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from typing import NamedTuple

import edges
import exposeport
from gateway import demo

HERE = pathlib.Path(__file__).resolve().parent
RELEASE = edges.BINARIES.parent / "release"
REQUESTS = int(os.environ.get("REQUESTS", "100000"))
THREADS = 8
PORTS = 10

REJECTED = [
    ("3000-a{}-b", "RESERVED_PORT"),
    ("08080-a{}-b", "INVALID_PORT"),
    ("99999-a{}-b", "INVALID_PORT"),
    ("8080--a{}-b", "INVALID_SANDBOX_ID_HYPHENS"),
    ("8080-a{}$-b", "INVALID_SANDBOX_ID_CHARACTER"),
    ("8080-a{}-", "INVALID_TOKEN_LENGTH"),
    ("8080-a{}-$", "INVALID_TOKEN_CHARACTER"),
]
FOREIGN = [
    "www{}.localhost",
    "24-7-support{}.localhost",
    "8080-a{}-b.example.org",
    "8080-a{}.localhost",
    "8080-a{}-b.nested.localhost",
    "123456-a{}-b.localhost",
    "host{}.test",
]

BARE = """
load_module {module};
worker_processes 1;
daemon off;
pid {folder}/bare.pid;
error_log {folder}/bare.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/b1;
    proxy_temp_path {folder}/b2;
    fastcgi_temp_path {folder}/b3;
    uwsgi_temp_path {folder}/b4;
    scgi_temp_path {folder}/b5;
{servers}
}}
"""

# The application: it responds with the headers that it receives.
ORIGIN = """
    server {{
        listen 127.0.0.1:{port};
        return 200 "$http_x_sandbox_preview_port $http_x_sandbox_preview_sandbox_id \
$http_x_sandbox_preview_proxy [$http_x_sandbox_port$http_x_sandbox_name\
$http_cf_container_target_port$http_x_sandbox_preview_token]\\n";
    }}
"""


class Processes:
    """Starts servers, and reads the memory of their processes."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._folder = pathlib.Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        self._folder.chmod(0o755)

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def folder(self) -> pathlib.Path:
        return self._folder

    def start(self, command: list[str], port: int, **settings: str) -> int:
        """Starts a server, and returns the id of its process."""
        process = self._stack.enter_context(edges.running(command, port, settings))
        return process.pid

    def nginx(self, name: str, content: str, port: int, prefix: tuple[str, ...] = ()) -> int:
        path = self._folder / name
        path.write_text(content)
        command = [*prefix, "nginx", "-c", str(path), "-e", str(self._folder / "log")]
        return self.start(command, port)


def usage(group: int) -> tuple[int, float, float]:
    """Returns the memory, and the time of running and of waiting, of a session of processes.

    The memory is the resident one in KiB. The times are the sums of all threads in seconds. A
    thread waits while it is ready and other threads use the processor.
    """
    pages, running, waiting = 0, 0.0, 0.0
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        # A process or thread may end meanwhile. The name in parentheses may have spaces.
        with contextlib.suppress(OSError):
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) != group:
                continue
            pages += int(fields[21])
            for thread in (process / "task").iterdir():
                times = (thread / "schedstat").read_text().split()
                running, waiting = running + int(times[0]) / 1e9, waiting + int(times[1]) / 1e9
    return pages * resource.getpagesize() // 1024, running, waiting


def hosts(stage: edges.Stage, ports: list[int]) -> Iterator[str]:
    """Yields a line of each host: the host, its kind, port and sandbox id."""
    for number in range(11):
        sandbox = exposeport.Sandbox(f"load-{number}")
        for port in ports:
            url = sandbox.expose_port(port, hostname="localhost").url
            host = url.removeprefix("http://")
            yield f"{host} valid {port} {sandbox.id}"
            end = "a" if host[-len(".localhost") - 1] != "a" else "b"
            yield f"{host[: -len('.localhost') - 1]}{end}.localhost forged - -"
        stage.publish(sandbox)
    for number in range(7):
        sandbox = exposeport.Sandbox(f"stopped-{number}")
        for port in ports:
            host = sandbox.expose_port(port, hostname="localhost").url.removeprefix("http://")
            yield f"{host} stale - -"
        sandbox.runtime_stopped()
        stage.publish(sandbox)
    for number in range(10):
        for label, code in REJECTED:
            yield f"{label.format(number)}.localhost {code} - -"
        for host in FOREIGN:
            yield f"{host.format(number)} foreign - -"


class Toggler(threading.Thread):
    """Exposes ports and stops exposing them, again and again.

    The file `states` has a byte for each port: the number of steps, modulo 256. Each change is two
    steps, its start and its end, so an even number is settled. A port starts as an exposed one.
    """

    def __init__(self, stage: edges.Stage, ports: list[int], pause: float = 0.02) -> None:
        super().__init__(daemon=True)
        self._stage, self._ports, self._pause = stage, ports, pause
        self._sandbox, self._is_over = exposeport.Sandbox("toggled"), threading.Event()
        self._steps = bytearray(len(ports))
        self._states = stage.folder / "states"
        self._states.write_bytes(self._steps)
        self.changes = 0
        self.error: Exception | None = None
        self.lines = [f"{self._expose(port)} toggled {port} toggled" for port in ports]
        stage.publish(self._sandbox)

    def _expose(self, port: int) -> str:
        exposed = self._sandbox.expose_port(port, hostname="localhost", token=f"t{port}")
        return exposed.url.removeprefix("http://")

    def change(self, port: int, *, is_exposed: bool) -> None:
        """Exposes the port or stops exposing it. Every later request sees the change."""
        if is_exposed:
            self._expose(port)
        else:
            self._sandbox.unexpose_port(port)
        self._stage.publish(self._sandbox)

    def _step(self, place: int) -> int:
        self._steps[place] = (self._steps[place] + 1) % 256
        with self._states.open("r+b", buffering=0) as file:
            file.seek(place)
            file.write(self._steps[place : place + 1])
        return self._steps[place]

    def run(self) -> None:
        while not self._is_over.wait(self._pause):
            place = self.changes % len(self._ports)
            is_exposed = self._step(place) % 4 == 3
            try:
                self.change(self._ports[place], is_exposed=is_exposed)
            except Exception as error:
                self.error = error
                return
            self._step(place)
            self.changes += 1

    def stop(self) -> int:
        self._is_over.set()
        self.join()
        if self.error is not None:
            raise self.error
        return self.changes


class Counts(NamedTuple):
    """The counts of a generator.

    Settled is a request for a toggled port that did not change meanwhile. The example is of a wrong
    response.
    """

    requests: int
    settled: int
    wrong: int
    failed: int
    example: str


class Generator:
    """A run of wrk, which sends requests for the hosts of a file and compares the responses."""

    def __init__(
        self,
        stage: edges.Stage,
        edge: str,
        lines: list[str],
        *options: str,
        threads: int = THREADS,
        count: int = 10**15,
    ) -> None:
        file = stage.folder / f"hosts-{id(self)}"
        file.write_text("\n".join(lines) + "\n")
        url = f"http://127.0.0.1:{stage.edges[edge]}"
        command = ["wrk", f"-t{threads}", f"-c{threads}", "-s", str(HERE / "load.lua"), *options]
        command += [url, "--", str(file), str(stage.folder / "states"), str(count)]
        self._threads, self._output = threads, stage.folder / f"output-{id(self)}"
        with self._output.open("w") as output:
            self.process = subprocess.Popen(command, stdout=output)

    def is_over(self) -> bool:
        """Returns True if the time is over, or if each thread has sent its requests."""
        finished = self._output.read_text().count("finished\n")
        return self.process.poll() is not None or finished >= self._threads

    def kill(self) -> None:
        """Ends the run, if it has not ended."""
        self.process.kill()
        self.process.wait()

    def counted(self) -> Counts:
        """Ends the run, and returns its counts."""
        # wrk waits until its time is over, even if its threads have ended.
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)
        output = self._output.read_text()
        match = re.search(r"counted (\d+) (\d+) (\d+) (\d+)\n(.*)", output, re.DOTALL)
        assert match is not None, output
        requests, settled, wrong, failed = map(int, match.groups()[:4])
        return Counts(requests, settled, wrong, failed, match[5].strip())


def load(edge: str, stage: edges.Stage, group: int, ports: list[int], lines: list[str]) -> bool:
    """Loads an edge, prints a line, and returns True if each response was the expected one."""
    toggler = Toggler(stage, ports)
    toggler.start()
    start, used = time.monotonic(), []
    each = REQUESTS // THREADS
    generator = Generator(stage, edge, [*lines, *toggler.lines], "-d1h", count=each)
    while not generator.is_over():
        used.append(usage(group)[0])
        time.sleep(0.5)
    seconds = time.monotonic() - start
    counts = generator.counted()
    tenth = max(len(used) // 10, 1)
    first, last = (sum(part) // tenth for part in (used[tenth : 2 * tenth], used[-tenth:]))
    changes = toggler.stop()
    size = len(lines) + len(ports)
    print(
        f"{edge:7} {counts.requests} requests of {size} hosts in {seconds:.0f} s: "
        f"{counts.wrong} wrong, {counts.failed} failed; {changes} changes of ports; "
        f"memory {first} KiB at the start, {last} KiB at the end",
        flush=True,
    )
    if counts.wrong:
        print(counts.example)
    is_right = counts.wrong == counts.failed == 0 and counts.settled > 0
    return is_right and counts.requests >= each * THREADS


def rate(port: int, host: str) -> float:
    """Returns the requests per second of a server, as the best of three."""
    command = ["wrk", "-t2", "-c32", "-d4", "-H", f"Host: {host}", f"http://127.0.0.1:{port}/"]
    rates = []
    for _ in range(3):
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert "Non-2xx" not in output, output
        match = re.search(r"Requests/sec: +([\d.]+)", output)
        assert match is not None, output
        rates.append(float(match[1]))
    return max(rates)


def compare(processes: Processes, module: str) -> None:
    """Prints the requests per second with and without the library, for a trivial application."""
    sandbox = exposeport.Sandbox("sandbox")
    host = sandbox.expose_port(8080, hostname="localhost").url.removeprefix("http://")
    snapshot = sandbox.to_json()
    uvicorn = [sys.executable, "-m", "uvicorn", "--app-dir", str(HERE), "--factory", "bare:create"]
    uvicorn += ["--log-level", "critical", "--port"]
    binary = RELEASE / "examples" / "bare"
    found = {}
    for name in ("bare", "library"):
        python, rust, nginx = (demo.free_port() for _ in range(3))
        settings = {"BARE_SNAPSHOT": snapshot} if name == "library" else {}
        processes.start([*uvicorn, str(python)], python, **settings)
        arguments = [snapshot] if name == "library" else []
        processes.start([str(binary), str(rust), *arguments], rust)
        directives = "exposeport_domain localhost; exposeport_authorize off;"
        directives = directives if name == "library" else ""
        location = 'location / { set $answer "ok\\n"; return 200 $answer; }'
        server = f"server {{ listen 127.0.0.1:{nginx}; {directives} {location} }}"
        content = BARE.format(module=module, folder=processes.folder, servers=server)
        processes.nginx(f"{name}.conf", content.replace("bare.pid", f"{name}.pid"), nginx)
        for edge, port in {"python": python, "rust": rust, "nginx": nginx}.items():
            found[edge, name] = rate(port, host)
    for edge in ("python", "rust", "nginx"):
        bare, library = found[edge, "bare"], found[edge, "library"]
        print(f"{edge:7} {bare:.0f} requests/s without the library, {library:.0f} with it")


def start(
    processes: Processes, names: list[str], prefix: tuple[str, ...] = (), servers: str = ""
) -> tuple[edges.Stage, dict[str, int], list[int]]:
    """Starts applications and edges, and returns the stage, the groups and the applications' ports.

    The Python gateway always runs: it has the control API. The commands of the other edges start
    with `prefix`, and so does its own if it is the only one. The configuration of nginx gets
    more `servers`.
    """
    folder, module = processes.folder, os.environ["NGINX_MODULE"]
    ports = sorted(demo.free_port() for _ in range(PORTS))
    origins = "".join(ORIGIN.format(port=port) for port in ports)
    origin = BARE.format(module=module, folder=folder, servers=origins)
    processes.nginx("origin.conf", origin.replace("bare.pid", "origin.pid"), ports[0])
    python, rust, nginx = (demo.free_port() for _ in range(3))
    gateway, settings = demo.gateway_command(python, edges.TOKEN, f"{folder}/store.sqlite3")
    # As long as nginx keeps an idle connection.
    gateway += ["--timeout-keep-alive", "75"]
    own = prefix if names == ["python"] else ()
    groups = {"python": processes.start([*own, *gateway], python, **settings)}
    if "rust" in names:
        axum = [*prefix, str(RELEASE / "axum-proxy"), "--domain", "localhost"]
        axum += ["--snapshots", str(folder), "--listen", f"127.0.0.1:{rust}"]
        groups["rust"] = processes.start(axum, rust)
    if "nginx" in names:
        more = servers.format(port=nginx, folder=folder)
        edge = edges.nginx_configuration(folder, nginx, python, more)
        groups["nginx"] = processes.nginx("edge.conf", edge, nginx, prefix)
    stage = edges.Stage({"python": python, "rust": rust, "nginx": nginx}, ports[0], folder)
    return stage, groups, ports


def main() -> int:
    with Processes() as processes:
        stage, groups, ports = start(processes, ["python", "rust", "nginx"])
        lines = list(hosts(stage, ports))
        results = [load(name, stage, group, ports, lines) for name, group in groups.items()]
        compare(processes, os.environ["NGINX_MODULE"])
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
