"""Rows of the document formats: one list of rows a file, in reading order."""

import csv
import hashlib
import io
import json
import struct
from dataclasses import replace
from pathlib import Path

from .compression import need, read_unpacked
from .rows import Row
from .words import count_words

BOM = "\ufeff"


class Spelled(str):
    """A JSON number as it was spelled."""


def read_document_files(run: dict, files: list[tuple[str, Path]]) -> list[list[Row]]:
    read = {
        "jsonl": read_json_lines,
        "json": read_json_array,
        "csv": read_table,
        "tsv": read_table,
        "text": read_text,
        "parquet": read_parquet,
        "arrow": read_saved_arrow,
        "mds": read_mds,
    }[run["format"]]
    return [read(name, path, run) for name, path in files]


# Lines and JSON


def read_utf8(path: Path) -> str:
    return read_unpacked(path).decode("utf-8").removeprefix(BOM)


def read_json_lines(name: str, path: Path, run: dict) -> list[Row]:
    lines = read_utf8(path).split("\n")
    return [
        row_of_fields(parse(line), parse(line, spelled=True), run, name, number)
        for number, line in enumerate(lines, 1)
        if line.strip(" \t\r") != ""
    ]


def read_json_array(name: str, path: Path, run: dict) -> list[Row]:
    text = read_utf8(path)
    pairs = zip(parse(text), parse(text, spelled=True), strict=True)
    return [row_of_fields(fields, exact, run, name, number) for number, (fields, exact) in enumerate(pairs, 1)]


def parse(text: str, spelled: bool = False):
    def refuse(constant: str):
        raise ValueError(f"{constant} is not JSON")

    kinds = {"parse_int": Spelled, "parse_float": Spelled} if spelled else {}
    return json.loads(text, parse_constant=refuse, **kinds)


def row_of_fields(fields: dict, exact: dict, run: dict, name: str, number: int) -> Row:
    text = text_of(fields, run, f"{name}, row {number}")
    step_field = run.get("steps", {}).get("field")
    return Row(
        name,
        number,
        text=well_formed(text),
        id=id_text(exact.get(run.get("id_field", "id"))),
        step=None if step_field is None else fields[step_field],
    )


def text_of(fields: dict, run: dict, place: str) -> str:
    """The text of a field, or those of a list of fields with a line feed between them."""
    names = run.get("text_field", "text")
    texts = [field_of(fields, name) for name in ([names] if isinstance(names, str) else names)]
    texts = [text.decode("utf-8") if isinstance(text, bytes) else text for text in texts]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{place}: the text is not a string")
    return "\n".join(texts)


def field_of(fields: dict, name: str):
    """A field of that name, or one inside an object whose name is before a dot."""
    if name in fields:
        return fields[name]
    for at in (at for at, mark in enumerate(name) if mark == "."):
        inner = fields.get(name[:at])
        if isinstance(inner, dict):
            found = field_of(inner, name[at + 1 :])
            if found is not None:
                return found
    return None


def id_text(value) -> str | None:
    """A string as it is, null as none, anything else as its JSON text."""
    if value is None:
        return None
    return well_formed(value if isinstance(value, str) else json_text(value))


