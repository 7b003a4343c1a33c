"""Shows the module: nginx, a control plane with one sandbox, and its application.

With CI=1, the program checks the URL itself and ends.
"""

import html
import http.client
import http.server
import os
import pathlib
import tempfile
import threading
import time

import exposeport
from control import ControlPlane
from edge import LOCATIONS, Edge, free_port

SERVER = """\
    server {{
        listen 127.0.0.1:{port};
        exposeport_domain localhost:{port};
{locations}
    }}
"""


class Application(http.server.BaseHTTPRequestHandler):
    """The application of the sandbox: a page with the headers that it receives."""

    title = "The application of the sandbox"

    def do_GET(self) -> None:
        """Answers with the page."""
        rows = "".join(f"{name}: {value}\n" for name, value in self.headers.items())
        page = f"<!doctype html><title>{self.title}</title><h1>{self.title}</h1>"
        body = f"{page}<pre>{html.escape(rows)}</pre>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Logs nothing."""


class Other(Application):
    """An application that is not in a sandbox."""

    title = "Another application"


def serve(server: http.server.HTTPServer) -> str:
    """Starts a server, and returns its address."""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"127.0.0.1:{server.server_address[1]}"


def fetch(port: int, host: str) -> tuple[int, str]:
    """Returns the status and the body of the response of nginx."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": f"{host}:{port}"})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def check(port: int, host: str) -> None:
    """Raises an error unless every kind of request has its response."""
    token = host.split(".")[0].rpartition("-")[2]
    expected = {
        host: (200, "x-sandbox-preview-sandbox-id: demo"),
        host.replace(token, "bad"): (404, "INVALID_TOKEN"),
        "3000-demo-a.localhost": (400, "RESERVED_PORT"),
        "localhost": (200, Other.title),
    }
    for name, (status, content) in expected.items():
        found = fetch(port, name)
        if found[0] != status or content not in found[1]:
            raise RuntimeError(f"expected {status} with {content!r}, found {found[0]}")
        print(f"{status} {content}")


def main() -> None:
    """Runs the demonstration."""
    in_ci = bool(os.environ.get("CI"))
    port = free_port() if in_ci else int(os.environ.get("PORT", "8088"))
    sandbox = exposeport.Sandbox("demo")
    exposed = sandbox.expose_port(8080, hostname=f"localhost:{port}")
    control = ControlPlane()
    control.sandboxes["demo"] = sandbox
    serve(control)
    local = ("127.0.0.1", 0)
    control.upstream = serve(http.server.ThreadingHTTPServer(local, Application))
    other = serve(http.server.ThreadingHTTPServer(local, Other))
    module = pathlib.Path(os.environ["EXPOSEPORT_NGINX_MODULE"])
    servers = SERVER.format(port=port, locations=LOCATIONS.format(control=control.address))
    with tempfile.TemporaryDirectory(prefix="exposeport-nginx-") as name:
        folder = pathlib.Path(name)
        # The workers run as another user.
        folder.chmod(0o755)
        edge = Edge(folder, module, other, servers)
        edge.start(port)
        try:
            if in_ci:
                check(port, exposed.url.removeprefix("http://").removesuffix(f":{port}"))
                return
            print(f"a preview              {exposed.href}")
            print(f"an unknown port        http://8081-demo-a.localhost:{port}/")
            print(f"an invalid host        http://3000-demo-a.localhost:{port}/")
            print(f"another application    http://localhost:{port}/")
            print("Press Ctrl+C to end.", flush=True)
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            pass
        finally:
            edge.stop()


if __name__ == "__main__":
    main()
