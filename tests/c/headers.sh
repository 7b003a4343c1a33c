#!/bin/sh
# Compiles the headers alone with gcc and clang, as C99 to C17 and C++11 to C++20. Every warning is
# an error. exposeport.hpp is compiled from C++17 on, with exceptions and without. Then checks that
# a view of a temporary object does not compile.
set -eu
warnings="-Wall -Wextra -Wpedantic -Wconversion -Werror"
count=0

check() {
    header=$1
    shift
    printf '#include <%s>\nint main(void) { return 0; }\n' "$header" |
        "$@" $warnings -Iinclude -fsyntax-only - || {
        echo "$header does not compile: $*" >&2
        exit 1
    }
    count=$((count + 1))
}

# compiles EXPRESSION COMPILER: compiles a function that returns the expression, for a variable
# `route`, the base domain `domain`, the gateway `gateway` and the key ring `ring`.
compiles() {
    printf '%s\n' '#include <exposeport.hpp>' \
        "auto f(const exposeport::route &route, const exposeport::base_domain &domain," \
        "const exposeport::gateway &gateway, const exposeport::key_ring &ring) {" \
        "(void)route; (void)domain; (void)gateway; (void)ring; return $1; }" |
        "$2" -std=c++17 -x c++ $warnings -Iinclude -fsyntax-only - 2>&1
}

check_views() {
    stored='"a", "{}", EXPOSEPORT_RUNTIMES_TRACKED'
    for view in 'route.sandbox_id()' 'route.token()' 'route.get()' 'domain.get()' \
        'gateway.get()' 'ring.get()'; do
        compiles "$view" "$1" || {
            echo "$view does not compile: $1" >&2
            exit 1
        }
    done
    for view in 'exposeport::parse_host("h").sandbox_id()' 'exposeport::parse_host("h").token()' \
        'exposeport::try_parse_host("h").value().sandbox_id()' \
        '(*exposeport::try_parse_host("h")).sandbox_id()' \
        'exposeport::try_parse_host("h")->sandbox_id()' \
        'exposeport::try_parse_host("h").error().message()' \
        "exposeport::sandbox::try_import_storage($stored)->dropped" \
        "exposeport::sandbox::import_storage($stored).sandbox.get()" \
        'gateway.route(exposeport::request_host("2")).preview()' \
        'gateway.route(exposeport::request_host("2")).rejection()' \
        'exposeport::preview().get()' \
        'exposeport::preview().authorize(nullptr).value().message()' \
        'exposeport::preview().verify(ring, "t", 0).rejection()' \
        'domain.route("h").sandbox_id()' 'exposeport::base_domain("example.com").get()'; do
        ! log=$(compiles "$view" "$1") || {
            echo "$view compiles: $1" >&2
            exit 1
        }
        echo "$log" | grep -q deleted || {
            echo "$view fails to compile for an unexpected reason: $1: $log" >&2
            exit 1
        }
    done
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
        check exposeport.hpp $compiler -std=$standard -fno-exceptions -x c++
        for part in result rules routes lists sandbox headers signed gateway; do
            check exposeport/$part.hpp $compiler -std=$standard -x c++
        done
    done
    check_views $compiler
done
echo "headers: $count compilations without a warning, and no view of a temporary compiles"
