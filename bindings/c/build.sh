#!/bin/sh
# Builds the C library without paths of the build machine in it. The flags of the packager, from
# the environment or from a cargo configuration, apply as well, and come last.
# Usage: build.sh TARGET_DIRECTORY TRIPLE CARGO_ARGUMENTS...
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
target=$1
triple=$2
shift 2
: "${CARGO:=cargo}"
# Cargo reads the configurations of the current folder and of its parents.
cd "$root"

# A build script receives the flags that cargo takes from any source. CARGO may have arguments.
probe=$target/flags
mkdir -p "$probe"
cp bindings/c/flags.rs "$probe/build.rs"
: >"$probe/lib.rs"
cat >"$probe/Cargo.toml" <<END
[package]
name = "flags"
edition = "2024"
[lib]
path = "lib.rs"
[workspace]
END
$CARGO build --quiet --offline --manifest-path "$probe/Cargo.toml" --target-dir "$probe/target" \
    --target "$triple"

separator=$(printf '\037')
flags=
remap() {
    flags="$flags--remap-path-prefix=$1=$2$separator"
}
remap "$root" exposeport
remap "$target" target
remap "$(cat "$probe/sysroot")" rust
metadata=$($CARGO metadata --quiet --locked --format-version 1 --filter-platform "$triple")
sources=$(printf '%s' "$metadata" | grep -o '"manifest_path":"[^"]*"' |
    sed -e 's|^"manifest_path":"||' -e 's|/[^/]*/Cargo.toml"$||' | sort -u)
IFS='
'
for folder in $sources; do
    case $folder/ in
    "$root"/*) ;;
    *) remap "$folder" dependencies ;;
    esac
done
unset IFS
theirs=$(cat "$probe/flags")
flags=${flags%"$separator"}${theirs:+$separator$theirs}
CARGO_ENCODED_RUSTFLAGS=$flags exec $CARGO build --quiet --locked --package exposeport-c \
    --target-dir "$target" --target "$triple" "$@"
