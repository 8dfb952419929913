"""Training speed of `ttt` as a ratio to the same architecture in eager PyTorch, in one run.

First both compute the losses of the same batches with the same weights and must agree (float32
within 1e-4, bfloat16 within 2e-2, relative); then they are timed in turn, A B A B, on the same
sequences with the same number of threads, and the ratio of each pair is taken.

  compare.py [--ttt build/bin/ttt] [--python PYTHON] [--model FILE | --size nano] [--rounds N]
             [--seconds S] [--threads K] [--case NAME ...]

PYTHON needs torch; without --python it is TTT_BENCH_PYTHON, or the venv that LIBTORCH_ROOT lies in.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CASES = {
    "pretrain": ["--tokens", "8192", "--length", "1024", "--optimizer", "muon"],
    "pretrain-mixed": ["--tokens", "8192", "--length", "1024", "--mixed", "--optimizer", "muon"],
    "ttt": ["--tokens", "800", "--length", "800", "--optimizer", "adamw"],
    "ttt-short": ["--tokens", "800", "--length", "400", "--mixed", "--optimizer", "adamw"],
}
TOLERANCES = {"float32": 1e-4, "bfloat16": 2e-2}


def find_python(given):
    if given or "TTT_BENCH_PYTHON" in os.environ:
        return given or os.environ["TTT_BENCH_PYTHON"]
    root = os.environ.get("LIBTORCH_ROOT")
    if not root:
        sys.exit("compare.py: give --python, TTT_BENCH_PYTHON or LIBTORCH_ROOT")
    # VENV/lib/python3.x/site-packages/torch
    return str(pathlib.Path(root).parents[3] / "bin" / "python")


def run(command, threads):
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), OMP_WAIT_POLICY="passive")
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"compare.py: exit code {done.returncode} of {' '.join(command)}")
    return json.loads(done.stdout) if done.stdout.strip() else None


class Comparison:
    def __init__(self, options, folder):
        self.options = options
        self.python = [find_python(options.python), str(HERE / "eager_pytorch.py")]
        self.weights = str(folder / "model.safetensors")
        self.batch = str(folder / "batch.json")
        source = ["--model", options.model] if options.model else ["--size", options.size]
        self.ttt(source + ["--export-weights", self.weights])

    def ttt(self, arguments):
        command = [self.options.ttt, "bench", "train", "--json", *arguments]
        return run(command + ["--threads", str(self.options.threads)], self.options.threads)

    def eager(self, kind, arguments):
        command = [*self.python, kind, "--weights", self.weights, "--batch", self.batch, *arguments]
        return run(command + ["--threads", str(self.options.threads)], self.options.threads)

    def check_losses(self, case, dtype):
        """The largest relative difference; ends the program if it is beyond the tolerance."""
        load = CASES[case] + ["--model", self.weights, "--dtype", dtype]
        self.ttt(load + ["--export-batch", self.batch])
        ours = [batch["loss"] for batch in json.loads(pathlib.Path(self.batch).read_text())["batches"]]
        theirs = self.eager("loss", ["--dtype", dtype])["losses"]
        worst = max(abs(a - b) / abs(b) for a, b in zip(ours, theirs, strict=True))
        if not worst <= TOLERANCES[dtype]:
            sys.exit(f"compare.py: {case}, {dtype}: found the losses {ours} and {theirs} in eager "
                     f"PyTorch, expected a relative difference of at most {TOLERANCES[dtype]}")
        return worst

    def time(self, case):
        seconds = ["--seconds", str(self.options.seconds)]
        optimizer = CASES[case][CASES[case].index("--optimizer") :]
        pairs = []
        for number in range(self.options.rounds):
            a = self.ttt(CASES[case] + ["--model", self.weights] + seconds)
            b = self.eager("train", optimizer + seconds + self.options.eager)
            pairs.append((a, b))
            print(f"  {case} round {number + 1}: {a['tokens_per_second']:.0f} and "
                  f"{b['tokens_per_second']:.0f} tokens a second", file=sys.stderr)
        return pairs


def summary(case, pairs, agreement):
    ratios = sorted(a["tokens_per_second"] / b["tokens_per_second"] for a, b in pairs)
    return {
        "case": case,
        "ratio": statistics.median(ratios),
        "lowest_ratio": ratios[0],
        "highest_ratio": ratios[-1],
        "tokens_per_second": statistics.median(a["tokens_per_second"] for a, _ in pairs),
        "eager_tokens_per_second": statistics.median(b["tokens_per_second"] for _, b in pairs),
        "share_of_gemm": statistics.median(a["share_of_gemm"] for a, _ in pairs),
        "tokens_per_step": pairs[0][0]["tokens_per_step"],
        "loss_difference": agreement,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ttt", default="build/bin/ttt")
    parser.add_argument("--python")
    parser.add_argument("--model", help="weight file; default: fresh weights of --size")
    parser.add_argument("--size", default="nano")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--case", action="append", choices=CASES, help="default: all")
    parser.add_argument("--unfused-adamw", dest="eager", action="store_const", const=["--unfused"],
                        default=[], help="eager PyTorch with AdamW as it is without fused=True")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        comparison = Comparison(options, pathlib.Path(folder))
        for case in options.case or CASES:
            agreement = {dtype: comparison.check_losses(case, dtype) for dtype in TOLERANCES}
            rows.append(summary(case, comparison.time(case), agreement))
    if options.json:
        print(json.dumps({"threads": options.threads, "cases": rows}))
        return
    print(f"{options.threads} threads, {options.rounds} rounds; tokens a second")
    for row in rows:
        print(f"{row['case']:15} ttt {row['tokens_per_second']:7.0f}  eager "
              f"{row['eager_tokens_per_second']:7.0f}  ratio {row['ratio']:.2f} "
              f"({row['lowest_ratio']:.2f} to {row['highest_ratio']:.2f})  of matrix products "
              f"{row['share_of_gemm']:.0%}  losses differ by "
              + ", ".join(f"{value:.1e} ({key})" for key, value in row["loss_difference"].items()))


if __name__ == "__main__":
    main()
