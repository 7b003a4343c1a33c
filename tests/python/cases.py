"""The shared vectors of tests/vectors, whose README explains them."""

import json
import os
import pathlib
from collections.abc import Callable
from typing import Any

import exposeport

ROOT = pathlib.Path(os.environ["EXPOSEPORT_ROOT"])

Case = dict[str, Any]

# One line for each file that was run, shown at the end.
COUNTS: list[str] = []


def text(value: str | list[Any]) -> str:
    """A text, or the concatenation of its pieces."""
    if isinstance(value, str):
        return value
    return "".join(piece if isinstance(piece, str) else piece[0] * piece[1] for piece in value)


def read(file: str) -> list[Case]:
    document = json.loads((ROOT / "tests" / "vectors" / f"{file}.json").read_text(encoding="utf-8"))
    names = [case["name"] for case in document["cases"]]
    assert len(names) == len(set(names)), "every case has a unique name"
    cases: list[Case] = document["cases"]
    return cases


def policy(case: Case) -> exposeport.Policy | None:
    changes = case.get("policy")
    return None if changes is None else exposeport.Policy(**changes)


def inputs(case: Case) -> list[str | bytes]:
    """Every form in which a Python program may hold the input."""
    octets = bytes.fromhex(case["input_hex"]) if "input_hex" in case else text(case["input"]).encode()
    try:
        return [octets, octets.decode()]
    except UnicodeDecodeError:
        return [octets]


def expected(case: Case, *keys: str) -> Case:
    """The parts that a case expects, or its error."""
    if "error" in case:
        return {"error": case["error"]}
    return {key: text(case[key]) if isinstance(case[key], list) else case[key] for key in keys}


def answer(call: Callable[[], Case]) -> Case:
    try:
        return call()
    except exposeport.ExposePortError as error:
        return {"error": error.code}


def report(file: str, count: int, wrong: list[str]) -> None:
    assert not wrong, f"{len(wrong)} answers of {file} are wrong\n" + "\n".join(wrong)
    COUNTS.append(f"vectors: python {file} {count}")
