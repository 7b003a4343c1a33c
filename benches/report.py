"""The tables of a run: targets, goals, times and metrics."""

import datetime
import platform
import statistics
import subprocess
from collections.abc import Iterable
from pathlib import Path

from targets import GOALS, OURS, TARGETS, YARDSTICK, Target

Row = list[str]

INTRODUCTION = """\
`make bench` writes this file.

The corpus has 1,000 seeded hosts. 700 are valid, and each of the others breaks one of 20 rules. All
implementations of an operation accept the same hosts, and they run in turns. A sample is the lower
quartile of 21 turns. A time is the median of seven samples, and the spread is their minimum and
maximum. Ratios compare times of one run. C and Rust run one after the other, so their times are
divided by the time of the same yardstick before they are compared."""


def first_line(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True)
        return done.stdout.splitlines()[0]
    except (OSError, IndexError):
        return "not installed"


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def environment() -> Row:
    cores = Path("/proc/cpuinfo").read_text().count("processor\t")
    load = Path("/proc/loadavg").read_text().split()[0]
    return [
        f"{datetime.date.today()}; {processor()}, {cores} cores; {platform.system()}",
        f"{first_line('rustc', '--version')}; Python {platform.python_version()}",
        f"{first_line('gcc', '--version')}; Node {first_line('node', '--version')}",
        f"load at the end: {load} (above 1, use the ratios, not the times)",
    ]


def rounded(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def aligned(rows: list[Row]) -> str:
    """Returns a table with columns separated by spaces."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    cells = ([cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return "\n".join("  ".join(row).rstrip() for row in cells)


def markdown(rows: list[Row]) -> str:
    header, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([header, "|" + "---|" * len(rows[0]), *body])


class Results:
    """The records of a run, one per implementation and one per metric."""

    def __init__(self, records: list[dict], skipped: list[str]) -> None:
        times = (record for record in records if "ns" in record)
        metrics = (record for record in records if "metric" in record)
        self.samples = {(r["lang"], r["op"], r["name"]): r["ns"] for r in times}
        self.metrics = {(r["lang"], r["metric"]): (r["value"], r["unit"]) for r in metrics}
        self.skipped = skipped

    def median(self, language: str, operation: str, name: str) -> float | None:
        samples = self.samples.get((language, operation, name))
        return statistics.median(samples) if samples else None

    def ratio(self, target: Target) -> float | None:
        """Returns the ratio that a relative target limits."""
        language = target.other_language or target.language
        operation = target.other_operation or target.operation
        ours = self.median(target.language, target.operation, OURS)
        other = self.median(language, operation, target.other)
        if target.by_yardstick and ours and other:
            our_unit = self.median(target.language, target.operation, YARDSTICK)
            other_unit = self.median(language, operation, YARDSTICK)
            ours, other = our_unit and ours / our_unit, other_unit and other / other_unit
        if not ours or not other:
            return None
        return ours / other if target.sign == "≤" else other / ours

    def evaluate(self, target: Target) -> Row:
        """Returns operation, language, limit, measured value, and `yes` or `NO`."""
        if target.metric is not None:
            value, _ = self.metrics.get((target.language, target.metric), (None, ""))
            limit, unit = f"{target.limit:,.0f} {target.unit}", target.unit
        elif target.other is None:
            value = self.median(target.language, target.operation, OURS)
            limit, unit = f"{target.limit:g} {target.unit}", target.unit
        else:
            value = self.ratio(target)
            other = target.other_operation or target.other
            if target.other_language:
                is_ours = target.other == OURS
                other = target.other_language + ("" if is_ours else f", {target.other}")
            limit, unit = f"{target.limit:g} × {other}", "×"
        row = [target.operation, target.language, f"{target.sign} {limit}"]
        if value is None:
            return [*row, "not measured", "-"]
        is_met = value <= target.limit if target.sign == "≤" else value >= target.limit
        shown = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.2f}"
        return [*row, f"{shown} {unit}", "yes" if is_met else "NO"]

    def targets(self, targets: Iterable[Target]) -> list[Row]:
        header = ["operation", "language", "limit", "measured", "met"]
        return [header, *map(self.evaluate, targets)]

    def times(self) -> list[Row]:
        rows = [["operation", "language", "implementation", "ns", "spread", "× exposeport"]]
        for (language, operation, name), samples in self.samples.items():
            median = statistics.median(samples)
            ours = self.median(language, operation, OURS)
            ratio = f"{median / ours:.2f}" if ours else ""
            spread = f"{rounded(min(samples))} … {rounded(max(samples))}"
            rows.append([operation, language, name, rounded(median), spread, ratio])
        return rows

    def metric_rows(self) -> list[Row]:
        rows = [["language", "metric", "value"]]
        for (language, name), (value, unit) in self.metrics.items():
            rows.append([language, name, f"{value:,.10g} {unit}".strip()])
        return rows

    def sections(self) -> list[tuple[str, list[Row]]]:
        return [
            ("Targets", self.targets(TARGETS)),
            (f"Goals, on {processor()}", self.targets(GOALS)),
            ("Nanoseconds per operation", self.times()),
            ("Metrics", self.metric_rows()),
        ]

    def notes(self) -> Row:
        return [*environment(), *(f"skipped: {reason}" for reason in self.skipped)]

    def as_text(self) -> str:
        sections = (f"\n{title}\n{aligned(rows)}" for title, rows in self.sections())
        return "\n".join([*self.notes(), *sections])

    def as_markdown(self) -> str:
        notes = "\n".join(f"- {note}" for note in self.notes())
        sections = (f"## {title}\n\n{markdown(rows)}" for title, rows in self.sections())
        return "\n\n".join(["# Benchmark results", INTRODUCTION, notes, *sections]) + "\n"
