"""The README's Python, run as it stands there."""

import re

import cases
import pytest

BLOCKS = re.findall(r"^```python\n(.*?)^```$", (cases.ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize("code", BLOCKS, ids=range(len(BLOCKS)))
def test_block(code: str) -> None:
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})


def test_there_are_examples() -> None:
    assert len(BLOCKS) >= 2
