"""The ARC decoder in eager PyTorch, as its users would write it: padded batches, nn.Linear,
scaled_dot_product_attention under a boolean mask, bfloat16 autocast over float32 weights, AdamW
from torch.optim and Muon as published. It reads this project's weight files and batches
(`ttt bench train --export-weights F --export-batch F`), so that both programs do the same work.

  eager_pytorch.py loss  --weights F --batch F [--dtype float32|bfloat16]
  eager_pytorch.py train --weights F --batch F [--optimizer muon|adamw] [--seconds S] [--threads K]
"""

import argparse
import json
import math
import statistics
import struct
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

COLOURS = 10
ROWS = 208  # of the embedding table; core/tokens/arc_codec.h


def read_safetensors(path):
    types = {"BF16": torch.bfloat16, "F32": torch.float32}
    with open(path, "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        body = bytearray(file.read())
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        flat = torch.frombuffer(body[begin:end], dtype=types[entry["dtype"]])
        tensors[name] = flat.view(entry["shape"]).float()
    return tensors, json.loads(metadata["shape"])


def geometric(highest, lowest, count):
    return [highest * (lowest / highest) ** (i / (count - 1)) for i in range(count)]


def rms_norm(x):
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-6)


def rotate(x, cosines, sines):
    pairs = cosines.size(-1)
    a, b, rest = x[..., :pairs], x[..., pairs : 2 * pairs], x[..., 2 * pairs :]
    return torch.cat([a * cosines - b * sines, b * cosines + a * sines, rest], -1)


