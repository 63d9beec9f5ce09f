#!/bin/sh
# Static checks and the tests; with --coverage also what they cover. Everything is run even when something fails; one
# failure fails all.
set -u
cd "$(dirname "$0")/.."

python=.venv/bin/python
unset PYTHONDONTWRITEBYTECODE  # dozens of processes are started, and each would compile everything again
failed=

run() {
    echo "== $*"
    "$@" || failed="$failed
  $*"
}

has_contracts() {
    [ -f .importlinter ] || grep -q '^\[tool\.importlinter' pyproject.toml
}

checks_said() {
    is_well=0
    wait "$checks" || is_well=$?
    cat "$said"
    return "$is_well"
}

# Those of the folders that hold tests, so that a floor without tests yet is no error.
with_tests() {
    for folder in "$@"; do
        if [ -d "$folder" ] && [ -n "$(find "$folder" -name 'test_*.py' | head -n 1)" ]; then
            echo "$folder"
        fi
    done
}

# Measuring what is covered takes half as long again.
measured=
if [ "${1:-}" = --coverage ]; then
    measured='-m coverage run'
fi

pytest() {
    # shellcheck disable=SC2086 # words, or none
    run $python $measured -m pytest "$@"
}

if [ "${1:-}" = --checks-only ]; then
    run $python -m ruff check .
    if has_contracts; then
        run .venv/bin/lint-imports
    fi
    run .venv/bin/bandit -q -c pyproject.toml -r app services components pages main.py
    run $python -m mypy
else
    $python -m tests.browser >/dev/null || exit 1
    [ -z "$measured" ] || $python -m coverage erase

    # Long files come first, so that none is begun when all others are done.
    workers='-n 3 --dist loadfile --no-loadscope-reorder'
    # Two processes of pytest: browsers driven by synchronous Playwright and asynchronous tests cannot share one.
    floors=$(with_tests tests/outages tests/races tests/rules tests/pages tests/services tests/programs tests/house)
    if [ -n "$floors" ]; then
        # shellcheck disable=SC2086 # a list of folders without spaces
        pytest -p nicegui.testing.user_plugin $workers $floors
    fi
    # Beside the journeys, which wait now and then.
    said=$(mktemp)
    trap 'rm -f "$said"' EXIT
    nice -n 19 deploy/test.sh --checks-only >"$said" 2>&1 &
    checks=$!
    if [ -n "$(with_tests tests/journeys)" ]; then
        # shellcheck disable=SC2086 # words
        pytest $workers tests/journeys/test_everywhere.py tests/journeys
    fi

    if [ -n "$measured" ]; then
        $python -m coverage combine -q
        $python -m coverage report --skip-covered
        echo "== coverage $($python -m coverage report --format=total)%"
    fi
    run checks_said
fi

if [ -n "$failed" ]; then
    echo "FAILED:$failed" >&2
    exit 1
fi
