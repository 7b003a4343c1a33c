"""Timing: contenders take turns, so that whatever else the machine does falls on all of them.

The method is that of rust/src/contest.rs. Each contender is a statement, run for each input by a plain `for` loop; what
an empty loop takes is subtracted.
"""

import gc
import json
import textwrap
from collections.abc import Sequence
from time import perf_counter_ns
from typing import Any

REPEATS = 7
TURNS = 21
TURN_NS = 1_000_000
INPUTS_MAX = 20_000


def lower_quartile(times: list[float]) -> float:
    """Turns that other processes interrupt do not count."""
    return sorted(times)[len(times) // 4]


class Contender:
    def __init__(self, who: str, inputs: Sequence[Any], target: str, statement: str, names: dict[str, Any]) -> None:
        code = f"def run(inputs):\n    for {target} in inputs:\n" + textwrap.indent(statement, " " * 8)
        # Names of the module are slower than those of a function: all come in as defaults.
        space = dict(names)
        if names:
            code = code.replace("(inputs)", f"(inputs, {', '.join(f'{name}={name}' for name in names)})", 1)
        exec(code, space)
        self.who = who
        self.inputs = inputs
        self.run = space["run"]
        self.passes = 1
        self.next = 0
        self.samples: list[float] = []

    def turn(self) -> float:
        """Nanoseconds per input."""
        count = min(len(self.inputs), INPUTS_MAX)
        if self.next + count > len(self.inputs):
            self.next = 0
        inputs = self.inputs[self.next : self.next + count]
        self.next += count
        start = perf_counter_ns()
        for _ in range(self.passes):
            self.run(inputs)
        return (perf_counter_ns() - start) / (count * self.passes)


class Contest:
    def __init__(self, operation: str, inputs: Sequence[Any], target: str = "x") -> None:
        self.operation = operation
        self.inputs = inputs
        self.target = target
        self.contenders = [Contender("empty loop", inputs, target, "pass", {})]

    def add(self, who: str, statement: str, inputs: Sequence[Any] | None = None, **names: Any) -> "Contest":
        self.contenders.append(Contender(who, inputs or self.inputs, self.target, statement, names))
        return self

    def run(self) -> None:
        """Measures, and prints one JSON line for each contender."""
        gc.disable()
        for index, contender in enumerate(self.contenders):
            contender.next = len(contender.inputs) * index // len(self.contenders)
            count = min(len(contender.inputs), INPUTS_MAX)
            while contender.turn() * count * contender.passes < TURN_NS:
                contender.passes *= 2
        for repeat in range(REPEATS):
            turns: list[list[float]] = [[] for _ in self.contenders]
            for turn in range(TURNS):
                for place in range(len(self.contenders)):
                    who = (repeat + turn + place) % len(self.contenders)
                    turns[who].append(self.contenders[who].turn())
            empty = lower_quartile(turns[0])
            for contender, times in zip(self.contenders[1:], turns[1:], strict=True):
                contender.samples.append(round(lower_quartile(times) - empty, 2))
        gc.enable()
        for contender in self.contenders[1:]:
            line = {"lang": "Python", "op": self.operation, "who": contender.who, "ns": contender.samples}
            print(json.dumps(line), flush=True)
