#!/bin/sh
# Builds the C library without paths of the build machine in it.
# Usage: build.sh TARGET_DIRECTORY CARGO_ARGUMENTS...
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
target=$1
shift
: "${CARGO:=cargo}"
"$CARGO" fetch --quiet --locked --manifest-path "$root/Cargo.toml"

separator=$(printf '\037')
flags="--remap-path-prefix=$root=exposeport"
for sources in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
    flags="$flags$separator--remap-path-prefix=$sources=dependencies"
done
CARGO_ENCODED_RUSTFLAGS=$flags exec "$CARGO" build --quiet --locked \
    --manifest-path "$root/Cargo.toml" --package exposeport-c --target-dir "$target" "$@"
