"""What the parts and the shape of the ARC decoder are worth: each variant is pretrained for the same
hours of one core and then answers the same tasks without and with test-time training. Prints a table
in Markdown; goes on where it was stopped, and prints what there is with --table.

  architectures.py --out FOLDER [--ttt build/bin/ttt] [--hours 0.5] [--tasks TASKS] [--config quick]
                   [--processes 2] [--only NAME ...] [--table]
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
VARIANTS = {
    "nano": [],
    "without left neighbour": ["--without", "left-neighbour"],
    "without upper neighbour": ["--without", "upper-neighbour"],
    "without far edges": ["--without", "far-edges"],
    "inputs read causally": ["--without", "whole-inputs"],
    "without head norms": ["--without", "head-norms"],
    "inputs in the loss, 0.1": ["--input-weight", "0.1"],
    "first output in full": ["--first-output-weight", "1"],
    "4 layers of 240": ["--size", "4x240"],
    "11 layers of 144": ["--size", "11x144"],
    "small": ["--size", "small"],
    "base": ["--size", "base"],
}


def folder_of(options, name):
    return options.out / name.replace(" ", "-").replace(",", "")


def run(options, command, log):
    """A command of one thread at the lowest priority; ends the program where it fails."""
    environment = dict(os.environ, OMP_WAIT_POLICY="passive")
    with open(log, "a", encoding="utf-8") as messages:
        done = subprocess.run(["nice", "-n", "19", options.ttt, *command], env=environment,
                              stdout=subprocess.PIPE, stderr=messages, text=True, check=False)
    if done.returncode:
        sys.exit(f"architectures.py: failed, see {log}: ttt {' '.join(command)}")
    return done.stdout


def measure(options, name):
    folder = folder_of(options, name)
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "messages.txt"
    training = folder / "training"
    command = ["pretrain", "--out", str(training), "--hours", str(options.hours), "--threads", "1",
               "--seed", "1", "--task-share", "0.2", "--nice", "0", *VARIANTS[name]]
    if (training / "checkpoint.safetensors").exists():
        command.append("--resume")
    run(options, command, log)
    summary = run(options, ["suite", "--tasks", options.tasks, "--config", options.config,
                            "--model", str(training / "model.safetensors"), "--json", "--resume",
                            "--set", "run.threads=1", "--set", "run.snapshot_every=0",
                            "--set", "run.save_adapter=false", "--out", str(folder / "suite")], log)
    (folder / "summary.json").write_text(summary, encoding="utf-8")


def last_measured(training):
    """Tokens and held-out losses of the last line that has them."""
    found = {}
    for line in (training / "metrics.jsonl").read_text(encoding="utf-8").splitlines():
        point = json.loads(line)
        if "held_out_tasks_loss" in point:
            found = point
    return found


def table(options):
    rows = ["| variant | million parameters | million tokens | loss of held-out tasks, families | "
            "pass@2 without TTT, with it |", "|---|---|---|---|---|"]
    for name in options.only:
        summary = folder_of(options, name) / "summary.json"
        if not summary.exists():
            continue
        training = folder_of(options, name) / "training"
        point = last_measured(training)
        info = json.loads(run(options, ["models", "info", str(training / "model.safetensors"),
                                        "--json"], options.out / "messages.txt"))
        total = json.loads(summary.read_text(encoding="utf-8"))["total"]
        rows.append(f"| {name} | {info['parameters'] / 1e6:.2f} | {point['tokens'] / 1e6:.1f} | "
                    f"{point['held_out_tasks_loss']:.3f}, {point['held_out_families_loss']:.3f} | "
                    f"{total['without_ttt']['solved'][0]}, {total['with_ttt']['solved'][0]} of "
                    f"{total['tasks']} |")
    print("\n".join(rows))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--ttt", default=str(ROOT / "build/bin/ttt"))
    parser.add_argument("--hours", type=float, default=0.5)
    parser.add_argument("--tasks", default=str(ROOT / "resources/samples/arc1-train-held-out.txt"))
    parser.add_argument("--config", default="quick")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", nargs="+", choices=VARIANTS, default=list(VARIANTS))
    parser.add_argument("--table", action="store_true", help="of what has been measured so far")
    options = parser.parse_args()
    if not options.table:
        with concurrent.futures.ThreadPoolExecutor(options.processes) as pool:
            for _ in pool.map(lambda name: measure(options, name), options.only):
                pass
    table(options)


if __name__ == "__main__":
    main()
