"""Tasks per hour of a suite whose tasks are trained together (run.together) against one after
another, on the same tasks in one run, in turn, A B A B; and whether the answers are the same.

  together.py --tasks TASKS [--ttt build/bin/ttt] [--model arc-nano] [--config quick] [--together N]
              [--threads K] [--rounds R] [--limit L] [--set FIELD=VALUE ...] [--processes]

LoRA adapters, as only these can be trained together. With --processes one after another is done by
K processes of one thread each, which is how a suite is best run without it.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time


def suite(options, folder, together, threads, processes):
    """Seconds from start to end, and the summary."""
    command = [options.ttt, "suite", "--tasks", options.tasks, "--model", options.model, "--config",
               options.config, "--out", str(folder), "--json", "--set", "adapt.method=lora",
               "--set", "run.snapshot_every=0", "--set", f"run.threads={threads}",
               "--set", f"run.together={together}"]
    for setting in options.set:
        command += ["--set", setting]
    if options.limit:
        command += ["--limit", str(options.limit)]
    environment = dict(os.environ, OMP_WAIT_POLICY="passive", XDG_DATA_HOME=str(folder / ".."))
    start = time.monotonic()
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, text=True) for _ in range(processes)]
    outputs = [process.communicate()[0] for process in running]
    seconds = time.monotonic() - start
    if any(process.returncode for process in running):
        sys.exit(f"together.py: failed: {' '.join(command)}")
    return seconds, json.loads(outputs[-1])


def attempts(folder):
    found = {}
    for path in sorted((folder / "runs").glob("*/result.json")):
        result = json.loads(path.read_text())
        found[path.parent.name] = [test["attempts"] for test in result["with_ttt"]["tests"]]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tasks", required=True)
    parser.add_argument("--ttt", default="build/bin/ttt")
    parser.add_argument("--model", default="arc-nano")
    parser.add_argument("--config", default="quick")
    parser.add_argument("--together", type=int, default=4)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--processes", action="store_true")
    options = parser.parse_args()
    alone = (1, options.threads) if options.processes else (options.threads, 1)
    rows = []
    for number in range(options.rounds):
        with tempfile.TemporaryDirectory() as place:
            place = pathlib.Path(place)
            a, summary = suite(options, place / "together", options.together, options.threads, 1)
            b, other = suite(options, place / "alone", 1, *alone)
            one, two = attempts(place / "together"), attempts(place / "alone")
        same = sum(one[name] == two[name] for name in one)
        tasks = len(one)
        rows.append((a, b))
        solved = [s["total"]["with_ttt"]["pass_at_2"]["mean"] * tasks for s in (summary, other)]
        print(f"round {number + 1}: {tasks} tasks, {a:.1f} s together, {b:.1f} s one after another, "
              f"ratio {b / a:.2f}; {same} of {tasks} with the same attempts, solved "
              f"{solved[0]:.0f} and {solved[1]:.0f}", flush=True)
    ratios = sorted(b / a for a, b in rows)
    how = f"{options.threads} processes of one thread" if options.processes else (
        f"one process of {options.threads} threads")
    print(f"{options.model}, {options.config}, {options.together} together in {options.threads} "
          f"threads against one after another in {how}: "
          f"{3600 * tasks / statistics.median(a for a, _ in rows):.0f} and "
          f"{3600 * tasks / statistics.median(b for _, b in rows):.0f} tasks an hour, ratio "
          f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")


if __name__ == "__main__":
    main()
