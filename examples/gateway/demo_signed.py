"""Shows a link that an edge serves without the control plane: `make demo SIGNED=1`.

Three processes run: the page of the sandbox, the control plane, and the edge, which has only the
key. The control plane issues a link that expires, and is stopped. With `CI=1` in the environment,
the demo checks the link, and ends.
"""

import contextlib
import os
import pathlib
import secrets
import signal
import sys
import tempfile
import time

import httpx

from gateway.demo import (
    HERE,
    SANDBOX,
    SITE,
    Client,
    expect,
    free_port,
    gateway_command,
    running,
)

PORT = 8787


def main() -> None:
    """Runs the demo until Ctrl-C, or with `CI=1` until it is checked."""
    lifetime = 8 if os.environ.get("CI") else 60
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        key = folder / "key.txt"
        key.touch(0o600)
        key.write_text(secrets.token_hex(32))
        site, edge = free_port(), free_port(PORT)
        page = [sys.executable, "-m", "http.server", str(site), "--bind", "127.0.0.1"]
        stack.enter_context(running([*page, "--directory", str(SITE)]))
        stack.enter_context(running(*edge_command(edge, key)))
        client = stack.enter_context(Client(edge, ""))
        # The edge answers every host that is not a preview with 404.
        client.wait_for(f"http://localhost:{edge}/", 404)

        control, token = free_port(), secrets.token_urlsafe(24)
        command, settings = gateway_command(control, token, str(folder / "demo.sqlite3"))
        # The links lead to the edge.
        settings |= {"GATEWAY_DOMAIN": f"localhost:{edge}", "GATEWAY_KEY_FILE": str(key)}
        with running(command, settings):
            url, expires = issue(control, token, site, lifetime)
        print(f"The page of the sandbox:   {url}")
        print(f"The control plane has stopped. The link expires in {lifetime} seconds.", flush=True)
        if os.environ.get("CI"):
            check(client, control, url, expires)
        else:
            time.sleep(max(0, expires - time.time()))
            print("The link has expired. Press Ctrl-C to stop.", flush=True)
            signal.pause()


def edge_command(port: int, key: pathlib.Path) -> tuple[list[str], dict[str, str]]:
    """Returns the command of an edge on loopback, and its environment."""
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(HERE.parent)]
    command += ["--factory", "gateway.edge:create", "--port", str(port), "--log-level", "warning"]
    command += ["--no-server-header", "--no-date-header", "--no-proxy-headers"]
    command += ["--timeout-graceful-shutdown", "1"]
    settings = {"GATEWAY_DOMAIN": f"localhost:{port}", "GATEWAY_KEY_FILE": str(key)}
    return command, {**settings, "GATEWAY_ADDRESS": "127.0.0.1"}


def issue(control: int, token: str, site: int, lifetime: int) -> tuple[str, int]:
    """Exposes the page, and returns a link to it and its expiry."""
    with Client(control, token) as client:
        client.wait_for("/", 200)
        client.start_runtime("runtime-1")
        client.expose(site)
        path = f"/sandboxes/{SANDBOX}/ports/{site}/links"
        link = client.call("POST", path, {"lifetime": lifetime}).raise_for_status().json()
        return f"{link['url']}/", link["expires"]


def check(client: Client, control: int, url: str, expires: int) -> None:
    """Checks the link before and after its end, without the control plane."""
    with contextlib.suppress(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{control}/", trust_env=False)
        sys.exit("demo: the control plane still answers")
    content = client.fetch(url).content
    expect("the page", content, (SITE / "index.html").read_bytes())
    forged = url.replace(SANDBOX, "other")
    expect("the token for another sandbox", client.fetch(forged).status_code, 404)
    while time.time() < expires - 0.5:
        expect("before its end", client.fetch(url).status_code, 200)
        time.sleep(1)
    time.sleep(max(0, expires - time.time()))
    expect("after its end", client.fetch(url).status_code, 410)
    print("demo: ok")
