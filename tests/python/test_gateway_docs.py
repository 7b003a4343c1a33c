"""The Python example of `docs/gateway.md`."""

import re
from typing import Any

import cases
import exposeport as ep
import pytest

PAGE = (cases.ROOT / "docs" / "gateway.md").read_text(encoding="utf-8")
HOST = "8080-sandbox-my_token.example.com"
OTHER = "www.example.com"
URL = f"http://{HOST}/a?b"

(CODE,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
NAMES: dict[str, Any] = {"__name__": "gateway"}
exec(compile(CODE, "gateway.md", "exec"), NAMES)
NAMES["sandboxes"]["sandbox"].expose_port(8080, hostname="example.com", token="my_token")


@pytest.mark.parametrize(
    ("target", "hosts", "version", "expected"),
    [
        ("/a?b", [HOST], "1.1", 8080),
        (URL, [HOST], "1.1", 8080),
        (URL, [], "1.1", 8080),
        ("/a?b", [OTHER], "1.1", None),
        ("http://www.example.com/a?b", [HOST], "1.1", None),
        ("/a?b", [], "1.0", None),
        ("/a?b", [], "1.1", 400),
        ("/a?b", [HOST, OTHER], "1.1", 400),
        (URL, [OTHER], "1.1", 400),
        ("/a?b", ["3000-a-b.example.com"], "1.1", 400),
        ("/a?b", [HOST.replace("my_token", "wrong")], "1.1", 404),
        ("/a?b", [HOST.replace("sandbox", "unknown")], "1.1", 404),
    ],
)
def test_decision(target: str, hosts: list[str], version: str, expected: int | None) -> None:
    decision, path = NAMES["decide"](target, hosts, version)
    assert path == b"/a?b"
    match decision:
        case ep.Preview():
            assert decision.route.port == expected
        case ep.Rejection():
            assert decision.http_status == expected
        case _:
            assert decision is expected is None


def test_decision_has_at_most_ten_lines() -> None:
    body = CODE.partition("def decide")[2].splitlines()
    assert len(body) <= 10
    rust = PAGE.partition("-> Result<Option<Preview<'g>>, Rejection> {\n")[2].partition("\n}\n")[0]
    statements = [line for line in rust.splitlines() if line.strip(" {}")]
    assert 5 < len(statements) <= 10
