"""What the vectors show in messages, `repr` and pages is the same with other tokens of the same
lengths. So it contains no part of a token, however short."""

import copy
import json
import re
import string
from collections.abc import Callable
from typing import Any

import cases
import exposeport as ep
import pytest
from cases import Case
from test_vectors_import import document
from test_vectors_sandbox import ARGUMENTS, Tokens, call, is_expected, load, plain

# Every letter and digit is replaced with the next one.
ALPHABETS = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
OTHER = str.maketrans("".join(ALPHABETS), "".join(part[1:] + part[0] for part in ALPHABETS))
LABEL = re.compile(r"\A((?:.*?://)?[^.:/?#]*-)([^.:/?#]*)", re.DOTALL)
BASE = "example.com"
# The keys of a step whose placeholders are replaced.
INPUTS = ARGUMENTS | {"port"}


def other(token: str) -> str:
    """Returns another token of the same length. A placeholder is not a token."""
    return token if "{" in token else token.translate(OTHER)


def other_in_host(host: str) -> str:
    """Replaces the token in a host or URL: the last part of the first label."""
    return LABEL.sub(lambda match: match[1] + other(match[2]), host)


def replace(value: Any) -> Any:
    """Replaces the tokens in a part of a case, at any depth."""
    if isinstance(value, list):
        return [replace(item) for item in value]
    if not isinstance(value, dict):
        return value
    replaced: Case = {}
    for name, item in value.items():
        # A list of objects is a list of steps or ports, and any other a string in pieces.
        is_text = isinstance(item, str | list) and not any(isinstance(part, dict) for part in item)
        if name == "hosts":
            replaced[name] = [other_in_host(cases.string(host)) for host in item]
        elif name in ("host", "authority", "target") and is_text:
            replaced[name] = other_in_host(cases.string(item))
        elif (name == "token" and is_text) or (name.isdecimal() and isinstance(item, str)):
            replaced[name] = other(cases.string(item))
        else:
            replaced[name] = replace(item)
    return replaced


def with_other_tokens(file: str, case: Case) -> Case:
    if isinstance(case.get("load"), str | list):
        # The bytes of this snapshot matter, so its tokens stay, and those of the steps as well.
        return case
    changed: Case = replace(copy.deepcopy(case))
    if file in ("token", "parse_host", "parse_url", "route"):
        text = cases.inputs(case)[0]
        assert isinstance(text, bytes)
        change = other if file == "token" else other_in_host
        changed.pop("input", None)
        changed["input_hex"] = change(text.decode("latin-1")).encode("latin-1").hex()
    return changed


def shown(value: Callable[[], Any]) -> str:
    """Returns what a log line could contain about a call."""
    try:
        return repr(value())
    except ep.ExposePortError as error:
        return f"{error} {error!r} {error.args} {error.json_body}"


def shown_build(case: Case) -> str:
    id, token, hostname = (cases.string(case[key]) for key in ("sandbox_id", "token", "hostname"))
    normalize, policy = case.get("normalize", False), cases.policy(case)

    def build() -> ep.ExposedPort:
        url = ep.build_url(case["port"], id, token, hostname, normalize=normalize, policy=policy)
        return ep.ExposedPort(url, case["port"], None)

    return shown(build)


def shown_script(case: Case) -> str:
    policy = cases.policy(case)
    try:
        sandbox = load(case, policy)
    except ep.ExposePortError:
        return shown(lambda: load(case, policy))
    tokens = Tokens()
    log: list[str] = []
    for raw in case.get("steps", []):
        step = {key: plain(value) for key, value in raw.items()}
        given = {key: tokens.fill(value) for key, value in step.items() if key in INPUTS}
        found: Case = {}
        try:
            found = call(sandbox, given, policy)
        except ep.ExposePortError as error:
            log.append(f"{error} {error!r} {error.args} {error.json_body}")
        tokens.learn({key: step[key] for key in step if is_expected(step, key)}, found)
        log += [repr(sandbox), repr(sandbox.ports()), shown(lambda: sandbox.exposed_ports(BASE))]
        if step["call"] == "authorize":
            log.append(shown(lambda host=given["host"]: authorize(sandbox, host, policy)))  # type: ignore[misc]
    return " ".join(log)


def authorize(sandbox: ep.Sandbox, host: str, policy: ep.Policy | None) -> list[Any]:
    authorization = sandbox.authorize(ep.parse_host(host, policy=policy))
    return [authorization, authorization.json_body]


def shown_gateway(case: Case) -> str:
    policy, request = cases.policy(case), case["request"]
    invalid_hosts = case.get("invalid_hosts", "reject")
    domains = [cases.string(domain) for domain in case["domains"]]
    gateway = ep.Gateway(domains, invalid_hosts=invalid_hosts, policy=policy)
    authority = request.get("authority")
    if authority is None and "target" in request:
        authority, _ = ep.split_target(cases.string(request["target"]).encode())
    elif authority is not None:
        authority = cases.string(authority).encode()
    hosts = [cases.string(host).encode() for host in request["hosts"]]
    decision = gateway.route(hosts, authority=authority, version=request["version"])
    log = f"{gateway!r} {decision!r}"
    if isinstance(decision, ep.Preview):
        snapshot = case["sandboxes"].get(decision.route.sandbox_id)
        sandbox = None
        if snapshot is not None:
            id = decision.route.sandbox_id
            sandbox = ep.Sandbox.from_json(id, json.dumps(snapshot), policy=policy)
        decision = decision.authorize(sandbox)
        log += f" {sandbox!r} {decision!r}"
    if isinstance(decision, ep.Rejection):
        log += f" {decision.message} {decision.json_body} {decision.page}"
    return log


def result(file: str, case: Case) -> str:
    match file:
        case "token":
            return shown(lambda: [ep.validate_token(cases.inputs(case)[0])] and None)
        case "parse_host":
            return shown(lambda: ep.parse_host(cases.inputs(case)[0], policy=cases.policy(case)))
        case "parse_url":
            return shown(lambda: ep.parse_url(cases.inputs(case)[0], policy=cases.policy(case)))
        case "route":
            policy = cases.policy(case)
            domains = [ep.BaseDomain(cases.string(text), policy=policy) for text in case["domains"]]
            return shown(lambda: ep.route_under(cases.inputs(case)[0], domains))
        case "build":
            return shown_build(case)
        case "sandbox":
            return shown_script(case)
        case "import":
            runtimes, policy = case["runtimes"], cases.policy(case)
            id = case.get("sandbox_id", "sandbox")
            return shown(
                lambda: ep.Sandbox.import_storage(
                    id, document(case), runtimes=runtimes, policy=policy
                )
            )
        case "gateway":
            return shown_gateway(case)
    raise AssertionError(f"a file without tokens: {file}")


MINIMUM = {
    **{"token": 20, "build": 100, "parse_host": 300, "parse_url": 50},
    **{"route": 20, "sandbox": 50, "import": 50, "gateway": 50},
}


@pytest.mark.skipif(bool(cases.FILTER), reason="a filter selects the vectors of other tests")
def test_no_case_shows_a_token() -> None:
    for file, minimum in MINIMUM.items():
        every = cases.read(file)
        messages = [] if file == "gateway" else cases.read("messages")
        every += [case for case in messages if case["call"] == file]
        count = 0
        for case in every:
            changed = with_other_tokens(file, case)
            assert result(file, changed) == result(file, case), f"{file}: {case['name']}"
            count += replace(case) != case or "input_hex" in changed
        assert count >= minimum, f"{file}: only {count} cases have a token"
