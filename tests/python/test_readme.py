"""The Python examples of the README."""

import asyncio
import re
from typing import Any

import cases
import exposeport
import pytest

README = (cases.ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("code", BLOCKS, ids=range(len(BLOCKS)))
def test_example(code: str) -> None:
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})


def test_application() -> None:
    (code,) = (block for block in BLOCKS if "PreviewRouter(" in block)
    names: dict[str, Any] = {"__name__": "readme"}
    exec(compile(code, "README.md", "exec"), names)
    url = names["sandboxes"]["sandbox"].expose_port(8080, hostname="example.com").url
    host = url.removeprefix("https://")

    seen: list[Any] = []
    sent: list[Any] = []
    inner = names["app"].app

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope.get("exposeport.route"))
        await inner(scope, receive, send)

    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    names["app"].app = watched
    for name in ("www.example.com", host, "8080-sandbox-wrong.example.com"):
        scope = {"type": "http", "headers": [(b"host", name.encode())]}
        asyncio.run(names["app"](scope, receive, send))
    assert seen == [None, exposeport.parse_host(host)]
    assert sent[0]["status"] == 404


def test_there_are_examples() -> None:
    assert len(BLOCKS) >= 2
