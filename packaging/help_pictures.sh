#!/bin/bash
# Makes the pictures of the help anew: plays tests/ui/tour on the window with the real engine and
# keeps those that the pages of resources/help name. TTT_TOUR_SUITES=ONE:ANOTHER names two suite
# folders for the picture of verdicts, TTT_TOUR_FAILURES=few-cells:FOLDER,wrong-size:FOLDER,
# many-cells:FOLDER (in one word) run folders for those of wrong answers; without them these
# pictures stay as they are.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/build_steps.sh"

setUp
configureMain
build "$buildFolder" test_tour
help=$(cd "$(dirname "${BASH_SOURCE[0]}")/../resources/help" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
QT_QPA_PLATFORM=offscreen TTT_TOUR_DIR=$work/full TTT_TOUR_HELP=$work/help \
    OMP_WAIT_POLICY=passive "$buildFolder/tests/test_tour" >&2
mkdir -p "$help/pictures"
grep -oh 'pictures/[a-z-]*\.png' "$help"/*.md | sort -u | while read -r picture; do
    name=$(basename "$picture")
    if [ -e "$work/help/$name" ]; then
        cp "$work/help/$name" "$help/pictures/$name"
    else
        say "no new picture $name"
    fi
done
