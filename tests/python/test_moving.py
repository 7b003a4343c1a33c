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
import pytest

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


def outcome(sandbox: exposeport.Sandbox, host: str) -> str:
    """Returns what the last column of the table of live URLs has for a request."""
    try:
        authorization = sandbox.authorize(exposeport.parse_host(host))
    except exposeport.ExposePortError as error:
        return str(error.http_status)
    return "active" if authorization else str(authorization.http_status)


def live_urls(runtimes: Any) -> list[str]:
    """Returns the outcomes of the requests in the table, row by row."""
    activation = {"token": "my_token", "runtimeIdentityID": "runtime-1"}
    stored = json.dumps(
        {
            "portTokens": {"8080": {"token": "my_token"}},
            "activePreviewPorts": {"8080": activation},
            "currentRuntimeIdentity": {"id": "runtime-1"},
        }
    )
    host = "8080-my_box-my_token.example.com"
    tracked = runtimes == "tracked"

    def imported() -> exposeport.Sandbox:
        return exposeport.Sandbox.import_storage("my_box", stored, runtimes=runtimes).sandbox

    stopped, started, exposed, renamed, unexposed = (imported() for _ in range(5))
    if tracked:
        stopped.runtime_stopped()
        for sandbox in (started, exposed):
            sandbox.runtime_started("runtime-2")
    after_start = outcome(started, host)
    started.reactivate()
    assert outcome(started, host) == "active"
    url = exposed.expose_port(8080, hostname="example.com").url
    assert url == f"https://{host}"
    renamed.expose_port(8080, hostname="example.com", token="other")
    unexposed.unexpose_port(8080)

    wrong = [host.replace("my_token", "wrong"), host.replace("8080", "8081"), f"8080-a-{host[12:]}"]
    (unknown,) = {outcome(imported(), name) for name in wrong}
    deleted = exposeport.Sandbox("my_box")
    invalid = ["3000-my_box-my_token.example.com", "8080-www-my_token.example.com"]
    (rejected,) = {outcome(imported(), name) for name in invalid}
    return [
        outcome(imported(), host),
        outcome(stopped, host),
        after_start,
        "same URL",
        outcome(renamed, host),
        unknown,
        outcome(unexposed, host),
        outcome(imported(), host),
        outcome(imported(), host),
        outcome(deleted, host),
        rejected,
        outcome(imported(), f"0{host}"),
    ]


def test_live_urls() -> None:
    section = PAGE.partition("## Live URLs")[2].partition("\n## ")[0]
    rows = re.findall(r"^\|.*\| ([^|]*) \|$", section, re.MULTILINE)[1:]
    outcomes = list(zip(live_urls("tracked"), live_urls("untracked"), strict=True))
    assert len(rows) == len(outcomes)
    for row, (tracked, untracked) in zip(rows, outcomes, strict=True):
        if "(tracked)" in row:
            first, second = row.split("; ")
            assert first.startswith(tracked) and second == f"{untracked} (untracked)"
        else:
            assert row.startswith(tracked) and tracked == untracked, row


def test_guide_reads_a_snapshot() -> None:
    """The `portTokens` of a snapshot are what the guide's code stores."""
    sandbox = exposeport.Sandbox("sandbox")
    sandbox.expose_port(8080, hostname="example.com", name="web", token="my_token")
    sandbox.expose_port(8081, hostname="example.com", token="other")
    sandbox.runtime_stopped()
    port_tokens = json.loads(sandbox.to_json())["portTokens"]
    assert port_tokens == {"8080": {"token": "my_token", "name": "web"}, "8081": {"token": "other"}}

    back = json.dumps(port_tokens)
    imported = exposeport.Sandbox.import_storage("sandbox", back, runtimes="untracked")
    assert imported.dropped == []
    ports = [exposed.port for exposed in imported.sandbox.exposed_ports("example.com")]
    assert ports == [8080, 8081]


def test_faults_of_a_whole_sandbox() -> None:
    stored = {"portTokens": {"8080": {"token": 16 * "a"}}}
    document = json.dumps(stored)
    policy = exposeport.Policy(unreserve_sandbox_ids=["www"])
    load = exposeport.Sandbox.import_storage
    assert load("www", document, runtimes="untracked", policy=policy).dropped == []
    assert load("Ada", document, runtimes="untracked", normalize=True).sandbox.id == "ada"

    sandbox = load(42 * "i", document, runtimes="untracked").sandbox
    with pytest.raises(exposeport.SecurityError) as caught:
        sandbox.exposed_ports("example.com")
    assert caught.value.code == "LABEL_TOO_LONG"
    sandbox.expose_port(8080, hostname="example.com", token="short")
    assert len(sandbox.exposed_ports("example.com")) == 1
