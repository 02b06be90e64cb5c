"""A folder of `firstseen split` -> its pairs again, as sets of phrases.

The server has no folder of ours, so it is sent the critical phrases of the split, which it asks as they
are. Rows that the split dropped have no phrase, so that every other row keeps its number.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from firstseen.calls.pair_sets import PairSet
from firstseen.errors import FirstseenError

SIDES = ("proxy_train", "proxy_validation")
# What the split knew of a pair; its own fields go along, as results are compared with them.
ADDED = {"row", "exposure_good", "exposure_bad"}
PHRASES = {"phrase_good": "critical_good", "phrase_bad": "critical_bad"}


def is_split_folder(value: object) -> bool:
    return isinstance(value, (str, os.PathLike)) and (Path(value) / "split.json").is_file()


def read_split_folder(folder: Path) -> tuple[list[PairSet], dict[str, object]]:
    """The sets, and the question that made the split of them."""
    described = json.loads((folder / "split.json").read_text(encoding="utf-8"))
    question = {name: described[name] for name in ("policy", "at", "min_count")}
    sets = [_read_set(folder, name, found) for name, found in described["sets"].items()]
    return sets, {**question, "columns": PHRASES}


def _read_set(folder: Path, name: str, described: Mapping[str, Any]) -> PairSet:
    rows: list[dict[str, object]] = [dict.fromkeys(PHRASES.values(), "")] * described["pairs"]
    for side in SIDES:
        if described[side] == 0:
            continue
        path = folder / f"{name}.{side}.jsonl"
        if not path.exists():
            message = f"{path} is not there: make the split without --compact and --prefix"
            raise FirstseenError("input_not_found", message)
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line:
                row = json.loads(line)
                rows[row["row"]] = {key: value for key, value in row.items() if key not in ADDED}
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    return PairSet(name, f"{name}.jsonl", text.encode(), "jsonl")
