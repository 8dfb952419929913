#!/usr/bin/env python3
"""Writes block_values.json: random blocks of every number format that weight files may have, and
their values as the Python package gguf (0.19.0 with numpy 2.4.6) dequantizes them.

    pip install gguf==0.19.0 numpy==2.4.6 && python3 tests/data/make_block_values.py
"""
import json
import pathlib

import gguf
import numpy as np

FORMATS = ["F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K"]
# Places of half-float scales in a block: random bits there would often be infinite.
SCALES = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q4_K": [0, 2],
          "Q5_K": [0, 2], "Q6_K": [208]}

random = np.random.RandomState(7)
entries = {}
for name in FORMATS:
    kind = gguf.GGMLQuantizationType[name]
    values, size = gguf.GGML_QUANT_SIZES[kind]
    if name in SCALES:
        blocks = random.randint(0, 256, (2 if values < 256 else 1, size)).astype(np.uint8)
        for block in blocks:
            for place in SCALES[name]:
                scale = np.float16(random.uniform(-2, 2))
                block[place:place + 2] = np.frombuffer(scale.tobytes(), np.uint8)
        raw = blocks
    elif name == "BF16":
        floats = random.randn(32).astype(np.float32)
        raw = (floats.view(np.uint32) >> 16).astype(np.uint16).view(np.uint8).reshape(1, -1)
    else:
        special = [0.0, -0.0, 1.0, 6e-8, -3e-6, 65504.0, 6.1e-5, -0.333]
        floats = np.concatenate([special, random.randn(24)])
        raw = floats.astype(np.float16 if name == "F16" else np.float32).view(np.uint8)
        raw = raw.reshape(1, -1)
    result = gguf.quants.dequantize(
        raw.view(np.float32) if name == "F32" else raw.view(np.float16) if name == "F16" else raw,
        kind)
    entries[name] = {"blocks": raw.tobytes().hex(),
                     "values": [float(f"{v:.9g}") for v in result.astype(np.float32).ravel()]}
lines = [f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in entries.items()]
target = pathlib.Path(__file__).parent / "block_values.json"
target.write_text("{\n" + ",\n".join(lines) + "\n}\n")
