"""One table of what was measured, and one of what was to be reached."""

import datetime
import platform
import statistics
import subprocess
from pathlib import Path

from reach import OURS, TARGETS, YARDSTICK, Target


def first_line(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()[0]
    except (OSError, IndexError):
        return "not present"


def machine() -> list[str]:
    processor = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    count = Path("/proc/cpuinfo").read_text().count("processor\t")
    tools = [first_line("rustc", "--version"), f"Python {platform.python_version()}", first_line("gcc", "--version")]
    load = Path("/proc/loadavg").read_text().split()[0]
    return [
        f"{datetime.date.today()}; {processor}, {count} cores; {platform.system()}",
        f"{'; '.join(tools)}; Node {first_line('node', '--version')}",
        f"load at the end: {load} (from {count} on, cores were shared: believe the ratios, not the times)",
    ]


def rounded(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


class Results:
    def __init__(self, records: list[dict], skipped: list[str]) -> None:
        self.samples = {(r["lang"], r["op"], r["who"]): r["ns"] for r in records if "ns" in r}
        self.facts = {(r["lang"], r["fact"]): (r["value"], r["unit"]) for r in records if "fact" in r}
        self.skipped = skipped

    def median(self, language: str, operation: str, who: str) -> float | None:
        samples = self.samples.get((language, operation, who))
        return statistics.median(samples) if samples else None

    def times(self) -> list[list[str]]:
        rows = [["operation", "language", "who", "ns", "spread", "× exposeport"]]
        for (language, operation, who), samples in self.samples.items():
            mid = statistics.median(samples)
            ours = self.median(language, operation, OURS)
            ratio = f"{mid / ours:.2f}" if ours else ""
            spread = f"{rounded(min(samples))} … {rounded(max(samples))}"
            rows.append([operation, language, who, rounded(mid), spread, ratio])
        return rows

    def judge(self, target: Target) -> list[str]:
        """Operation, language, what is to be reached, what is reached, yes or no."""
        start = [target.operation, target.language]
        if target.fact is not None:
            found = self.facts.get((target.language, target.fact))
            return self.verdict(start, target, f"{target.limit:,.0f} {target.unit}", found and found[0], target.unit)
        ours = self.median(target.language, target.operation, OURS)
        if target.other is None:
            return self.verdict(start, target, f"{target.limit:g} {target.unit}", ours, target.unit)
        other_language = target.other_language or target.language
        other_operation = target.other_operation or target.operation
        other = self.median(other_language, other_operation, target.other)
        name = target.other_language or target.other_operation or target.other
        if target.other_language and target.other != OURS:
            name += f", {target.other}"
        ratio = None
        if ours and other:
            ratio = ours / other if target.sign == "≤" else other / ours
        if ratio and target.by_yardstick:
            our_yardstick = self.median(target.language, target.operation, YARDSTICK)
            other_yardstick = self.median(other_language, other_operation, YARDSTICK)
            ratio = ratio / our_yardstick * other_yardstick if our_yardstick and other_yardstick else None
        return self.verdict(start, target, f"{target.limit:g} × {name}", ratio, "×")

    @staticmethod
    def verdict(start: list[str], target: Target, wanted: str, found: float | None, unit: str) -> list[str]:
        if found is None:
            return [*start, f"{target.sign} {wanted}", "not measured", "-"]
        reached = found <= target.limit if target.sign == "≤" else found >= target.limit
        shown = f"{found:,.0f}" if abs(found) >= 1000 else f"{found:.2f}"
        return [*start, f"{target.sign} {wanted}", f"{shown} {unit}", "yes" if reached else "NO"]

    def reach(self) -> list[list[str]]:
        return [["operation", "language", "to reach", "reached", ""], *map(self.judge, TARGETS)]

    def other_facts(self) -> list[list[str]]:
        rows = [["language", "figure", "value"]]
        for (language, name), (value, unit) in self.facts.items():
            rows.append([language, name, f"{value:,.10g} {unit}".strip()])
        return rows

    def sections(self) -> list[tuple[str, list[list[str]]]]:
        return [
            ("To be reached", self.reach()),
            ("Nanoseconds per operation", self.times()),
            ("Other figures", self.other_facts()),
        ]

    def text(self) -> str:
        parts = [*machine(), *(f"skipped: {what}" for what in self.skipped)]
        for title, rows in self.sections():
            widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
            lines = (
                "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
            )
            parts.append(f"\n{title}\n" + "\n".join(lines))
        return "\n".join(parts)

    def markdown(self) -> str:
        parts = [
            "# Measured",
            "`make bench` writes this file. 1,000 seeded hosts, 70 % valid, the rest refused in 20 ways; all "
            "contenders of an operation take turns and agree on what is valid. Medians of seven repeats, of "
            "each of which the lower quartile of 21 turns counts, and their spread; ratios within one run. "
            "C and Rust run one after the other, so they are compared by their ratios to the same yardstick.",
            "\n".join(f"- {line}" for line in [*machine(), *(f"Skipped: {what}" for what in self.skipped)]),
        ]
        for title, rows in self.sections():
            head, *body = (f"| {' | '.join(row)} |" for row in rows)
            parts.append(f"## {title}\n\n" + "\n".join([head, "|" + "---|" * len(rows[0]), *body]))
        return "\n\n".join(parts) + "\n"
