"""Builds the wheel and tests it where no source tree is in reach: in an environment of its own.

run.py wheel      build target/dist/exposeport-*.whl
run.py test       the whole suite, and the source distribution, with this Python
run.py versions   the vectors with every other Python there is, 3.10 and later
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = ROOT / "target"
# Not target/wheels, where building a source distribution leaves a wheel of its own.
WHEELS = TARGET / "dist"
ENVIRONMENT = TARGET / "venv-py"
# Neither the package nor the tests are found from here but by their installation and their path.
ELSEWHERE = TARGET / "python-tests"
SETTINGS = {**os.environ, "EXPOSEPORT_ROOT": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
SETTINGS.pop("PYTHONPATH", None)
VERSIONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]


def run(*command: str | pathlib.Path, cwd: pathlib.Path = ROOT) -> None:
    subprocess.run([str(part) for part in command], cwd=cwd, env=SETTINGS, check=True)


def make_environment(python: str, place: pathlib.Path) -> pathlib.Path:
    """An environment of a Python; its interpreter."""
    interpreter = place / "bin" / "python"
    if subprocess.run([python, "-c", "import ensurepip, venv"], capture_output=True).returncode != 0:
        # The command is one that never is there: whether the module is, has just been seen.
        run("sh", ROOT / "tests" / "install-packages.sh", "python3-ensurepip=python3-venv")
    if (
        not interpreter.exists()
        or subprocess.run([interpreter, "-m", "pip", "--version"], capture_output=True).returncode != 0
    ):
        run(python, "-m", "venv", "--clear", place)
    return interpreter


def tools() -> pathlib.Path:
    """The environment with what the tests run on."""
    interpreter = make_environment(sys.executable, ENVIRONMENT)
    run(interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", HERE / "requirements.txt")
    return interpreter


def build(interpreter: pathlib.Path) -> pathlib.Path:
    """The wheel."""
    shutil.rmtree(WHEELS, ignore_errors=True)
    run(interpreter, "-m", "maturin", "build", "--release", "--locked", "--out", WHEELS)
    (wheel,) = WHEELS.glob("exposeport-*.whl")
    print(f"wheel: {wheel.name}, {wheel.stat().st_size} bytes", flush=True)
    return wheel


def install(interpreter: pathlib.Path, package: pathlib.Path) -> None:
    pip = (
        interpreter,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--force-reinstall",
    )
    run(*pip, package)


def test() -> None:
    interpreter = tools()
    sources = ("python", "tests/python")
    run(interpreter, "-m", "ruff", "check", "--no-cache", *sources)
    run(interpreter, "-m", "ruff", "format", "--no-cache", "--check", *sources)
    install(interpreter, build(interpreter))
    ELSEWHERE.mkdir(exist_ok=True)
    pytest = (interpreter, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", HERE, HERE)
    run(*pytest, cwd=ELSEWHERE)
    test_sdist(interpreter)


def test_sdist(interpreter: pathlib.Path) -> None:
    """The source distribution is whole: it installs as a user's does, with the build tools that it asks for."""
    sdists = TARGET / "sdist"
    shutil.rmtree(sdists, ignore_errors=True)
    run(interpreter, "-m", "maturin", "sdist", "--out", sdists)
    (sdist,) = sdists.glob("exposeport-*.tar.gz")
    print(f"sdist: {sdist.name}, {sdist.stat().st_size} bytes", flush=True)
    other = make_environment(sys.executable, TARGET / "venv-py-sdist")
    # The dependencies are compiled already.
    SETTINGS.setdefault("CARGO_TARGET_DIR", str(TARGET))
    install(other, sdist)
    run(other, HERE / "smoke.py", cwd=ELSEWHERE)


def pythons() -> dict[str, str]:
    """Every version that runs, by its number: from the path, or where pyenv keeps those that it does not put there."""
    pyenv = pathlib.Path(os.environ.get("PYENV_ROOT", pathlib.Path.home() / ".pyenv")) / "versions"
    found = {}
    for version in VERSIONS:
        candidates = [shutil.which(f"python{version}")]
        candidates += [str(path / "bin" / "python") for path in sorted(pyenv.glob(f"{version}.*"))]
        for candidate in candidates:
            if candidate is not None and number(candidate) == version:
                found[version] = candidate
                break
    return found


def number(python: str) -> str | None:
    done = subprocess.run([python, "--version"], capture_output=True, text=True)
    match = re.match(r"Python (\d+\.\d+)", done.stdout)
    return match[1] if done.returncode == 0 and match else None


def versions() -> None:
    wheels = list(WHEELS.glob("exposeport-*.whl"))
    wheel = wheels[0] if len(wheels) == 1 else build(tools())
    ELSEWHERE.mkdir(exist_ok=True)
    found = pythons()
    for version, python in found.items():
        interpreter = make_environment(python, TARGET / f"venv-py-{version}")
        install(interpreter, wheel)
        run(interpreter, HERE / "smoke.py", cwd=ELSEWHERE)
    print(f"the wheel passes with python {', '.join(found) or 'of no other version'}")


def main() -> None:
    commands = {"wheel": lambda: build(tools()), "test": test, "versions": versions}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    try:
        commands[sys.argv[1]]()
    except subprocess.CalledProcessError as failure:
        sys.exit(f"failed: {failure}")


if __name__ == "__main__":
    main()
