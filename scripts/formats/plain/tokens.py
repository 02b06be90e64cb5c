"""Rows of the token formats: one list of rows a file, or one for all where the files are one stream."""

import struct
from pathlib import Path

from .megatron import MegatronData
from .numbers import numbers_of
from .rows import Row

ONE_STREAM = ("pythia-rows", "nanogpt")
LLMC_HEADER_BYTES = 1024
LLMC_KINDS = {(20240520, 1): "uint16", (20240801, 7): "uint32"}


def read_token_files(run: dict, files: list[tuple[str, Path]]) -> list[list[Row]]:
    if run["format"] == "megatron":
        return [read_megatron(name, path, run) for name, path in files]
    streams = [(name, path, read_ids(path, run)) for name, path in files]
    if run["format"] in ONE_STREAM:
        return [cut_one_stream([(name, ids) for name, _, ids in streams], run)]
    if run["format"] == "datatrove" and "row_tokens" not in run:
        return [cut_by_index(name, path, ids) for name, path, ids in streams]
    return [rows_of(name, cut(ids, run)) for name, _, ids in streams]


def rows_of(name: str, records: list[list[int]]) -> list[Row]:
    return [Row(name, number, tokens=record) for number, record in enumerate(records, 1)]


def read_megatron(name: str, prefix: Path, run: dict) -> list[Row]:
    data = MegatronData(prefix)
    if "row_tokens" not in run:
        return rows_of(name, data.records(run.get("unit", "document")))
    return rows_of(name, cut([number for sequence in data.sequences for number in sequence], run))


def read_ids(path: Path, run: dict) -> list[int]:
    """The ids of a file without header, or with llm.c's."""
    data = path.read_bytes()
    if run["format"] != "llmc":
        return numbers_of(data, run.get("dtype", "uint16"), str(path)).tolist()
    magic, version, count = struct.unpack_from("<3i", data)
    dtype = LLMC_KINDS[magic, version]
    if run.get("dtype", dtype) != dtype:
        raise ValueError(f"{path}: holds {dtype}, the run description says {run['dtype']}")
    ids = numbers_of(data[LLMC_HEADER_BYTES:], dtype, str(path)).tolist()
    if len(ids) != count:
        raise ValueError(f"{path}: {len(ids)} tokens, its header says {count}")
    return ids


def cut(ids: list[int], run: dict) -> list[list[int]]:
    """Whole rows of row_tokens, row_stride apart; a short last row is dropped."""
    length = row_tokens(run)
    stride = run.get("row_stride", length)
    return [ids[start : start + length] for start in range(0, len(ids) - length + 1, stride)]


def row_tokens(run: dict) -> int:
    return run.get("row_tokens", 2049) if run["format"] == "pythia-rows" else run["row_tokens"]


def cut_one_stream(streams: list[tuple[str, list[int]]], run: dict) -> list[Row]:
    """Rows of all files as one stream; a row is said to lie in the file in which it begins."""
    names = [name for name, ids in streams for _ in ids]
    rows, seen = [], {}
    stride = run.get("row_stride", row_tokens(run))
    for number, record in enumerate(cut([i for _, ids in streams for i in ids], run)):
        name = names[number * stride]
        seen[name] = seen.get(name, 0) + 1
        rows.append(Row(name, seen[name], tokens=record))
    return rows


def cut_by_index(name: str, path: Path, ids: list[int]) -> list[Row]:
    """datatrove: the .index has the ends of the records, in tokens, without a leading 0."""
    ends = numbers_of(path.with_name(path.name + ".index").read_bytes(), "uint64", f"{path}.index").tolist()
    starts = [0, *ends[:-1]]
    if ends != sorted(ends) or (ends[-1] if ends else 0) != len(ids):
        raise ValueError(f"{path}: {len(ids)} tokens, the .index ends at {ends[-1:]}")
    return rows_of(name, [ids[start:end] for start, end in zip(starts, ends)])
