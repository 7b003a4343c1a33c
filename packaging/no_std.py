"""Builds the core for a program without `std` and without libc, links it and runs it."""

import os
import pathlib
import platform
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORE = ROOT / "crates" / "exposeport"
SOURCE = CORE / "tests" / "no_std"
FOLDER = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "no-std"
FREESTANDING = ("-ffreestanding", "-fno-builtin", "-nostdlib", "-nostartfiles", "-static", "-O1",
                "-fno-tree-loop-distribute-patterns", "-Wall", "-Wextra", "-Werror")  # fmt: skip


def run(*command: str | pathlib.Path, **settings: str) -> None:
    environment = {**os.environ, **settings}
    subprocess.run([str(part) for part in command], cwd=FOLDER, env=environment, check=True)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    manifest = (SOURCE / "Cargo.toml").read_text(encoding="utf-8").replace("@CORE@", str(CORE))
    (FOLDER / "Cargo.toml").write_text(manifest, encoding="utf-8")
    shutil.copy(SOURCE / "lib.rs", FOLDER)
    # The versions of the workspace. Cargo removes the packages that are not used.
    shutil.copy(ROOT / "Cargo.lock", FOLDER)
    run("cargo", "build", "--quiet", "--release", CARGO_TARGET_DIR=str(FOLDER / "target"))
    library = FOLDER / "target" / "release" / "libno_std.a"
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        print("no-std: builds; linking and running skipped, they need Linux on x86-64")
        return
    run("gcc", *FREESTANDING, SOURCE / "start.c", library, "-o", FOLDER / "program")
    run(FOLDER / "program")
    print("no-std: a program without std and libc, with the features json and serde, passes")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"failed: {error}")
