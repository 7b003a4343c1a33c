#!/bin/sh
# Checks that the shared library exports exactly what the header declares, is small, and contains no
# path of the build machine.
# Usage: symbols.sh DIRECTORY SOVERSION
set -eu
library=$1/libexposeport.so
limit=$((900 * 1024))
fail() {
    echo "$*" >&2
    exit 1
}

exported=$(nm --dynamic --defined-only "$library" | awk '{print $3}' | sort)
declared=$(grep -o '\bexposeport_[a-z_]*(' include/exposeport.h | tr -d '(' | sort -u)
[ "$exported" = "$declared" ] || fail "exported but not declared, or the reverse:" \
    "$(printf '%s\n%s\n' "$exported" "$declared" | sort | uniq -u)"

size=$(stat -c %s "$library")
[ "$size" -lt "$limit" ] || fail "$library has $size bytes, more than $limit"

readelf -d "$library" | grep SONAME | grep -qF "[libexposeport.so.$2]" ||
    fail "$library does not have the soname libexposeport.so.$2"
for path in "$PWD" "$HOME" "${CARGO_HOME:-$HOME/.cargo}"; do
    for file in "$library" "$1/libexposeport.a"; do
        ! grep -qaF "$path/" "$file" || fail "$file contains the path $path"
    done
done
count=$(echo "$exported" | wc -l)
echo "symbols: $count exported as declared, $((size / 1024)) KiB, no paths of the build machine"
