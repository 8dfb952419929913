"""A whole BBH task on the CPU, test-time training and answers, as a ratio to transformers + peft in
one run. Both get the same texts, tokens and settings (the preset paper-bbh without dropout: LoRA of
rank 64, eight steps of five texts, bfloat16); the peer answers one prompt after the other, as the
released code does.

First both compute the losses of the same batches and must agree; then they are timed in turn, and
the ratio of each round is taken: training tokens a second against the peer as its users run it (all
logits) and with logits at the answers only, and the seconds of training and answering together.

  compare_text.py --python PYTHON [--ttt build/bin/ttt] [--weights MODEL.gguf] [--bbh-dir FOLDER]
                  [--task navigate] [--items 50] [--rounds N] [--threads K]

PYTHON needs torch, transformers, peft and gguf; the weights are those that the set-up script
installs. Without --bbh-dir the task is one of the set bbh-style.
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
MODULES = ["q_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
TOLERANCES = {"float32": 1e-3, "bfloat16": 3e-2}
SETTINGS = ["adapt.lora_dropout=0", "decode.orders=0", "run.snapshot_every=0", "run.baseline=false"]


def run(command, threads, lines=False):
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), OMP_WAIT_POLICY="passive")
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"compare_text.py: exit code {done.returncode} of {' '.join(map(str, command))}")
    if lines:
        return [json.loads(line) for line in done.stdout.splitlines()]
    return json.loads(done.stdout) if done.stdout.strip() else None


class Comparison:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.task = ("bbh:" if options.bbh_dir else "bbh-style:") + options.task
        self.work = folder / "work.json"
        self.runs = 0

    def ttt(self, command, *arguments, lines=False):
        place = ["--bbh-dir", self.options.bbh_dir] if self.options.bbh_dir else []
        return run([self.options.ttt, command, *arguments, *place], self.options.threads, lines)

    def peer(self, *arguments):
        command = [self.options.python, HERE / "peft_task.py", "--work", self.work]
        command += ["--weights", self.options.weights, "--threads", str(self.options.threads)]
        return run(command + list(arguments), self.options.threads)

    def config(self):
        settings = [*SETTINGS, f"task.items={self.options.items}",
                    f"decode.max_new_tokens={self.options.new_tokens}",
                    f"run.threads={self.options.threads}"]
        arguments = ["--config", "paper-bbh", "--model", self.options.weights]
        for setting in settings:
            arguments += ["--set", setting]
        return arguments

    def write_work(self):
        """The texts of training and the prompts, as tokens that ttt made."""
        texts = []
        for episode in range(40):
            seen = self.ttt("inspect", self.task, "--json", "--episode", str(episode), *self.config())
            texts.append({"ids": seen["ids"], "weights": seen["loss_mask"]})
        prompts = self.folder / "prompts.jsonl"
        with prompts.open("w") as file:
            for position in range(self.options.items):
                asked = self.ttt("prompt", self.task, "--json", "--format", "icl", "--seed", "42",
                                 "--position", str(position))
                file.write(json.dumps({"text": asked["text"]}) + "\n")
        ids = self.ttt("tokenize", "--json", "--model", self.options.weights, "--jsonl", str(prompts),
                       lines=True)
        self.work.write_text(json.dumps({
            "texts": texts,
            "prompts": [line["ids"] for line in ids],
            "lora": {"rank": 64, "alpha": 64, "dropout": 0, "modules": MODULES},
            "batch_size": 5,
            "learning_rate": 1e-4,
            "max_new_tokens": self.options.new_tokens,
        }))

    def check_losses(self, dtype):
        """The largest relative difference; ends the program if it is beyond the tolerance."""
        batch = self.folder / "batch.json"
        self.ttt("bench", "train", "--json", "--model", self.options.weights, "--tokens", "1024",
                 "--length", "512", "--dtype", dtype, "--export-batch", str(batch))
        ours = [b["loss"] for b in json.loads(batch.read_text())["batches"]]
        theirs = self.peer("--batches", batch, "--dtype", dtype)["losses"]
        worst = max(abs(a - b) / abs(b) for a, b in zip(ours, theirs, strict=True))
        if not worst <= TOLERANCES[dtype]:
            sys.exit(f"compare_text.py: {dtype}: found the losses {ours} and {theirs} with peft, "
                     f"expected a relative difference of at most {TOLERANCES[dtype]}")
        return worst

    def round(self):
        self.runs += 1
        out = self.folder / f"run-{self.runs}"
        self.ttt("run", self.task, "--json", *self.config(), "--out", str(out))
        result = json.loads((out / "result.json").read_text())
        seconds = result["seconds"]
        ours = {
            "tokens_per_second": result["trained_tokens"] / seconds["train"],
            "task_seconds": seconds["train"] + seconds["decode"],
            "answer_seconds": seconds["decode"],
        }
        items = ["--items", str(self.options.items)]
        return ours, self.peer(*items), self.peer("--logits", "answers")


def ratios(rounds, of):
    values = sorted(of(*each) for each in rounds)
    return {"ratio": statistics.median(values), "lowest": values[0], "highest": values[-1]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ttt", default="build/bin/ttt")
    parser.add_argument("--python", default=os.environ.get("TTT_BENCH_PYTHON"))
    parser.add_argument("--weights", required=True, help="SmolLM2-135M-Instruct.Q4_1.gguf")
    parser.add_argument("--bbh-dir", default=os.environ.get("TTT_BBH_DIR"))
    parser.add_argument("--task", default="navigate")
    parser.add_argument("--items", type=int, default=50)
    parser.add_argument("--new-tokens", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not options.python:
        sys.exit("compare_text.py: give --python or TTT_BENCH_PYTHON")
    with tempfile.TemporaryDirectory() as folder:
        comparison = Comparison(options, pathlib.Path(folder))
        comparison.write_work()
        agreement = {dtype: comparison.check_losses(dtype) for dtype in TOLERANCES}
        rounds = []
        for number in range(options.rounds):
            rounds.append(comparison.round())
            ours, all_logits, answers = rounds[-1]
            print(f"  round {number + 1}: {ours['tokens_per_second']:.0f}, "
                  f"{all_logits['tokens_per_second']:.0f} and {answers['tokens_per_second']:.0f} "
                  f"training tokens a second; {ours['answer_seconds']:.1f} s and "
                  f"{all_logits['answer_seconds']:.1f} s for the answers", file=sys.stderr)
    report = {
        "task": comparison.task,
        "threads": options.threads,
        "loss_difference": agreement,
        "training": ratios(rounds, lambda ours, peer, _:
                           ours["tokens_per_second"] / peer["tokens_per_second"]),
        "training_answers_only": ratios(rounds, lambda ours, _, peer:
                                        ours["tokens_per_second"] / peer["tokens_per_second"]),
        "task_seconds": ratios(rounds, lambda ours, peer, _:
                               (peer["train_seconds"] + peer["answer_seconds"])
                               / ours["task_seconds"]),
    }
    if options.json:
        print(json.dumps(report))
        return
    for name, label in [("training", "training, peft with all logits"),
                        ("training_answers_only", "training, peft with the answers' logits"),
                        ("task_seconds", f"training and {options.items} answers")]:
        row = report[name]
        print(f"{label:42} {row['ratio']:.2f} times as fast "
              f"({row['lowest']:.2f} to {row['highest']:.2f})")
    print("losses differ by " + ", ".join(f"{value:.1e} ({key})" for key, value in agreement.items()))


if __name__ == "__main__":
    main()
