"""Runs the gateway in an environment of its own, `target/venv-gateway`.

environment.py demo [--signed]    run the demo
environment.py test               lint the gateway, and run its tests
environment.py e2e                lint the end-to-end tests, and run them
environment.py load               load every edge
environment.py soak               load edges for minutes, with connections that stay open
"""

import hashlib
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
TESTS = ROOT / "tests" / "gateway"
sys.path.insert(0, str(ROOT / "tests" / "python"))

import run as python_package  # noqa: E402

ENVIRONMENT = python_package.TARGET / "venv-gateway"
# A change of these builds the package again.
SOURCES = ("Cargo.toml", "Cargo.lock", "pyproject.toml", "crates/exposeport", "bindings", "python")


def digest(*requirements: pathlib.Path) -> str:
    """Returns a digest of the sources of the package and of the requirements."""
    paths = [path for name in SOURCES for path in (ROOT / name, *(ROOT / name).rglob("*"))]
    suffixes = {".rs", ".py", ".pyi", ".toml", ".lock"}
    files = sorted(path for path in paths if path.suffix in suffixes and path.is_file())
    state = hashlib.sha256(sys.version.encode())
    for path in (*files, *requirements):
        state.update(f"{path.relative_to(ROOT)} {path.stat().st_size}\n".encode())
        state.update(path.read_bytes())
    return state.hexdigest()


def environment(name: str, *requirements: pathlib.Path) -> pathlib.Path:
    """Creates the environment or updates it, and returns its interpreter."""
    interpreter = python_package.make_environment(sys.executable, ENVIRONMENT)
    stamp, current = ENVIRONMENT / f"{name}.stamp", digest(*requirements)
    if not stamp.exists() or stamp.read_text() != current:
        print("installing the package and the requirements of the gateway", flush=True)
        for file in requirements:
            python_package.pip_install(interpreter, "-r", file)
        python_package.pip_install(interpreter, "--force-reinstall", "--no-deps", ROOT)
        stamp.write_text(current)
    return interpreter


def demo() -> None:
    """Replaces this process with the demo."""
    interpreter = environment("demo", HERE / "gateway" / "requirements.txt")
    os.chdir(HERE)
    os.execv(interpreter, [str(interpreter), "-m", "gateway.demo", *sys.argv[2:]])


def test() -> None:
    """Lints the gateway, and runs its tests."""
    requirements = (HERE / "gateway" / "requirements.txt", TESTS / "requirements.txt")
    interpreter = environment("test", *requirements)
    module = (interpreter, "-m")
    python_package.run(*module, "ruff", "check", "--no-cache", HERE, TESTS)
    python_package.run(*module, "ruff", "format", "--no-cache", "--check", HERE, TESTS)
    cache = f"--cache-dir={python_package.TARGET / 'mypy-gateway'}"
    python_package.SETTINGS["PYTHONPATH"] = str(HERE)
    python_package.run(*module, "mypy", "--strict", cache, "-p", "gateway", cwd=HERE)
    python_package.SETTINGS["MYPYPATH"] = os.pathsep.join(map(str, (HERE, ROOT / "tests/python")))
    python_package.run(*module, "mypy", "--strict", cache, HERE / "environment.py", TESTS)
    pytest = (*module, "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", TESTS)
    python_package.run(*pytest, "--durations=5", TESTS)


def e2e() -> None:
    """Lints the end-to-end tests, and runs them."""
    folder, load = ROOT / "tests" / "e2e", ROOT / "tests" / "load"
    requirements = (HERE / "gateway" / "requirements.txt", TESTS / "requirements.txt")
    interpreter = environment("test", *requirements)
    module = (interpreter, "-m")
    python_package.run(*module, "ruff", "check", "--no-cache", folder, load)
    python_package.run(*module, "ruff", "format", "--no-cache", "--check", folder, load)
    python_package.SETTINGS |= {"PYTHONPATH": str(HERE), "MYPYPATH": str(HERE)}
    cache = f"--cache-dir={python_package.TARGET / 'mypy-gateway'}"
    python_package.run(*module, "mypy", "--strict", cache, folder, load)
    python_package.run(*module, "pytest", "-q", "-p", "no:cacheprovider", folder)


def load(program: str = "load.py") -> None:
    """Runs a program of `tests/load`."""
    tests = ROOT / "tests"
    requirements = (HERE / "gateway" / "requirements.txt", TESTS / "requirements.txt")
    interpreter = environment("test", *requirements)
    python_package.SETTINGS["PYTHONPATH"] = os.pathsep.join(map(str, (HERE, tests / "e2e")))
    python_package.run(interpreter, tests / "load" / program)


def soak() -> None:
    """Loads edges for minutes, with connections that stay open."""
    load("soak.py")


if __name__ == "__main__":
    commands = {"demo": demo, "test": test, "e2e": e2e, "load": load, "soak": soak}
    options = sys.argv[2:]
    if len(sys.argv) < 2 or sys.argv[1] not in commands or (options and sys.argv[1] != "demo"):
        sys.exit(__doc__)
    try:
        commands[sys.argv[1]]()
    except subprocess.CalledProcessError as error:
        sys.exit(f"failed: {error}")
