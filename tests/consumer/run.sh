#!/bin/sh
# Installs the library in temporary folders, and builds programs against it with pkg-config and
# CMake, shared and static.
# Usage: run.sh SONAME
set -eu
soname=$1
sources=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$sources/../.." && pwd)
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
makes() {
    quiet ${MAKE:-make} --no-print-directory -C "$project" "$@"
}
# rejects MESSAGE ARGUMENTS...: make fails with the message.
rejects() {
    message=$1
    shift
    ! ${MAKE:-make} --no-print-directory -C "$project" "$@" >"$folder/log" 2>&1 || fail "accepts $*"
    grep -q "$message" "$folder/log" || { cat "$folder/log"; fail "no message about $*"; }
}
# runs PROGRAM shared|static|all-static: checks what the program prints, and its libraries.
runs() {
    [ "$("$1")" = "$url" ] || fail "$1 does not print $url"
    needs=all-static
    ! readelf -d "$1" 2>/dev/null | grep -q NEEDED || needs=static
    ! readelf -d "$1" 2>/dev/null | grep -qF "[$soname]" || needs=shared
    [ "$needs" = "$2" ] || fail "$1 is $needs, not $2"
    count=$((count + 1))
}
# builds NAME CMAKE_OPTIONS...: builds and runs the programs of the CMake project.
builds() {
    name=$1
    shift
    quiet cmake -S . -B "$name" "$@"
    quiet cmake --build "$name"
    for language in c cpp; do
        runs "$name/shared_$language" shared
        runs "$name/static_$language" static
    done
}
# uninstalled FOLDER: fails if a file is left.
uninstalled() {
    left=$(find "$1" ! -type d)
    [ -z "$left" ] || fail "uninstall leaves $left"
}
# by_pkg_config LIBDIR OPTIONS...: builds and runs programs, with options for pkg-config.
by_pkg_config() {
    libdir=$1
    shift
    export PKG_CONFIG_PATH="$libdir/pkgconfig"
    rpath=-Wl,-rpath,$libdir
    quiet gcc -std=c99 main.c $(pkg-config "$@" --cflags --libs exposeport) "$rpath" -o program
    runs ./program shared
    quiet g++ -std=c++17 main.cpp $(pkg-config "$@" --cflags --libs exposeport) "$rpath" -o program
    runs ./program shared
    quiet gcc -std=c99 main.c $(pkg-config "$@" --cflags --libs exposeport-static) -o program
    runs ./program static
    quiet gcc -std=c99 -static main.c $(pkg-config "$@" --cflags --libs --static exposeport) \
        -o program
    runs ./program all-static
}

makes install PREFIX="$prefix"
cp "$sources"/main.c "$sources"/main.cpp "$sources"/CMakeLists.txt "$folder"
cd "$folder"
by_pkg_config "$prefix/lib"
builds build -DCMAKE_PREFIX_PATH="$prefix"
# The commands of the documentation. The linker takes the run path from the environment.
documented=$(sed -n 's/^\(cc\|c++\) .*pkg-config.*/&/p' "$project/README.md" "$project/docs/install.md")
echo "$documented" >commands
while read -r command; do
    LD_RUN_PATH=$prefix/lib quiet sh -c "$command"
    case $command in
    *" -static "*) runs ./main all-static ;;
    *exposeport-static*) runs ./main static ;;
    *) runs ./main shared ;;
    esac
    rm main
done <commands
[ "$(wc -l <commands)" -ge 7 ] || fail "commands are missing: $documented"

for file in LICENSE-MIT LICENSE-APACHE THIRD-PARTY-NOTICES.txt; do
    [ ! -f "$project/$file" ] || cmp "$project/$file" "$prefix/share/licenses/exposeport/$file" ||
        fail "$file is not installed"
done
! grep -rlF "$project/" "$prefix" || fail "an installed file contains the path of the sources"

# CMake finds the files through a symbolic link, as /lib may be one to /usr/lib.
mkdir merged
ln -s "$prefix/lib" merged/lib
builds build_merged -DCMAKE_PREFIX_PATH="$folder/merged"

