"""Splits of minimal pairs: the folder of `firstseen split`, unpacked or as data sets."""

from __future__ import annotations

import io
import json
import os
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
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
    steps = step_list(at)
    # One number is one split; a list is a folder for each step, of one step too.
    step = None if steps is None else steps if at is not None and not _is_number(at) else steps[0]
    question = {"at": step, "policy": policy, "min_count": min_count, "columns": columns}
    sets = [pair_set.json() for pair_set in read_pair_sets(pairs)]
    body = json_body({"sets": sets, **question, **options})
    request = Request("POST", "/v1/splits", body=body, accept=ZIP)

    def finish(replies: Sequence[Reply]) -> Any:
        if out is not None:
            return _unpack(replies[0].body, Path(out))
        with tempfile.TemporaryDirectory(prefix="firstseen-split-") as folder:
            return _load_steps(_unpack(replies[0].body, Path(folder, "split")))

    return Call([request], finish)


def _is_number(at: Steps) -> bool:
    return hasattr(at, "__index__")


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


def _load_steps(folder: Path) -> Any:
    """The data sets of a split; of several steps by step."""
    if (folder / "split.json").exists():
        return _load_sets(folder)
    steps = sorted(int(path.name.removeprefix("step-")) for path in folder.glob("step-*"))
    return {step: _load_sets(folder / f"step-{step}") for step in steps}


def _load_sets(folder: Path) -> Any:
    named = json.loads((folder / "split.json").read_text(encoding="utf-8"))["sets"]
    # The card has the types; reading the rows with them is what load_dataset does, ten times as fast.
    described = need("datasets.info", extra="datasets").DatasetInfosDict.from_directory(str(folder))
    sets = {name: _load_set(folder, name, described[name].features) for name in named if name in described}
    return next(iter(sets.values())) if len(named) == 1 and len(sets) == 1 else sets


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
