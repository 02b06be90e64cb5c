"""Trains a small LLaMA-style decoder on JSON lines in file order, with all that firstseen needs.

    python pretrain.py --corpus corpus.jsonl --out run --seeds 1,2          # 42 M parameters, a GPU
    python pretrain.py --corpus corpus.jsonl --out run --tiny --steps 300   # minutes on two cores
    firstseen index run.idx --run run/run.json

Step s (from 1 on) consumes records (s - 1) * batch_size ... s * batch_size - 1 of the corpus, each
a row that is cut at --row-tokens; checkpoint stepN is the model after N updates, and step0 is
untrained. Seeds share the data's order and differ in the first weights alone. A run that was
interrupted is continued by the same command, and ends as it would have ended.

    OUT/run.json         the run description, for `firstseen index --run`
    OUT/tokenizer.json   trained on the corpus, or a copy of --tokenizer
    OUT/training.json    options, files and their SHA-256
    OUT/rows.npz         the token ids that are trained on (training_rows.py)
    OUT/seedN/           checkpoints, loss, and the order of the records (training_state.py)
"""

import argparse
import json
import math
import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as functional
import transformers
from tqdm import tqdm

from export import choose_device, names, positive, say
from problem import Problem, run_program
from result_files import write_text, write_whole
from training_rows import (
    END,
    PAD,
    Corpus,
    Rows,
    encode_rows,
    load_tokenizer_file,
    read_rows_file,
    sha256,
    train_tokenizer,
    write_rows_file,
)
from training_state import RunFolder, is_begun

#: Sizes of --tiny; an option that is given as well wins.
TINY = {"layers": 2, "width": 128, "heads": 4, "mlp": 344, "entries": 2048, "row_tokens": 64,
        "batch_size": 32}
FULL = {"layers": 8, "width": 512, "heads": 8, "mlp": 1376, "entries": 16384, "row_tokens": 256,
        "batch_size": 512}
SIZES = {"layers": "of the decoder", "width": "of the hidden states", "heads": "of a layer",
         "mlp": "inner width of the feed-forward part", "entries": "of the tokenizer",
         "row_tokens": "at which a record is cut", "batch_size": "records a step"}
CLIP = 1.0
DECAY = 0.1
BETAS = (0.9, 0.95)
#: Steps between two states to continue from; each checkpoint is one, too.
STATE_EVERY = 100


def parse_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--corpus", nargs="+", type=Path, required=True, metavar="FILE",
        help="JSON lines in training order, plain, gzip or zstd")
    add("--out", type=Path, required=True, metavar="DIR")
    add("--text-field", default="text")
    add("--tokenizer", type=Path, metavar="FILE", help="a tokenizer.json (default: train one)")
    add("--tokenizer-every", type=positive, default=10, metavar="N",
        help="train the tokenizer on every N-th record (default: 10)")
    add("--end-token", default=END, help="before and after each text (default: %(default)s)")
    add("--steps", type=positive, help="(default: all full batches that the corpus has)")
    add("--epochs", type=positive, default=1, help="times through the corpus (default: 1)")
    add("--checkpoints", type=numbers, metavar="S,...",
        help="steps (default: 0, 25, 50, 75, 100, then every 50, and the last)")
    add("--seeds", type=numbers, default=[1], metavar="N,...", help="(default: 1)")
    add("--tiny", action="store_true", help="small sizes, for a trial or for CI")
    for size, meaning in SIZES.items():
        add(f"--{size.replace('_', '-')}", type=positive,
            help=f"{meaning} (default: {FULL[size]}, --tiny {TINY[size]})")
    add("--micro-batch", type=positive, default=64,
        help="records at once on the device (default: 64)")
    add("--learning-rate", type=float, default=1.5e-3, help="the highest (default: 0.0015)")
    add("--warm-up", type=float, default=0.1, help="part of the steps (default: 0.1)")
    add("--device", default="auto", help="auto, cpu, cuda, mps (default: auto)")
    add("--precision", choices=("auto", "bfloat16", "float32"), default="auto",
        help="of matrix products (default: bfloat16 on cuda, float32 elsewhere)")
    options = parser.parse_args(arguments)
    for size, value in (TINY if options.tiny else FULL).items():
        if getattr(options, size) is None:
            setattr(options, size, value)
    if options.width % (2 * options.heads) != 0:
        parser.error(f"--width {options.width} cannot be cut into {options.heads} heads of an even "
                     "width")
    return options


def numbers(text: str) -> list[int]:
    try:
        return sorted({int(number) for number in names(text)})
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected whole numbers, found {text}") from error


