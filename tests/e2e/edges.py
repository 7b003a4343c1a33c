"""The three edges, the web server of the sandbox, and the issuers of URLs."""

import contextlib
import http.client
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import exposeport
from gateway import demo

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FOLDER = pathlib.Path(os.environ["E2E_FOLDER"])
BINARIES = FOLDER.parent / "debug"
TOKEN = "a-bearer-token"

NGINX = """
load_module {module};
worker_processes 2;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        exposeport_domain localhost;
        location / {{
            exposeport_authorize /authorize $upstream_http_x_upstream;
            if ($exposeport_port = "") {{ return 404; }}
            proxy_pass http://$exposeport_upstream;
            proxy_http_version 1.1;
            proxy_buffering off;
            proxy_set_header Host $http_host;
            proxy_set_header Connection $http_connection;
            proxy_set_header Upgrade $http_upgrade;
        }}
        location = /authorize {{
            internal;
            proxy_pass http://127.0.0.1:{control};
            proxy_pass_request_body off;
            proxy_pass_request_headers off;
            proxy_set_header Content-Length "";
            proxy_set_header Host localhost:{control};
            proxy_set_header Authorization "Bearer {token}";
            proxy_set_header X-Exposeport-Port $exposeport_port;
            proxy_set_header X-Exposeport-Sandbox-Id $exposeport_sandbox_id;
            proxy_set_header X-Exposeport-Token $exposeport_token;
        }}
    }}
{servers}
}}
"""


@dataclass(frozen=True)
class Stage:
    """Everything that runs: the edges by name, with their ports, and the state that they read."""

    edges: dict[str, int]
    origin: int
    folder: pathlib.Path

    def publish(self, sandbox: exposeport.Sandbox) -> None:
        """Writes the state of a sandbox, for every edge."""
        save(self.folder / f"{sandbox.id}.json", sandbox.to_json())
        values = (sandbox.id, sandbox.to_json(), "127.0.0.1")
        with contextlib.closing(sqlite3.connect(self.folder / "store.sqlite3", 30)) as connection:
            connection.execute(
                "INSERT INTO sandboxes VALUES (?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET snapshot = excluded.snapshot",
                values,
            )
            connection.commit()

    def url(self, edge: str, url: str) -> str:
        """Returns a URL on `localhost`, as this edge serves it."""
        return f"{url.rstrip('/')}:{self.edges[edge]}/"

    def get(self, edge: str, url: str, path: str = "/") -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.edges[edge], timeout=30)
        with contextlib.closing(connection):
            host = self.url(edge, url).removeprefix("http://").rstrip("/")
            connection.request("GET", path, headers={"Host": host})
            response = connection.getresponse()
            return response.status, response.read()


def save(path: pathlib.Path, content: str) -> None:
    """Replaces a file, so that no reader sees a half-written one."""
    written = path.with_suffix(".new")
    written.write_text(content)
    written.replace(path)


def issue_in_python(stage: Stage, sandbox_id: str) -> str:
    sandbox = exposeport.Sandbox(sandbox_id)
    url = sandbox.expose_port(stage.origin, hostname="localhost").url
    stage.publish(sandbox)
    return url


def issue_in_rust(stage: Stage, sandbox_id: str) -> str:
    return run(stage, sandbox_id, [BINARIES / "expose", stage.folder, sandbox_id])


def issue_in_c(stage: Stage, sandbox_id: str) -> str:
    snapshot = stage.folder / f"{sandbox_id}.json"
    return run(stage, sandbox_id, [FOLDER / "issue", snapshot, sandbox_id])


def run(stage: Stage, sandbox_id: str, command: list[pathlib.Path | str]) -> str:
    """Runs an issuer, which writes the snapshot and prints the URL."""
    command += [str(stage.origin), "localhost"]
    url = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    snapshot = (stage.folder / f"{sandbox_id}.json").read_text()
    stage.publish(exposeport.Sandbox.from_json(sandbox_id, snapshot))
    return url.strip().rstrip("/")


ISSUERS: dict[str, Callable[[Stage, str], str]] = {
    "python": issue_in_python,
    "rust": issue_in_rust,
    "c": issue_in_c,
}


def browse(stage: Stage, steps: list[dict[str, object]]) -> None:
    """Opens pages in a browser, which checks them."""
    chromium = "/usr/bin/chromium"
    given = {"executable": chromium, "screenshots": str(FOLDER), "steps": steps}
    command = ["node", str(FOLDER / "browser.mjs")]
    subprocess.run(command, cwd=FOLDER, input=json.dumps(given), text=True, check=True, timeout=120)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            with contextlib.closing(connection):
                connection.request("GET", "/")
                connection.getresponse().read()
                return
        except OSError:
            assert process.poll() is None, f"{process.args!r} has ended"
            assert time.monotonic() < end, f"nothing listens on port {port}"
            time.sleep(0.05)


@contextlib.contextmanager
def running(
    command: list[str], port: int, settings: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a server in a group of processes, and stops it at the end of the block."""
    process = subprocess.Popen(command, env={**os.environ, **settings}, start_new_session=True)
    try:
        wait_for(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def nginx_configuration(folder: pathlib.Path, port: int, control: int, servers: str = "") -> str:
    """Returns the configuration of an edge whose control plane listens at the port `control`."""
    module = os.environ["NGINX_MODULE"]
    values = {"module": module, "folder": folder, "port": port, "control": control}
    return NGINX.format(token=TOKEN, servers=servers, **values)


@contextlib.contextmanager
def staged(folder: pathlib.Path) -> Iterator[Stage]:
    """Starts the web server of the sandbox and the three edges."""
    # The workers of nginx run as another user.
    folder.chmod(0o755)
    origin, python, rust, nginx = (demo.free_port() for _ in range(4))
    configuration = folder / "nginx.conf"
    configuration.write_text(nginx_configuration(folder, nginx, python))
    gateway, settings = demo.gateway_command(python, TOKEN, str(folder / "store.sqlite3"))
    axum = [str(BINARIES / "axum-proxy"), "--domain", "localhost", "--snapshots", str(folder)]
    with contextlib.ExitStack() as stack:
        for command, port, environment in [
            ([sys.executable, str(HERE / "origin.py"), str(origin)], origin, {}),
            (gateway, python, settings),
            ([*axum, "--listen", f"127.0.0.1:{rust}"], rust, {}),
            (["nginx", "-c", str(configuration), "-e", str(folder / "nginx.log")], nginx, {}),
        ]:
            stack.enter_context(running(command, port, environment))
        yield Stage({"python": python, "rust": rust, "nginx": nginx}, origin, folder)
