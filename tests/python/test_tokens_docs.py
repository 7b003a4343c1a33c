"""The examples of `docs/tokens.md`."""

import asyncio
import re
import subprocess
import sys
import time
from typing import Any

import cases
import exposeport as ep
import pytest
from test_asgi_recheck import OpenWebSocket, echo

PAGE = (cases.ROOT / "docs" / "tokens.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (code,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(code)


@pytest.fixture
def names() -> dict[str, Any]:
    found: dict[str, Any] = {"__name__": "tokens"}
    exec(compile(block("python"), "tokens.md", "exec"), found)
    return found


def test_decision(names: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    host = names["url"].removeprefix("https://")
    decision, expires = names["decide"](host)
    assert isinstance(decision, ep.Preview) and 0 < expires - time.time() <= 3600
    assert names["decide"]("www.example.com") == (None, None)
    rejection, _ = names["decide"]("3000-a-b.example.com")
    assert rejection.code == "RESERVED_PORT"
    unknown = host.replace("sandbox", "unknown")
    assert names["decide"](unknown)[0].code == "INVALID_TOKEN"
    names["denied"].add(ep.parse(host).token)
    for spelled in (host, f"{host}:8443", f"{host}.", host.upper()):
        assert names["decide"](spelled)[0].code == "TOKEN_EXPIRED"
    names["denied"].clear()
    names["generations"]["sandbox"] = 2
    assert names["decide"](host)[0].code == "INVALID_TOKEN"
    names["generations"]["sandbox"] = 1
    assert isinstance(names["decide"](host)[0], ep.Preview)
    monkeypatch.setattr("time.time", lambda: float(expires))
    assert names["decide"](host)[0].code == "TOKEN_EXPIRED"


def test_application(names: dict[str, Any]) -> None:
    async def run() -> None:
        app = names["app"]
        app.app = echo
        websocket = OpenWebSocket(app, names["url"].removeprefix("https://").encode())
        await asyncio.sleep(0.01)
        assert websocket.sent == [{"type": "websocket.accept"}]
        names["generations"]["sandbox"] = 2
        assert await app.recheck("sandbox") == 1
        await asyncio.wait_for(websocket.task, 10)

    asyncio.run(run())


def test_commands(tmp_path: Any) -> None:
    create, sign, verify = block("sh").splitlines()
    assert create == "openssl rand -hex 32 > key.txt"
    (tmp_path / "key.txt").write_text(bytes(range(32)).hex())
    for command in (sign, verify):
        arguments = command.split()[1:]
        done = subprocess.run([sys.executable, "-m", "exposeport", *arguments], cwd=tmp_path)
        assert done.returncode == 0


def test_figures() -> None:
    """The figures of the page follow from the format."""
    guesses = 10**6 * 10 * 365 * 24 * 3600
    assert 25e9 < 36**16 / guesses < 26e9 and 2**82.7 < 36**16 < 2**82.8
    key = ep.SigningKey(bytes(32))
    token = key.sign_until(8080, "sandbox", now=1_800_000_000, lifetime=1)
    assert (len(token), ep.sandbox_id_budget(8080, len(token))) == (22, 35)
    assert int(token[:6], 36) + 1_767_225_600 == 1_800_000_001
