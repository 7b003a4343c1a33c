"""Builds with the `rust-version` of the workspace, if its toolchain is installed.

Checks on every machine that no dependency requires a later version. Never installs a toolchain.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def output(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def number(version: str) -> tuple[int, ...]:
    """Returns major and minor version."""
    return tuple(int(part) for part in version.split(".")[:2])


def toolchain(version: str) -> str | None:
    """Returns the name of the installed toolchain of a version."""
    if shutil.which("rustup") is None:
        return None
    names = [line.split()[0] for line in output("rustup", "toolchain", "list").splitlines()]
    return next((name for name in names if re.match(rf"{re.escape(version)}[.-]", name)), None)


def main() -> int:
    metadata = json.loads(output("cargo", "metadata", "--locked", "--format-version", "1"))
    packages = metadata["packages"]
    (core,) = (package for package in packages if package["name"] == "exposeport")
    # Another version shows that the checks work.
    wanted = os.environ.get("MSRV", core["rust_version"])
    late = [
        f"{package['name']} {package['version']} requires Rust {package['rust_version']}"
        for package in packages
        if package["rust_version"] and number(package["rust_version"]) > number(wanted)
    ]
    print(*late, f"msrv: {len(late)} packages require more than Rust {wanted}", sep="\n")
    name = toolchain(wanted)
    if name is None:
        print(f"msrv: build skipped, no toolchain of Rust {wanted} is installed")
    else:
        target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", "target"), "msrv")
        command = ("rustup", "run", name, "cargo", "check", "--locked", "--workspace")
        subprocess.run([*command, "--target-dir", target], cwd=ROOT, check=True)
        print(f"msrv: Rust {wanted} builds the workspace")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
