"""Builds the wheel, and tests it in a separate environment, without the source tree.

run.py wheel      build target/dist/exposeport-*.whl
run.py vectors    run the vectors with a development build
run.py test       run all tests with this Python, and install the source distribution
run.py versions   run the vectors with every other installed Python, 3.10 and later

With VECTOR in the environment, `run.py test` runs only the vectors whose name contains it.
CARGO_TARGET_DIR replaces target.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = ROOT / os.environ.get("CARGO_TARGET_DIR", "target")
# Not target/wheels: a build of the source distribution writes a wheel there.
WHEELS = TARGET / "dist"
ENVIRONMENT = TARGET / "venv-py"
# In this folder, Python finds the package only if it is installed.
ELSEWHERE = TARGET / "python-tests"
SOURCES = (
    "python",
    "tests/python",
    "tests/nginx",
    "bindings/python",
    "bindings/nginx",
    "packaging",
    "fuzz",
)
VECTOR_TESTS = sorted(HERE.glob("test_vectors*.py"))
VERSIONS = ["3.10", "3.11", "3.12", "3.13", "3.14", "3.15"]

SETTINGS = {
    **os.environ,
    "CARGO_TARGET_DIR": str(TARGET),
    "EXPOSEPORT_ROOT": str(ROOT),
    "PYTHONDONTWRITEBYTECODE": "1",
}
SETTINGS.pop("PYTHONPATH", None)


def run(*command: str | pathlib.Path, cwd: pathlib.Path = ROOT) -> None:
    subprocess.run([str(part) for part in command], cwd=cwd, env=SETTINGS, check=True)


def succeeds(*command: str | pathlib.Path) -> bool:
    return subprocess.run([str(part) for part in command], capture_output=True).returncode == 0


def pip_install(interpreter: pathlib.Path, *arguments: str | pathlib.Path) -> None:
    pip = (interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, *arguments)


def make_environment(python: str, place: pathlib.Path) -> pathlib.Path:
    """Creates an environment of a Python, and returns its interpreter."""
    interpreter = place / "bin" / "python"
    if not succeeds(python, "-c", "import ensurepip, venv"):
        # The script installs a package if a command is missing. No command has this name.
        run("sh", ROOT / "tests" / "install-packages.sh", "python3-ensurepip=python3-venv")
    if not interpreter.exists() or not succeeds(interpreter, "-m", "pip", "--version"):
        run(python, "-m", "venv", "--clear", place)
    return interpreter


def tools() -> pathlib.Path:
    """Creates the environment with the requirements of the tests."""
    interpreter = make_environment(sys.executable, ENVIRONMENT)
    pip_install(interpreter, "-r", HERE / "requirements.txt")
    return interpreter


def build(interpreter: pathlib.Path) -> pathlib.Path:
    """Builds the wheel, and returns its path."""
    shutil.rmtree(WHEELS, ignore_errors=True)
    run(interpreter, "-m", "maturin", "build", "--release", "--locked", "--out", WHEELS)
    (wheel,) = WHEELS.glob("exposeport-*.whl")
    print(f"wheel: {wheel.name}, {wheel.stat().st_size} bytes", flush=True)
    return wheel


def install(interpreter: pathlib.Path, package: pathlib.Path) -> None:
    pip_install(interpreter, "--no-deps", "--force-reinstall", package)


def test() -> None:
    interpreter = tools()
    tests = [HERE]
    if os.environ.get("VECTOR"):
        tests = VECTOR_TESTS
    else:
        run(interpreter, "-m", "ruff", "check", "--no-cache", *SOURCES)
        run(interpreter, "-m", "ruff", "format", "--no-cache", "--check", *SOURCES)
    install(interpreter, build(interpreter))
    ELSEWHERE.mkdir(exist_ok=True)
    pytest = (interpreter, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", HERE)
    run(*pytest, *tests, cwd=ELSEWHERE)
    if tests == [HERE]:
        test_sdist(interpreter)


def test_sdist(interpreter: pathlib.Path) -> None:
    """Installs the source distribution as a user does, with the build tools that it requires."""
    sdists = TARGET / "sdist"
    shutil.rmtree(sdists, ignore_errors=True)
    run(interpreter, "-m", "maturin", "sdist", "--out", sdists)
    (sdist,) = sdists.glob("exposeport-*.tar.gz")
    print(f"sdist: {sdist.name}, {sdist.stat().st_size} bytes", flush=True)
    other = make_environment(sys.executable, TARGET / "venv-py-sdist")
    install(other, sdist)
    run(other, HERE / "smoke.py", cwd=ELSEWHERE)


def pythons() -> dict[str, str]:
    """Returns the interpreter of every installed version, from the path or from pyenv."""
    pyenv = pathlib.Path(os.environ.get("PYENV_ROOT", pathlib.Path.home() / ".pyenv")) / "versions"
    found = {}
    for version in VERSIONS:
        candidates = [shutil.which(f"python{version}")]
        candidates += [str(path / "bin" / "python") for path in sorted(pyenv.glob(f"{version}.*"))]
        for candidate in candidates:
            if candidate is not None and version_of(candidate) == version:
                found[version] = candidate
                break
    return found


def version_of(python: str) -> str | None:
    """Returns the version of an interpreter, or None if it does not run."""
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
    print(f"the wheel passes with python {', '.join(found) or '(no version found)'}")


def vectors() -> None:
    """Runs the vectors with a development build, which needs neither pip nor a network."""
    SETTINGS["PYO3_BUILD_EXTENSION_MODULE"] = "1"
    run("cargo", "build", "--quiet", "--locked", "--package", "exposeport-python")
    folder = TARGET / "check-python"
    shutil.rmtree(folder, ignore_errors=True)
    package = shutil.copytree(ROOT / "python" / "exposeport", folder / "exposeport")
    shutil.copy(TARGET / "debug" / "lib_exposeport.so", package / "_exposeport.abi3.so")
    SETTINGS["PYTHONPATH"] = str(folder)
    run(sys.executable, HERE / "smoke.py", cwd=folder)


def main() -> None:
    commands = {
        "wheel": lambda: build(tools()),
        "vectors": vectors,
        "test": test,
        "versions": versions,
    }
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    try:
        commands[sys.argv[1]]()
    except subprocess.CalledProcessError as error:
        sys.exit(f"failed: {error}")


if __name__ == "__main__":
    main()
