"""A run description read plainly: its records in the order in which they were consumed, with steps.

The contract's words, one function each: files, order, epochs, truncation, steps. Everything is in
memory; nothing is fast. Inconsistent input raises, but only as far as a wrong answer would follow:
the checks that users meet are firstseen's own.
"""

import json
import re
from dataclasses import replace
from pathlib import Path

from .documents import read_document_files
from .megatron import MegatronData, gpt_samples
from .numbers import read_npy, read_order_file
from .order_logs import logged_rows, ordered_rows
from .rows import Row
from .steps import assign_steps, shape
from .tokenizer import Tokenizer
from .tokens import read_token_files, rows_of

DOCUMENT_FORMATS = ("jsonl", "json", "csv", "tsv", "text", "parquet", "arrow", "mds")


def read_run(path: Path):
    """Yields the records as dicts: rank, step, id and text, or tokens and text_pieces; file and row."""
    run = json.loads(path.read_text(encoding="utf-8"))
    tokenizer = Tokenizer(path.parent / run["tokenizer"]) if "tokenizer" in run else None
    rows = consumed_rows(run, path.parent)
    records = (shape(row, run, tokenizer) for row in rows)
    rule = {"field": "step"} if is_logged(run) else run.get("steps", {"batch_size": 512})
    yield from consumed_part(list(assign_steps(records, rule)), rule, run.get("consumed", {}))


def is_logged(run: dict) -> bool:
    """Whether an order log says the steps."""
    return run["format"] == "order-log" or run.get("order", {}).get("kind") == "order-log"


