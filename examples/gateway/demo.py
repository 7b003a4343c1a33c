"""Starts a page and the gateway, and exposes the page: `make demo`.

With `--signed`, it shows a link that an edge serves without the control plane.

With `CI=1` in the environment, it checks the life of the URL, and ends.
"""

import argparse
import contextlib
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

import exposeport
import httpx

HERE = pathlib.Path(__file__).resolve().parent
SITE = HERE / "site"
SANDBOX = "sandbox"
PORT = 8787
WORKERS = 2


def main() -> None:
    """Runs the demo until Ctrl-C, or with `CI=1` until it is checked."""
    parser = argparse.ArgumentParser(prog="gateway.demo", allow_abbrev=False)
    parser.add_argument("--signed", action="store_true", help="show a signed link that expires")
    is_signed = parser.parse_args().signed
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        if is_signed:
            # The module imports this one.
            from gateway import demo_signed

            demo_signed.main()
        else:
            run()


def run() -> None:
    """Runs a gateway that reads the state of the sandbox for each request."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        site = free_port()
        page = [sys.executable, "-m", "http.server", str(site), "--bind", "127.0.0.1"]
        stack.enter_context(running([*page, "--directory", str(SITE)]))
        gateway, token = free_port(PORT), secrets.token_urlsafe(24)
        stack.enter_context(running(*gateway_command(gateway, token, f"{folder}/demo.sqlite3")))

        client = stack.enter_context(Client(gateway, token))
        client.wait_for("/", 200)
        client.start_runtime("runtime-1")
        url = client.expose(site)
        client.wait_for(url, 200)
        show(gateway, token, url)
        if os.environ.get("CI"):
            check(client, site, url)
        else:
            print("Press Ctrl-C to stop.", flush=True)
            signal.pause()


def gateway_command(port: int, token: str, store: str) -> tuple[list[str], dict[str, str]]:
    """Returns the command of a gateway on loopback, and its environment."""
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(HERE.parent)]
    command += ["--factory", "gateway.app:create", "--port", str(port), "--workers", str(WORKERS)]
    # The headers `Server` and `Date` are those of the applications.
    command += ["--no-server-header", "--no-date-header", "--no-proxy-headers"]
    command += ["--log-level", "warning", "--timeout-graceful-shutdown", "1"]
    settings = {"GATEWAY_DOMAIN": f"localhost:{port}", "GATEWAY_TOKEN": token}
    return command, {**settings, "GATEWAY_STORE": store}


@contextlib.contextmanager
def running(command: list[str], settings: dict[str, str] | None = None) -> Iterator[None]:
    """Runs a process, and stops it at the end of the block."""
    # In a session of its own, the process does not receive the Ctrl-C of the terminal. The log of
    # the page server is not shown.
    process = subprocess.Popen(
        command,
        env={**os.environ, **(settings or {})},
        stderr=None if settings else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(15)


def free_port(preferred: int = 0) -> int:
    """Returns the preferred port if it is free, else any free port."""
    with contextlib.closing(socket.socket()) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", preferred))
        except OSError:
            return free_port()
        port: int = listener.getsockname()[1]
        return port


class Client(httpx.Client):
    """A client of the control API and of the previews.

    Python does not resolve `*.localhost`, so each request goes to 127.0.0.1 with the `Host` of its
    URL.
    """

    def __init__(self, gateway: int, token: str) -> None:
        """Creates a client of the gateway at this port."""
        super().__init__(trust_env=False, timeout=10)
        self._gateway = gateway
        self._token = token

    def call(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Calls the control API."""
        headers = {"Host": f"localhost:{self._gateway}", "Authorization": f"Bearer {self._token}"}
        return self.request(
            method, f"http://127.0.0.1:{self._gateway}{path}", headers=headers, json=body
        )

    def fetch(self, url: str) -> httpx.Response:
        """Fetches a preview URL, as a browser does."""
        host = httpx.URL(url).netloc.decode()
        return self.get(f"http://127.0.0.1:{self._gateway}/", headers={"Host": host})

    def wait_for(self, url: str, status: int) -> None:
        """Waits until a path of the control API, or a preview URL, responds with this status."""
        last = "no response"
        for _ in range(1200):
            with contextlib.suppress(httpx.TransportError):
                response = self.call("GET", url) if url.startswith("/") else self.fetch(url)
                if response.status_code == status:
                    return
                last = str(response.status_code)
            time.sleep(0.05)
        sys.exit(f"demo: expected {status}, found {last}")

    def start_runtime(self, runtime: str) -> None:
        """Reports that the sandbox runs on this machine."""
        body = {"id": runtime, "address": "127.0.0.1"}
        self.call("POST", f"/sandboxes/{SANDBOX}/runtime", body).raise_for_status()

    def expose(self, port: int) -> str:
        """Exposes a port, and returns its URL."""
        response = self.call("PUT", f"/sandboxes/{SANDBOX}/ports/{port}", {"name": "Demo"})
        return f"{response.raise_for_status().json()['url']}/"


def show(gateway: int, token: str, url: str) -> None:
    """Prints the addresses."""
    print(f"The page of the sandbox:   {url}")
    print(f"The list of all ports:     http://localhost:{gateway}/")
    print(f"  (any user name, and the password {token})")


def check(client: Client, port: int, url: str) -> None:
    """Checks each state of the URL."""
    content = client.fetch(url).content
    expect("the page", content, (SITE / "index.html").read_bytes())

    token = exposeport.parse_url(url).token
    expect("a wrong token", client.fetch(url.replace(token, "wrong")).status_code, 404)

    client.call("POST", f"/sandboxes/{SANDBOX}/runtime", {"id": None}).raise_for_status()
    expect("after the runtime stopped", client.fetch(url).status_code, 410)

    client.start_runtime("runtime-2")
    expect("after the runtime started", client.fetch(url).status_code, 410)
    expect("the URL after exposing again", client.expose(port), url)
    expect("after exposing again", client.fetch(url).status_code, 200)
    print("demo: ok")


def expect(what: str, found: object, expected: object) -> None:
    """Ends the demo if a value is not the expected one."""
    if found != expected:
        sys.exit(f"demo: {what}: expected {expected!r}, found {found!r}")
    print(f"demo: {what}: {expected if isinstance(expected, int | str) else 'ok'}")


if __name__ == "__main__":
    main()
