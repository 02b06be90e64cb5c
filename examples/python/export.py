"""What checkpoints say of minimal pairs: scores, states and attention, for `firstseen curves`.

    python export.py runs/seed1 --split blimp-splits --pairs 'blimp/*.jsonl' --out results/seed1
    python export.py runs/seed1 --split blimp-splits --out results/seed1 \\
        --kinds scores,states,attention --sets determiner_noun_agreement_1

CHECKPOINT is a folder of `save_pretrained` whose name says its step (step700, checkpoint-700), or a
folder with such folders in it. Row i of every array is row i of the pair file. A row that only a
dropped pair has is nan, and has no line in the table, unless its pair file is named with --pairs.
What is finished is not made again, so the same command continues where it was interrupted.
The files of OUT are described in result_files.py.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from checkpoints import (
    DTYPES,
    STEP_PATTERN,
    Checkpoint,
    context_length,
    digest_tokenizer,
    find_checkpoints,
    find_prefix,
    find_tokenizer,
    load_model,
    load_tokenizer,
    require_causal,
)
from pair_sets import Columns, PairSet, read_pair_sets
from probes import Encoding, Probe, encode_set, require_finite, require_fitting, run_probes
from problem import Problem, run_program
from result_files import (
    ARRAY_DTYPES,
    KINDS,
    TABLES,
    ArrayFormat,
    ResultFiles,
    Settings,
    require_table,
    write_table,
)


def parse_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("checkpoints", nargs="+", type=Path, metavar="CHECKPOINT")
    add("--split", type=Path, metavar="DIR", help="a folder that `firstseen split` wrote")
    add("--pairs", nargs="+", default=[], metavar="FILE",
        help="pair files: JSON lines, a JSON list, CSV, TSV, or quoted globs; a file is a set")
    add("--sets", type=names, default=[], metavar="A,B", help="only these")
    add("--out", type=Path, required=True, metavar="DIR")
    add("--kinds", type=names, default=["scores"], metavar="A,B",
        help=f"of {', '.join(KINDS)} (default: scores)")
    add("--seed", type=int, default=1, help="of the run, for the table's column (default: 1)")
    add("--step", type=int, help="of one checkpoint whose name does not say it")
    add("--step-pattern", default=STEP_PATTERN, metavar="REGEX",
        help="finds the step in a folder's name (default: %(default)s)")
    add("--tokenizer", type=Path, help="folder or tokenizer.json (default: the checkpoint's)")
    add("--prefix-token", metavar="TOKEN", help="in front of each sentence, a token or an id "
        "(default: the tokenizer's bos token, else its eos token)")
    add("--allow-unknown", action="store_true", help="score sentences with unknown tokens")
    add("--good", default=Columns.good, help="column of the good sentence (default: %(default)s)")
    add("--bad", default=Columns.bad, help="column of the bad sentence (default: %(default)s)")
    add("--prefix", default="", help="as given to `firstseen split`")
    add("--batch-size", type=positive, default=64, help="sentences (default: 64)")
    add("--device", default="auto", help="auto, cpu, cuda, cuda:1, mps (default: auto)")
    add("--dtype", choices=DTYPES, default="float32", help="of weights and products (default: "
        "float32; in the others, numbers depend a little on the batch size)")
    add("--arrays", choices=("npy", "safetensors"), default="npy", help="(default: npy)")
    add("--array-dtype", choices=ARRAY_DTYPES, default="float16",
        help="of stored states and attention (default: float16)")
    add("--table", choices=TABLES, default="csv", help="of results.* (default: csv)")
    options = parser.parse_args(arguments)
    unknown = [kind for kind in options.kinds if kind not in KINDS]
    if unknown:
        parser.error(f"--kinds: {unknown[0]!r} is not one of {', '.join(KINDS)}")
    if options.split is None and not options.pairs:
        parser.error("name the pairs: --split DIR, --pairs FILE, or both")
    if options.arrays == "npy" and options.array_dtype == "bfloat16":
        parser.error("npy has no bfloat16: use --arrays safetensors, or another --array-dtype")
    return options


def names(text: str) -> list[str]:
    return [name for name in text.split(",") if name]


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 on, found {text}")
    return number


def choose_device(named: str) -> torch.device:
    if named == "auto":
        named = "cuda" if torch.cuda.is_available() else (
            "mps" if torch.backends.mps.is_available() else "cpu")
    try:
        torch.zeros(1, device=named)
    except (RuntimeError, AssertionError) as error:
        raise Problem(f"--device {named} cannot be used: {str(error).splitlines()[0]}") from error
    return torch.device(named)


class Tokenizers:
    """Each tokenizer is loaded, and each set encoded with it, once for all checkpoints."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.encodings: dict[str, Encoding] = {}
        self.probes: dict[tuple[str, str], list[Probe]] = {}

    def encoding(self, checkpoint: Checkpoint) -> tuple[str, Encoding]:
        """Digest of the checkpoint's tokenizer, and how it encodes."""
        path = find_tokenizer(checkpoint, self.options.tokenizer)
        digest = digest_tokenizer(path)
        if digest not in self.encodings:
            tokenizer = load_tokenizer(path)
            self.encodings[digest] = Encoding(
                tokenizer, find_prefix(tokenizer, self.options.prefix_token),
                self.options.allow_unknown, states="states" in self.options.kinds,
                attention="attention" in self.options.kinds)
        return digest, self.encodings[digest]

    def encode(self, digest: str, pairs: PairSet) -> list[Probe]:
        key = (digest, pairs.name)
        if key not in self.probes:
            self.probes[key] = encode_set(pairs, self.encodings[digest])
        return self.probes[key]


