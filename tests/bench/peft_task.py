"""One few-shot task in transformers + peft, as their users would write it: eager attention layers of
transformers, LoRA of peft, labels of -100 outside of the answers, answers by generate(), one prompt
at a time. It reads the tokens that `compare_text.py` took from `ttt`, so that both programs see the
same texts.

  peft_task.py --work WORK.json --weights MODEL.gguf [--logits all|answers] [--steps N]
               [--items N] [--threads K] [--batches BATCHES.json]

Prints one JSON line: losses of the steps, seconds and tokens per second of training, seconds of
answering, the answers' token ids. With --batches only the losses of these batches
(`ttt bench train --export-batch`).
"""

import argparse
import json
import pathlib
import time

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, GgufConfig


def load(path, dtype):
    """The weights unpacked: a product of packed ones is several times slower here."""
    path = pathlib.Path(path)
    return AutoModelForCausalLM.from_pretrained(
        path.parent,
        gguf_file=path.name,
        dtype=dtype,
        quantization_config=GgufConfig(dequantize=True),
    )


def adapted(model, work):
    lora = work["lora"]
    return get_peft_model(
        model,
        LoraConfig(
            r=lora["rank"],
            lora_alpha=lora["alpha"],
            lora_dropout=lora["dropout"],
            target_modules=lora["modules"],
            task_type="CAUSAL_LM",
        ),
    )


def batch_of(texts):
    """Right-padded ids, attention mask and labels; the loss of label t is predicted at t - 1."""
    longest = max(len(text["ids"]) for text in texts)
    ids = torch.zeros(len(texts), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    labels = torch.full_like(ids, -100)
    for row, text in enumerate(texts):
        length = len(text["ids"])
        ids[row, :length] = torch.tensor(text["ids"])
        mask[row, :length] = 1
        counts = torch.tensor(text["weights"]) > 0
        labels[row, :length][counts] = ids[row, :length][counts]
    return ids, mask, labels


def loss_of(model, batch, answers_only):
    ids, mask, labels = batch
    if not answers_only:
        return model(input_ids=ids, attention_mask=mask, labels=labels).loss
    decoder = model.get_base_model()
    hidden = decoder.model(input_ids=ids, attention_mask=mask).last_hidden_state
    asked = labels[:, 1:] != -100
    logits = decoder.lm_head(hidden[:, :-1][asked])
    return torch.nn.functional.cross_entropy(logits.float(), labels[:, 1:][asked])


def train(model, work, steps, answers_only):
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=work["learning_rate"], weight_decay=0.01)
    model.train()
    losses, tokens, started = [], 0, time.monotonic()
    for step in range(steps):
        size = work["batch_size"]
        texts = [work["texts"][(step * size + i) % len(work["texts"])] for i in range(size)]
        loss = loss_of(model, batch_of(texts), answers_only)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        tokens += sum(len(text["ids"]) for text in texts)
    return losses, tokens, time.monotonic() - started


def losses_of(model, batches):
    """Of each batch, weighted means over all positions that have a target."""
    model.eval()
    losses = []
    with torch.no_grad():
        for batch in batches:
            total, weights = 0.0, 0.0
            for text in batch["sequences"]:
                ids = torch.tensor([text["ids"]]).view(1, -1)
                logits = model(input_ids=ids).logits[0].float()
                targets = torch.tensor(text["targets"])
                weight = torch.tensor(text["weights"]).float()
                asked = targets >= 0
                each = torch.nn.functional.cross_entropy(
                    logits[asked], targets[asked], reduction="none"
                )
                total += (each * weight[asked]).sum().item()
                weights += weight[asked].sum().item()
            losses.append(total / weights)
    return losses


def answer(model, work, items):
    model.eval()
    answers, started = [], time.monotonic()
    with torch.no_grad():
        for prompt in work["prompts"][:items]:
            ids = torch.tensor([prompt])
            out = model.generate(
                input_ids=ids,
                attention_mask=torch.ones_like(ids),
                max_new_tokens=work["max_new_tokens"],
                do_sample=False,
                pad_token_id=0,
            )
            answers.append(out[0, len(prompt) :].tolist())
    return answers, time.monotonic() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", required=True)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--logits", choices=["all", "answers"], default="all")
    parser.add_argument("--dtype", choices=["bfloat16", "float32"], default="bfloat16")
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--items", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batches")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    work = json.loads(pathlib.Path(options.work).read_text())
    model = adapted(load(options.weights, getattr(torch, options.dtype)), work)
    if options.batches:
        batches = json.loads(pathlib.Path(options.batches).read_text())["batches"]
        print(json.dumps({"losses": losses_of(model, batches)}))
        return
    losses, tokens, train_seconds = train(model, work, options.steps, options.logits == "answers")
    answers, answer_seconds = answer(model, work, options.items)
    print(
        json.dumps(
            {
                "losses": losses,
                "train_seconds": train_seconds,
                "tokens_per_second": tokens / max(train_seconds, 1e-9),
                "answer_seconds": answer_seconds,
                "answers": answers,
            }
        )
    )


main()
