"""Splits of minimal pairs: the folder of `firstseen split`, unpacked or as data sets."""

from __future__ import annotations

import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from firstseen.calls.call import Call, Reply, Request, json_body
from firstseen.calls.pair_sets import read_pair_sets
from firstseen.calls.phrases import Steps, step_list
from firstseen.calls.split_folder import SIDES
from firstseen.errors import FirstseenError
from firstseen.packages import need

ZIP = "application/zip"


def split(
    pairs: Any,
    *,
    at: Steps | None,
    policy: str,
    min_count: int,
    columns: Mapping[str, str] | None,
    out: str | os.PathLike[str] | None,
    options: Mapping[str, object],
) -> Call[Any]:
    if out is None:
        _need_datasets()
    else:
        check_new(Path(out))
    if columns is not None and not isinstance(columns, Mapping):
        expected = '{"good": NAME, "bad": NAME}, or phrase_good and phrase_bad'
        raise TypeError(f"columns is {columns!r:.80}: expected {expected}")
    steps = step_list(at)
    # A number is one split, a list one for each step.
    by_step = isinstance(at, Iterable)
    question = {
        "at": steps if steps is None or by_step else steps[0],
        "policy": policy,
        "min_count": min_count,
        "columns": columns,
    }
    sets = [pair_set.json() for pair_set in read_pair_sets(pairs)]
    body = json_body({"sets": sets, **question, **options})
    request = Request("POST", "/v1/splits", body=body, accept=ZIP)

    def finish(replies: Sequence[Reply]) -> Any:
        if out is not None:
            return _unpack(replies[0].body, Path(out))
        with tempfile.TemporaryDirectory(prefix="firstseen-split-") as folder:
            return _load_steps(_unpack(replies[0].body, Path(folder, "split")), by_step=by_step)

    return Call([request], finish)


def check_new(out: Path) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        message = f"{out} is not empty: name a folder that is new or empty"
        raise FirstseenError("output_exists", message)


def _unpack(body: bytes, out: Path) -> Path:
    """Beside its place first, so that the folder is whole or absent."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as beside:
        made = Path(beside, "split")
        made.mkdir()
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            archive.extractall(made)
        if out.exists():
            out.rmdir()
        made.rename(out)
    return out


def _load_steps(folder: Path, *, by_step: bool) -> Any:
    """The data sets of a split; where a list of steps was asked for, by step of these."""
    if (folder / "split.json").exists():
        split = _read_description(folder)
        return {split["at"]: _load_sets(folder)} if by_step else _load_sets(folder)
    steps = sorted(int(path.name.removeprefix("step-")) for path in folder.glob("step-*"))
    return {step: _load_sets(folder / f"step-{step}") for step in steps}


def _load_sets(folder: Path) -> Any:
    """One set is a DatasetDict, several are a dict of them; sets without rows are left out of it."""
    named = _read_description(folder)["sets"]
    # The card has the types; reading the rows with them is what load_dataset does, ten times as fast.
    described = need("datasets.info", extra="datasets").DatasetInfosDict.from_directory(str(folder))
    sets = {name: _load_set(folder, name, described[name].features) for name in named if name in described}
    return sets if len(named) != 1 else next(iter(sets.values()), _need_datasets().DatasetDict())


def _read_description(folder: Path) -> dict[str, Any]:
    description: dict[str, Any] = json.loads((folder / "split.json").read_text(encoding="utf-8"))
    return description


def _load_set(folder: Path, name: str, features: Any) -> Any:
    datasets = _need_datasets()
    sides = {}
    for side in SIDES:
        path = folder / f"{name}.{side}.jsonl"
        if path.exists():
            lines = path.read_text(encoding="utf-8").split("\n")
            rows = [json.loads(line) for line in lines if line]
            split = datasets.NamedSplit(side)
            sides[side] = datasets.Dataset.from_list(rows, features=features, split=split)
    return datasets.DatasetDict(sides)


def _need_datasets() -> Any:
    return need("datasets", extra="datasets", instead="ask for a folder with out=...")
