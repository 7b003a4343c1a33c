"""Runs nginx with the module in a folder of its own."""

import pathlib
import socket
import subprocess
import time

# The address and the folder of the module are filled in.
MAIN = """\
load_module {module};
worker_processes {workers};
daemon off;
{extra}
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{ worker_connections 256; }}
http {{
    access_log off;
    map $exposeport_port $application {{
        "" {other};
        default $exposeport_upstream;
    }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{servers}
}}
"""

# The locations of a server that serves previews.
LOCATIONS = """\
        location = /authorize {{
            internal;
            proxy_pass http://{control};
            proxy_pass_request_body off;
            proxy_pass_request_headers off;
            proxy_set_header Content-Length "";
            proxy_set_header X-Exposeport-Port $exposeport_port;
            proxy_set_header X-Exposeport-Sandbox-Id $exposeport_sandbox_id;
            proxy_set_header X-Exposeport-Token $exposeport_token;
        }}
        location / {{
            exposeport_authorize /authorize $upstream_http_x_upstream;
            proxy_pass http://$application;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Connection $http_connection;
            proxy_set_header Upgrade $http_upgrade;
        }}
"""


def free_port() -> int:
    """Returns a port that is free at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Edge:
    """A process of nginx."""

    def __init__(
        self, folder: pathlib.Path, module: pathlib.Path, other: str, servers: str
    ) -> None:
        """Writes the configuration. `other` is the address of the other application."""
        self.folder, self.module = folder, module
        self.process: subprocess.Popen[bytes] | None = None
        self.other, self.workers, self.extra = other, 2, ""
        self.write(servers)

    @property
    def configuration(self) -> pathlib.Path:
        """The path of the configuration."""
        return self.folder / "nginx.conf"

    @property
    def command(self) -> list[str]:
        """The command that runs nginx."""
        return ["nginx", "-p", str(self.folder), "-e", str(self.folder / "error.log"),
                "-c", str(self.configuration)]  # fmt: skip

    def write(self, servers: str) -> None:
        """Writes the configuration with these servers."""
        fields = {
            "module": self.module,
            "folder": self.folder,
            "workers": self.workers,
            "other": self.other,
        }
        self.configuration.write_text(MAIN.format(servers=servers, extra=self.extra, **fields))

    def check(self) -> subprocess.CompletedProcess[str]:
        """Runs `nginx -t`."""
        return subprocess.run([*self.command, "-t"], capture_output=True, text=True, timeout=30)

    def start(self, port: int, *prefix: str) -> None:
        """Starts nginx, and waits until it accepts connections."""
        self.process = subprocess.Popen([*prefix, *self.command], stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    log = self.folder / "error.log"
                    raise RuntimeError(log.read_text() if log.exists() else "no log") from None
                time.sleep(0.05)

    def stop(self) -> int:
        """Stops nginx, and returns the status of its process."""
        if self.process is None:
            return 0
        # With SIGQUIT, nginx ends the requests that are in progress.
        self.process.send_signal(3)
        try:
            return self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.terminate()
            return self.process.wait(timeout=20)