class Block(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.heads, self.size = shape["heads"], shape["head_size"]
        attention, width = self.heads * self.size, shape["width"]
        self.q = nn.Linear(width, attention, bias=False)
        self.k = nn.Linear(width, attention, bias=False)
        self.v = nn.Linear(width, attention, bias=False)
        self.o = nn.Linear(attention, width, bias=False)
        self.gate = nn.Linear(width, shape["hidden"], bias=False)
        self.up = nn.Linear(width, shape["hidden"], bias=False)
        self.down = nn.Linear(shape["hidden"], width, bias=False)
        self.q_gain = nn.Parameter(torch.ones(self.size))
        self.k_gain = nn.Parameter(torch.ones(self.size))

    def split(self, x):
        return x.view(*x.shape[:2], self.heads, self.size).transpose(1, 2)

    def forward(self, x, cosines, sines, mask):
        normed = rms_norm(x)
        q = rotate(rms_norm(self.split(self.q(normed))) * self.q_gain, cosines, sines)
        k = rotate(rms_norm(self.split(self.k(normed))) * self.k_gain, cosines, sines)
        v = self.split(self.v(normed))
        mixed = F.scaled_dot_product_attention(q.to(v.dtype), k.to(v.dtype), v, attn_mask=mask)
        x = x + self.o(mixed.transpose(1, 2).flatten(2))
        normed = rms_norm(x)
        return x + self.down(F.silu(self.gate(normed)) * self.up(normed))


class ArcDecoder(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.features = nn.Embedding(ROWS + 1, shape["width"], padding_idx=ROWS)
        self.layers = nn.ModuleList(Block(shape) for _ in range(shape["layers"]))
        self.head = nn.Linear(shape["width"], COLOURS + 30, bias=False)
        grid = geometric(2.6, 0.08, 8)
        plane = geometric(1.5, 0.1, 4)
        self.register_buffer("frequencies", torch.tensor(grid + grid + plane))
        self.register_buffer("axes", torch.tensor([0] * 8 + [1] * 8 + [2] * 4))

    def load(self, tensors):
        own = {}
        for name, tensor in tensors.items():
            if name == "features":
                own["features.weight"] = F.pad(tensor, (0, 0, 0, 1))
            elif name.endswith("_gain"):
                own[name] = tensor
            else:
                own[name + ".weight"] = tensor
        missing = self.load_state_dict(own, strict=False).missing_keys
        if set(missing) != {"frequencies", "axes"}:
            sys.exit(f"the weight file lacks {missing}")

    def forward(self, ids, positions, mask):
        angles = positions[..., self.axes].float() * self.frequencies
        cosines, sines = angles.cos().unsqueeze(1), angles.sin().unsqueeze(1)
        x = rms_norm(self.features(ids).sum(-2))
        for layer in self.layers:
            x = layer(x, cosines, sines, mask)
        return rms_norm(x)


def padded(sequences):
    """Tensors of a batch: ids [B,T,9], positions [B,T,3], mask [B,1,T,T], targets and weights."""
    longest = max(len(s["targets"]) for s in sequences)
    rows = []
    for s in sequences:
        pad = longest - len(s["targets"])
        rows.append(
            (
                F.pad(s["ids"], (0, 0, 0, pad), value=ROWS),
                F.pad(s["positions"], (0, 0, 0, pad)),
                # A padded row sees the first position: a softmax over nothing would not be finite.
                F.pad(s["visible_ends"], (0, pad), value=1),
                F.pad(s["targets"], (0, pad), value=-1),
                F.pad(s["weights"], (0, pad)),
            )
        )
    ids, positions, ends, targets, weights = (torch.stack(column) for column in zip(*rows))
    mask = torch.arange(longest) < ends.unsqueeze(-1)
    return ids, positions, mask.unsqueeze(1), targets, weights


def loss_of(model, sequences, dtype):
    ids, positions, mask, targets, weights = padded(sequences)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=dtype == "bfloat16"):
        hidden = model(ids, positions, mask)
        asked = weights > 0
        logits = model.head(hidden[asked])
    targets, weights = targets[asked], weights[asked]
    classes = torch.arange(logits.size(-1))
    other_group = (classes < COLOURS).unsqueeze(0) != (targets < COLOURS).unsqueeze(1)
    logits = logits.float().masked_fill(other_group, float("-inf"))
    each = F.cross_entropy(logits, targets, reduction="none")
    return (each * weights).sum() / weights.sum()


def orthogonalised(matrix):
    a, b, c = 3.4445, -4.7750, 2.0315
    x = matrix.bfloat16()
    tall = x.size(0) > x.size(1)
    if tall:
        x = x.T
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if tall else x


class Muon(torch.optim.Optimizer):
    """Jordan et al. 2024, with the published Nesterov form of the momentum."""

    def __init__(self, parameters, lr, momentum=0.95, weight_decay=0.05):
        super().__init__(parameters, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                state = self.state[p]
                if not state:
                    state["momentum"] = torch.zeros_like(p)
                state["momentum"].lerp_(p.grad, 1 - group["momentum"])
                update = orthogonalised(p.grad.lerp(state["momentum"], group["momentum"]))
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.add_(update, alpha=-group["lr"] * max(1, p.size(0) / p.size(1)) ** 0.5)


def optimizers_of(model, name, fused):
    adamw = dict(lr=1e-4, betas=(0.9, 0.98), eps=1e-8, weight_decay=0, fused=fused)
    if name == "adamw":
        return [torch.optim.AdamW(model.parameters(), **adamw)]
    matrices = [p for n, p in model.named_parameters() if n.startswith("layers") and p.dim() == 2]
    rest = [p for n, p in model.named_parameters() if not (n.startswith("layers") and p.dim() == 2)]
    return [Muon(matrices, lr=1e-4), torch.optim.AdamW(rest, **adamw)]


def train(model, batches, options):
    optimizers = optimizers_of(model, options.optimizer, not options.unfused)
    rates = []
    start = time.perf_counter()
    step = 0
    while step < options.warmup + 5 or time.perf_counter() - start < options.seconds:
        batch = batches[step % len(batches)]
        begin = time.perf_counter()
        loss = loss_of(model, batch, options.dtype)
        for optimizer in optimizers:
            optimizer.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer in optimizers:
            optimizer.step()
        if not math.isfinite(loss.item() + norm.item()):
            sys.exit("the loss is not finite")
        seconds = time.perf_counter() - begin
        step += 1
        if step == options.warmup:
            start = time.perf_counter()
        if step > options.warmup:
            rates.append(sum(len(s["targets"]) for s in batch) / seconds)
    return {
        "tokens_per_second": statistics.median(rates),
        "slowest_tokens_per_second": min(rates),
        "fastest_tokens_per_second": max(rates),
        "repetitions": len(rates),
        "threads": torch.get_num_threads(),
        "dtype": options.dtype,
        "torch": torch.__version__,
    }


def read_batches(path):
    with open(path) as file:
        document = json.load(file)
    for batch in document["batches"]:
        for s in batch["sequences"]:
            s["ids"] = torch.tensor(s["ids"]).view(-1, 9)
            s["ids"][s["ids"] < 0] = ROWS
            s["positions"] = torch.tensor(s["positions"]).view(-1, 3)
            for key in ("visible_ends", "targets", "weights"):
                s[key] = torch.tensor(s[key])
    return [batch["sequences"] for batch in document["batches"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("kind", choices=["loss", "train"])
    parser.add_argument("--weights", required=True)
    parser.add_argument("--batch", required=True)
    parser.add_argument("--dtype", choices=["bfloat16", "float32"], default="bfloat16")
    parser.add_argument("--optimizer", choices=["muon", "adamw"], default="muon")
    parser.add_argument("--unfused", action="store_true", help="AdamW as a loop over parameters")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--warmup", type=int, default=3, help="steps not counted")
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    tensors, shape = read_safetensors(options.weights)
    model = ArcDecoder(shape)
    model.load(tensors)
    batches = read_batches(options.batch)
    if options.kind == "loss":
        with torch.no_grad():
            losses = [loss_of(model, batch, options.dtype).item() for batch in batches]
        print(json.dumps({"losses": losses}))
    else:
        print(json.dumps(train(model, batches, options)))


if __name__ == "__main__":
    main()