def consumed_part(records: list[dict], rule: dict, consumed: dict) -> list[dict]:
    """The records that were fed: so many, or those of the first steps. More than there is raises."""
    if "records" in consumed:
        if consumed["records"] > len(records):
            raise ValueError(f"{consumed['records']} records consumed, there are {len(records)}")
        return records[: consumed["records"]]
    if "steps" not in consumed:
        return records
    last = records[-1]["step"]
    for unit in {"words", "model_tokens"} & rule.keys():
        last = -(-sum(record[unit] for record in records) // rule[unit])
    if consumed["steps"] > last:
        raise ValueError(f"{consumed['steps']} steps consumed, there are {last}")
    return [record for record in records if record["step"] <= consumed["steps"]]


def consumed_rows(run: dict, folder: Path):
    """Rows in consumed order, all epochs."""
    order = run.get("order", {"kind": "none"})
    files = named_files(run, folder)
    if is_logged(run):
        if run["format"] == "order-log":
            rows = logged_rows(run, files)
        else:
            rows = ordered_rows(order, [row for some in read_files(run, files) for row in some], folder)
        for _ in range(run.get("epochs", 1)):
            yield from (replace(row) for row in rows)
        return
    if order["kind"] == "gpt-dataset":
        rows, numbers = gpt_rows(run, files, folder)
    elif order["kind"] == "gpt-blend":
        rows, numbers = blended_rows(run, files, folder)
    else:
        by_file = read_files(run, files)
        rows = [row for rows in by_file for row in whole_batches(rows, run)]
        listed = list_order(order, folder)
        numbers = range(len(rows)) if listed is None else listed
        if len(numbers) < len(rows) and "samples" not in order:
            raise ValueError(
                f"the order has {len(numbers)} entries for {len(rows)} records; samples says that it is meant"
            )
    check_order(numbers, len(rows), order)
    for _ in range(run.get("epochs", 1)):
        for number in numbers:
            yield replace(rows[number])


def read_files(run: dict, files: list[tuple[str, Path]]) -> list[list[Row]]:
    read = read_document_files if run["format"] in DOCUMENT_FORMATS else read_token_files
    return read(run, files)


def whole_batches(rows: list[Row], run: dict) -> list[Row]:
    """With drop_last a file's last incomplete batch is not consumed."""
    steps = run.get("steps", {})
    if steps.get("drop_last") != "file":
        return rows
    return rows[: len(rows) - len(rows) % steps["batch_size"]]


def named_files(run: dict, folder: Path) -> list[tuple[str, Path]]:
    """Files in reading order: as named, globs sorted naturally."""
    named: list[tuple[str, Path]] = []
    for file in run["files"]:
        if any(mark in file for mark in "*?[") and not (folder / file).exists():
            found = sorted((str(path.relative_to(folder)) for path in folder.glob(file)), key=natural_key)
            named += [(name, folder / name) for name in found]
        else:
            named.append((file, folder / file))
    return named


def natural_key(name: str) -> list:
    """part2 before part10: runs of digits by their value."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name) if part]


def list_order(order: dict, folder: Path) -> list[int] | None:
    if order["kind"] == "none":
        return None
    dtype = "uint32" if order["kind"] == "global-indices" else order.get("dtype", "uint32")
    (file,) = order["files"]
    numbers = read_order_file(folder / file, dtype).tolist()
    samples = order.get("samples", len(numbers))
    if samples > len(numbers):
        raise ValueError(f"{samples} samples, the order has {len(numbers)}")
    return numbers[:samples]


def gpt_rows(run: dict, files: list[tuple[str, Path]], folder: Path) -> tuple[list[Row], list[int]]:
    ((name, prefix),) = files
    order = run["order"]
    paths = [folder / file for file in order["files"]]
    samples, shuffle = gpt_samples(MegatronData(prefix), paths, run["row_tokens"])
    if order["samples"] > len(shuffle):
        raise ValueError(f"{order['samples']} samples, the shuffle index has {len(shuffle)}")
    return rows_of(name, samples), shuffle[: order["samples"]]


def blended_rows(run: dict, files: list[tuple[str, Path]], folder: Path) -> tuple[list[Row], list[int]]:
    """All samples of all data sets, one set after the other, and which of them come when."""
    order = run["order"]
    rows: list[Row] = []
    places: list[list[int]] = []  # of each set's samples among the rows, in its own order
    for (name, prefix), names in zip(files, order["datasets"], strict=True):
        samples, shuffle = gpt_samples(MegatronData(prefix), [folder / file for file in names], run["row_tokens"])
        places.append([len(rows) + number for number in shuffle])
        rows += rows_of(name, samples)
    entries = blend_of_weights(order["weights"], order["samples"]) if "weights" in order else None
    if "files" in order:
        sets, numbers = (read_npy(folder / file)[1] for file in order["files"])
        listed = list(zip(sets, numbers, strict=True))
        if len(listed) < order["samples"] or entries not in (None, listed[: order["samples"]]):
            raise ValueError("the blend has fewer samples, or is not that of its weights")
        entries = listed[: order["samples"]]
    if any(not 0 <= number < len(places[part]) for part, number in entries):
        raise ValueError("the blend takes samples that are not there")
    return rows, [places[part][number] for part, number in entries]


def blend_of_weights(weights: list[float], samples: int) -> list[tuple[int, int]]:
    """Each sample is the next one of the data set that is furthest behind its share, the first of several."""
    shares = normalized(normalized(weights))
    taken = [0] * len(weights)
    entries = []
    for number in range(samples):
        behind = [share * max(number, 1) - count for share, count in zip(shares, taken)]
        part = behind.index(max(behind))
        entries.append((part, taken[part]))
        taken[part] += 1
    return entries


def normalized(weights: list[float]) -> list[float]:
    """Added one after the other, as is right for fewer than 8 weights."""
    total = 0.0
    for weight in weights:
        total += weight
    return [weight / total for weight in weights]


def check_order(numbers, rows: int, order: dict) -> None:
    if len(numbers) == 0:
        raise ValueError("there are no records, or the order is empty")
    if any(not 0 <= number < rows for number in numbers):
        raise ValueError(f"the order names records that are not there: there are {rows}")
    if len(set(numbers)) < len(numbers) and not order.get("repeats", False):
        raise ValueError("the order names records twice, and repeats are not said to be meant")
