#!/bin/bash
# run_check.sh PROGRAM FOLDER: starts the window on a virtual screen with a session bus of its own
# and has check_tree.py read it through AT-SPI. The tree goes into FOLDER. Exit code 77: something
# that this needs is missing, skipped.
set -euo pipefail

program=$(realpath "$1")
folder=$(mkdir -p "$2" && realpath "$2")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

skip() {
    echo "skipped: $1 (packaging/setup.sh installs it)"
    exit 77
}
for tool in dbus-run-session Xvfb; do
    command -v "$tool" >/dev/null || skip "$tool is not installed"
done
python=/usr/bin/python3
"$python" -c 'import pyatspi' 2>/dev/null || skip "python3-pyatspi is not installed"
launcher=/usr/libexec/at-spi-bus-launcher
[ -x "$launcher" ] || skip "at-spi2-core is not installed"

work=$(mktemp -d)
children=()
stop() {
    [ ${#children[@]} -eq 0 ] || kill "${children[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap stop EXIT

# A task of the user's own, chosen at the last start.
mkdir -p "$work/config/ttt-workbench"
cat >"$work/task-under-test.json" <<'TASK'
{"train": [{"input": [[1, 2, 0], [3, 4, 5]], "output": [[0, 2, 1], [5, 4, 3]]},
           {"input": [[6, 7], [8, 9]], "output": [[7, 6], [9, 8]]}],
 "test": [{"input": [[1, 2, 0, 0], [3, 4, 0, 0]], "output": [[0, 0, 2, 1], [0, 0, 4, 3]]}]}
TASK
export XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data XDG_RUNTIME_DIR=$work
export QT_QPA_PLATFORM=xcb QT_ACCESSIBILITY=1 QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1
export LIBGL_ALWAYS_SOFTWARE=1 NO_AT_BRIDGE=0

mkfifo "$work/display"
Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>"$work/display" 2>"$work/xvfb.log" &
children+=($!)
export DISPLAY=:$(timeout 20 head -n 1 "$work/display")

# The bus ends with its first program, which therefore is the check.
cat >"$work/session.sh" <<'SESSION'
"$1" --launch-immediately &
launcher=$!
sleep 0.5
"$2" "$3/task-under-test.json" >"$3/window.log" 2>&1 &
window=$!
status=0
"$4" "$5/check_tree.py" ttt-workbench "$3/task-under-test.json" "$6/atspi-tree.txt" || status=$?
kill "$window" "$launcher" 2>/dev/null
wait "$window" 2>/dev/null
exit "$status"
SESSION
status=0
dbus-run-session -- bash "$work/session.sh" "$launcher" "$program" "$work" "$python" "$here" \
    "$folder" || status=$?
[ "$status" -eq 0 ] || sed 's/^/window: /' "$work/window.log"
exit "$status"
