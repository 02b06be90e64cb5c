"""Folders of checkpoints as `save_pretrained` writes them: which step each is, and loading them."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers

from problem import Problem

#: checkpoint-700, step700, step_700, global_step700, step1000-tokens4B, iter_0000700
STEP_PATTERN = r"(?:checkpoint|step|iter)[-_]?(\d+)"
WEIGHTS = ("*.safetensors", "*.bin")
TOKENIZER_FILES = ("tokenizer.json", "tokenizer.model", "spiece.model", "vocab.json", "vocab.txt")
DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
#: Bytes at both ends of a weight file that its digest is made of.
SAMPLE_BYTES = 1 << 20


@dataclass(frozen=True)
class Checkpoint:
    step: int
    folder: Path

    def digest(self) -> str:
        """SHA-256 of the configuration and of size, first and last MiB of each weight file.

        Other weights under the same name are noticed, at a cost that does not grow with the model.
        """
        digest = hashlib.sha256((self.folder / "config.json").read_bytes())
        for path in sorted(path for glob in WEIGHTS for path in self.folder.glob(glob)):
            size = path.stat().st_size
            digest.update(f"{path.name} {size}".encode())
            with path.open("rb") as file:
                digest.update(file.read(SAMPLE_BYTES))
                file.seek(max(0, size - SAMPLE_BYTES))
                digest.update(file.read(SAMPLE_BYTES))
        return digest.hexdigest()


def find_checkpoints(paths: list[Path], pattern: str, step: int | None) -> list[Checkpoint]:
    """Checkpoints by step. A path is a checkpoint, or a folder with checkpoints in it."""
    try:
        expression = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise Problem(f"--step-pattern {pattern!r} is not a regular expression: {error}") from error
    if expression.groups != 1:
        raise Problem(f"--step-pattern {pattern!r} has {expression.groups} groups: expected one, "
                      "around the number, as in 'step(\\d+)'")
    found = [checkpoint for path in paths for checkpoint in checkpoints_at(path, expression, step)]
    by_step: dict[int, Checkpoint] = {}
    for checkpoint in found:
        other = by_step.setdefault(checkpoint.step, checkpoint)
        if other.folder.resolve() != checkpoint.folder.resolve():
            raise Problem(f"{other.folder} and {checkpoint.folder} are both step {other.step}: "
                          "export each run to its own --out, or give another --step-pattern")
    return [by_step[step] for step in sorted(by_step)]


def checkpoints_at(path: Path, expression: re.Pattern[str], step: int | None) -> list[Checkpoint]:
    if not path.is_dir():
        raise Problem(f"{path} is not a folder. A model of the hub has to be downloaded first: "
                      "hf download NAME --revision step1000 --local-dir NAME/step1000")
    # A name that begins with a dot is a folder that is being written.
    inner = [Checkpoint(int(match.group(1)), folder) for folder in sorted(path.iterdir())
             if folder.is_dir() and not folder.name.startswith(".")
             and (match := expression.search(folder.name))]
    if inner and step is None:
        # The folder of a Trainer also holds the last model; its checkpoint has the same weights.
        return [require_model(checkpoint) for checkpoint in inner]
    match = expression.search(path.resolve().name)
    if step is None and match is not None:
        step = int(match.group(1))
    if step is None:
        require_model(Checkpoint(0, path))
        raise Problem(f"the name of {path} does not say a step: give --step N, or a --step-pattern")
    return [require_model(Checkpoint(step, path))]


def require_model(checkpoint: Checkpoint) -> Checkpoint:
    folder = checkpoint.folder
    if not (folder / "config.json").exists():
        raise Problem(f"{folder} has no config.json: expected a folder of `save_pretrained`, or a "
                      "folder with such folders named by step (step700, checkpoint-700) in it")
    if not any(path for glob in WEIGHTS for path in folder.glob(glob)):
        raise Problem(f"{folder} has a config.json but no weights (*.safetensors, *.bin)")
    return checkpoint


def load_model(checkpoint: Checkpoint, dtype: str, eager: bool) -> Any:
    """The model, in evaluation mode on the CPU. All its weights must come from the folder."""
    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    try:
        model, loading = transformers.AutoModelForCausalLM.from_pretrained(
            checkpoint.folder, dtype=DTYPES[dtype], local_files_only=True, output_loading_info=True,
            **({"attn_implementation": "eager"} if eager else {}))
    except Exception as error:  # each format of weights has errors of its own
        raise Problem(f"{checkpoint.folder} cannot be loaded: {error}") from error
    for kind in ("missing_keys", "mismatched_keys"):
        if loading.get(kind):
            raise Problem(f"{checkpoint.folder}: weights do not fit the model "
                          f"({kind.replace('_', ' ')}: {sorted(map(str, loading[kind]))[:3]}). "
                          "Without them its results would be random")
    return model.eval()


def require_causal(model: Any, checkpoint: Checkpoint) -> None:
    """Refuses a model in which a token changes what is predicted before it."""
    vocabulary = model.get_input_embeddings().num_embeddings
    first = torch.arange(4, device=model.device)[None] % vocabulary
    second = first.clone()
    second[0, -1] = 4 % vocabulary
    with torch.inference_mode():
        one, other = (model(input_ids=ids).logits[0, :-1].float() for ids in (first, second))
    # The same products in both runs: what comes before the change is equal, not only close.
    if (one - other).abs().max() > 1e-5 * one.abs().max():
        raise Problem(f"{checkpoint.folder} ({type(model).__name__}) is not a causal language "
                      "model: a later token changes the prediction of an earlier one")


def context_length(model: Any) -> int | None:
    """The most tokens that the model takes at once, where its configuration says so."""
    config = model.config.get_text_config()
    for key in ("max_position_embeddings", "n_positions", "max_seq_len", "seq_length"):
        length = getattr(config, key, None)
        if isinstance(length, int) and length > 0:
            return length
    return None


def find_tokenizer(checkpoint: Checkpoint, named: Path | None) -> Path:
    """What `--tokenizer` names, else the checkpoint's folder, else the folder around it."""
    around = [checkpoint.folder, checkpoint.folder.resolve().parent]
    for path in [named] if named is not None else around:
        if path.is_file() or any((path / name).exists() for name in TOKENIZER_FILES):
            return path
    raise Problem(f"no tokenizer in {named or checkpoint.folder} (none of "
                  f"{', '.join(TOKENIZER_FILES)}): name its folder or tokenizer.json, --tokenizer")


