"""Makes random run descriptions over the small folders, with what the plain reading makes of them.

    python scripts/formats/make_random.py [COUNT [SEED]]

Writes test/formats/random-runs.jsonl, a line a run: {"folder","run","order","records","steps",
"words","model_tokens","digest"}. `order` are the numbers of the file order.raw that the test has to write
first, if there are any. `digest` is the SHA-256 of the records' lines, each [rank,step,id,row,part,...] as
compact JSON with a line feed; parts are the text, or the stretches between boundaries, empty ones left
out. model_tokens is null for text. Runs that the plain reading refuses, or that leave a file without a
record, are left out.
"""

import hashlib
import json
import random
import shutil
import sys
import tempfile
from array import array
from pathlib import Path

from plain.run import named_files, read_files, read_run, whole_batches

SMALL = Path(__file__).resolve().parents[2] / "test/formats/small"
LINES = ("jsonl", "json", "csv", "tsv", "text")
DOCUMENTS = (*LINES, "parquet", "arrow", "mds")
NEEDS_ROWS = ("olmo", "nanogpt", "llmc")


def change_run(run: dict, rng: random.Random) -> dict:
    """The same files read in another way."""
    for key in ("epochs", "truncate"):
        run.pop(key, None)
    if run["format"] in DOCUMENTS:
        run.pop("order", None)
        if rng.random() < 0.3 and run["format"] != "text" and isinstance(run.get("text_field", "text"), str):
            run["text_field"] = [run.get("id_field", "id"), run.get("text_field", "text")]
        if rng.random() < 0.4:
            run["tokenizer"] = "../tokenizer.json"
    else:
        change_rows(run, rng)
    if rng.random() < 0.3:
        run["truncate"] = random_truncation(run, rng)
    if rng.random() < 0.3:
        run["epochs"] = rng.randint(2, 3)
    run["steps"] = random_steps(run, rng)
    return run


def change_rows(run: dict, rng: random.Random) -> None:
    if rng.random() < 0.3:
        run.pop("end_of_document", None)
    elif rng.random() < 0.2:
        run["end_of_document"] = rng.choice([11, 33, 302])
    if run.get("order", {}).get("kind") in ("gpt-dataset", "gpt-blend"):
        run["order"]["samples"] = rng.randint(1, run["order"]["samples"])
        return
    for key in ("order", "row_tokens", "row_stride", "unit"):
        run.pop(key, None)
    if run["format"] in NEEDS_ROWS or rng.random() < 0.6:
        run["row_tokens"] = rng.randint(1, 40)
        if rng.random() < 0.6:
            run["row_stride"] = rng.randint(1, 50)
    elif run["format"] == "pythia-rows":
        run["row_tokens"] = 33
    else:
        run["unit"] = rng.choice(["document", "sequence"])


def random_truncation(run: dict, rng: random.Random) -> dict:
    if "tokenizer" in run and rng.random() < 0.5:
        return {"model_tokens": rng.randint(1, 30)}
    return {"words": rng.randint(1, 12)}


def random_steps(run: dict, rng: random.Random) -> dict:
    rule = rng.choice(["batch_size", "schedule", "model_tokens", "words", "field"])
    if rule == "field" and "field" in run["steps"] and "epochs" not in run:
        return run["steps"]
    if rule == "schedule":
        schedule = [[1, rng.randint(1, 4)]]
        for _ in range(rng.randint(0, 3)):
            schedule.append([schedule[-1][0] + rng.randint(1, 3), rng.randint(1, 6)])
        return {"schedule": schedule}
    if rule == "model_tokens" and "tokenizer" in run:
        return {"model_tokens": rng.choice([1, 7, 20, 64, 1000])}
    if rule == "words":
        return {"words": rng.choice([1, 5, 17, 100])}
    steps = {"batch_size": rng.randint(1, 9)}
    if run["format"] not in LINES and "order" not in run and rng.random() < 0.3:
        steps["drop_last"] = "file"
    return steps


def random_order(run: dict, records: int, rng: random.Random) -> list[int] | None:
    """Adds a list order to the run, or not; gives its numbers."""
    is_fixed = run["format"] in LINES or "order" in run or {"drop_last", "field"} & run["steps"].keys()
    if is_fixed or rng.random() < 0.6:
        return None
    order = {"kind": "list", "files": ["order.raw"], "dtype": rng.choice(["uint32", "uint64"])}
    numbers = rng.sample(range(records), records)
    if rng.random() < 0.4:
        numbers = [rng.randrange(records) for _ in range(rng.randint(records, 2 * records))]
        order["repeats"] = True
    if rng.random() < 0.3:
        order["samples"] = rng.randint(1, len(numbers))
    run["order"] = order
    return numbers


def digest_of(records: list[dict]) -> str:
    digest = hashlib.sha256()
    for record in records:
        parts = record["text_pieces"] if "tokens" in record else [record["text"]]
        facts = [record[key] for key in ("rank", "step", "id", "row")]
        line = [*facts, *(part for part in parts if part != "")]
        digest.update(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return digest.hexdigest()


def random_consumed(records: list[dict], rng: random.Random) -> dict | None:
    """How much was consumed, or None: all."""
    if rng.random() < 0.6:
        return None
    count = rng.randint(1, len(records))
    return {"records": count} if rng.random() < 0.5 else {"steps": records[count - 1]["step"]}


def random_run(folder: Path, rng: random.Random, ends: random.Random) -> dict | None:
    """A line of the output; None: such a run would be refused. `ends` says how much was consumed."""
    run = change_run(json.loads((folder / "run.json").read_text()), rng)
    try:
        if "order" not in run and not all(
            whole_batches(rows, run) for rows in read_files(run, named_files(run, folder))
        ):
            return None
        records = write_and_read(folder, run)
        numbers = random_order(run, len(records) // run.get("epochs", 1), rng)
        if numbers is not None:
            code = "I" if run["order"]["dtype"] == "uint32" else "Q"
            (folder / "order.raw").write_bytes(array(code, numbers).tobytes())
            records = write_and_read(folder, run)
        consumed = random_consumed(records, ends)
        if consumed is not None:
            run["consumed"] = consumed
            records = write_and_read(folder, run)
    except ValueError:
        return None
    facts = {"records": len(records), "steps": records[-1]["step"], "words": sum(record["words"] for record in records)}
    is_text = run["format"] in DOCUMENTS
    facts["model_tokens"] = None if is_text else sum(record["model_tokens"] for record in records)
    return {"folder": folder.name, "run": run, "order": numbers} | facts | {"digest": digest_of(records)}


def write_and_read(folder: Path, run: dict) -> list[dict]:
    path = folder / "random.json"
    path.write_text(json.dumps(run))
    return list(read_run(path))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rng = random.Random(seed)
    ends = random.Random(seed)
    # An order log says itself how it is read, so there is nothing to change.
    names = sorted(path.name for path in SMALL.iterdir() if path.is_dir() and "order-log" not in path.name)
    lines = []
    with tempfile.TemporaryDirectory() as scratch:
        copy = shutil.copytree(SMALL, Path(scratch) / "small")
        while len(lines) < count:
            line = random_run(copy / names[len(lines) % len(names)], rng, ends)
            if line is not None:
                lines.append(json.dumps(line, separators=(",", ":")) + "\n")
    (SMALL.parent / "random-runs.jsonl").write_text("".join(lines))
    print(f"{count} runs")


if __name__ == "__main__":
    main()
