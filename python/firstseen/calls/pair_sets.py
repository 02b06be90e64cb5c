"""Minimal pairs as people have them -> named sets, as the server takes them.

Pairs are files (`blimp/*.jsonl`, a set each, named by the file), rows of one set, or rows by set.
Rows are objects, as of json or of `datasets`, or a DataFrame.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from typing import Any

from firstseen.calls.asked import frame_rows, is_frame
from firstseen.errors import FirstseenError

Rows = Iterable[Mapping[str, object]]
Paths = str | os.PathLike[str]
Pairs = Paths | Iterable[Paths] | Rows | Mapping[str, Rows]

DEFAULT_SET = "pairs"
FORMATS = {".jsonl": "jsonl", ".json": "json", ".csv": "csv", ".tsv": "tsv"}


@dataclass(frozen=True)
class PairSet:
    """The text of a pair file."""

    name: str
    file: str
    text: bytes
    format: str

    def json(self) -> dict[str, object]:
        text = self.text.decode(errors="strict")
        return {"name": self.name, "file": self.file, "text": text, "format": self.format}


def read_pair_sets(pairs: Any) -> list[PairSet]:
    """In order. Raises TypeError, and `input_not_found` for files that are not there."""
    if isinstance(pairs, (str, os.PathLike)):
        return [_read_file(path) for path in _expand(pairs)]
    if isinstance(pairs, Mapping):
        return [_of_rows(str(name), rows) for name, rows in pairs.items()]
    if is_frame(pairs):
        return [_of_rows(DEFAULT_SET, pairs)]
    listed = list(pairs)
    if listed and all(isinstance(item, (str, os.PathLike)) for item in listed):
        return [_read_file(path) for item in listed for path in _expand(item)]
    return [_of_rows(DEFAULT_SET, listed)]


def _expand(path: Paths) -> list[Path]:
    name = os.fspath(path)
    if Path(name).exists():
        return [Path(name)]
    found = [Path(match) for match in sorted(glob(name))]
    if not found:
        raise FirstseenError("input_not_found", f"no pair file at {name}: check the path")
    return found


def _read_file(path: Path) -> PairSet:
    if path.is_dir():
        message = f"{path} is a folder: name its pair files, such as {path}/*.jsonl"
        raise FirstseenError("input_not_found", message)
    return PairSet(path.stem, path.name, path.read_bytes(), FORMATS.get(path.suffix, "jsonl"))


def _of_rows(name: str, rows: Any) -> PairSet:
    lines = "".join(f"{json.dumps(row)}\n" for row in _objects(name, rows))
    return PairSet(name, f"{name}.jsonl", lines.encode(), "jsonl")


def _objects(name: str, rows: Any) -> Iterator[dict[str, object]]:
    if is_frame(rows):
        rows = frame_rows(rows)
    for number, row in enumerate(rows):
        if not isinstance(row, Mapping):
            kind = type(row).__name__
            raise TypeError(f"row {number} of the set {name} is a {kind}: expected an object")
        yield dict(row)
