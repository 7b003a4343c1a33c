#!/bin/sh
# Checks the shared and the static library: exactly the symbols that the header declares, a small
# size, hardening, and no path of the build machine.
# Usage: symbols.sh SHARED STATIC SONAME
set -eu
shared=$1
static=$2
soname=$3
limit=$((900 * 1024))
fail() {
    echo "$*" >&2
    exit 1
}

declared=$(grep -o '\bexposeport_[a-z_]*(' include/exposeport.h | tr -d '(' | sort -u)
# compare FILE NM_OPTION: compares the global symbols of a file with the header.
compare() {
    exported=$(nm "$2" --defined-only "$1" | awk 'NF == 3 {print $3}' | sort)
    [ "$exported" = "$declared" ] || fail "$1: global but not declared, or the reverse:" \
        "$(printf '%s\n%s\n' "$exported" "$declared" | sort | uniq -u)"
}
compare "$shared" --dynamic
compare "$static" --extern-only

size=$(stat -c %s "$shared")
[ "$size" -lt "$limit" ] || fail "$shared has $size bytes, more than $limit"

dynamic=$(readelf --dynamic --wide "$shared")
segments=$(readelf --segments --wide "$shared")
echo "$dynamic" | grep SONAME | grep -qF "[$soname]" || fail "$shared has not the soname $soname"
! echo "$dynamic" | grep -E 'RPATH|RUNPATH' || fail "$shared has a run path"
! echo "$dynamic" | grep -w TEXTREL || fail "$shared has relocations in its code"
echo "$dynamic" | grep -qw BIND_NOW || fail "$shared binds symbols lazily"
echo "$segments" | grep -qw GNU_RELRO || fail "$shared has no read-only relocations"
echo "$segments" | grep -w GNU_STACK | grep -qw RW || fail "$shared has an executable stack"
note=$(readelf --sections --wide "$static" | grep -F .note.GNU-stack) ||
    fail "$static makes the stack executable"
! echo "$note" | grep -qw X || fail "$static has an executable stack"

home=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
for path in "$PWD" "$home" "${CARGO_HOME:-$home/.cargo}" "$(rustc --print sysroot)"; do
    [ "$path" != / ] || continue
    for file in "$shared" "$static"; do
        ! grep -qaF "$path/" "$file" || fail "$file contains the path $path"
    done
done
count=$(echo "$declared" | wc -l)
echo "symbols: $count as declared, $((size / 1024)) KiB, hardened, no paths of the build machine"
