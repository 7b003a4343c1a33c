#!/bin/sh
# Checks that the flags of a packager reach the compiler from every source that cargo has, beside
# those of build.sh. A command in place of cargo records the flags and builds nothing.
# Usage: flags.sh TRIPLE
set -eu
triple=$1
root=$PWD
: "${CARGO:=cargo}"
home=${CARGO_HOME:-${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}/.cargo}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS
variable=CARGO_TARGET_$(echo "$triple" | tr a-z- A-Z_)_RUSTFLAGS
unset "$variable"
separator=$(printf '\037')
count=0
fail() {
    echo "flags: $*" >&2
    exit 1
}

cat >"$folder/cargo" <<END
#!/bin/sh
case " \$* " in
*" --package exposeport-c "*) printf '%s' "\$CARGO_ENCODED_RUSTFLAGS" >"$folder/recorded" ;;
*) exec $CARGO "\$@" ;;
esac
END
chmod +x "$folder/cargo"
# A folder with configurations of its own, and the downloaded dependencies.
mkdir "$folder/home"
ln -s "$home/registry" "$folder/home/registry"

# expects FLAGS COMMAND...: the command builds with the flags after those of build.sh.
expects() {
    flags=$1
    shift
    rm -f "$folder/recorded"
    "$@" bindings/c/build.sh "$folder/target" "$triple" --release >"$folder/log" 2>&1 ||
        { cat "$folder/log"; fail "$*: build.sh fails"; }
    recorded=$separator$(cat "$folder/recorded")$separator
    for expected in "--remap-path-prefix=$root=exposeport" \
        "--remap-path-prefix=$folder/target=target"; do
        case $recorded in
        *"$separator$expected$separator"*) ;;
        *) fail "$*: no flag $expected" ;;
        esac
    done
    case $recorded in
    *"/registry/src/"*"=dependencies$separator"*) ;;
    *) fail "$*: no flag hides the path of the dependencies" ;;
    esac
    case $recorded in
    *"${flags:+$separator$flags}$separator") ;;
    *) fail "$*: the flags do not end with $flags" ;;
    esac
    [ -n "$flags" ] || case $recorded in
    *"$separator--cfg$separator"*) fail "$*: a flag of another build" ;;
    esac
    count=$((count + 1))
}
# configure LINES: writes a cargo configuration.
configure() {
    printf '%s\n' "$@" >"$folder/home/config.toml"
}

export CARGO="$folder/cargo"
spaced="--cfg${separator}key=\"a b\""
expects "" env
expects "--cfg${separator}one" env RUSTFLAGS="--cfg one"
expects "$spaced" env CARGO_ENCODED_RUSTFLAGS="$spaced"
expects "--cfg${separator}two" env CARGO_BUILD_RUSTFLAGS="--cfg two"
expects "--cfg${separator}three" env "$variable=--cfg three"
expects "" env -u HOME
expects "" env -u HOME -u CARGO_HOME
expects "--cfg${separator}four" env CARGO="$folder/cargo --config build.rustflags=['--cfg','four']"

export CARGO_HOME="$folder/home"
configure "build.rustflags = ['--cfg', 'build']"
expects "--cfg${separator}build" env
expects "--cfg${separator}one" env RUSTFLAGS="--cfg one"
configure "target.$triple.rustflags = '--cfg target'"
expects "--cfg${separator}target" env
configure "[target.'cfg(unix)']" "rustflags = ['--cfg', 'unix_like']"
expects "--cfg${separator}unix_like" env

# The whole build needs no home folder.
unset CARGO_HOME
CARGO=$home/bin/cargo
[ -x "$CARGO" ] || CARGO=cargo
export CARGO
env -u HOME ${MAKE:-make} --no-print-directory c-lib >"$folder/log" 2>&1 ||
    { cat "$folder/log"; fail "make c-lib fails without HOME"; }
echo "flags: $count sources of flags reach the compiler, and no home folder is needed"
