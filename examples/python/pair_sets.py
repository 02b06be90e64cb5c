"""Minimal pairs, from pair files or from a folder that `firstseen split` wrote.

A row is known by its 0-based place in its pair file, as in the split. A split folder by itself has
no rows of the pairs that the split dropped; pair files have all rows, and the split folder then
gives the critical phrases alone.
"""

import csv
import glob
import hashlib
import io
import json
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from problem import Problem

SIDES = ("proxy_train", "proxy_validation")


@dataclass(frozen=True)
class Columns:
    """Names of the columns of the two sentences, and what `split --prefix` put before its own."""

    good: str = "sentence_good"
    bad: str = "sentence_bad"
    prefix: str = ""


@dataclass(frozen=True)
class Pair:
    good: str
    bad: str
    #: Critical phrase of the good sentence; None where no split says it.
    critical: str | None


@dataclass(frozen=True)
class PairSet:
    name: str
    #: Rows of the pair file: the first dimension of every array.
    rows: int
    #: Row -> pair. A row that only a dropped pair has is missing if there is no pair file.
    pairs: dict[int, Pair]

    def digest_sentences(self) -> str:
        """SHA-256 of all that scores and states depend on."""
        return digest([self.rows, [[row, p.good, p.bad] for row, p in sorted(self.pairs.items())]])

    def digest_phrases(self) -> str:
        """SHA-256 of what attention depends on as well."""
        return digest([[row, p.critical] for row, p in sorted(self.pairs.items())])


def digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def read_pair_sets(split: Path | None, pair_files: list[str], names: list[str],
                   columns: Columns) -> list[PairSet]:
    """The sets of a split folder, of pair files, or of both, in the order of their names."""
    files = find_pair_files(pair_files)
    if split is None:
        chosen = choose_sets(sorted(files), names, "the pair files")
        return [read_without_split(files[name], columns) for name in chosen]
    numbers = read_split_json(split)
    chosen = choose_sets(sorted(numbers), names, f"the split {split}")
    listed = read_exposure_table(split)
    return [
        join_split(read_split_rows(split, name, columns), listed.get(name, {}),
                   files.get(name), PairSet(name, numbers[name], {}), columns)
        for name in chosen
    ]


def choose_sets(found: list[str], names: list[str], where: str) -> list[str]:
    for name in names:
        if name not in found:
            close = get_close_matches(name, found, 3) or found[:5]
            raise Problem(f"{where} has no set {name!r}. Expected one of its {len(found)} sets, "
                          f"such as {', '.join(close)}")
    if not found:
        raise Problem(f"{where}: no set was found")
    return names or found


def find_pair_files(patterns: list[str]) -> dict[str, Path]:
    """Set name -> file; a set is named by its file, without the extension."""
    files: dict[str, Path] = {}
    for pattern in patterns:
        paths = [pattern] if Path(pattern).exists() else sorted(glob.glob(pattern))
        if not paths:
            raise Problem(f"no pair file matches {pattern}")
        for path in map(Path, paths):
            if files.setdefault(path.stem, path) != path:
                raise Problem(f"{files[path.stem]} and {path} are both named {path.stem}: "
                              "rename one of the files, as a set is named by its file")
    return files


def read_without_split(path: Path, columns: Columns) -> PairSet:
    """Critical phrases are known here only where the rows themselves have them."""
    rows = read_rows(path)
    pairs = {row: read_pair(fields, columns, f"{path}: row {row}")
             for row, fields in enumerate(rows)}
    return PairSet(path.stem, len(rows), pairs)


def read_pair(fields: dict[str, Any], columns: Columns, where: str) -> Pair:
    sentences = []
    for column in (columns.good, columns.bad):
        value = fields.get(column)
        if not isinstance(value, str) or not value.strip():
            found = "no such column" if column not in fields else json.dumps(value)
            raise Problem(f"{where}: expected a sentence in the column {column!r}, found {found}. "
                          "Name the columns with --good and --bad")
        sentences.append(value)
    critical = fields.get(f"{columns.prefix}critical_good")
    return Pair(sentences[0], sentences[1], critical if isinstance(critical, str) else None)


