#!/usr/bin/env python3
"""make bench: builds and runs every benchmark, prints one table, and writes RESULTS.md."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import report
from paths import BENCHES, CARGO_TARGET, ROOT, VENV, WORK, cargo, install, make_corpus, run

LIBRARY = WORK / "lib"
skipped: list[str] = []


def tell(step: str) -> None:
    print(f"bench: {step}", file=sys.stderr, flush=True)


def rust() -> str:
    cargo("build", "--quiet", "--locked", "--release", cwd=BENCHES)
    return run(CARGO_TARGET / "release/bench", WORK) + run(CARGO_TARGET / "release/sandboxes")


def has_header(name: str, *options: str) -> bool:
    done = subprocess.run(["cc", *options, "-E", "-"], input=f"#include <{name}>\n", text=True, capture_output=True)
    return done.returncode == 0


def c() -> str:
    install("gcc=gcc", "g++=g++")
    cargo("build", "--quiet", "--locked", "--release", "--package", "exposeport-c")
    LIBRARY.mkdir(exist_ok=True)
    shutil.copy(CARGO_TARGET / "release/libexposeport.so", LIBRARY / "libexposeport.so")
    options, objects = [f"-I{ROOT / 'include'}"], [f"-L{LIBRARY}", "-l:libexposeport.so", f"-Wl,-rpath,{LIBRARY}"]

    ada = ada_sources()
    if ada:
        run("g++", "-std=c++20", "-O2", f"-I{ada}", "-c", ada / "ada.cpp", "-o", WORK / "ada.o")
        options += ["-DHAVE_ADA", f"-I{ada}"]
        objects = [str(WORK / "ada.o"), *objects, "-lstdc++"]
    else:
        skipped.append("ada's C API: its sources were not found beside the ada-url crate")
    if not has_header("openssl/crypto.h"):
        # A header is no command: its name stands for one that is missing.
        install("openssl/crypto.h=libssl-dev")
    options, objects = [*options, "-DHAVE_CRYPTO"], [*objects, "-lcrypto"]

    sources = [BENCHES / "c" / name for name in ("bench.c", "contest.c", "alternatives.c")]
    run("gcc", "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", *options, *sources, *objects, "-o", WORK / "bench-c")
    return run(WORK / "bench-c", WORK)


def ada_sources() -> Path | None:
    """Beside the crate that binds them, whose version the lock file pins."""
    metadata = json.loads(run("cargo", "metadata", "--locked", "--format-version", "1", cwd=BENCHES))
    manifests = (Path(p["manifest_path"]) for p in metadata["packages"] if p["name"] == "ada-url")
    return next((m.parent / "deps" for m in manifests if (m.parent / "deps/ada.cpp").exists()), None)


def python() -> str:
    if not VENV.exists():
        run(sys.executable, "-m", "venv", VENV)
    pip = [VENV / "bin/python", "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    run(*pip, "maturin>=1.16,<2", "-r", BENCHES / "python/requirements.txt")
    wheels = WORK / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    # As users get it: the release profile, the stable interface.
    run(VENV / "bin/maturin", "build", "--release", "--out", wheels, "--target-dir", CARGO_TARGET)
    run(*pip, "--force-reinstall", "--no-deps", *wheels.glob("*.whl"))
    return run(VENV / "bin/python", BENCHES / "python/bench.py", WORK)


def node() -> str:
    if shutil.which("node") is None:
        skipped.append("Node: not present")
        return ""
    return run("node", BENCHES / "node/bench.mjs", WORK)


def instructions() -> str:
    return run(sys.executable, BENCHES / "instructions/measure.py", "--facts")


def build_facts() -> str:
    """What depending on the crate costs."""
    run("cargo", "fetch", "--quiet", "--locked")
    with tempfile.TemporaryDirectory() as fresh:
        start = time.monotonic()
        cargo("build", "--quiet", "--locked", "--release", "--offline", "--package", "exposeport", target=Path(fresh))
        seconds = time.monotonic() - start
    tree = run(
        "cargo", "tree", "--quiet", "--locked", "--package", "exposeport", "--edges", "normal", "--prefix", "none"
    )
    # The first line is the crate itself; a repeated one is marked.
    dependencies = {line.removesuffix(" (*)") for line in tree.splitlines()[1:] if line}
    size = (LIBRARY / "libexposeport.so").stat().st_size
    facts = [("cold release build of the crate", round(seconds, 1), "s")]
    facts += [("crates it depends on, all told", len(dependencies), ""), ("stripped shared library", size, "octets")]
    return "".join(json.dumps({"lang": "Rust", "fact": f, "value": v, "unit": u}) + "\n" for f, v, u in facts)


def records() -> Iterator[dict]:
    for step in (rust, c, python, node, instructions, build_facts):
        tell(step.__name__.replace("_", " "))
        yield from map(json.loads, step().splitlines())


def main() -> None:
    install("cc=gcc")
    tell("corpus")
    make_corpus("--million")
    results = report.Results(list(records()), skipped)
    print(results.text())
    (BENCHES / "RESULTS.md").write_text(results.markdown())
    tell(f"wrote {(BENCHES / 'RESULTS.md').relative_to(ROOT)}")


if __name__ == "__main__":
    main()
