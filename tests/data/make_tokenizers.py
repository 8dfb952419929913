#!/usr/bin/env python3
"""Writes tokenizers/: small tokenizers laid out as those of Llama 3, Qwen 2, SmolLM, Llama 2 and
Gemma are, trained on the few texts below, and tokenizers/golden.json, the ids that the packages
tokenizers 0.23.3 and sentencepiece 0.2.3 give them.

    pip install tokenizers==0.23.3 sentencepiece==0.2.3 && python3 tests/data/make_tokenizers.py
"""
import io
import json
import pathlib

import sentencepiece
from tokenizers import (AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers,
                        processors, trainers)

SENTENCES = [
    "The quick brown fox jumps over the lazy dog; the dog doesn't mind, and they've all slept.",
    "Q: not ( True ) and ( True ) is\nA: False\n\nQ: 12 plus 345 equals 357, says the teacher.",
    "[[0 1 2]\n [3 4 5]]#\n[[6 7 8]\n [9 0 1]] -> output, input, grid, colour, row, column",
    "def answer(question):\n    return question.upper()  # the shouting answer\n\n\n",
    "Größe, naïve café, señor, où est la bibliothèque? Сколько стоит? 東京は日本の首都です。 🙂🚀",
]
TEXTS = SENTENCES + [
    "", " ", "   ", "a", " a", "a ", "  a  b   c    ", "\n", "\n\n", " \n \n\n x", "\t\tx\t",
    "1", "12", "123", "1234", "12345678", "3.14159", "x1y22z333", "v2.0-rc1", "½ ² ٣ Ⅷ",
    "DON'T don't I'LL we've it'S 'tis 's's", "...!!!???", "a,b;c:d", "#$%&*()", "e\u0301 cafe\u0301",
    "\u00a0nbsp\u2003em\u3000wide", "\r\n windows\r\n", "<s>a</s>", "x <|end|> y", "<|end|><|end|>",
    "\u2581already \u2581 marked", "你好，世界", "😀😃 👩‍👩‍👧", "\u0000\u0001\u007f", "ﬁ ligature Å",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "the answer is:   42\n\n\tTrue", "http://example.org/a?b=c&d=e", "snake_case CamelCase",
]
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|"
          r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
here = pathlib.Path(__file__).parent / "tokenizers"


def byte_level(pre, normalizer=None, ignore_merges=False):
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(pre)
    tokenizer.decoder = decoders.ByteLevel()
    if normalizer:
        tokenizer.normalizer = normalizer
    trainer = trainers.BpeTrainer(vocab_size=420, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
                                  special_tokens=["<s>", "</s>", "<|end|>"])
    tokenizer.train_from_iterator(SENTENCES, trainer)
    return tokenizer


def over_characters(normalizer, pre, decoder, spaces):
    vocab = {"<unk>": 0, "<s>": 1, "</s>": 2}
    for byte in range(256):
        vocab[f"<0x{byte:02X}>"] = len(vocab)
    trained = Tokenizer(models.BPE(unk_token="<unk>"))
    trained.train_from_iterator([spaces(s) for s in SENTENCES],
                                trainers.BpeTrainer(vocab_size=220, show_progress=False))
    state = json.loads(trained.to_str())["model"]
    for text in state["vocab"]:
        vocab.setdefault(text, len(vocab))
    merges = [tuple(m) for m in state["merges"]]
    tokenizer = Tokenizer(models.BPE(vocab, merges, unk_token="<unk>", byte_fallback=True,
                                     fuse_unk=True))
    tokenizer.normalizer, tokenizer.decoder = normalizer, decoder
    if pre:
        tokenizer.pre_tokenizer = pre
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False)
                                  for t in ["<s>", "</s>", "<|end|>"]])
    return tokenizer


def split(pattern):
    return pre_tokenizers.Split(Regex(pattern), "isolated")


last = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
full = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
marks = normalizers.Replace(" ", "▁")
made = {
    "llama3": byte_level([split(LLAMA3), last], ignore_merges=True),
    "qwen2": byte_level([split(QWEN2), last], normalizers.NFC()),
    "smollm": byte_level([pre_tokenizers.Digits(individual_digits=True), full]),
    "llama2": over_characters(
        normalizers.Sequence([normalizers.Prepend("▁"), marks]), None,
        decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(),
                           decoders.Strip(" ", 1, 0)]), lambda s: s.replace(" ", "▁")),
    "metaspace": over_characters(
        normalizers.NFC(), pre_tokenizers.Metaspace("▁", "first", split=False),
        decoders.Metaspace("▁", "first", split=False), lambda s: s.replace(" ", "▁")),
    "gemma": over_characters(
        marks, pre_tokenizers.Split(" ", "merged_with_previous"),
        decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]),
        lambda s: s.replace(" ", "▁")),
}
made["llama3"].post_processor = processors.TemplateProcessing(
    single="<s> $A", pair="<s> $A $B", special_tokens=[("<s>", 0)])
golden = {"texts": TEXTS, "ids": {}}
for name, tokenizer in made.items():
    folder = here / name
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    config = {"bos_token": "<s>", "eos_token": {"content": "</s>"}, "chat_template": "{{ bos }}"}
    (folder / "tokenizer_config.json").write_text(json.dumps(config) + "\n")
    golden["ids"][name] = [tokenizer.encode(t, add_special_tokens=False).ids for t in TEXTS]

model = io.BytesIO()
sentencepiece.SentencePieceTrainer.train(
    sentence_iterator=iter(SENTENCES), model_writer=model, vocab_size=400, model_type="bpe",
    byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False,
    user_defined_symbols=["<|end|>"], minloglevel=2)
(here / "sentencepiece").mkdir(exist_ok=True)
(here / "sentencepiece" / "tokenizer.model").write_bytes(model.getvalue())
processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
# The library knows no control tokens in texts, and leaves out what it cannot read.
plain = ["<s>" not in t for t in TEXTS]
golden["ids"]["sentencepiece"] = [processor.encode(t) if p else None for t, p in zip(TEXTS, plain)]
rows = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in golden["ids"].items())
(here / "golden.json").write_text(
    '{"texts": ' + json.dumps(TEXTS) + ',\n"ids": {\n' + rows + "\n}}\n")
