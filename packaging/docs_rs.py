"""Builds the documentation of the core as docs.rs does, and checks the badges of the features."""

import os
import pathlib
import subprocess
import sys

import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORE = ROOT / "crates" / "exposeport"
TARGET = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "docs-rs"
# An item, and the feature that it needs.
BADGES = {
    "struct.Import.html": "json",
    "struct.Token.html": "os-entropy",
    "struct.Port.html": "serde",
}


def main() -> int:
    manifest = tomllib.loads((CORE / "Cargo.toml").read_text(encoding="utf-8"))
    settings = manifest["package"]["metadata"]["docs"]["rs"]
    features = ["--all-features"] if settings.get("all-features") else []
    environment = {
        **os.environ,
        # docs.rs uses a nightly compiler.
        "RUSTC_BOOTSTRAP": "1",
        "RUSTDOCFLAGS": " ".join(["-D warnings", *settings.get("rustdoc-args", [])]),
        "CARGO_TARGET_DIR": str(TARGET),
    }
    command = ("cargo", "doc", "--quiet", "--locked", "--package", "exposeport", "--no-deps")
    subprocess.run([*command, *features], cwd=ROOT, env=environment, check=True)
    problems = []
    for name, feature in BADGES.items():
        page = (TARGET / "doc" / "exposeport" / name).read_text(encoding="utf-8")
        if f"<strong>crate feature <code>{feature}</code></strong>" not in page:
            problems.append(f"{name} has no badge of the feature {feature}")
    print(*problems, f"docs.rs: {len(problems)} problems", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