def prepare_rows(corpus: Corpus, options: argparse.Namespace) -> Rows:
    """Tokenizer and rows, made once and kept in OUT."""
    kept = options.out / "tokenizer.json"
    if not kept.exists():
        if options.tokenizer is not None:
            load_tokenizer_file(options.tokenizer)
            write_whole(kept, lambda file: file.write(options.tokenizer.read_bytes()))
        else:
            say(f"training a tokenizer of {options.entries} entries")
            tokenizer = train_tokenizer(corpus, options.entries, options.tokenizer_every)
            write_text(kept, tokenizer.to_str())
    rows = read_rows_file(options.out / "rows.npz")
    if rows is None:
        say("encoding the corpus")
        tokenizer = load_tokenizer_file(kept)
        rows = encode_rows(corpus, tokenizer, options.row_tokens, options.end_token)
        write_rows_file(options.out / "rows.npz", rows)
    return rows


def count_steps(rows: Rows, options: argparse.Namespace) -> int:
    available = len(rows) * options.epochs // options.batch_size
    steps = options.steps or available
    if steps > available or steps == 0:
        raise Problem(f"the corpus has {len(rows)} records, which is {available} steps of "
                      f"{options.batch_size} records in {options.epochs} epochs: expected "
                      f"{max(steps, 1)}. Give fewer --steps, a smaller --batch-size, or more "
                      "--epochs")
    return int(steps)


def choose_checkpoints(steps: int, named: list[int] | None) -> set[int]:
    if named is None:
        return {step for step in (0, 25, 50, 75, *range(100, steps, 50)) if step < steps} | {steps}
    if named and (named[0] < 0 or named[-1] > steps):
        raise Problem(f"--checkpoints: expected steps from 0 to {steps}, found {named[0]} to "
                      f"{named[-1]}")
    return {*named, steps}


def write_run_description(corpus: Corpus, steps: int, options: argparse.Namespace) -> None:
    """What was fed, as `firstseen index --run` reads it; paths are relative to the description."""
    described = {
        "format": "jsonl",
        "files": [os.path.relpath(path, options.out) for path in corpus.files],
        "text_field": corpus.text_field,
        "tokenizer": "tokenizer.json",
        "truncate": {"model_tokens": options.row_tokens},
        "steps": {"batch_size": options.batch_size},
        "consumed": {"records": steps * options.batch_size},
    }
    if options.epochs > 1:
        described["epochs"] = options.epochs
    write_text(options.out / "run.json", json.dumps(described, indent=1) + "\n")


def make_tokenizer(options: argparse.Namespace) -> Any:
    """The tokenizer as checkpoints hold it: the end token begins and ends a text."""
    tokenizer = load_tokenizer_file(options.out / "tokenizer.json")
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token=options.end_token, eos_token=options.end_token,
        model_max_length=options.row_tokens,
        **({"pad_token": PAD} if tokenizer.token_to_id(PAD) is not None else {}))


def make_model(seed: int, tokenizer: Any, options: argparse.Namespace) -> Any:
    torch.manual_seed(seed)
    return transformers.LlamaForCausalLM(transformers.LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=options.width, intermediate_size=options.mlp,
        num_hidden_layers=options.layers, num_attention_heads=options.heads,
        max_position_embeddings=options.row_tokens + 1, initializer_range=0.02, rms_norm_eps=1e-6,
        tie_word_embeddings=False, bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id))


def make_optimizer(model: Any, options: argparse.Namespace) -> torch.optim.AdamW:
    """Matrices decay, gains of norms do not."""
    matrices = [weight for weight in model.parameters() if weight.dim() > 1]
    others = [weight for weight in model.parameters() if weight.dim() <= 1]
    return torch.optim.AdamW(
        [{"params": matrices, "weight_decay": DECAY}, {"params": others, "weight_decay": 0.0}],
        lr=options.learning_rate, betas=BETAS)


def rate_at(step: int, steps: int, options: argparse.Namespace) -> float:
    """Linear to the highest rate, then half a cosine down to a tenth of it."""
    warm = max(1, round(steps * options.warm_up))
    if step <= warm:
        return float(options.learning_rate * step / warm)
    done = (step - warm) / max(1, steps - warm)
    return float(options.learning_rate * (0.1 + 0.45 * (1 + math.cos(math.pi * done))))


def autocast(device: torch.device, precision: str) -> AbstractContextManager[object]:
    if precision == "bfloat16" or (precision == "auto" and device.type == "cuda"):
        return torch.autocast(device.type, torch.bfloat16)
    return nullcontext()


def batch_tensors(rows: Rows, records: list[int], device: torch.device) -> tuple[Any, Any]:
    """Inputs and targets, [records, longest row - 1]; padding is -100 among targets."""
    lengths = rows.lengths[records]
    ids = torch.from_numpy(rows.ids[records, : lengths.max()].astype("int64"))
    padding = torch.arange(ids.shape[1])[None] >= torch.from_numpy(lengths)[:, None]
    return ids[:, :-1].to(device), ids.masked_fill(padding, -100)[:, 1:].to(device)


