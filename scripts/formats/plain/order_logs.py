"""Order logs, read plainly: the lines of each rank that were not undone, merged by step.

A line is a JSON object whose last key is the CRC-32 of all lines up to it, each without its line feed and
checksum. Later lines of a rank undo earlier ones; nothing is overwritten.
"""

import json
import re
import zlib
from dataclasses import replace
from pathlib import Path

from .rows import Row

CHECKSUM = re.compile(rb',"crc":"([0-9a-f]{8})"\}$')


def read_log(path: Path) -> tuple[dict, list[dict], list[str]]:
    """The header, the lines of steps that count, and the names of files by number."""
    lines, crc = [], 0
    for line in path.read_bytes().split(b"\n")[:-1]:
        found = CHECKSUM.search(line)
        crc = zlib.crc32(line[: found.start()], crc)
        if f"{crc:08x}".encode() != found[1]:
            raise ValueError(f"{path}: a bad line")
        lines.append(json.loads(line))
    kept, names = [], []
    for line in lines[1:]:
        if "rewind" in line:
            kept = [one for one in kept if one["step"] <= line["rewind"]]
        elif "step" in line:
            kept.append(line)
        elif "name" in line:
            names.append(line["name"])
        elif "lost" in line:
            raise ValueError(f"{path}: steps were lost")
    return lines[0], kept, names


def merged(paths: list[tuple[str, Path]]) -> list[tuple[int, str, int, dict, list[str]]]:
    """(step, file, its records before, line, names of files), by step and then by rank."""
    logs = sorted(((*read_log(path), name) for name, path in paths), key=lambda log: log[0]["rank"])
    if [log[0]["rank"] for log in logs] != list(range(logs[0][0]["world_size"])):
        raise ValueError("a rank is missing")
    ends = [lines[-1]["step"] for _, lines, _, _ in logs]
    found = []
    for _, lines, names, file in logs:
        if sorted({line["step"] for line in lines}) != list(range(lines[0]["step"], lines[-1]["step"] + 1)):
            raise ValueError(f"{file}: a step is missing")
        before = 0
        for line in lines:
            if line["step"] <= min(ends):
                found.append((line["step"], file, before, line, names))
            before += len(names_in(line))
    return sorted(found, key=lambda one: one[0])


def names_in(line: dict) -> list:
    return next(line[key] for key in ("records", "tokens", "rows", "ids") if key in line)


def logged_rows(run: dict, files: list[tuple[str, Path]]) -> list[Row]:
    """The records of a log that holds them itself."""
    rows = []
    for step, file, before, line, _ in merged(files):
        for at, one in enumerate(names_in(line)):
            row = Row(file, before + at + 1, step=step)
            if "tokens" in line:
                rows.append(replace(row, tokens=one, id=id_of(line["ids"][at]) if "ids" in line else None))
            else:
                rows.append(replace(row, text=one["text"], id=id_of(one.get("id"))))
    return rows


def id_of(value) -> str | None:
    return None if value is None else str(value)


def ordered_rows(order: dict, rows: list[Row], folder: Path) -> list[Row]:
    """Rows of a corpus as a log names them, each with its step."""
    found = []
    for step, _, _, line, names in merged([(file, folder / file) for file in order["files"]]):
        for one in names_in(line):
            if "ids" in line:
                (row,) = [row for row in rows if row.id == str(one)]
            else:
                number, offset = one
                name = names[number].split("/")[-1]
                (row,) = [row for row in rows if row.file.split("/")[-1] == name and row.row == offset + 1]
            found.append(replace(row, step=step))
    return found
