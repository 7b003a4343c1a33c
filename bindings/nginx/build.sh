#!/bin/bash
# Builds the module for the nginx of Debian: build.sh FOLDER STATIC_LIBRARY
# It needs the package nginx-dev, and writes FOLDER/ngx_http_exposeport_module.so.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
EXPOSEPORT_LIBRARY=$(realpath "$2")
EXPOSEPORT_INCLUDE=$(realpath "$here/../../include")
export EXPOSEPORT_LIBRARY EXPOSEPORT_INCLUDE

sources=/usr/share/nginx/src
[ -d "$sources" ] || { echo "install the package nginx-dev" >&2; exit 1; }
if ! cmp -s "$here/config" "$folder/config"; then
    rm -rf "$folder/src"
    # The folder of the package has symbolic links, and configure writes to it.
    cp -rL "$sources" "$folder/src"
    cd "$folder/src"
    # shellcheck disable=SC1091
    . ./conf_flags
    ./configure "${NGX_CONF_FLAGS[@]}" --with-cc-opt="-O2 -fPIC -Wall -Wextra" \
        --add-dynamic-module="$here" >"$folder/configure.log"
    cp "$here/config" "$folder/config"
fi
cd "$folder/src"
rm -f objs/ngx_http_exposeport_module.so
make --no-print-directory -f objs/Makefile modules >"$folder/make.log"
cp objs/ngx_http_exposeport_module.so "$folder/"
