#!/bin/sh
# Builds the last commit in two folders, with two folders of cargo. Compares the installed files.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
home=${CARGO_HOME:-${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}/.cargo}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
unset CARGO_TARGET_DIR RUSTFLAGS CARGO_ENCODED_RUSTFLAGS

# install_from SOURCES CARGO_HOME INSTALLATION VARIABLES...
install_from() {
    mkdir -p "$1" "$2"
    git -C "$root" archive HEAD | tar -x -C "$1"
    ln -sfn "$home/registry" "$2/registry"
    [ ! -e "$home/config.toml" ] || cp "$home/config.toml" "$2"
    sources=$1
    cargo=$2
    to=$3
    shift 3
    env CARGO_HOME="$cargo" "$@" ${MAKE:-make} --no-print-directory -C "$sources" install \
        PREFIX=/usr DESTDIR="$to"
}
install_from "$folder/a" "$folder/cargo" "$folder/one" TZ=UTC
install_from "$folder/another/folder" "$folder/another/cargo_home" "$folder/two" TZ=Asia/Tokyo \
    CARGO_TARGET_DIR="$folder/elsewhere"
diff -r "$folder/one" "$folder/two" || { echo "reproducible: the files differ" >&2; exit 1; }
for path in "$folder" "$root" "$home"; do
    ! grep -raF "$path/" "$folder/one" >/dev/null ||
        { echo "reproducible: a file contains the path $path" >&2; exit 1; }
done
count=$(find "$folder/one" ! -type d | wc -l)
echo "reproducible: $count installed files have the same bytes"
