"""The scripts of tests/vectors/sandbox.json."""

import json
import re
from typing import Any

import cases
import exposeport as ep
from cases import Case

GENERATED = "[a-z0-9]{16}"
PLACE = re.compile(r"(\{t\d+\})")


class Tokens:
    """The generated tokens, by the names that a script gives them."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def fill(self, value: Any) -> Any:
        """An argument with the tokens in place of their names."""
        if isinstance(value, str):
            return PLACE.sub(lambda place: self.found[place[0]], value)
        if isinstance(value, dict):
            return {key: self.fill(item) for key, item in value.items()}
        return [self.fill(item) for item in value] if isinstance(value, list) else value

    def learn(self, expected: Any, found: Any) -> None:
        """Takes the tokens that appear for the first time from where they are expected."""
        if isinstance(expected, dict):
            for key in expected:
                self.learn(expected[key], found.get(key) if isinstance(found, dict) else None)
        elif isinstance(expected, list):
            for one, other in zip(expected, found, strict=False):
                self.learn(one, other)
        elif isinstance(expected, str) and isinstance(found, str):
            pieces = (
                f"({GENERATED})" if PLACE.fullmatch(piece) else re.escape(piece) for piece in PLACE.split(expected)
            )
            if (match := re.fullmatch("".join(pieces), found)) is not None:
                for name, token in zip(PLACE.findall(expected), match.groups(), strict=True):
                    known = self.found.setdefault(name, token)
                    assert known == token, "one name is one token"
            assert len(set(self.found.values())) == len(self.found), "different names are different tokens"


def plain(value: Any) -> Any:
    """A value with the texts that are in pieces put together, those of a list of exposed ports as well."""
    if not isinstance(value, list):
        return value
    if all(isinstance(item, dict) for item in value):
        return [{key: plain(part) for key, part in item.items()} for item in value]
    return cases.text(value)


def call(sandbox: ep.Sandbox, step: Case, policy: ep.Policy | None) -> Case:
    """What one step gives."""
    match step["call"]:
        case "expose_port":
            exposed = sandbox.expose_port(
                step["port"], hostname=step["hostname"], name=step.get("name"), token=step.get("token")
            )
            url, port, name = exposed
            return {"url": url, "port": port, "exposed_name": name}
        case "unexpose_port":
            return {"removed": sandbox.unexpose_port(step["port"])}
        case "is_port_exposed":
            return {"answer": sandbox.is_port_exposed(step["port"])}
        case "exposed_ports":
            return {"ports": [dict(exposed) for exposed in sandbox.exposed_ports(step["hostname"])]}
        case "validate_port_token":
            return {"answer": sandbox.validate_port_token(step["port"], step["token"])}
        case "authorize":
            found = sandbox.authorize(ep.parse_host(step["host"], policy=policy))
            assert bool(found) == found.active == (found.kind == "active")
            if found:
                assert (found.http_status, found.code, found.reason, found.json_body) == (200, None, None, None)
                return {"answer": found.kind}
            assert found.json_body is not None and json.loads(found.json_body)["code"] == found.code
            reason = {} if found.reason is None else {"reason": found.reason}
            return {"answer": found.kind, "http_status": found.http_status, "code": found.code, **reason}
        case "runtime_started":
            sandbox.runtime_started(step["id"])
            return {}
        case "runtime_stopped":
            sandbox.runtime_stopped()
            return {}
    raise AssertionError(f"no such call: {step['call']}")


ARGUMENTS = {
    "expose_port": {"port", "hostname", "name", "token"},
    "unexpose_port": {"port"},
    "is_port_exposed": {"port"},
    "exposed_ports": {"hostname"},
    "validate_port_token": {"port", "token"},
    "authorize": {"host"},
    "runtime_started": {"id"},
    "runtime_stopped": set(),
}


def run(script: Case) -> list[str]:
    """What is wrong with a script."""
    policy = cases.policy(script)
    sandbox_id = cases.text(script["sandbox_id"])
    if "load" in script:
        load = script["load"]
        document = json.dumps(load) if isinstance(load, dict) else cases.text(load)
        loaded: list[ep.Sandbox] = []

        def attempt() -> Case:
            loaded.append(ep.Sandbox.from_json(sandbox_id, document, policy=policy))
            return {}

        expected = cases.expected(script)
        if (found := cases.answer(attempt)) != expected:
            return [f"loading: expected {expected}, found {found}"]
        if "error" in script:
            return []
        sandbox = loaded[0]
    else:
        sandbox = ep.Sandbox(sandbox_id, policy=policy)

    wrong = []
    tokens = Tokens()
    for index, step in enumerate(script["steps"]):
        arguments = ARGUMENTS[step["call"]] | {"call"}
        texts = {key: plain(value) for key, value in step.items()}
        given = {key: tokens.fill(value) for key, value in texts.items() if key in arguments}
        wanted = {key: value for key, value in texts.items() if key not in arguments}
        # An answer's key that is an argument's as well: the port.
        if step["call"] == "expose_port" and "error" not in step:
            wanted["port"] = step["port"]
        before = sandbox.to_json()
        found = cases.answer(lambda given=given: call(sandbox, given, policy))  # type: ignore[misc]
        tokens.learn(wanted, found)
        if found != tokens.fill(wanted):
            wrong.append(f"step {index} {step['call']}: expected {wanted}, found {found}")
        if "error" in found and sandbox.to_json() != before:
            wrong.append(f"step {index} {step['call']}: failed, and changed the state")
    if "snapshot" in script:
        snapshot = sandbox.to_json()
        tokens.learn(script["snapshot"], json.loads(snapshot))
        if json.loads(snapshot) != tokens.fill(script["snapshot"]):
            wrong.append(f"snapshot: expected {script['snapshot']}, found {snapshot}")
        if ep.Sandbox.from_json(sandbox_id, snapshot.encode(), policy=policy).to_json() != snapshot:
            wrong.append("snapshot: read and written again, it is another one")
    return wrong


def test_sandbox() -> None:
    scripts = cases.read("sandbox")
    wrong = [f"{script['name']}: {problem}" for script in scripts for problem in run(script)]
    cases.report("sandbox", len(scripts), wrong)
