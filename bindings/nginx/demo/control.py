"""A small control plane: it has the sandboxes, and authorizes the requests of nginx."""

import http.server
import threading

import exposeport


class ControlPlane(http.server.ThreadingHTTPServer):
    """Answers `GET /authorize` with 204 and the address of the application, 404 or 410."""

    daemon_threads = True
    # Every worker of nginx opens a connection for each request.
    request_queue_size = 128

    def __init__(self, address: tuple[str, int] = ("127.0.0.1", 0)) -> None:
        """Listens, and has no sandboxes yet."""
        super().__init__(address, Handler)
        self.sandboxes: dict[str, exposeport.Sandbox] = {}
        self.upstream = ""
        self.requests = 0
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        """The host and the port."""
        return f"127.0.0.1:{self.server_address[1]}"

    def authorize(self, port: str, sandbox_id: str, token: str) -> int:
        """Returns the status of the response to a request of nginx."""
        try:
            route = exposeport.parse_host(f"{port}-{sandbox_id}-{token}.localhost")
        except exposeport.ExposePortError:
            return 404
        with self.lock:
            self.requests += 1
            sandbox = self.sandboxes.get(route.sandbox_id)
            authorization = sandbox.authorize(route) if sandbox else None
        if authorization is None:
            return 404
        return 204 if authorization else authorization.http_status


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers a request of nginx."""

    server: ControlPlane

    def do_GET(self) -> None:
        """Answers with the status of the authorization, without a body."""
        names = ("X-Exposeport-Port", "X-Exposeport-Sandbox-Id", "X-Exposeport-Token")
        status = self.server.authorize(*(self.headers.get(name, "") for name in names))
        self.send_response(status)
        if status == 204:
            self.send_header("X-Upstream", self.server.upstream)
        else:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Logs nothing, since a request has the token."""
