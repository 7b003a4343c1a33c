#!/bin/sh
# Rejects folders that `make install` cannot use. The makefile passes GIVEN_PREFIX and the like.
set -eu
for name in PREFIX LIBDIR INCLUDEDIR DESTDIR; do
    eval "folder=\$GIVEN_$name"
    case $folder in
    '~'*)
        echo "$name starts with ~, which the shell did not expand, found: $folder" >&2
        exit 1
        ;;
    # Other characters have a meaning in the shell, in make, in CMake or in sed.
    *[!A-Za-z0-9/._+,:@~=-]*)
        echo "$name may contain letters, digits and /._+,:@~=-, found: $folder" >&2
        exit 1
        ;;
    esac
done
