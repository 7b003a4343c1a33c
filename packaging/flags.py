"""Flags of the compiler that keep paths of the build machine out of a wheel."""

import os
import pathlib
import re
import subprocess
from collections.abc import Mapping

ROOT = pathlib.Path(__file__).resolve().parent.parent


def fetch() -> None:
    """Downloads the sources, since the name of their folder depends on the registry.

    If this fails, the build fails too, and explains why.
    """
    command = [os.environ.get("CARGO", "cargo"), "fetch", "--quiet"]
    subprocess.run(command, cwd=ROOT, check=False, capture_output=True)


def cargo_home(settings: Mapping[str, str]) -> pathlib.Path:
    return pathlib.Path(settings.get("CARGO_HOME") or pathlib.Path.home() / ".cargo").absolute()


def flags(settings: Mapping[str, str], root: pathlib.Path) -> list[str]:
    """Returns a flag for each folder whose path must not appear. The last match applies."""
    home = cargo_home(settings)
    folders = {home: "cargo"}
    folders |= dict.fromkeys(sorted(home.glob("registry/src/*")), "dependencies")
    # A path of the environment is relative to the working folder.
    if "CARGO_TARGET_DIR" in settings:
        folders[pathlib.Path(settings["CARGO_TARGET_DIR"]).absolute()] = "target"
    folders[root] = "exposeport"
    folders[root / "target"] = "target"
    # A folder comes after those that contain it.
    ordered = sorted(folders.items(), key=lambda item: len(item[0].parts))
    return [f"--remap-path-prefix={path}={name}" for path, name in ordered]


def environment(settings: Mapping[str, str], root: pathlib.Path = ROOT) -> dict[str, str]:
    """Returns the environment of a build, with the flags added to those that the packager sets.

    Cargo reads the first of `CARGO_ENCODED_RUSTFLAGS`, `RUSTFLAGS`, the flags of the target and
    those of the build. It adds the last two to the flags in its configuration files.
    """
    names = [name for name in ("CARGO_ENCODED_RUSTFLAGS", "RUSTFLAGS") if name in settings][:1]
    if not names:
        names = [name for name in settings if re.fullmatch(r"CARGO_TARGET_\w+_RUSTFLAGS", name)]
        names.append("CARGO_BUILD_RUSTFLAGS")
    return {**settings, **{name: joined(name, settings, root) for name in names}}


def joined(name: str, settings: Mapping[str, str], root: pathlib.Path) -> str:
    separator = "\x1f" if "ENCODED" in name else " "
    # A variable that cargo splits at spaces cannot have a path with spaces.
    added = [flag for flag in flags(settings, root) if separator == "\x1f" or " " not in flag]
    return separator.join(filter(None, [settings.get(name), *added]))
