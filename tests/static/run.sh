#!/bin/sh
# Links the static library and a second Rust library into one program, in either order, and runs it.
# Usage: run.sh STATIC CHECKED_STATIC PRIVATE_LIBRARIES...
set -eu
static=$1
checked=$2
shift 2
sources=$(dirname "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
count=0
fail() {
    echo "static: $*" >&2
    exit 1
}

other=$folder/libother.a
${RUSTC:-rustc} --edition 2024 --crate-name other --crate-type staticlib -C opt-level=3 -C lto=fat \
    -C panic=unwind "$sources/other.rs" -o "$other"
# Without this symbol, the second library would clash with nothing.
nm --extern-only --defined-only "$other" 2>/dev/null | grep -qw rust_eh_personality ||
    fail "the second library has no global rust_eh_personality"

# links COMPILER OPTIONS LIBRARIES...: links the libraries and runs the program.
links() {
    compiler=$1
    options=$2
    shift 2
    # The options are several words.
    "$compiler" -std=c99 -Iinclude $options "$sources/main.c" "$@" -o "$folder/main" \
        2>"$folder/log" || { cat "$folder/log"; fail "$compiler $options does not link $*"; }
    printed=$("$folder/main" 2>/dev/null) || fail "$compiler $options $*: exit status $?"
    [ "$printed" = "8080 sandbox 1" ] || fail "$compiler $options $* prints $printed"
    count=$((count + 1))
}
for compiler in gcc clang; do
    for options in "" -static -Wl,--gc-sections "-static -Wl,--gc-sections" -static-pie; do
        links $compiler "$options" "$static" "$other" "$@"
        links $compiler "$options" "$other" "$static" "$@"
        links $compiler "$options -DCHECKED" "$checked" "$other" "$@"
        links $compiler "$options -DCHECKED" "$other" "$checked" "$@"
    done
done
echo "static: $count programs of two Rust libraries run"
