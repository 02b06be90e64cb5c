"""Records as they were consumed: truncated, counted, and the step that each belongs to."""

import re
from datetime import date, datetime, timezone

from .rows import Row
from .tokenizer import Tokenizer
from .words import count_words, first_words


def shape(row: Row, run: dict, tokenizer: Tokenizer | None) -> dict:
    """The record without what truncation cut off, its words and model tokens (None: not counted)."""
    if row.tokens is None:
        return shape_document(row, run, tokenizer)
    truncate = run.get("truncate", {})
    tokens = row.tokens[: truncate.get("model_tokens")]
    record = {"id": row.id, "tokens": tokens, "file": row.file, "row": row.row, "model_tokens": len(tokens)}
    if row.step is not None:
        record["said_step"] = row.step
    if tokenizer is None:
        return record
    pieces = tokenizer.text_pieces(tokens, run.get("end_of_document"))
    if "words" in truncate:
        pieces = first_words_of_pieces(pieces, truncate["words"])
    return record | {"text_pieces": pieces, "words": sum(map(count_words, pieces))}


def shape_document(row: Row, run: dict, tokenizer: Tokenizer | None) -> dict:
    text, model_tokens = row.text, None
    truncate = run.get("truncate", {})
    if "words" in truncate:
        text = first_words(text, truncate["words"])
    if tokenizer is not None and ("model_tokens" in truncate or "model_tokens" in run.get("steps", {})):
        ids = tokenizer.encode(text)
        if len(ids) > truncate.get("model_tokens", len(ids)):
            ids = ids[: truncate["model_tokens"]]
            text = tokenizer.decode(ids)
        model_tokens = len(ids)
    record = {"id": row.id, "text": text, "file": row.file, "row": row.row, "words": count_words(text)}
    return record | {"model_tokens": model_tokens, "said_step": row.step}


def first_words_of_pieces(pieces: list[str], words: int) -> list[str]:
    """Words are counted over the pieces; no word goes across a boundary."""
    kept = []
    for piece in pieces:
        if words == 0:
            break
        kept.append(first_words(piece, words))
        words -= count_words(kept[-1])
    return kept


def assign_steps(records, rule: dict):
    """Each record with its rank and step; the first step is 1."""
    consumed, last = 0, 0
    for rank, record in enumerate(records):
        if "field" in rule:
            step = said_step(record["said_step"], rule.get("format", "integer"))
            if type(step) is not int or step < max(1, last):
                raise ValueError(f"{record['file']}, row {record['row']}: step {step} after step {last}")
        elif "schedule" in rule:
            step = step_of_schedule(rank, rule["schedule"])
        elif "batch_size" in rule:
            step = rank // rule["batch_size"] + 1
        else:
            (unit,) = rule.keys() & {"words", "model_tokens"}
            step = consumed // rule[unit] + 1
            consumed += record[unit]
        last = step
        counts = {key: record.pop(key) for key in ("words", "model_tokens") if key in record}
        record.pop("said_step", None)
        yield {"rank": rank, "step": step, **record, **counts}


def said_step(value, format: str):
    """The step that a field says; None where it says none in that format."""
    if format == "digits" and type(value) is str:
        return int(value) if re.fullmatch("[0-9]+", value) else None
    if format in ("integer", "digits"):
        return value
    if type(value) is str:
        value = datetime.fromisoformat(value)
    elif type(value) is date:
        value = datetime(value.year, value.month, value.day)
    moment = value if value.tzinfo is None else value.astimezone(timezone.utc)
    return int(moment.strftime("%Y%m%d" if format == "date" else "%Y%m%d%H%M%S"))


def step_of_schedule(rank: int, schedule: list[list[int]]) -> int:
    """Batches are counted one by one: from step `from_step` on each has `size` records."""
    if schedule[0][0] != 1:
        raise ValueError("a schedule begins with step 1")
    sizes = dict(schedule)
    step, size, end = 1, sizes[1], sizes[1]
    while rank >= end:
        step += 1
        size = sizes.get(step, size)
        end += size
    return step
