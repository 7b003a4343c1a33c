"""The examples and the command of `docs/moving.md`."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import cases
import exposeport

PAGE = (cases.ROOT / "docs" / "moving.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_examples(capsys: Any) -> None:
    examples = blocks("python")
    assert len(examples) == 4
    names: dict[str, Any] = {"__name__": "moving"}
    # The other direction is shown with the sandbox of the first example.
    for code in examples:
        exec(compile(code, "moving.md", "exec"), names)
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith('portTokens["8080"].token INVALID_TOKEN_CHARACTER invalid ')
    assert printed[1:] == ["[5173]"]


def test_command(tmp_path: Path) -> None:
    (command,) = blocks("sh")
    words = shlex.split(command.replace(" > snapshot.json", ""))
    assert words[0] == "exposeport"
    stored = {"portTokens": {"8080": "my_token", "8081": "a-b"}}
    (tmp_path / "stored.json").write_text(json.dumps(stored))
    call = [sys.executable, "-m", "exposeport", *words[1:]]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert exposeport.Sandbox.from_json("ada", done.stdout).is_port_exposed(8080)
    assert done.stderr.startswith('portTokens["8081"]: INVALID_TOKEN_CHARACTER: ')
    strict = subprocess.run([*call, "--strict"], cwd=tmp_path, capture_output=True, check=False)
    assert strict.returncode == 1