def digest_tokenizer(path: Path) -> str:
    """SHA-256 of a tokenizer's files."""
    names = [*TOKENIZER_FILES, "tokenizer_config.json", "special_tokens_map.json",
             "added_tokens.json", "merges.txt"]
    files = [path] if path.is_file() else [path / name for name in names if (path / name).exists()]
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name} {file.stat().st_size}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def load_tokenizer(path: Path) -> Any:
    try:
        if path.is_file():
            return transformers.PreTrainedTokenizerFast(tokenizer_file=str(path))
        return transformers.AutoTokenizer.from_pretrained(path, local_files_only=True)
    except Exception as error:  # tokenizers raise plain Exception
        raise Problem(f"the tokenizer {path} cannot be loaded: {error}") from error


def find_prefix(tokenizer: Any, named: str | None) -> int:
    """The token in front of each sentence: the named one, else bos, else eos (as lm_eval)."""
    if named is not None:
        token = int(named) if named.isdigit() else tokenizer.convert_tokens_to_ids(named)
        if token is None or token >= len(tokenizer) or (
                token == tokenizer.unk_token_id and named != tokenizer.unk_token):
            raise Problem(f"--prefix-token {named!r} is not a token of the tokenizer: expected a "
                          f"token or an id below {len(tokenizer)}")
        return token
    for token in (tokenizer.bos_token_id, tokenizer.eos_token_id):
        if token is not None:
            return int(token)
    raise Problem("the tokenizer has neither a bos nor an eos token to put in front of a sentence: "
                  "name the token that the model was trained to see there, --prefix-token "
                  f"(for example {json.dumps(tokenizer.convert_ids_to_tokens(0))})")
