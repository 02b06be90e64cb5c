"""A folder that `firstseen split` wrote, read with the standard library alone.

What the other scripts hold the libraries against. Reads the files as they are and judges nothing:
a file that is not there is a split without rows.
"""

import json
from pathlib import Path
from typing import Any

SIDES = ("proxy_train", "proxy_validation")

Row = dict[str, Any]


def read_summary(folder: Path) -> dict[str, Any]:
    """split.json: how the split was made, and the number of rows of each set."""
    summary: dict[str, Any] = json.loads((folder / "split.json").read_text(encoding="utf-8"))
    return summary


def read_rows(folder: Path, set_name: str, side: str) -> list[Row]:
    """The rows of one side of a set, in the order of the file; none if there is no file."""
    path = folder / f"{set_name}.{side}.jsonl"
    return read_json_lines(path) if path.exists() else []


def read_json_lines(path: Path) -> list[Row]:
    """One object a line; a line ends at a line feed only, as JSON lets U+2028 stand in a string."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def read_samples(folder: Path, side: str) -> dict[str, list[int]]:
    """lm_eval/SIDE.json: task -> the rows that lm-evaluation-harness is to evaluate."""
    path = folder / "lm_eval" / f"{side}.json"
    samples: dict[str, list[int]] = json.loads(path.read_text(encoding="utf-8"))
    return samples


def read_tasks(folder: Path, side: str) -> list[str]:
    """lm_eval/SIDE.tasks: the value for `--tasks`, cut at its commas; none if it is empty."""
    text = (folder / "lm_eval" / f"{side}.tasks").read_text(encoding="utf-8").strip()
    return text.split(",") if text else []
