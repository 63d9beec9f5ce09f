#!/bin/sh
# Makes .venv what requirements.lock says: every package by its hash. Needs Python 3.11+ and nothing else.
#
#   deploy/environment.sh         make or update .venv; does nothing, at once, when it is up to date
#   deploy/environment.sh --uv    print the path of a uv, fetching the pinned one if there is none
#
# uv is used where there is one; else the pinned one is fetched into .cache/uv; else pip does the work.
set -eu
cd "$(dirname "$0")/.."

LOCK=requirements.lock
MADE_FROM=.venv/made-from.lock
UV_OF_OURS=.cache/uv

say() { echo "environment: $*" >&2; }
fail() { say "$*"; exit 1; }

is_recent_python() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 /opt/homebrew/bin/python3 /usr/local/bin/python3; do
        if is_recent_python "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

has_venv() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

# Debian and Ubuntu split venv from Python. As root, or where sudo asks for no password, we may help ourselves.
want_venv() {
    has_venv "$1" && return
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    as_root=
    [ "$(id -u)" = 0 ] || as_root='sudo -n'
    if command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null; then
        say "installing python$version-venv"
        export DEBIAN_FRONTEND=noninteractive
        $as_root apt-get update -qq >&2 || true
        $as_root apt-get install -y -qq --no-install-recommends "python$version-venv" >/dev/null ||
            $as_root apt-get install -y -qq --no-install-recommends python3-venv >/dev/null || true
    fi
    has_venv "$1" || fail "$1 cannot make environments: install python$version-venv (apt), or uv, and try again"
}

# Prints the path of a uv; fails quietly when none can be had.
find_uv() {
    if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
        command -v uv
        return
    fi
    if [ ! -x "$UV_OF_OURS/bin/uv" ]; then
        rm -rf "$UV_OF_OURS"
        "$1" -m venv "$UV_OF_OURS" >&2 &&
            "$UV_OF_OURS/bin/python" -m pip install -q --disable-pip-version-check --require-hashes \
                -r deploy/uv-pinned.txt >&2 || return 1
    fi
    echo "$PWD/$UV_OF_OURS/bin/uv"
}

make_with_uv() {
    is_recent_python .venv/bin/python || "$1" venv -q --clear --python "$2" .venv || return 1
    "$1" pip sync -q --compile-bytecode --python .venv/bin/python --require-hashes "$LOCK"
}

make_with_pip() {
    rm -rf .venv
    "$1" -m venv .venv
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$LOCK"
}

if [ "${1:-}" != --uv ] && cmp -s "$LOCK" "$MADE_FROM" && [ -x .venv/bin/python ]; then
    exit 0
fi

python=$(find_python) || fail 'no Python 3.11 or newer found; install one, or name it: PYTHON=/path/to/python3 make ...'
command -v uv >/dev/null 2>&1 || want_venv "$python"
uv=$(find_uv "$python") || uv=

if [ "${1:-}" = --uv ]; then
    [ -n "$uv" ] || fail 'uv cannot be had here'
    echo "$uv"
    exit 0
fi

say "making .venv from $LOCK with $python"
rm -f "$MADE_FROM"
if [ -z "$uv" ] || ! make_with_uv "$uv" "$python"; then
    want_venv "$python"
    make_with_pip "$python"
fi
cp "$LOCK" "$MADE_FROM"
