#!/usr/bin/env python3
"""clang-tidy over the files of a build folder's compile_commands.json, two at a time.

A file that passed is remembered by the hash of its preprocessed text and of the .clang-tidy files
above it, so that only changed files are looked at again. After TTT_TIDY_SECONDS no further file is
begun.

    .ci/tidy.py BUILD_FOLDER [PATH_PREFIX...]    for example core/tasks
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import time

folder = pathlib.Path(sys.argv[1])
root = pathlib.Path(__file__).resolve().parent.parent
cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache"))
passed = cache / "ttt-workbench" / "tidy"
prefixes = tuple(sys.argv[2:]) or ("",)
passed.mkdir(parents=True, exist_ok=True)
deadline = time.monotonic() + float(os.environ.get("TTT_TIDY_SECONDS", "240"))


def changes():
    """Number of the last commit that changed a file, counted back from the newest; by path."""
    log = subprocess.run(["git", "-C", str(root), "log", "--format=%x00", "--name-only"],
                         capture_output=True, text=True, check=True).stdout
    last = {}
    for number, names in enumerate(log.split("\0")):
        for name in names.split():
            last.setdefault(root / name, number)
    return last


def own_files():
    """Compile commands of files in the repository, most recently changed first."""
    commands = {}
    for entry in json.loads((folder / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"])
        place = str(path.relative_to(root)) if path.is_relative_to(root) else "build"
        if not place.startswith("build") and place.startswith(prefixes):
            commands[path] = entry
    last = changes()
    return [commands[path] for path in sorted(commands, key=lambda path: last.get(path, 0))]


def without_precompiled_header(folder):
    """A folder with the commands of that build folder as clang can follow them: the header that
    g++ precompiled means nothing to it."""
    entries = json.loads((folder / "compile_commands.json").read_text())
    for entry in entries:
        entry["command"] = re.sub(r" -Winvalid-pch| -include \S+/cmake_pch\.hxx", "",
                                  entry["command"])
    own = folder / "tidy"
    own.mkdir(exist_ok=True)
    (own / "compile_commands.json").write_text(json.dumps(entries))
    return own


def checks_for(path):
    """What the .clang-tidy files above a file say."""
    above = [folder / ".clang-tidy" for folder in path.parents if folder.is_relative_to(root)]
    return b"".join(file.read_bytes() for file in above if file.exists())


def fingerprint(entry):
    """Hash of the checks and of the preprocessed text without line markers; None where it cannot be
    had."""
    words = shlex.split(entry["command"])
    if "ccache" in " ".join(words[:4]):
        words = words[next(i for i, w in enumerate(words) if w.endswith("ccache")) + 1:]
    words[words.index("-o"):words.index("-o") + 2] = []
    words[words.index("-c")] = "-E"
    text = subprocess.run(words + ["-P"], cwd=entry["directory"], capture_output=True)
    if text.returncode != 0:
        return None
    return hashlib.sha256(checks_for(pathlib.Path(entry["file"])) + text.stdout).hexdigest()


def clang_tidy(file, *options):
    """TimeoutExpired after ten times what a file takes: the search for a fixed point in the check of
    optionals may go on for ever, at one run in many."""
    return subprocess.run(
        ["clang-tidy-16", "--quiet", "-p", str(commands), "--extra-arg=-Wno-unknown-warning-option",
         "--extra-arg=-Wno-error", *options, file], capture_output=True, text=True, timeout=240)


def check(entry):
    """Whether the file is clean, having printed what clang-tidy found; None if time ran out."""
    key = fingerprint(entry)
    if key is None:
        print(f"{entry['file']}: cannot be preprocessed; was {folder} built?", flush=True)
        return False
    stamp = passed / key
    if stamp.exists():
        return True
    if time.monotonic() > deadline:
        return None
    try:
        result = clang_tidy(entry["file"])
    except subprocess.TimeoutExpired:
        print(f"{entry['file']}: without the check of optionals, which came to no end", flush=True)
        result = clang_tidy(entry["file"], "--checks=-bugprone-unchecked-optional-access")
    if result.returncode == 0:
        stamp.touch()
        return True
    print(result.stdout or result.stderr, end="", flush=True)
    return False


commands = without_precompiled_header(folder)
entries = own_files()
with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
    results = list(pool.map(check, entries))
found = results.count(False)
left = results.count(None)
print(f"clang-tidy: {len(entries)} files, {found} with findings"
      + (f", {left} left for the next run (time limit)" if left else ""))
sys.exit(1 if found else 0)
