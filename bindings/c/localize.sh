#!/bin/sh
# Makes every symbol of a static library local, except exposeport_*. Two Rust libraries in one
# program would define the same symbols of the standard library otherwise.
# Usage: localize.sh LIBRARY OUTPUT OBJCOPY_OPTIONS...
# The environment variables LD, OBJCOPY and AR replace the commands.
set -eu
library=$1
output=$2
shift 2
[ ! "$output" -nt "$library" ] || [ ! "$output" -nt "$0" ] || exit 0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# A group would merge with the group of that name in another library, even if its symbols are local.
${LD:-ld} -r --force-group-allocation --whole-archive "$library" -o "$folder/all.o"
# The sections of bytecode make ar load a plugin that may not read them.
${OBJCOPY:-objcopy} --wildcard --keep-global-symbol='exposeport_*' "$@" \
    --remove-section=.llvmbc --remove-section=.llvmcmd "$folder/all.o" "$folder/exposeport.o"
${AR:-ar} rcsD "$folder/library.a" "$folder/exposeport.o"
mkdir -p "$(dirname "$output")"
mv "$folder/library.a" "$output"