def read_split_json(folder: Path) -> dict[str, int]:
    """Set name -> rows of its pair file."""
    path = folder / "split.json"
    if not path.exists():
        steps = sorted(inner.parent.name for inner in folder.glob("step-*/split.json"))
        if steps:
            raise Problem(f"{folder} holds splits by several steps ({', '.join(steps[:4])}, ...): "
                          f"name one of them, such as {folder / steps[-1]}. Their pairs "
                          "are the same")
        raise Problem(f"{folder} has no split.json: expected a folder that `firstseen split` wrote")
    try:
        sets = json.loads(path.read_text(encoding="utf-8"))["sets"]
        return {name: int(numbers["pairs"]) for name, numbers in sets.items()}
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Problem(f"{path} is not a split.json of `firstseen split`: {error!r}") from error


def read_split_rows(folder: Path, name: str, columns: Columns) -> dict[int, Pair]:
    """Row -> pair, of both sides; nothing where the split was written with --compact."""
    pairs: dict[int, Pair] = {}
    for side in SIDES:
        path = folder / f"{name}.{side}.jsonl"
        if not path.exists():
            continue
        for line, fields in enumerate(read_rows(path), 1):
            where = f"{path}: line {line}"
            row = fields.get(f"{columns.prefix}row")
            if not isinstance(row, int):
                raise Problem(f"{where} has no number {columns.prefix}row: give the --prefix that "
                              "`firstseen split` was given")
            pairs[row] = read_pair(fields, columns, where)
    return pairs


def read_exposure_table(folder: Path) -> dict[str, dict[int, str]]:
    """Set -> row -> critical phrase of the good sentence, of exposures.csv, where there is one."""
    path = folder / "exposures.csv"
    phrases: dict[str, dict[int, str]] = {}
    if path.exists():
        for fields in read_rows(path):
            of_set = phrases.setdefault(fields["set"], {})
            of_set[int(fields["row"])] = fields["critical_good"]
    return phrases


def join_split(rows: dict[int, Pair], listed: dict[int, str], file: Path | None, expected: PairSet,
               columns: Columns) -> PairSet:
    """The pair file's rows where there is one, with the split's phrases; else the split's rows."""
    name = expected.name
    if file is None:
        if not rows:
            raise Problem(f"the split has no sentences of {name} (it was written with --compact, "
                          f"or all pairs were dropped): name its pair file, --pairs {name}.jsonl")
        return PairSet(name, expected.rows, rows)
    whole = read_without_split(file, columns)
    if whole.rows != expected.rows:
        raise Problem(f"{file} has {whole.rows} rows, and the split was made of {expected.rows} "
                      f"rows of {name}: name the file that was split")
    for row, pair in sorted(rows.items()):
        same = whole.pairs.get(row)
        if same is None or (pair.good, pair.bad) != (same.good, same.bad):
            raise Problem(f"{file}: row {row} is not the pair that the split has under this row: "
                          "name the file that was split")
    critical = listed | {row: pair.critical for row, pair in rows.items()}
    return PairSet(name, whole.rows, {
        row: Pair(pair.good, pair.bad, critical.get(row)) for row, pair in whole.pairs.items()})


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Rows of JSON lines, of a JSON list, or of a table with a header, by the file's extension."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{path} cannot be read: {error}") from error
    kind = path.suffix.lower()
    if kind in (".csv", ".tsv"):
        delimiter = "," if kind == ".csv" else "\t"
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    if kind == ".json" and text.lstrip().startswith("["):
        rows = parse_json(text, str(path))
    else:
        # A line ends at a line feed only: JSON lets U+2028 stand in a string.
        lines = text.removesuffix("\n").split("\n") if text else []
        rows = [parse_json(line, f"{path}: line {number}") for number, line in enumerate(lines, 1)]
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            raise Problem(f"{path}: row {number} is not a JSON object")
    return rows


def parse_json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise Problem(f"{where} is not valid JSON: {error}") from error
