"""Makes tests/data/text_models: a tiny random model of each family and what the public reference
implementation computes with it.

    pip install transformers==5.24.0 torch==2.15.0 && python tests/data/make_text_models.py

Each folder is a Hugging Face model (config.json, model.safetensors in float16 so that it is small)
with golden.json: token ids and the log-probabilities of the next tokens after each position, in
float32 with eager attention; positions are enough to leave the sliding windows.
"""
import json
import pathlib

import torch
import transformers
from transformers import AutoModelForCausalLM
from transformers import Gemma3TextConfig, LlamaConfig, Qwen2Config, Qwen3Config

FOLDER = pathlib.Path(__file__).parent / "text_models"
COMMON = dict(hidden_size=32, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4,
              num_key_value_heads=2, vocab_size=48, max_position_embeddings=4096)
MODELS = {
    "llama": LlamaConfig(**COMMON, tie_word_embeddings=True, rms_norm_eps=1e-5),
    "llama3": LlamaConfig(
        **COMMON, tie_word_embeddings=False, rope_theta=500000.0, head_dim=12,
        rope_scaling=dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0,
                          high_freq_factor=4.0, original_max_position_embeddings=64)),
    "qwen2": Qwen2Config(**COMMON, tie_word_embeddings=False),
    "qwen3": Qwen3Config(**COMMON, tie_word_embeddings=True, head_dim=16),
    "gemma3": Gemma3TextConfig(
        **{**COMMON, "num_hidden_layers": 3}, head_dim=16, sliding_window=8,
        query_pre_attn_scalar=24, final_logit_softcapping=5.0,
        layer_types=["sliding_attention", "full_attention", "sliding_attention"]),
}
TOKENS = 40


def randomize(model):
    # Gains and biases away from their initial ones and zeros, so that none can be left out.
    for name, parameter in model.named_parameters():
        spread = 0.3 if parameter.dim() == 1 else 1.5 / parameter.shape[-1] ** 0.5
        centre = 1.0 if "norm" in name and "gemma" not in type(model).__name__.lower() else 0.0
        parameter.data.normal_(centre, spread)
        parameter.data = parameter.data.half().float()


def main():
    for number, (name, config) in enumerate(MODELS.items()):
        torch.manual_seed(number)
        config._attn_implementation = "eager"
        model = AutoModelForCausalLM.from_config(config).float().eval()
        randomize(model)
        ids = torch.randint(0, config.vocab_size, (TOKENS,))
        with torch.no_grad():
            logits = model(input_ids=ids[None]).logits[0].double()
        logs = torch.log_softmax(logits, -1)
        folder = FOLDER / name
        model.half().save_pretrained(folder)
        (folder / "generation_config.json").unlink(missing_ok=True)
        (folder / "model.safetensors").chmod(0o644)
        golden = dict(
            program=f"transformers {transformers.__version__}, torch {torch.__version__}",
            ids=ids.tolist(),
            log_probabilities=[[round(v, 6) for v in row] for row in logs[::3].tolist()],
            positions=list(range(0, TOKENS, 3)))
        (folder / "golden.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
