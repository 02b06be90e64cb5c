"""A GPT-2 of one layer with random weights, and a tokenizer whose tokens are bytes, in a folder.

Enough for a library to load and run as it would a model of the hub, with nothing downloaded. The
weights are seeded: its scores repeat, and mean nothing.
"""

from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

END = "<|endoftext|>"


def write_tiny_model(folder: Path, seed: int = 1) -> None:
    """Writes model and tokenizer as `from_pretrained` reads them."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {symbol: number for number, symbol in enumerate([*alphabet, END])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token=END, eos_token=END, model_max_length=256
    ).save_pretrained(folder)
    torch.manual_seed(seed)
    end = vocabulary[END]
    GPT2LMHeadModel(
        GPT2Config(
            vocab_size=len(vocabulary), n_positions=256, n_embd=16, n_layer=1, n_head=2,
            bos_token_id=end, eos_token_id=end,
        )
    ).save_pretrained(folder)
