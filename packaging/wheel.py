"""Builds wheels for distribution, and checks them.

wheel.py build         build target/wheels/*.whl for glibc 2.17, and the source distribution
wheel.py musl          build a wheel for musl
wheel.py reproducible  build the wheel of the last commit in two folders, and compare the files
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator

import flags

ROOT = flags.ROOT
sys.path.insert(0, str(ROOT / "tests" / "python"))
import run as tests  # noqa: E402

REQUIREMENTS = ROOT / "packaging" / "requirements.txt"
WHEELS = tests.TARGET / "wheels"
GLIBC = "manylinux_2_17"
LICENCES = ("LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY-NOTICES.txt")
# Folders of users and of builds, and of the sources of packages.
PATHS = re.compile(rb"/(?:root|home|tmp|builds?|workspace|mnt|srv|Users)/[\w./@+-]{3,}"
                   rb"|[\w./@+-]*(?:\.cargo|\.rustup|registry/src)/[\w./@+-]+")  # fmt: skip


def tools() -> pathlib.Path:
    """Creates the environment with the tools, and returns its folder of commands."""
    interpreter = tests.make_environment(sys.executable, tests.TARGET / "venv-packaging")
    tests.pip_install(interpreter, "-r", REQUIREMENTS)
    return interpreter.parent


def output(*command: str | pathlib.Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def host() -> str:
    return re.search(r"^host: (\S+)$", output("rustc", "-vV"), re.MULTILINE)[1]


def maturin(
    commands: pathlib.Path, root: pathlib.Path, out: pathlib.Path, *options: str, **settings: str
) -> None:
    """Builds a wheel of a source tree, without paths of this machine."""
    settings = {**os.environ, **settings}
    settings["PATH"] = f"{commands}{os.pathsep}{settings['PATH']}"
    if root != ROOT:
        settings.pop("CARGO_TARGET_DIR", None)
    settings = flags.environment(settings, root)
    command = (commands / "maturin", "build", "--release", "--locked", "--out", out, *options)
    subprocess.run([str(part) for part in command], cwd=root, env=settings, check=True)


def glibc_options() -> list[str]:
    return ["--zig", "--target", host(), "--compatibility", GLIBC]


def only(folder: pathlib.Path, pattern: str) -> pathlib.Path:
    (found,) = folder.glob(pattern)
    return found


def foreign_paths(wheel: pathlib.Path) -> list[str]:
    """Returns the paths of a build machine in the files of a wheel."""
    found = set()
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            # The packages of the notices name their own paths.
            if not name.endswith(LICENCES):
                data = archive.read(name)
                found |= {match.decode() for match in PATHS.findall(data)}
                found |= {str(path) for path in (ROOT, pathlib.Path.home())
                          if len(path.parts) > 2 and bytes(path) in data}  # fmt: skip
    return sorted(found)


def check_contents(names: list[str], package: pathlib.Path) -> None:
    missing = [name for name in LICENCES if not any(entry.endswith(name) for entry in names)]
    if missing:
        raise SystemExit(f"{package.name} lacks {', '.join(missing)}")


def check_wheel(wheel: pathlib.Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        check_contents(archive.namelist(), wheel)
    if paths := foreign_paths(wheel):
        raise SystemExit(f"{wheel.name} has {len(paths)} paths of this machine: {paths[:9]}")
    print(f"{wheel.name}: {wheel.stat().st_size} bytes, the licences, no path of this machine")


def check_sdist(sdist: pathlib.Path) -> None:
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
    check_contents([name for name in names if name.count("/") == 1], sdist)
    print(f"{sdist.name}: {sdist.stat().st_size} bytes, the licences")


def smoke(wheel: pathlib.Path) -> None:
    """Runs the vectors with the wheel, in a new environment of every Python."""
    found = tests.pythons()
    if not found:
        raise SystemExit("no Python is installed that the wheel supports")
    for python in found.values():
        with tempfile.TemporaryDirectory() as folder:
            interpreter = tests.make_environment(python, pathlib.Path(folder, "venv"))
            tests.install(interpreter, wheel)
            tests.run(interpreter, tests.HERE / "smoke.py", cwd=pathlib.Path(folder))
    print(f"{wheel.name}: runs with Python {', '.join(found)}")


def build() -> None:
    commands = tools()
    flags.fetch()
    shutil.rmtree(WHEELS, ignore_errors=True)
    maturin(commands, ROOT, WHEELS, *glibc_options())
    wheel = only(WHEELS, "*.whl")
    tests.run(commands / "maturin", "sdist", "--out", WHEELS)
    sdist = only(WHEELS, "*.tar.gz")
    check_wheel(wheel)
    check_sdist(sdist)
    machine = host().partition("-")[0]
    shown = " ".join(output(commands / "auditwheel", "show", wheel).split())
    if f'following platform tag: "{GLIBC}_{machine}"' not in shown:
        raise SystemExit(f"{wheel.name} does not run with every glibc since {GLIBC}: {shown}")
    tests.run(commands / "abi3audit", "--strict", wheel)
    tests.run(commands / "twine", "check", "--strict", wheel, sdist)
    smoke(wheel)


def musl() -> None:
    target = host().replace("-gnu", "-musl")
    library = output("rustc", "--print", "target-libdir", "--target", target).strip()
    if not any(pathlib.Path(library).glob("libstd-*")):
        raise SystemExit(
            f"no wheel for musl: the Rust target {target} is not installed.\n"
            f"`rustup target add {target}` installs it. See docs/releasing.md."
        )
    commands = tools()
    flags.fetch()
    out = tests.TARGET / "wheels-musl"
    shutil.rmtree(out, ignore_errors=True)
    maturin(commands, ROOT, out, "--zig", "--target", target, "--compatibility", "musllinux_1_2")
    check_wheel(only(out, "*.whl"))


def reproducible() -> None:
    commands = tools()
    flags.fetch()
    wheels = []
    with tempfile.TemporaryDirectory() as folder:
        # Names of different lengths.
        for name in ("a", "another/folder"):
            root = pathlib.Path(folder, name)
            subprocess.run(["git", "clone", "--quiet", "--local", ROOT, root], check=True)
            # The paths of the packages differ too.
            home = root / "target" / "cargo"
            home.mkdir(parents=True)
            for entry in flags.cargo_home(os.environ).iterdir():
                (home / entry.name).symlink_to(entry)
            maturin(commands, root, root / "wheels", *glibc_options(), CARGO_HOME=str(home))
            wheels.append(only(root / "wheels", "*.whl"))
        first, second = wheels
        if first.name != second.name:
            raise SystemExit(f"the names differ: {first.name}, {second.name}")
        if first.read_bytes() != second.read_bytes():
            raise SystemExit(f"the wheels differ: {', '.join(differing(first, second))}")
    print(f"{first.name}: two builds of the last commit are equal")


def differing(first: pathlib.Path, second: pathlib.Path) -> Iterator[str]:
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as other:
        for a, b in zip(one.infolist(), other.infolist(), strict=True):
            if a.filename != b.filename or one.read(a) != other.read(b):
                yield a.filename
            elif a.date_time != b.date_time:
                yield f"the time of {a.filename}"


def main() -> None:
    commands = {"build": build, "musl": musl, "reproducible": reproducible}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    try:
        commands[sys.argv[1]]()
    except subprocess.CalledProcessError as error:
        sys.exit(f"failed: {error}")


if __name__ == "__main__":
    main()
