"""The scripts of tests/vectors/sandbox.json."""

import json
import re
from typing import Any

import cases
import exposeport as ep
from cases import Case

GENERATED = "[a-z0-9]{16}"
PLACEHOLDER = re.compile(r"(\{t\d+\})")

# The arguments of the calls. Every other key of a step is an expectation.
ARGUMENTS = {"call", "hostname", "token", "host", "id", "name", "from", "count"}


class Tokens:
    """The generated tokens of a script, by their placeholders."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def fill(self, value: Any) -> Any:
        """Replaces the placeholders in a value."""
        if isinstance(value, str):
            return PLACEHOLDER.sub(lambda placeholder: self.found[placeholder[0]], value)
        if isinstance(value, dict):
            return {key: self.fill(item) for key, item in value.items()}
        return [self.fill(item) for item in value] if isinstance(value, list) else value

    def learn(self, expected: Any, found: Any) -> None:
        """Records the tokens that are found where placeholders are expected."""
        if isinstance(expected, dict):
            for key in expected:
                self.learn(expected[key], found.get(key) if isinstance(found, dict) else None)
        elif isinstance(expected, list) and isinstance(found, list):
            for one, other in zip(expected, found, strict=False):
                self.learn(one, other)
        elif isinstance(expected, str) and isinstance(found, str):
            pieces = (
                f"({GENERATED})" if PLACEHOLDER.fullmatch(piece) else re.escape(piece)
                for piece in PLACEHOLDER.split(expected)
            )
            if (match := re.fullmatch("".join(pieces), found)) is not None:
                placeholders = PLACEHOLDER.findall(expected)
                for name, token in zip(placeholders, match.groups(), strict=True):
                    known = self.found.setdefault(name, token)
                    assert known == token, "one placeholder is one token"
            tokens = self.found.values()
            assert len(set(tokens)) == len(tokens), "different placeholders are different tokens"


def plain(value: Any) -> Any:
    """Concatenates all strings in pieces. A list of objects is not a string in pieces."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        is_list = all(isinstance(item, dict) for item in value)
        return [plain(item) for item in value] if is_list else cases.string(value)
    return value


def authorize(sandbox: ep.Sandbox, step: Case, policy: ep.Policy | None) -> Case:
    found = sandbox.authorize(ep.parse_host(step["host"], policy=policy))
    assert bool(found) == found.active == (found.kind == "active")
    if found:
        attributes = (found.http_status, found.code, found.reason, found.json_body)
        assert attributes == (200, None, None, None)
        return {"answer": found.kind}
    assert found.json_body is not None
    body = json.loads(found.json_body)
    assert body == {"error": body["error"], "code": found.code}
    answer: Case = {"answer": found.kind, "http_status": found.http_status, "code": found.code}
    if found.reason is not None:
        answer["reason"] = found.reason
    if "message" in step:
        answer["message"] = body["error"]
    return answer


def call(sandbox: ep.Sandbox, step: Case, policy: ep.Policy | None) -> Case:
    """Returns the answer to one step."""
    match step["call"]:
        case "expose_port":
            exposed = sandbox.expose_port(
                step["port"],
                hostname=step["hostname"],
                name=step.get("name"),
                token=step.get("token"),
            )
            url, port, name = exposed
            assert exposed.href == f"{url}/"
            return {"url": url, "port": port, "exposed_name": name}
        case "expose_ports":
            for port in range(step["from"], step["from"] + step["count"]):
                sandbox.expose_port(port, hostname=step["hostname"])
            return {}
        case "unexpose_port":
            return {"removed": sandbox.unexpose_port(step["port"])}
        case "unexpose_ports":
            for port in range(step["from"], step["from"] + step["count"]):
                assert sandbox.unexpose_port(port), "the port is exposed"
            return {}
        case "is_port_exposed":
            return {"answer": sandbox.is_port_exposed(step["port"])}
        case "exposed_ports":
            ports = sandbox.exposed_ports(step["hostname"])
            assert all(exposed.href == f"{exposed.url}/" for exposed in ports)
            return {"ports": [exposed.to_dict() for exposed in ports]}
        case "validate_port_token":
            return {"answer": sandbox.validate_port_token(step["port"], step["token"])}
        case "authorize":
            return authorize(sandbox, step, policy)
        case "ports":
            return {"states": [state.to_dict() for state in sandbox.ports()]}
        case "reactivate":
            return {"reactivated": sandbox.reactivate()}
        case "runtime_started":
            sandbox.runtime_started(step["id"])
            return {}
        case "runtime_stopped":
            sandbox.runtime_stopped()
            return {}
    raise AssertionError(f"unknown call: {step['call']}")


def load(script: Case, policy: ep.Policy | None) -> ep.Sandbox:
    sandbox_id = cases.string(script["sandbox_id"])
    match script.get("load"):
        case None:
            return ep.Sandbox(sandbox_id, policy=policy)
        case str() | list() as document:
            text = cases.string(document)
        case document:
            text = json.dumps(document, ensure_ascii=False)
    return ep.Sandbox.from_json(sandbox_id, text, policy=policy)


def is_expected(step: Case, key: str) -> bool:
    if key == "port":
        return step["call"] == "expose_port" and "error" not in step
    return key not in ARGUMENTS


def run_steps(script: Case, sandbox: ep.Sandbox, policy: ep.Policy | None) -> list[str]:
    wrong = []
    tokens = Tokens()
    for index, raw in enumerate(script["steps"], 1):
        step = {key: plain(value) for key, value in raw.items()}
        given = {key: tokens.fill(step[key]) for key in step if key in ARGUMENTS | {"port"}}
        given |= {"message": step["message"]} if "message" in step else {}
        expected = {key: step[key] for key in step if is_expected(step, key)}
        before = sandbox.to_json()
        found = cases.result(
            lambda given=given: call(sandbox, given, policy),  # type: ignore[misc]
            with_message="message" in step,
        )
        tokens.learn(expected, found)
        if found != tokens.fill(expected):
            wrong.append(f"step {index} {step['call']}: expected {expected}, found {found}")
        if "error" in found and sandbox.to_json() != before:
            wrong.append(f"step {index} {step['call']} failed, but changed the sandbox")
    snapshot, expected = sandbox.to_json(), plain(script["snapshot"])
    tokens.learn(expected, json.loads(snapshot))
    if json.loads(snapshot) != tokens.fill(expected):
        wrong.append(f"snapshot: expected {expected}, found {snapshot}")
    again = ep.Sandbox.from_json(sandbox.id, snapshot.encode(), policy=policy)
    if again.to_json() != snapshot:
        wrong.append("snapshot: it differs after it is read and written again")
    return wrong


def problems(script: Case) -> list[str]:
    """Runs a script, and returns its problems."""
    policy = cases.policy(script)
    loaded: list[ep.Sandbox] = []

    def attempt() -> Case:
        loaded.append(load(script, policy))
        return {}

    expected = cases.expected(script)
    found = cases.result(attempt, with_message="message" in script)
    if found != expected:
        wrong = [f"load: expected {expected}, found {found}"]
    else:
        wrong = run_steps(script, loaded[0], policy) if loaded else []
    return [f"{script['name']}: {problem}" for problem in wrong]


def test_sandbox() -> None:
    scripts = cases.read("sandbox")
    wrong = [problem for script in scripts for problem in problems(script)]
    cases.report("sandbox", len(scripts), wrong)