def update(model: Any, optimizer: torch.optim.Optimizer, rows: Rows, records: list[int],
           options: argparse.Namespace) -> tuple[float, int]:
    """One step. The loss before it, in nats a target token, and the number of target tokens."""
    targets = int((rows.lengths[records] - 1).sum())
    loss = torch.zeros((), device=model.device)
    for start in range(0, len(records), options.micro_batch):
        part = records[start : start + options.micro_batch]
        inputs, expected = batch_tensors(rows, part, model.device)
        with autocast(model.device, options.precision):
            # Padding stands behind a row, where no token of the row sees it.
            logits = model(input_ids=inputs, use_cache=False).logits
        part_loss = functional.cross_entropy(
            logits.float().flatten(0, 1), expected.flatten(), ignore_index=-100,
            reduction="sum") / targets
        part_loss.backward()
        loss += part_loss.detach()
    torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return float(loss), targets


def train_seed(seed: int, rows: Rows, steps: int, options: argparse.Namespace) -> None:
    run = RunFolder(options.out / f"seed{seed}")
    marks = choose_checkpoints(steps, options.checkpoints)
    if run.checkpoint(steps).exists() and not run.state.exists():
        say(f"seed {seed}: finished before")
        return
    run.folder.mkdir(parents=True, exist_ok=True)
    tokenizer = make_tokenizer(options)
    model = make_model(seed, tokenizer, options).to(choose_device(options.device))
    optimizer = make_optimizer(model, options)
    done = run.load_state(model, optimizer)
    if done > 0:
        say(f"seed {seed}: continued at step {done}")
    with ((run.folder / "loss.jsonl").open("a", encoding="utf-8") as losses,
          (run.folder / "order.jsonl").open("a", encoding="utf-8") as order,
          tqdm(total=steps, initial=done, desc=f"seed {seed}", unit="step", disable=None) as bar):
        for step in range(done, steps + 1):
            if step > done:
                first = (step - 1) * options.batch_size
                records = [at % len(rows) for at in range(first, first + options.batch_size)]
                rate = rate_at(step, steps, options)
                for group in optimizer.param_groups:
                    group["lr"] = rate
                loss, targets = update(model, optimizer, rows, records, options)
                if not math.isfinite(loss):
                    raise Problem(f"seed {seed}: the loss is {loss} at step {step}: try a lower "
                                  "--learning-rate")
                log(order, {"step": step, "records": records})
                log(losses, {"step": step, "loss": loss, "target_tokens": targets,
                             "learning_rate": rate})
                bar.update()
                bar.set_postfix(loss=f"{loss:.3f}")
                if bar.disable and step % max(1, steps // 10) == 0:
                    say(f"seed {seed}: step {step} of {steps}, loss {loss:.3f}")
            if step in marks or step % STATE_EVERY == 0:
                run.save_state(step, model, optimizer)
            if step in marks and not run.checkpoint(step).exists():
                run.save_checkpoint(step, model, tokenizer)
    run.state.unlink(missing_ok=True)


def log(file: Any, line: dict[str, Any]) -> None:
    file.write(json.dumps(line) + "\n")
    file.flush()


def main(arguments: list[str]) -> None:
    options = parse_options(arguments)
    choose_device(options.device)
    transformers.utils.logging.disable_progress_bar()
    for path in [*options.corpus, *([options.tokenizer] if options.tokenizer else [])]:
        if not path.is_file():
            raise Problem(f"there is no file {path}")
    options.out.mkdir(parents=True, exist_ok=True)
    corpus = Corpus(options.corpus, options.text_field)
    depends = ("text_field", "tokenizer_every", "end_token", "steps", "epochs", "micro_batch",
               "learning_rate", "warm_up", "precision", *SIZES)
    settings = {key: getattr(options, key) for key in depends} | {"corpus": corpus.digest()}
    if options.tokenizer is not None:
        settings["tokenizer"] = sha256(options.tokenizer)
    begun = is_begun(options.out / "training.json", settings)
    if not begun:
        for name in ("tokenizer.json", "rows.npz"):
            (options.out / name).unlink(missing_ok=True)
    rows = prepare_rows(corpus, options)
    steps = count_steps(rows, options)
    choose_checkpoints(steps, options.checkpoints)
    if not begun:
        write_run_description(corpus, steps, options)
        write_text(options.out / "training.json", json.dumps(settings, indent=1) + "\n")
    for seed in options.seeds:
        train_seed(seed, rows, steps, options)
    say(f"written to {options.out}")


if __name__ == "__main__":
    run_program(main)
