#!/bin/sh
# Installs the library in a temporary folder, and builds programs against it with pkg-config and
# CMake, shared and static.
# Usage: run.sh SOVERSION
set -eu
soversion=$1
sources=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
prefix=$folder/prefix
url=https://8080-sandbox-my_token.example.com
count=0

fail() {
    echo "consumer: $*" >&2
    exit 1
}
quiet() {
    "$@" >"$folder/log" 2>&1 || { cat "$folder/log"; fail "$*"; }
}
# runs PROGRAM shared|static: checks what the program prints, and whether it needs the shared
# library.
runs() {
    [ "$("$1")" = "$url" ] || fail "$1 does not print $url"
    needs=static
    ! readelf -d "$1" 2>/dev/null | grep -qF "[libexposeport.so.$soversion]" || needs=shared
    [ "$needs" = "$2" ] || fail "$1 is $needs, not $2"
    count=$((count + 1))
}

quiet ${MAKE:-make} --no-print-directory install PREFIX="$prefix"
cp "$sources"/main.c "$sources"/main.cpp "$sources"/CMakeLists.txt "$folder"
cd "$folder"

export PKG_CONFIG_PATH="$prefix/lib/pkgconfig"
rpath="-Wl,-rpath,$prefix/lib"
quiet gcc -std=c99 main.c $(pkg-config --cflags --libs exposeport) "$rpath" -o pkg_shared
runs ./pkg_shared shared
quiet gcc -std=c99 -static main.c $(pkg-config --cflags --libs --static exposeport) -o pkg_static
runs ./pkg_static static
quiet g++ -std=c++17 main.cpp $(pkg-config --cflags --libs exposeport) "$rpath" -o pkg_shared_cpp
runs ./pkg_shared_cpp shared

quiet cmake -S . -B build -DCMAKE_PREFIX_PATH="$prefix"
quiet cmake --build build
for language in c cpp; do
    runs build/shared_$language shared
    runs build/static_$language static
done

# CMake finds the files through a symbolic link, as /lib may be one to /usr/lib.
mkdir merged
ln -s "$prefix/lib" merged/lib
quiet cmake -S . -B build_merged -DCMAKE_PREFIX_PATH="$folder/merged"
quiet cmake --build build_merged
runs build_merged/shared_c shared

# The files of a staged installation contain the final prefix, and uninstalling leaves nothing.
cd "$sources/../.."
staged=$folder/staged
quiet ${MAKE:-make} --no-print-directory install PREFIX=/opt/exposeport DESTDIR="$staged"
grep -qx 'prefix=/opt/exposeport' "$staged/opt/exposeport/lib/pkgconfig/exposeport.pc" ||
    fail "DESTDIR is in exposeport.pc"
quiet ${MAKE:-make} --no-print-directory uninstall PREFIX="$prefix"
for odd in "$folder/a b" "$folder/a&b"; do
    ! ${MAKE:-make} --no-print-directory install PREFIX="$odd" >"$folder/log" 2>&1 ||
        fail "installs to $odd"
    grep -q 'PREFIX and DESTDIR may contain' "$folder/log" || fail "no message about $odd"
done
left=$(find "$prefix" ! -type d)
[ -z "$left" ] || fail "uninstall leaves $left"
echo "consumer: $count programs, by pkg-config and CMake, shared and static, print $url"
