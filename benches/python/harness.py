"""Timing, with the method of rust/src/harness.rs.

Each implementation is a statement, which a plain `for` loop runs for each input. The time of an
empty loop is subtracted.
"""

import gc
import json
import textwrap
from collections.abc import Sequence
from time import perf_counter_ns
from typing import Any

SAMPLES = 7
TURNS = 21
TURN_MIN_NS = 1_000_000
INPUTS_MAX = 20_000


def lower_quartile(times: list[float]) -> float:
    """Returns the lower quartile, which leaves out interrupted turns."""
    return sorted(times)[len(times) // 4]


def compile_loop(target: str, statement: str, names: dict[str, Any]) -> Any:
    """Returns a function that runs a statement for each of its inputs."""
    # Local names are faster than global ones, so they are defaults of parameters.
    parameters = ", ".join(["inputs", *(f"{name}={name}" for name in names)])
    body = textwrap.indent(statement, " " * 8)
    space = dict(names)
    exec(f"def run({parameters}):\n    for {target} in inputs:\n{body}", space)
    return space["run"]


class Implementation:
    """An implementation of an operation, with its inputs and samples."""

    def __init__(self, name: str, inputs: Sequence[Any], run: Any) -> None:
        self.name = name
        self.inputs = inputs
        self.run = run
        self.passes = 1
        self.next = 0
        self.samples: list[float] = []

    def turn(self) -> float:
        """Runs one turn, and returns its nanoseconds per input."""
        count = min(len(self.inputs), INPUTS_MAX)
        if self.next + count > len(self.inputs):
            self.next = 0
        inputs = self.inputs[self.next : self.next + count]
        self.next += count
        start = perf_counter_ns()
        for _ in range(self.passes):
            self.run(inputs)
        return (perf_counter_ns() - start) / (count * self.passes)


class Group:
    """An operation and its implementations."""

    def __init__(self, operation: str, inputs: Sequence[Any], target: str = "x") -> None:
        self.operation = operation
        self.inputs = inputs
        self.target = target
        empty = compile_loop(target, "pass", {})
        self.implementations = [Implementation("empty loop", inputs, empty)]

    def add(self, name: str, statement: str, **names: Any) -> "Group":
        """Adds an implementation. Its statement uses the target and `names`."""
        run = compile_loop(self.target, statement, names)
        self.implementations.append(Implementation(name, self.inputs, run))
        return self

    def run(self) -> None:
        """Measures, and prints one JSON line per implementation."""
        gc.disable()
        everything = len(self.implementations)
        for index, implementation in enumerate(self.implementations):
            implementation.next = len(implementation.inputs) * index // everything
            count = min(len(implementation.inputs), INPUTS_MAX)
            while implementation.turn() * count * implementation.passes < TURN_MIN_NS:
                implementation.passes *= 2
        for sample in range(SAMPLES):
            turns: list[list[float]] = [[] for _ in self.implementations]
            for turn in range(TURNS):
                for place in range(everything):
                    index = (sample + turn + place) % everything
                    turns[index].append(self.implementations[index].turn())
            empty = lower_quartile(turns[0])
            for implementation, times in zip(self.implementations, turns, strict=True):
                implementation.samples.append(round(lower_quartile(times) - empty, 2))
        gc.enable()
        for implementation in self.implementations[1:]:
            record = {"name": implementation.name, "ns": implementation.samples}
            print(json.dumps({"lang": "Python", "op": self.operation, **record}), flush=True)
