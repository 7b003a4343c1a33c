#!/bin/sh
# Installs Debian packages whose commands are missing: COMMAND=PACKAGE ...
set -eu
missing=
for pair; do
    command -v "${pair%%=*}" >/dev/null 2>&1 || missing="$missing ${pair#*=}"
done
[ -z "$missing" ] && exit 0
echo "installing:$missing"
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
log=$(mktemp)
install() {
    $sudo apt-get update &&
        DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y --no-install-recommends $missing
}
if ! install >"$log" 2>&1; then
    cat "$log"
    echo "could not install:$missing; install them manually and try again" >&2
    exit 1
fi
rm -f "$log"
