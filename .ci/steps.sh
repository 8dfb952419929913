# The steps of .ci/run, one function each. Build folders are build-ci/<step>; ccache makes them share
# what they have in common.

sourceFiles() { git ls-files -- '*.h' '*.cpp' '*.cu' '*.cuh'; }

check_format() {
    sourceFiles | xargs -r clang-format --dry-run -Werror
}

# No CUDA toolkit, no Qt: the programs alone.
check_lean() {
    local folder=build-ci/lean
    hideToolkit configure "$folder" -DCMAKE_BUILD_TYPE=Release -DTTT_WERROR=ON \
        -DTTT_CUDA_KERNELS=OFF -DTTT_BUILD_UI=OFF -DTTT_BUILD_TESTS=OFF
    build "$folder"
}

# Runs a command with every folder that holds nvcc taken out of PATH.
hideToolkit() {
    local folder path=
    while IFS= read -r -d : folder; do
        [ -x "$folder/nvcc" ] || path+=${path:+:}$folder
    done <<<"$PATH:"
    PATH=$path CUDACXX='' CUDA_HOME='' CUDA_PATH='' "$@"
}

# configureTorchFree FOLDER SANITIZERS CMAKE_ARGUMENT...: what needs no LibTorch, checked while it
# runs. -Og compiles instrumented code in two thirds of the time of -O1.
configureTorchFree() {
    local folder=$1 sanitizers=$2
    shift 2
    configure "$folder" -DCMAKE_BUILD_TYPE=RelWithDebInfo \
        -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-Og -g1" -DTTT_WERROR=ON -DTTT_BUILD_ENGINE=OFF \
        -DTTT_SANITIZE="$sanitizers" "$@"
}

check_sanitize() {
    local folder=build-ci/sanitize
    configureTorchFree "$folder" address,undefined
    build "$folder"
    # Qt and its platform plugins keep caches until the process ends.
    ASAN_OPTIONS=detect_leaks=0 TTT_LEAK_EPISODES=20000 TTT_FAMILY_EPISODES=40 \
        ctest --test-dir "$folder" --output-on-failure -j2 -LE '^slow$' --no-tests=error
}

# ThreadSanitizer over the tests of code that two threads share; they carry the label threads. What
# they link is compiled without precompiled headers, which must hide no missing include.
check_threads() {
    local folder=build-ci/threads
    configureTorchFree "$folder" thread -DTTT_PCH=OFF
    local -a targets
    mapfile -t targets < <(ctest --test-dir "$folder" -N -L '^threads$' |
        sed -n 's/^ *Test *#[0-9]*: //p')
    if [ ${#targets[@]} -eq 0 ]; then
        say "no test has the label threads"
        return
    fi
    build "$folder" "${targets[@]}"
    TSAN_OPTIONS="suppressions=$PWD/tests/support/tsan.supp history_size=7" \
        ctest --test-dir "$folder" --output-on-failure -L '^threads$'
}

# clang-tidy over the torch-free sources, most recently changed first, until the time is up; over all
# of them with --all. A file that passed with the same preprocessed text and the same checks is not
# looked at again. How many are left is said.
check_tidy() {
    local folder=build-ci/sanitize
    configureTorchFree "$folder" address,undefined
    # The files that moc makes of tests are included by them. Asked as targets, ninja would build all
    # that the tests link first.
    local file
    ninja -C "$folder" -t targets all | sed -n 's/^\([^/:][^:]*\.moc\):.*/\1/p' |
        while read -r file; do
            ninja -C "$folder" -t commands -s "$file"
        done | bash -e
    TTT_TIDY_SECONDS=${TTT_TIDY_SECONDS:-$([ -n "$deep" ] && echo 100000 || echo 240)} \
        python3 .ci/tidy.py "$folder"
}

# The same of the engine: one torch source is compiled without its precompiled header, a different
# one from commit to commit; all with --all.
check_includes() {
    local folder=build-ci/no-pch
    configure "$folder" -DCMAKE_BUILD_TYPE=Release -DTTT_WERROR=ON -DTTT_PCH=OFF \
        -DTTT_BUILD_UI=OFF -DTTT_BUILD_TESTS=OFF
    local -a objects
    mapfile -t objects < <(ninja -C "$folder" -t targets all |
        sed -n 's/^\(core\/CMakeFiles\/ttt_engine\.dir\/.*\.cpp\.o\):.*/\1/p')
    if [ ${#objects[@]} -eq 0 ]; then
        say "the engine has no sources"
        return
    fi
    if [ -z "$deep" ]; then
        local number=$((16#$(git rev-parse HEAD | cut -c1-6) % ${#objects[@]}))
        objects=("${objects[$number]}")
    fi
    build "$folder" "${objects[@]}"
}

check_main() {
    packaging/test.sh ${deep:+--all}
}
