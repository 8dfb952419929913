# Sourced by run.sh, test.sh and .ci/run: set-up, configuring and building. All messages go to
# standard error. TTT_BUILD_DIR is another build folder; TTT_CMAKE_ARGS adds CMake arguments.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
buildFolder=${TTT_BUILD_DIR:-$repository/build}

say() { printf '%s\n' "$*" >&2; }

setUp() {
    local settings
    settings=$("$repository/packaging/setup.sh")
    eval "$settings"
}

# A file that includes torch takes 1.1 GB to compile: one job a core, fewer where memory is short.
buildJobs() {
    local byMemory=$(($(awk '/^MemAvailable/ { print $2 }' /proc/meminfo) / 1500000))
    local jobs=$(nproc)
    [ "$byMemory" -ge "$jobs" ] || jobs=$byMemory
    echo $((jobs > 1 ? jobs : 1))
}

# configure FOLDER CMAKE_ARGUMENT...: only if the folder was not configured with the same arguments.
# Changed CMake files are Ninja's business.
configure() {
    local folder=$1
    shift
    local -a arguments=("-DLIBTORCH_ROOT=$LIBTORCH_ROOT" "-DTTT_ARC_DIR=$TTT_ARC_DIR"
        "-DTTT_MODELS_DIR=$TTT_MODELS_DIR" "$@")
    local stamp=$folder/configured-with
    if [ -e "$folder/build.ninja" ] && [ "$(cat "$stamp" 2>/dev/null)" = "${arguments[*]}" ]; then
        return
    fi
    say "configuring $folder"
    mkdir -p "$folder"
    rm -f "$stamp"
    cmake -S "$repository" -B "$folder" -G Ninja "${arguments[@]}" >&2
    printf '%s' "${arguments[*]}" >"$stamp"
}

# build FOLDER [TARGET...]
build() {
    local folder=$1
    shift
    ninja -C "$folder" -j "$(buildJobs)" "$@" >&2
}

# The folder that run.sh and test.sh share.
configureMain() {
    local -a extra
    read -r -a extra <<<"${TTT_CMAKE_ARGS:-}"
    configure "$buildFolder" -DCMAKE_BUILD_TYPE=Release "${extra[@]}"
}
