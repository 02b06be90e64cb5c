"""Models and inputs that are made on the spot, for the tests of examples/python.

test/examples/python.test.ts runs the tests. It names, in the environment, a folder with real output
of `firstseen split`: PAIRS_FOLDER has pairs/*.jsonl, split/ and compact/.
"""

import json
import os
import sys
import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
sys.path.insert(0, str(Path(__file__).parents[3] / "examples" / "python"))

import torch  # noqa: E402
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers  # noqa: E402
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast  # noqa: E402

# A test that forks needs a parent without a pool of threads.
torch.set_num_threads(1)

INPUTS = Path(os.environ["PAIRS_FOLDER"])
END, PAD = "<|endoftext|>", "<|pad|>"


def read_pairs(name: str) -> list[dict[str, str]]:
    lines = (INPUTS / "pairs" / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def set_names() -> list[str]:
    return sorted(path.stem for path in (INPUTS / "pairs").glob("*.jsonl"))


def sentences() -> list[str]:
    return [pair[column] for name in set_names() for pair in read_pairs(name)
            for column in ("sentence_good", "sentence_bad")]


def make_tokenizer(entries: int = 400) -> Tokenizer:
    """Byte-level BPE of the pairs' own sentences; words are of one piece and of several."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(sentences(), trainers.BpeTrainer(
        vocab_size=entries, special_tokens=[END, PAD], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    return tokenizer


def make_model(seed: int, entries: int = 400, context: int = 64) -> LlamaForCausalLM:
    """Weights wide enough that scores of different sentences are far apart."""
    torch.manual_seed(seed)
    return LlamaForCausalLM(LlamaConfig(
        vocab_size=entries, hidden_size=32, intermediate_size=48, num_hidden_layers=3,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=context,
        initializer_range=0.5, bos_token_id=0, eos_token_id=0, pad_token_id=1)).eval()


def write_checkpoint(folder: Path, seed: int, tokenizer: Tokenizer) -> None:
    make_model(seed, tokenizer.get_vocab_size()).save_pretrained(folder)
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token=END, eos_token=END,
                            pad_token=PAD).save_pretrained(folder)


class InFolder(unittest.TestCase):
    """Each test has a folder of its own."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)


def run_killed(work: Callable[[], None]) -> bool:
    """Runs `work` in a forked process; was it ended by SIGKILL, as `work` may do to itself?"""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def kill_at_write(module: object, number: int) -> None:
    """Lets the n-th file that `module` writes whole end the process when half of it is there."""
    import signal

    original = module.write_whole  # type: ignore[attr-defined]
    written = 0

    def write_whole(path: Path, write: Callable[[object], object]) -> None:
        nonlocal written
        written += 1
        if written < number:
            original(path, write)
            return

        def write_half(file: object) -> None:
            write(file)
            file.flush()  # type: ignore[attr-defined]
            os.ftruncate(file.fileno(), file.tell() // 2)  # type: ignore[attr-defined]
            os.kill(os.getpid(), signal.SIGKILL)

        original(path, write_half)

    module.write_whole = write_whole  # type: ignore[attr-defined]
