"""Accuracy by exposure: pairs, or a split that was written, and results at checkpoints."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from glob import glob
from pathlib import Path
from typing import Any

from firstseen.calls.asked import is_frame
from firstseen.calls.call import Answer, Call, Part, Reply, Request
from firstseen.calls.pair_sets import Paths, read_pair_sets
from firstseen.calls.split_folder import is_split_folder, read_split_folder
from firstseen.calls.tables import Column, check_form, field_column, make_frame
from firstseen.errors import FirstseenError, FirstseenWarning

NUMBERS = ("t_train", "t_validation", "lag")


def curves(split: Any, results: Any, *, table: str, as_: str, options: Mapping[str, object]) -> Call[Any]:
    """`options`: fields of the question of POST /v1/curves; those that are None are left out."""
    check_form(as_)
    if table not in ("accuracy", "lags"):
        raise ValueError(f'table is {table!r}: expected "accuracy" or "lags"')
    sets, question = read_split_folder(Path(split)) if is_split_folder(split) else (read_pair_sets(split), {})
    named = {name: value for name, value in options.items() if value is not None}
    question = {**question, **named}
    form = [
        Part("question", "question.json", json.dumps(question).encode()),
        *(Part("pairs", pair_set.file, pair_set.text) for pair_set in sets),
        *(Part("results", name, content) for name, content in _results(results)),
    ]

    def finish(replies: Sequence[Reply]) -> Any:
        answer = replies[0].json()
        _warn_of(answer["remarks"])
        if as_ == "dicts":
            return answer["curves"]
        columns, rows = (ACCURACY, _accuracy) if table == "accuracy" else (LAGS, _lags)
        made = [row for curve in answer["curves"] for row in rows(curve)]
        return make_frame(columns, made, replies, at=answer["at"])

    return Call([Request("POST", "/v1/curves", form=form)], finish)


ACCURACY: Sequence[Column] = [
    field_column("set", "text"),
    field_column("seed", "object"),
    field_column("split", "text"),
    field_column("step", "count"),
    field_column("side", "text"),
    field_column("examples", "count"),
    *(field_column(name, "number") for name in ("accuracy", "low", "high")),
]

LAGS: Sequence[Column] = [
    field_column("set", "text"),
    field_column("seed", "object"),
    field_column("split", "text"),
    field_column("threshold", "count"),
    *(field_column(name, "step") for name in NUMBERS),
    field_column("p", "object"),
    field_column("q", "object"),
    field_column("excluded", "object"),
]


def _accuracy(curve: Answer) -> Iterator[Answer]:
    common = {name: curve[name] for name in ("set", "seed", "split")}
    for i, step in enumerate(curve["steps"]):
        for side in ("train", "validation"):
            found = {name: values[i] for name, values in curve[side].items()}
            yield {**common, "step": step, "side": f"proxy_{side}", **found}


def _lags(curve: Answer) -> Iterator[Answer]:
    common = {name: curve[name] for name in ("set", "seed", "split", "excluded")}
    for threshold in curve["lag"]:
        numbers = {name: curve[name][threshold] for name in NUMBERS}
        tests = {
            kind: {name: values[threshold] for name, values in curve[kind].items()} for kind in ("p", "q")
        }
        yield {**common, "threshold": int(threshold), **numbers, **tests}


def _results(results: Any) -> Iterator[tuple[str, bytes]]:
    """Files by the path that names their step, as the command line sees it. A frame is a table."""
    if is_frame(results):
        yield "results.csv", results.to_csv(index=False).encode()
        return
    listed = [results] if isinstance(results, (str, os.PathLike)) else list(results)
    for item in listed:
        for name, path in _result_files_of(item):
            yield name, path.read_bytes()


def _result_files_of(item: Paths) -> Iterator[tuple[str, Path]]:
    path = Path(item)
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.is_file())
        for file in found:
            yield file.relative_to(path.parent).as_posix(), file
        return
    matches = [path] if path.exists() else [Path(match) for match in sorted(glob(os.fspath(item)))]
    if not matches:
        raise FirstseenError("input_not_found", f"no results at {item}: check the path")
    for match in matches:
        if match.is_dir():
            yield from _result_files_of(match)
        else:
            yield _sent_name(match), match


def _sent_name(path: Path) -> str:
    """Samples of a task are found by their folders, tables and arrays by their own names."""
    if not path.name.startswith("samples_"):
        return path.name
    # The folder of a checkpoint is near the file.
    names = [part for part in path.parts if part not in (path.anchor, "..", ".")]
    return "/".join(names[-8:])


def _warn_of(remarks: Mapping[str, Any]) -> None:
    for name, value in remarks.items():
        if value:
            message = f"{name.replace('_', ' ')}: {json.dumps(value)[:500]}"
            warnings.warn(FirstseenWarning(message), stacklevel=6)
