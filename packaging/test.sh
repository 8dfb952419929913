#!/bin/bash
# Sets up what is missing, builds everything and runs the tests; the last lines are ctest's summary.
#   packaging/test.sh          all but the tests labelled slow
#   packaging/test.sh --all    those too
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/build_steps.sh"

selection=(-LE '^slow$')
case "${1:-}" in
    "") ;;
    --all) selection=() ;;
    *)
        say "usage: packaging/test.sh [--all]"
        exit 2
        ;;
esac

setUp
configureMain
build "$buildFolder"
exec ctest --test-dir "$buildFolder" --output-on-failure --no-tests=error -j2 "${selection[@]}"
