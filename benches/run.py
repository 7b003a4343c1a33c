#!/usr/bin/env python3
"""Builds and runs every benchmark, prints the tables, and writes RESULTS.md."""

import contextlib
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import report
from workspace import (
    BENCHES,
    CARGO_TARGET,
    ROOT,
    VENV,
    WORK,
    cargo,
    install,
    make_corpus,
    progress,
    run,
)

LIBRARY = WORK / "lib"
RESULTS = BENCHES / "RESULTS.md"
skipped: list[str] = []


def rust() -> str:
    cargo("build", "--quiet", "--locked", "--release", cwd=BENCHES)
    return run(CARGO_TARGET / "release/bench", WORK) + run(CARGO_TARGET / "release/sandboxes")


def has_header(name: str) -> bool:
    source = f"#include <{name}>\n"
    done = subprocess.run(["cc", "-E", "-"], input=source, text=True, capture_output=True)
    return done.returncode == 0


def c() -> str:
    install("gcc=gcc", "g++=g++")
    cargo("build", "--quiet", "--locked", "--release", "--package", "exposeport-c")
    LIBRARY.mkdir(exist_ok=True)
    shutil.copy(CARGO_TARGET / "release/libexposeport.so", LIBRARY / "libexposeport.so")
    options = [f"-I{ROOT / 'include'}"]
    objects = [f"-L{LIBRARY}", "-l:libexposeport.so", f"-Wl,-rpath,{LIBRARY}"]

    ada = ada_sources()
    if ada:
        compiled = WORK / "ada.o"
        run("g++", "-std=c++20", "-O2", f"-I{ada}", "-c", ada / "ada.cpp", "-o", compiled)
        options += ["-DHAVE_ADA", f"-I{ada}"]
        objects = [str(compiled), *objects, "-lstdc++"]
    else:
        skipped.append("the C API of ada: the ada-url crate has no sources of it")
    if not has_header("openssl/crypto.h"):
        # The header stands for a command that does not exist.
        install("openssl/crypto.h=libssl-dev")
    if not has_header("hiredis/hiredis.h"):
        install("hiredis/hiredis.h=libhiredis-dev")
    objects += ["-lcrypto", "-lhiredis"]

    names = ("bench.c", "harness.c", "baselines.c", "signed.c")
    sources = [BENCHES / "c" / name for name in names]
    program = WORK / "bench-c"
    warnings = ("-Wall", "-Wextra", "-Werror")
    run("gcc", "-std=c11", "-O2", *warnings, *options, *sources, *objects, "-o", program)
    with redis_server() as port:
        return run(program, WORK, port)


@contextlib.contextmanager
def redis_server() -> Iterator[int]:
    """Runs a Redis server on loopback, without a file, and yields its port."""
    install("redis-server=redis-server")
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    options = ("--bind", "127.0.0.1", "--port", str(port), "--save", "")
    server = subprocess.Popen(("redis-server", *options), stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait()


def ada_sources() -> Path | None:
    """Returns the C++ sources in the ada-url crate, whose version the lock file pins."""
    command = ("cargo", "metadata", "--locked", "--format-version", "1")
    packages = json.loads(run(*command, cwd=BENCHES))["packages"]
    manifests = (Path(p["manifest_path"]) for p in packages if p["name"] == "ada-url")
    directories = (manifest.parent / "deps" for manifest in manifests)
    return next((path for path in directories if (path / "ada.cpp").exists()), None)


def python() -> str:
    interpreter = VENV / "bin/python"
    if not VENV.exists():
        run(sys.executable, "-m", "venv", VENV)
    pip = [interpreter, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    run(*pip, "maturin>=1.16,<2", "-r", BENCHES / "python/requirements.txt")
    wheels = WORK / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    # The wheel that users install: the release profile and the stable ABI.
    build = ("build", "--release", "--out", wheels, "--target-dir", CARGO_TARGET)
    run(VENV / "bin/maturin", *build)
    run(*pip, "--force-reinstall", "--no-deps", *wheels.glob("*.whl"))
    return run(interpreter, BENCHES / "python/bench.py", WORK)


def node() -> str:
    if shutil.which("node") is None:
        skipped.append("Node: not installed")
        return ""
    return run("node", BENCHES / "node/bench.mjs", WORK)


def instructions() -> str:
    return run(sys.executable, BENCHES / "instructions/measure.py", "--metrics")


def build_metrics() -> str:
    """Measures what a dependency on the crate costs."""
    run("cargo", "fetch", "--quiet", "--locked")
    crate = ("--quiet", "--locked", "--package", "exposeport")
    with tempfile.TemporaryDirectory() as target:
        start = time.monotonic()
        cargo("build", "--release", "--offline", *crate, target=Path(target))
        seconds = time.monotonic() - start
    tree = run("cargo", "tree", *crate, "--edges", "normal", "--prefix", "none")
    # The first line is the crate itself. Repeated lines are marked.
    dependencies = {line.removesuffix(" (*)") for line in tree.splitlines()[1:] if line}
    metrics = [
        ("cold release build of the crate", round(seconds, 1), "s"),
        ("direct and indirect dependencies", len(dependencies), ""),
        ("stripped shared library", (LIBRARY / "libexposeport.so").stat().st_size, "bytes"),
    ]
    records = ({"lang": "Rust", "metric": m, "value": v, "unit": u} for m, v, u in metrics)
    return "".join(json.dumps(record) + "\n" for record in records)


def records() -> Iterator[dict]:
    for step in (rust, c, python, node, instructions, build_metrics):
        progress(step.__name__.replace("_", " "))
        yield from map(json.loads, step().splitlines())


def main() -> None:
    install("cc=gcc")
    progress("corpus")
    make_corpus("--million")
    results = report.Results(list(records()), skipped)
    print(results.as_text())
    RESULTS.write_text(results.as_markdown())
    progress(f"wrote {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
