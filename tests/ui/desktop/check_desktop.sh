#!/bin/bash
# Validates the desktop entry, the AppStream data and the file types, and asks the shared MIME
# database what it takes a task and a run's manifest for. Exit code 77: a tool is missing, skipped.
set -euo pipefail

data=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../packaging/desktop" && pwd)
for tool in desktop-file-validate appstreamcli update-mime-database gio; do
    if ! command -v "$tool" >/dev/null; then
        echo "skipped: $tool is not installed (packaging/setup.sh installs it)"
        exit 77
    fi
done

found=$(desktop-file-validate "$data/ttt-workbench.desktop")
[ -z "$found" ] || { echo "$found"; exit 1; } # hints, too
appstreamcli validate --no-net --pedantic "$data/io.github.ttt_workbench.metainfo.xml"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/mime/packages"
cp /usr/share/mime/packages/freedesktop.org.xml "$work/mime/packages/"
cp "$data/ttt-workbench-mime.xml" "$work/mime/packages/"
update-mime-database "$work/mime" 2>/dev/null
export XDG_DATA_HOME=$work XDG_DATA_DIRS=$work

# FILE TYPE: what the database must take the file for.
expect() {
    local type
    type=$(gio info -a standard::content-type "$1" | sed -n 's/.*content-type: //p')
    echo "$(basename "$1"): $type"
    [ "$type" = "$2" ]
}
echo '{"train": [{"input": [[1]], "output": [[2]]}], "test": []}' >"$work/task"
printf '{\n  "created_at": "2026-11-26T10:30:03Z",\n  "device": "cpu",\n  "libtorch_version": "2.11.0"}\n' \
    >"$work/manifest"
echo '{"something": "else"}' >"$work/other.json"
cp "$work/task" "$work/one.arc.json"
expect "$work/task" application/vnd.ttt-workbench.task+json
expect "$work/one.arc.json" application/vnd.ttt-workbench.task+json
expect "$work/manifest" application/vnd.ttt-workbench.run+json
expect "$work/other.json" application/json

# The entry names the types that the database knows.
for type in $(sed -n 's/^MimeType=//p' "$data/ttt-workbench.desktop" | tr ';' ' '); do
    grep -q "type=\"$type\"" "$data/ttt-workbench-mime.xml"
    grep -q "<mediatype>$type</mediatype>" "$data/io.github.ttt_workbench.metainfo.xml"
done
echo "desktop entry, AppStream data and file types are valid"
