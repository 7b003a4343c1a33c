"""Builds and tests the crate and the source distribution from their packages alone.

The packages are unpacked in a folder outside the repository.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

import flags
import wheel
from wheel import tests

TARGET = tests.TARGET / "package-tests"
# A flag of a packager that is visible in the result: the name of the shared library.
SONAME = "packager.so"
PACKAGER = f"-C link-arg=-Wl,-soname,{SONAME}"


def run(*command: str | pathlib.Path, cwd: pathlib.Path, **settings: str) -> str:
    """Runs a command, shows its output, and returns it."""
    environment = {**os.environ, "CARGO_TARGET_DIR": str(TARGET), **settings}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode != 0:
        print(done.stdout[-20_000:])
        raise SystemExit(f"failed: {' '.join(map(str, command))}")
    return done.stdout


def unpack(package: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    with tarfile.open(package) as archive:
        archive.extractall(folder, filter="data")
    return wheel.only(folder, "*")


def test_core(folder: pathlib.Path, *options: str) -> str:
    """Runs the tests of the core, and returns how many programs of tests passed."""
    printed = run("cargo", "test", *options, "--package", "exposeport", cwd=folder)
    passed = printed.count("test result: ok. ") - printed.count("test result: ok. 0 passed")
    if passed < 8:
        print(printed)
        raise SystemExit(f"only {passed} programs of tests passed")
    return f"{passed} programs of tests pass"


def test_crate(folder: pathlib.Path) -> None:
    options = ("--locked", "--allow-dirty", "--package", "exposeport")
    run("cargo", "publish", "--dry-run", *options, cwd=flags.ROOT)
    # The dry run removes the package.
    run("cargo", "package", "--no-verify", *options, cwd=flags.ROOT)
    crate = max((TARGET / "package").glob("exposeport-*.crate"), key=os.path.getmtime)
    root = unpack(crate, folder)
    for name in ("LICENSE-MIT", "LICENSE-APACHE", "README.md"):
        if not (root / name).is_file():
            raise SystemExit(f"{crate.name} lacks {name}")
    for options in ((), ("--all-features",)):
        print(*(crate.name, *options), test_core(root, "--locked", *options), flush=True)


def test_sdist(folder: pathlib.Path) -> None:
    interpreter = tests.tools()
    sdists = folder / "sdist"
    run(interpreter, "-m", "maturin", "sdist", "--out", sdists, cwd=flags.ROOT)
    sdist = wheel.only(sdists, "*.tar.gz")
    wheel.check_sdist(sdist)
    root = unpack(sdist, folder / "unpacked")
    print(f"{sdist.name}: {test_core(root)}", flush=True)
    wheels = folder / "wheels"
    pip = (interpreter, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", wheels)
    run(*pip, root, cwd=folder, RUSTFLAGS=PACKAGER)
    built = wheel.only(wheels, "*.whl")
    wheel.check_wheel(built)
    with zipfile.ZipFile(built) as archive:
        (library,) = [name for name in archive.namelist() if name.endswith(".so")]
        if SONAME.encode() not in archive.read(library):
            raise SystemExit(f"{built.name} was built without the flags of the packager")
    fresh = tests.make_environment(sys.executable, folder / "venv")
    tests.install(fresh, built)
    tests.run(fresh, tests.HERE / "smoke.py", cwd=folder)


def main() -> None:
    for test in (test_crate, test_sdist):
        with tempfile.TemporaryDirectory() as folder:
            test(pathlib.Path(folder))
    # Each run has other folders, so no later run can use what this one compiled.
    shutil.rmtree(TARGET)


if __name__ == "__main__":
    main()