# finds 1|0 POINTER_BYTES VERSION COMPONENTS [OPTIONAL]
finds() {
    quiet cmake -S "$sources/find" -B found -DCMAKE_PREFIX_PATH="$prefix" -DPOINTER_BYTES="$2" \
        -DVERSION="$3" -DCOMPONENTS="$4" -DOPTIONAL="${5:-}"
    grep -q "found: $1\$" "$folder/log" || { cat "$folder/log"; fail "not $1: find_package for $*"; }
    rm -rf found
}
width=$(($(getconf LONG_BIT) / 8))
finds 1 $width 0.1 ""
finds 1 "" 0.1 ""
finds 1 $width 0.1 "" unknown
finds 0 $width 0.1 unknown
finds 0 $((12 - width)) 0.1 ""
finds 0 $((12 - width)) "" ""
finds 0 $width 0.2 ""

# Other folders: relative to the prefix and moved later, or absolute and outside of it.
makes install PREFIX="$folder/multi" LIBDIR=lib/machine INCLUDEDIR=include/machine
by_pkg_config "$folder/multi/lib/machine"
builds build_multi -Dexposeport_DIR="$folder/multi/lib/machine/cmake/exposeport"
makes install PREFIX="$folder/usr/" LIBDIR="$folder/lib64/" INCLUDEDIR="$folder/headers"
by_pkg_config "$folder/lib64"
builds build_absolute -Dexposeport_DIR="$folder/lib64/cmake/exposeport"
[ ! -e "$folder/usr/lib" ] || fail "LIBDIR is ignored"
makes uninstall PREFIX="$folder/usr" LIBDIR="$folder/lib64" INCLUDEDIR="$folder/headers"
for root in usr lib64 headers; do
    uninstalled "$folder/$root"
done
mv multi moved
by_pkg_config "$folder/moved/lib/machine" --define-variable=prefix="$folder/moved"
builds build_moved -Dexposeport_DIR="$folder/moved/lib/machine/cmake/exposeport"
makes uninstall PREFIX="$folder/moved" LIBDIR=lib/machine INCLUDEDIR=include/machine
uninstalled "$folder/moved"

# The files of a staged installation contain the final prefix, and uninstalling leaves nothing.
staged=$folder/staged
makes install PREFIX=/opt/exposeport LIBDIR=lib64 DESTDIR="$staged"
grep -qx 'prefix=/opt/exposeport' "$staged/opt/exposeport/lib64/pkgconfig/exposeport.pc" ||
    fail "DESTDIR is in exposeport.pc"
! grep -rlF "$folder" "$staged" || fail "DESTDIR is in an installed file"
builds build_staged -Dexposeport_DIR="$staged/opt/exposeport/lib64/cmake/exposeport"
makes uninstall PREFIX=/opt/exposeport LIBDIR=lib64 DESTDIR="$staged"
uninstalled "$staged"
# Root may have no compiler in its path.
makes uninstall PREFIX="$prefix" RUSTC=/nonexistent CARGO=/nonexistent
uninstalled "$prefix"

# A relative prefix becomes absolute.
makes install PREFIX=relative/prefix DESTDIR="$staged"
grep -qx "prefix=$project/relative/prefix" \
    "$staged$project/relative/prefix/lib/pkgconfig/exposeport.pc" || fail "the prefix is relative"
rejects "PREFIX starts with ~" install PREFIX='~/exposeport' DESTDIR="$staged"
rejects "LIBDIR starts with ~" install LIBDIR='~/lib' DESTDIR="$staged"
rejects "DESTDIR starts with ~" uninstall DESTDIR='~/staged'
for odd in "$folder/a b" "$folder/a&b" "$folder/a;b"; do
    rejects 'PREFIX may contain' install PREFIX="$odd"
    rejects 'LIBDIR may contain' install LIBDIR="$odd" DESTDIR="$staged"
done
echo "consumer: $count programs, by pkg-config and CMake, shared and static, print $url"
