"""The shared vectors of tests/vectors. The README there describes their format."""

import json
import os
import pathlib
from collections.abc import Callable
from typing import Any

import exposeport

ROOT = pathlib.Path(os.environ["EXPOSEPORT_ROOT"])

# Only cases whose name contains this string run.
FILTER = os.environ.get("VECTOR", "")

Case = dict[str, Any]

# Lines of the report: the cases that a filter selects, and the count of each file.
SELECTED: list[str] = []
COUNTS: list[str] = []


def string(value: str | list[Any]) -> str:
    """Returns a string, or the concatenation of its pieces."""
    if isinstance(value, str):
        return value
    return "".join(piece if isinstance(piece, str) else piece[0] * piece[1] for piece in value)


def read(file: str) -> list[Case]:
    """Returns the cases of a file that the filter selects."""
    document = json.loads((ROOT / "tests" / "vectors" / f"{file}.json").read_text(encoding="utf-8"))
    names = [case["name"] for case in document["cases"]]
    assert names and len(names) == len(set(names)), "every case has a unique name"
    selected: list[Case] = [case for case in document["cases"] if FILTER in case["name"]]
    if FILTER:
        SELECTED.extend(f"case: python {file}: {case['name']}" for case in selected)
    return selected


def policy(case: Case) -> exposeport.Policy | None:
    changes = case.get("policy")
    return None if changes is None else exposeport.Policy(**changes)


def inputs(case: Case) -> list[str | bytes]:
    """Returns the input in every form that a Python program may have it in."""
    if "input_hex" in case:
        data = bytes.fromhex(case["input_hex"])
    else:
        data = string(case["input"]).encode()
    try:
        return [data, data.decode()]
    except UnicodeDecodeError:
        return [data]


def expected(case: Case, *keys: str) -> Case:
    """Returns the parts that a case expects, or its error."""
    if "error" in case:
        return {key: case[key] for key in ("error", "message") if key in case}
    return {key: string(case[key]) if isinstance(case[key], list) else case[key] for key in keys}


def result(call: Callable[[], Case], *, with_message: bool = False) -> Case:
    """Returns the result of a call, or its error."""
    try:
        return call()
    except exposeport.ExposePortError as error:
        assert json.loads(error.json_body) == {"error": str(error), "code": error.code}
        message = {"message": str(error)} if with_message else {}
        return {"error": error.code, **message}


def report(file: str, count: int, wrong: list[str]) -> None:
    """Fails if there are problems, and counts the cases of a file otherwise."""
    assert not wrong, f"{len(wrong)} results of {file} are wrong\n" + "\n".join(wrong)
    COUNTS.append(f"vectors: python {file} {count}")
