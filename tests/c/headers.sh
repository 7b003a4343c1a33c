#!/bin/sh
# Compiles the headers alone, as C99 to C17 and C++11 to C++20 (the .hpp from C++17), with gcc and clang, every warning an error.
set -eu
warnings="-Wall -Wextra -Wpedantic -Wconversion -Werror"
count=0
check() {
    header=$1
    shift
    printf '#include <%s>\nint main(void) { return 0; }\n' "$header" | "$@" $warnings -Iinclude -fsyntax-only - || {
        echo "$header does not compile: $*" >&2
        exit 1
    }
    count=$((count + 1))
}
for compiler in gcc clang; do
    for standard in c99 c11 c17; do
        check exposeport.h $compiler -std=$standard -x c
    done
    for standard in c++11 c++14 c++17 c++20; do
        check exposeport.h $compiler -std=$standard -x c++
    done
    for standard in c++17 c++20; do
        check exposeport.hpp $compiler -std=$standard -x c++
    done
done
echo "headers: $count compilations without a warning"
