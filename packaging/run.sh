#!/bin/bash
# Sets up what is missing, builds, and starts the program.
#   packaging/run.sh            the window; where there is no display, the demonstration
#   packaging/run.sh ARGS...    the command line: ttt ARGS...
# Own messages go to standard error, so that standard output is the program's alone.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/build_steps.sh"

setUp
configureMain
if [ $# -gt 0 ]; then
    build "$buildFolder" ttt
    exec "$buildFolder/bin/ttt" "$@"
elif [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    build "$buildFolder" ttt-workbench ttt
    exec "$buildFolder/bin/ttt-workbench"
else
    say "no display: running the demonstration on the command line"
    build "$buildFolder" ttt
    exec "$buildFolder/bin/ttt" demo
fi