def json_text(value) -> str:
    if isinstance(value, Spelled):
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(map(json_text, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{json_text(key)}:{json_text(inner)}" for key, inner in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def well_formed(text: str) -> str:
    """Lone surrogates, which only JSON escapes can make, become U+FFFD."""
    return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)


# CSV and TSV


def read_table(name: str, path: Path, run: dict) -> list[Row]:
    """Rows below a header, by the line in which each begins. All cells are text; the step is a whole number."""
    quoting = csv.QUOTE_NONE if run.get("quoting") == "none" else csv.QUOTE_MINIMAL
    delimiter = "," if run["format"] == "csv" else "\t"
    text = io.StringIO(read_utf8(path), newline="")
    reader = csv.reader(text, delimiter=delimiter, quoting=quoting, strict=True)
    header: list[str] = []
    rows: list[Row] = []
    line = 1
    for cells in reader:
        if cells and not header:
            header = cells
        elif cells:
            if len(cells) != len(header):
                raise ValueError(f"{name}, line {line}: {len(cells)} cells")
            fields = dict(zip(header, cells, strict=True))
            row = row_of_fields(fields, fields, run, name, line)
            rows.append(replace(row, step=None if row.step is None else int(row.step)))
        line = reader.line_num + 1
    return rows


# Plain text


def read_text(name: str, path: Path, run: dict) -> list[Row]:
    """A line or what stands between separators; where there is but white space, no record."""
    text = read_utf8(path)
    if "separator" in run:
        pieces = text.split(run["separator"])
    else:
        pieces = [line.removesuffix("\r") for line in text.split("\n")]
    # U+FEFF is taken for white space here, as JavaScript does.
    return [
        Row(name, number, text=piece)
        for number, piece in enumerate(pieces, 1)
        if count_words(piece.replace(BOM, " ")) > 0
    ]


# Parquet and Arrow, with pyarrow


def read_parquet(name: str, path: Path, run: dict) -> list[Row]:
    need("pyarrow")
    from pyarrow import parquet

    file = parquet.ParquetFile(path, page_checksum_verification=True)
    return rows_of_batches(file.iter_batches(), run, name)


def read_saved_arrow(name: str, path: Path, run: dict) -> list[Row]:
    """A folder of Dataset.save_to_disk: shards in the order of state.json; old ones with an indices mapping."""
    state = json.loads((path / "state.json").read_text(encoding="utf-8"))
    rows: list[Row] = []
    for shard in state["_data_files"]:
        batches = arrow_batches(path / shard["filename"])
        rows += rows_of_batches(batches, run, f"{name}/{shard['filename']}")
    mappings = state.get("_indices_data_files") or []
    if not mappings:
        return rows
    indices = [
        index
        for mapping in mappings
        for batch in arrow_batches(path / mapping["filename"])
        for index in batch.column("indices").to_pylist()
    ]
    return [rows[index] for index in indices]


def arrow_batches(path: Path):
    need("pyarrow")
    from pyarrow import ipc

    with ipc.open_stream(path) as stream:
        return list(stream)


def rows_of_batches(batches, run: dict, name: str) -> list[Row]:
    rows: list[Row] = []
    for batch in batches:
        step_field = run.get("steps", {}).get("field")
        for fields in batch.to_pylist():
            number = len(rows) + 1
            text = text_of(fields, run, f"{name}, row {number}")
            id_ = id_text(spell(field_of(fields, run.get("id_field", "id"))))
            rows.append(Row(name, number, text=text, id=id_, step=fields.get(step_field)))
    return rows


def spell(value):
    """A column's number as JSON would have it."""
    return Spelled(json.dumps(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


# MosaicML streaming


def read_mds(name: str, path: Path, run: dict) -> list[Row]:
    """A folder of MDSWriter: shards in the order of index.json."""
    index = json.loads((path / "index.json").read_text(encoding="utf-8"))
    rows: list[Row] = []
    for shard in index["shards"]:
        basename, raw = read_mds_shard(path, shard)
        samples = cut_mds_samples(raw, shard)
        for number, fields in enumerate(samples, 1):
            exact = {column: spell(value) for column, value in fields.items()}
            rows.append(row_of_fields(fields, exact, run, f"{name}/{basename}", number))
    return rows


def read_mds_shard(folder: Path, shard: dict) -> tuple[str, bytes]:
    """The shard's name and raw bytes, held against the sizes and hashes of index.json."""
    described = shard["raw_data"]
    if shard["zip_data"] and not (folder / described["basename"]).exists():
        described = shard["zip_data"]
    path = folder / described["basename"]
    stored = path.read_bytes()
    raw = stored if described is shard["raw_data"] else read_unpacked(path)
    for data, facts in ((stored, described), (raw, shard["raw_data"])):
        if len(data) != facts["bytes"]:
            raise ValueError(f"{path}: {len(data)} bytes, index.json says {facts['bytes']}")
        for algorithm, digest in facts.get("hashes", {}).items():
            if algorithm in hashlib.algorithms_available and hashlib.new(algorithm, data).hexdigest() != digest:
                raise ValueError(f"{path}: its {algorithm} is not the one of index.json")
    return described["basename"], raw


def cut_mds_samples(raw: bytes, shard: dict):
    """Samples by the offset table: sizes of the variable columns as u32, then the columns' bytes."""
    (count,) = struct.unpack_from("<I", raw)
    if count != shard["samples"]:
        raise ValueError(f"{count} samples, index.json says {shard['samples']}")
    offsets = struct.unpack_from(f"<{count + 1}I", raw, 4)
    for start, end in zip(offsets, offsets[1:]):
        sample, at = raw[start:end], 0
        sizes = []
        for fixed in shard["column_sizes"]:
            if fixed is None:
                (size,) = struct.unpack_from("<I", sample, at)
                at += 4
            sizes.append(size if fixed is None else fixed)
        fields = {}
        for column, encoding, size in zip(shard["column_names"], shard["column_encodings"], sizes):
            fields[column] = decode_mds_value(sample[at : at + size], encoding)
            at += size
        if at != len(sample):
            raise ValueError("a sample has another length than its columns")
        yield fields


def decode_mds_value(data: bytes, encoding: str):
    numbers = {
        "int": "<q",
        "int8": "<b",
        "int16": "<h",
        "int32": "<i",
        "int64": "<q",
        "uint8": "<B",
        "uint16": "<H",
        "uint32": "<I",
        "uint64": "<Q",
        "float32": "<f",
        "float64": "<d",
    }
    if encoding in ("str", "str_int", "str_float", "str_decimal"):
        return data.decode("utf-8")
    if encoding in numbers:
        return struct.unpack(numbers[encoding], data)[0]
    return data  # of no use as text, id or step
