"""Runs the mutants of the core: `run.py SHARD [FILE...]`, where SHARD is `0/1` for all of them.

A file is a path below `crates/exposeport/src`, and may be a glob. The work is done in a copy of the
tree. The stages share one folder of results, and what one of them kills is not tested again.
"""

import os
import pathlib
import subprocess
import sys

import results

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
VERSION = "27.1.0"
OUTPUT = ROOT / "target" / "mutants"

# Compiling is most of the work, and a random case adds little to the vectors.
ENVIRONMENT = {
    "CARGO_INCREMENTAL": "1",
    "CARGO_PROFILE_DEV_DEBUG": "0",
    "CARGO_TARGET_DIR": str(OUTPUT / "build"),
    "PROPTEST_CASES": "32",
}

# The configuration of each stage, the time in seconds after which a mutant hangs, and the level of
# optimization. The last suites take long, and some need optimized code.
STAGES = [("first", 90, 0), ("second", 180, 0), ("third", 900, 1)]

# The statuses of a run whose mutants are killed, survive, or hang. `results` evaluates them.
TESTED = {0, 2, 3}


def is_installed(cargo: str) -> bool:
    command = [cargo, "mutants", "--version"]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode == 0 and done.stdout.split()[-1] == VERSION


def command(cargo: str, stage: str, timeout: int, selection: list[str]) -> list[str]:
    """Returns the command of a stage."""
    config = pathlib.Path(__file__).with_name(f"{stage}.toml")
    iterate = ["--iterate"] if stage != STAGES[0][0] else []
    return [
        *(cargo, "mutants", "--config", str(config), "--package", "exposeport"),
        *("--output", str(OUTPUT), "--colors", "never"),
        *("--timeout", str(timeout), "--build-timeout", "300"),
        *iterate,
        *selection,
    ]


def main() -> int:
    cargo = os.environ.get("CARGO", "cargo")
    if not is_installed(cargo):
        print(f"install the tool: cargo install --locked cargo-mutants@{VERSION}")
        return 1
    shard, *files = sys.argv[1:]
    selection = ["--shard", shard, "--sharding", "round-robin"]
    selection += [part for file in files for part in ("--file", f"crates/exposeport/src/{file}")]
    OUTPUT.mkdir(parents=True, exist_ok=True)
    outcomes: dict[str, str] = {}
    for stage, timeout, level in STAGES:
        environment = os.environ | ENVIRONMENT
        environment["CARGO_PROFILE_DEV_OPT_LEVEL"] = str(level)
        done = subprocess.run(command(cargo, stage, timeout, selection), cwd=ROOT, env=environment)
        if done.returncode not in TESTED:
            return done.returncode
        results.merge(outcomes, results.outcomes(OUTPUT))
        if results.MISSED not in outcomes.values():
            break
    return results.report(outcomes)


if __name__ == "__main__":
    sys.exit(main())
