"""The stored documents of tests/vectors/import.json."""

import json
from functools import partial

import cases
import exposeport as ep
from cases import Case


def document(case: Case) -> str:
    """Returns the stored document as JSON."""
    match case["document"]:
        case str() | list() as text:
            return cases.string(text)
        case stored:
            return json.dumps(stored, ensure_ascii=False)


def call(case: Case, given: str | bytes) -> Case:
    policy = cases.policy(case)
    sandbox, dropped = ep.Sandbox.import_storage(
        case.get("sandbox_id", "sandbox"), given, runtimes=case["runtimes"], policy=policy
    )
    snapshot = sandbox.to_json()
    again = ep.Sandbox.from_json(sandbox.id, snapshot, policy=policy)
    assert again.to_json() == snapshot and again.ports() == sandbox.ports()
    # A case of messages.json expects the message too, and may omit the snapshot.
    width = 3 if "call" in case else 2
    found: Case = {"dropped": [[*entry[:width]] for entry in dropped]}
    return {**found, "snapshot": json.loads(snapshot)} if "snapshot" in case else found


def problems(case: Case) -> list[str]:
    """Compares the results of a case with what it expects."""
    expected = {
        key: case[key] for key in ("error", "message", "dropped", "snapshot") if key in case
    }
    wrong = []
    for given in (document(case), document(case).encode()):
        found = cases.result(partial(call, case, given), with_message="message" in case)
        if found != expected:
            form = type(given).__name__
            wrong.append(f"{case['name']} as {form}: expected {expected}, found {found}")
    return wrong


def test_import() -> None:
    every = cases.read("import")
    cases.report("import", len(every), [line for case in every for line in problems(case)])
