"""Starts applications, the control plane and nginx for the tests."""

import base64
import hashlib
import json
import os
import pathlib
import shutil
import socket
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "bindings" / "nginx" / "demo"))

from control import ControlPlane  # noqa: E402
from edge import LOCATIONS, Edge, free_port  # noqa: E402

MODULE = pathlib.Path(os.environ["EXPOSEPORT_NGINX_MODULE"])
PREVIEW = "8080-sandbox-k7m2q9.example.com"
UPGRADE = [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
           ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]  # fmt: skip
SNAPSHOTS = {
    "sandbox": {"portTokens": {"8080": {"token": "k7m2q9"}, "9000": {"token": "abc"}}},
    "stopped": {"portTokens": {"8080": {"token": "k7m2q9"}}, "currentRuntimeIdentity": None},
}


def read_head(stream) -> tuple[str, list[tuple[str, str]]]:
    first = stream.readline().decode("latin-1").rstrip("\r\n")
    headers = []
    while (line := stream.readline().decode("latin-1").rstrip("\r\n")) != "":
        name, _, value = line.partition(":")
        headers.append((name, value.strip()))
    return first, headers


class Application(socketserver.ThreadingTCPServer):
    """Answers with its name and the request, and echoes after an upgrade to WebSocket."""

    daemon_threads = allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, name: str) -> None:
        super().__init__(("127.0.0.1", 0), Echo)
        self.name = name
        self.address = f"127.0.0.1:{self.server_address[1]}"
        start_thread(self)


class Echo(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        line, headers = read_head(self.rfile)
        if not line:
            return
        fields = {name.lower(): value for name, value in headers}
        if "sec-websocket-key" in fields and fields.get("upgrade") == "websocket":
            key = fields["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
            accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
            self.wfile.write(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n".encode()
            )
            while data := self.connection.recv(4096):
                self.wfile.write(data)
            return
        body = self.rfile.read(int(fields.get("content-length", 0))).decode("latin-1")
        echo = {"name": self.server.name, "line": line, "headers": headers, "body": body}
        answer = json.dumps(echo).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(answer)}"
        self.wfile.write(head.encode() + b"\r\n\r\n" + answer)


def start_thread(server: socketserver.BaseServer) -> None:
    threading.Thread(target=server.serve_forever, daemon=True).start()


class Response:
    def __init__(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.all_headers, self.body = status, headers, body
        self.headers = {name.lower(): value for name, value in headers}

    @property
    def json(self) -> dict:
        return json.loads(self.body)

    @property
    def received(self) -> dict[str, str]:
        """Returns the headers that the application has received."""
        return {name.lower(): value for name, value in self.json["headers"]}


class Client:
    """A connection that sends requests exactly as they are given."""

    def __init__(self, port: int, *, tls: bool = False) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        if tls:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)
        self.stream = self.socket.makefile("rb")

    def request(
        self, headers: list[tuple[str, str]], *, target: str = "/", method: str = "GET",
        version: str = "1.1", body: str = "",
    ) -> Response:  # fmt: skip
        lines = [f"{method} {target} HTTP/{version}", *(f"{n}: {v}" for n, v in headers)]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n" + body).encode("latin-1"))
        return self.response(method)

    def response(self, method: str = "GET") -> Response:
        line, received = read_head(self.stream)
        status = int(line.split()[1])
        fields = {name.lower(): value for name, value in received}
        if method == "HEAD" or status == 101:
            return Response(status, received, b"")
        if "chunked" in fields.get("transfer-encoding", ""):
            content = b""
            while size := int(self.stream.readline(), 16):
                content += self.stream.read(size)
                self.stream.readline()
            self.stream.readline()
            return Response(status, received, content)
        return Response(status, received, self.stream.read(int(fields["content-length"])))

    def close(self) -> None:
        self.stream.close()
        self.socket.close()


class EdgeTest(unittest.TestCase):
    """A test with nginx in front of two applications and the control plane."""

    workers = 2
    extra = ""

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="exposeport-nginx-"))
        # The workers run as another user.
        cls.folder.chmod(0o755)
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.control = ControlPlane()
        start_thread(cls.control)
        cls.sandbox, cls.other = Application("sandbox"), Application("other")
        cls.control.upstream = cls.sandbox.address
        cls.set_sandboxes(SNAPSHOTS)
        cls.port = free_port()
        cls.edge = Edge(cls.folder, MODULE, cls.other.address, "")
        cls.edge.workers, cls.edge.extra = cls.workers, cls.extra
        cls.edge.write(cls.servers())
        cls.edge.start(cls.port, *cls.prefix())
        cls.addClassCleanup(cls.edge.stop)

    @classmethod
    def prefix(cls) -> tuple[str, ...]:
        """Returns the command that runs nginx."""
        return ()

    @classmethod
    def servers(cls) -> str:
        return cls.server(cls.port, "exposeport_domain example.com;")

    @classmethod
    def server(cls, port: int, directives: str) -> str:
        locations = LOCATIONS.format(control=cls.control.address)
        return f"    server {{\n listen 127.0.0.1:{port};\n {directives}\n{locations}    }}\n"

    @classmethod
    def tls(cls, port: int) -> str:
        """Returns the directives of a server with TLS, and makes its certificate."""
        key, certificate = cls.folder / "key.pem", cls.folder / "certificate.pem"
        if not key.exists():
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test",
                 "-keyout", key, "-out", certificate], check=True, capture_output=True,
            )  # fmt: skip
        return (f"listen 127.0.0.1:{port} ssl http2; ssl_certificate {certificate};"
                f"ssl_certificate_key {key};")  # fmt: skip

    @classmethod
    def set_sandboxes(cls, snapshots: dict) -> None:
        import exposeport

        found = {
            name: exposeport.Sandbox.from_json(name, json.dumps(snapshot))
            for name, snapshot in snapshots.items()
        }
        with cls.control.lock:
            cls.control.sandboxes = found

    def get(self, host: str, *headers: tuple[str, str], **options) -> Response:
        client = Client(options.pop("port", self.port))
        self.addCleanup(client.close)
        return client.request([("Host", host), *headers], **options)
