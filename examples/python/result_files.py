"""The files of an export, each whole or absent, and what is finished.

    OUT/results.csv                    set,row,step,seed,good,bad: all of OUT/scores together
    OUT/scores/SET.stepN.csv           the same, of one set and step
    OUT/states/SET.stepN.good.npy      [rows, width], and .bad.npy
    OUT/attention/SET.stepN.npy        [rows, layers, heads]
    OUT/finished/SET.stepN.json        what each kind was made from

A file is written under a temporary name and renamed, and a kind is finished once it stands in
`finished`. So a run may be killed at any time, and several may share OUT if their steps differ.
"""

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import torch
from safetensors.torch import save as encode_safetensors

from pair_sets import PairSet
from probes import Results
from problem import Problem

KINDS = ("scores", "states", "attention")
HEADER = ("set", "row", "step", "seed", "good", "bad")
TABLES = ("csv", "jsonl", "parquet")
ARRAY_DTYPES = {"float16": torch.float16, "float32": torch.float32, "bfloat16": torch.bfloat16}

#: What a kind was made from, and how: two runs with the same settings write the same.
Settings = dict[str, Any]


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """A reader sees the old file or the new one, also after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        with temporary.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    write_whole(path, lambda file: file.write(text.encode()))


@dataclass(frozen=True)
class ArrayFormat:
    """How states and attention are stored."""

    #: `npy` or `safetensors`.
    container: str
    dtype: str

    def encode(self, array: np.ndarray, where: str) -> bytes:
        """One array; of safetensors under the name `data`. Values that do not fit are an error."""
        tensor = torch.from_numpy(array).to(ARRAY_DTYPES[self.dtype])
        if bool((torch.isinf(tensor) & torch.from_numpy(np.isfinite(array))).any()):
            raise Problem(f"{where}: the largest value is {np.nanmax(np.abs(array))}, which "
                          f"{self.dtype} does not hold: use --array-dtype float32")
        if self.container == "safetensors":
            return encode_safetensors({"data": tensor})
        file = io.BytesIO()
        np.save(file, tensor.numpy())
        return file.getvalue()


@dataclass(frozen=True)
class ResultFiles:
    """The files of one set at one step."""

    out: Path
    set_name: str
    step: int
    arrays: ArrayFormat

    def paths(self, kind: str) -> list[Path]:
        stem = f"{self.set_name}.step{self.step}"
        if kind == "scores":
            return [self.out / "scores" / f"{stem}.csv"]
        parts = (".good", ".bad") if kind == "states" else ("",)
        return [self.out / kind / f"{stem}{part}.{self.arrays.container}" for part in parts]

    @property
    def marker(self) -> Path:
        return self.out / "finished" / f"{self.set_name}.step{self.step}.json"

    def read_marker(self) -> dict[str, Settings]:
        try:
            finished: dict[str, Settings] = json.loads(self.marker.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise Problem(f"{self.marker} is not valid JSON: {error}. Delete it to have "
                          f"{self.set_name} at step {self.step} exported again") from error
        return finished

    def missing(self, settings: dict[str, Settings]) -> list[str]:
        """The kinds to make. One that was made from something else is an error, never mixed in."""
        finished = self.read_marker()
        missing = []
        for kind, wanted in settings.items():
            made = finished.get(kind)
            if made is None or not all(path.exists() for path in self.paths(kind)):
                missing.append(kind)
            elif made != wanted:
                differs = sorted(key for key in made.keys() | wanted.keys()
                                 if made.get(key) != wanted.get(key))
                raise Problem(f"{self.out} has {kind} of {self.set_name} at step {self.step} that "
                              f"were made with other settings ({', '.join(differs)}): give another "
                              f"--out, or delete {self.out} to export anew")
        return missing

    def write(self, results: Results, pairs: PairSet, settings: dict[str, Settings]) -> None:
        for kind, made in settings.items():
            if kind == "scores":
                write_text(self.paths(kind)[0], format_scores(results, pairs, self.step, made))
            else:
                self.write_arrays(kind, results)
        write_text(self.marker, json.dumps(self.read_marker() | settings, indent=1) + "\n")

    def write_arrays(self, kind: str, results: Results) -> None:
        array = results.states if kind == "states" else results.attention
        assert array is not None
        where = f"{kind} of {self.set_name} at step {self.step}"
        parts = [array[:, 0], array[:, 1]] if kind == "states" else [array]
        for path, part in zip(self.paths(kind), parts):
            encoded = self.arrays.encode(np.ascontiguousarray(part), where)
            write_whole(path, lambda file, encoded=encoded: file.write(encoded))


def format_scores(results: Results, pairs: PairSet, step: int, settings: Settings) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADER)
    for row in sorted(pairs.pairs):
        good, bad = results.scores[row].tolist()
        writer.writerow([pairs.name, row, step, settings["seed"], repr(good), repr(bad)])
    return file.getvalue()


def read_scores(out: Path) -> Iterator[dict[str, Any]]:
    """All rows in OUT/scores, by set, step and row."""
    def order(path: Path) -> tuple[str, int]:
        match = re.fullmatch(r"(.*)\.step(\d+)", path.stem)
        return (match.group(1), int(match.group(2))) if match else (path.stem, -1)

    for path in sorted((out / "scores").glob("*.csv"), key=order):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield {"set": row["set"], "row": int(row["row"]), "step": int(row["step"]),
                       "seed": int(row["seed"]), "good": float(row["good"]),
                       "bad": float(row["bad"])}


def write_table(out: Path, table: str) -> Path:
    """Joins OUT/scores to one table; the path of it."""
    path = out / f"results.{table}"
    rows = read_scores(out)
    if table == "parquet":
        write_whole(path, lambda file: write_parquet(file, list(rows)))
    elif table == "jsonl":
        write_whole(path, lambda file: file.writelines(
            (json.dumps(row) + "\n").encode() for row in rows))
    else:
        # A set's name has letters, digits, spaces and _ . + - only: no cell needs quoting.
        lines = (",".join(map(str, row.values())) + "\n" for row in rows)
        write_whole(path, lambda file: file.writelines(
            line.encode() for line in (",".join(HEADER) + "\n", *lines)))
    return path


def write_parquet(file: BinaryIO, rows: list[dict[str, Any]]) -> None:
    require_table("parquet")
    import pyarrow
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), file, compression="zstd")


def require_table(table: str) -> None:
    """Says before any work that a table cannot be written."""
    if table == "parquet":
        try:
            import pyarrow.parquet  # noqa: F401
        except ImportError as error:
            raise Problem("--table parquet needs pyarrow: pip install pyarrow") from error