def plan_settings(options: argparse.Namespace, pairs: PairSet,
                  made_from: Settings) -> dict[str, Settings]:
    """Kind -> all that its numbers depend on."""
    stored = {"arrays": options.arrays, "array_dtype": options.array_dtype}
    of_kind: dict[str, Settings] = {
        "scores": {"seed": options.seed},
        "states": stored,
        "attention": stored | {"phrases": pairs.digest_phrases()},
    }
    made_from = made_from | {"sentences": pairs.digest_sentences()}
    return {kind: made_from | of_kind[kind] for kind in KINDS if kind in options.kinds}


def export_checkpoint(checkpoint: Checkpoint, sets: list[PairSet], tokenizers: Tokenizers,
                      options: argparse.Namespace) -> None:
    """Makes what is missing of one checkpoint."""
    tokenizer, encoding = tokenizers.encoding(checkpoint)
    made_from = {"checkpoint": checkpoint.digest(), "tokenizer": tokenizer,
                 "prefix_token": encoding.prefix, "dtype": options.dtype}
    arrays = ArrayFormat(options.arrays, options.array_dtype)
    planned = []
    for pairs in sets:
        files = ResultFiles(options.out, pairs.name, checkpoint.step, arrays)
        settings = plan_settings(options, pairs, made_from)
        missing = files.missing(settings)
        if missing:
            planned.append((pairs, files, {kind: settings[kind] for kind in missing}))
    if not planned:
        say(f"step {checkpoint.step}: finished before")
        return
    started = time.monotonic()
    model = load_model(checkpoint, options.dtype, eager="attention" in options.kinds)
    model = model.to(choose_device(options.device))
    require_causal(model, checkpoint)
    sentences = sum(2 * len(pairs.pairs) for pairs, _, _ in planned)
    with tqdm(total=sentences, desc=f"step {checkpoint.step}", unit="sentence", disable=None,
              leave=False) as bar:
        for pairs, files, settings in planned:
            probes = tokenizers.encode(tokenizer, pairs)
            vocabulary = model.get_input_embeddings().num_embeddings
            require_fitting(probes, pairs.name, vocabulary, context_length(model))
            results = run_probes(model, probes, pairs.rows, options.batch_size, bar.update)
            require_finite(results, pairs, checkpoint.step)
            files.write(results, pairs, settings)
    say(f"step {checkpoint.step}: {len(planned)} {'set' if len(planned) == 1 else 'sets'}, {sentences} sentences, "
        f"{time.monotonic() - started:.1f} s")


def say_what_is_absent(sets: list[PairSet], options: argparse.Namespace) -> None:
    for pairs in sets:
        absent = pairs.rows - len(pairs.pairs)
        if absent > 0:
            say(f"remark: {pairs.name}: {absent} of {pairs.rows} rows are pairs that the split "
                "dropped. Name the pair files with --pairs to export them too")
        phraseless = sum(pair.critical is None for pair in pairs.pairs.values())
        if "attention" in options.kinds and 0 < phraseless < len(pairs.pairs):
            say(f"remark: {pairs.name}: {phraseless} of {pairs.rows} rows have no critical phrase; "
                "their attention is nan")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(arguments: list[str]) -> None:
    options = parse_options(arguments)
    require_table(options.table)
    choose_device(options.device)
    columns = Columns(options.good, options.bad, options.prefix)
    sets = read_pair_sets(options.split, options.pairs, options.sets, columns)
    if options.step is not None and len(options.checkpoints) > 1:
        raise Problem("--step names the step of one checkpoint, and several were given")
    checkpoints = find_checkpoints(options.checkpoints, options.step_pattern, options.step)
    say_what_is_absent(sets, options)
    tokenizers = Tokenizers(options)
    for checkpoint in checkpoints:
        export_checkpoint(checkpoint, sets, tokenizers, options)
    if "scores" in options.kinds:
        say(f"written to {write_table(options.out, options.table)}")


if __name__ == "__main__":
    run_program(main)
