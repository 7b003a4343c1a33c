"""Edges that have only a key, and the issuers of signed links."""

import contextlib
import http.client
import os
import pathlib
import subprocess
import sys
from collections.abc import Iterator

from edges import BINARIES, FOLDER, HERE, running
from gateway import demo, demo_signed

NGINX = """
load_module {module};
worker_processes 2;
daemon off;
pid {folder}/keys.pid;
error_log {folder}/keys.log;
events {{ worker_connections 256; }}
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
        exposeport_key_file {key};
        location / {{
            if ($exposeport_port = "") {{ return 404; }}
            proxy_pass http://127.0.0.1:$exposeport_port;
            proxy_set_header Host $http_host;
        }}
    }}
}}
"""

ISSUERS = {
    "python": [sys.executable, "-m", "exposeport", "sign"],
    "rust": [str(BINARIES / "sign")],
    "c": [str(FOLDER / "sign")],
}


class Edges:
    """The edges by name, with their ports, and the web server of the sandbox."""

    def __init__(self, key: pathlib.Path) -> None:
        """Chooses the ports. `staged` starts the processes."""
        self.key = key
        self.origin = demo.free_port()
        self.ports = {name: demo.free_port() for name in ("python", "rust", "nginx")}

    def issue(self, issuer: str, lifetime: int) -> str:
        """Returns the host of a link that a language has signed."""
        port, seconds = str(self.origin), str(lifetime)
        if issuer == "python":
            place = ["--sandbox-id", "signed", "--hostname", "localhost"]
            arguments = [port, *place, "--lifetime", seconds, "--key-file", str(self.key)]
        else:
            arguments = [str(self.key), "signed", port, "localhost", seconds]
        command = [*ISSUERS[issuer], *arguments]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        (url,) = (word for word in printed.split() if word.startswith("http://"))
        return url.removeprefix("http://").rstrip("/")

    def get(self, edge: str, host: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.ports[edge], timeout=30)
        with contextlib.closing(connection):
            connection.request("GET", "/", headers={"Host": host})
            response = connection.getresponse()
            return response.status, response.read()


@contextlib.contextmanager
def staged(folder: pathlib.Path) -> Iterator[Edges]:
    """Starts the web server of the sandbox and the three edges, and no control plane."""
    folder.chmod(0o755)
    key, configuration = folder / "key.txt", folder / "keys.conf"
    key.touch(0o600)
    key.write_text(os.urandom(32).hex() + "\n")
    edges = Edges(key)
    python, rust, nginx = edges.ports.values()
    values = {"module": os.environ["NGINX_MODULE"], "folder": folder, "key": key, "port": nginx}
    configuration.write_text(NGINX.format(**values))
    command, settings = demo_signed.edge_command(python, key)
    axum = [str(BINARIES / "axum-proxy"), "--domain", "localhost", "--key-file", str(key)]
    with contextlib.ExitStack() as stack:
        for program, port, environment in [
            ([sys.executable, str(HERE / "origin.py"), str(edges.origin)], edges.origin, {}),
            (command, python, settings),
            ([*axum, "--listen", f"127.0.0.1:{rust}"], rust, {}),
            (["nginx", "-c", str(configuration), "-e", str(folder / "keys.log")], nginx, {}),
        ]:
            stack.enter_context(running(program, port, environment))
        yield edges
