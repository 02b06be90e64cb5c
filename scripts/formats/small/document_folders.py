"""Small folders of the document formats. Each function fills a folder and gives its run description."""

import csv
import gzip
import io
import json
import struct
from pathlib import Path

from plain.compression import need

from .texts import documents
from .token_files import mds_entry, mds_shard, pack

SEPARATOR = "<|endoftext|>"


def lines_of(rows: list[dict], ascii_only: bool = False) -> str:
    return "".join(json.dumps(row, ensure_ascii=ascii_only) + "\n" for row in rows)


def jsonl_gz(folder: Path) -> dict:
    """Several gzip members, cut inside a line; ids that are not strings; blank lines; a warm-up schedule."""
    rows = documents()
    # What JSON.parse would not keep: ids are kept as they are spelled. One is null, one is absent.
    ids = ["12345678901234567890", "1.0", "null", '{"part":[1, 2.50]}', "-0", "true"]
    odd = "".join(
        f'{{"id": {id_}, "text": {json.dumps(row["text"])}}}\n\n' for id_, row in zip(ids, rows, strict=False)
    )
    odd += '{"text": "a lone \\ud800 surrogate"}\n  \r\n{"text":"no line feed behind","id":"last"}'
    first, second = lines_of(rows).encode(), odd.encode()
    cuts = [0, 40, 700, len(first)]
    members = [gzip.compress(first[start:end], mtime=0) for start, end in zip(cuts, cuts[1:], strict=False)]
    (folder / "part-2.jsonl.gz").write_bytes(b"".join(members))
    (folder / "part-10.jsonl").write_bytes(b"\xef\xbb\xbf" + second)  # compression is detected by content
    return {"format": "jsonl", "files": ["part-*"], "steps": {"schedule": [[1, 1], [3, 4], [5, 3]]}}


def jsonl_zst(folder: Path) -> dict:
    """zstd frames with and without content size, cut inside a line, skippable frames; cut to 12 words a record."""
    zstandard = need("zstandard")
    rows = [{"name": row["id"], "content": row["text"]} for row in documents()]
    data = lines_of(rows).encode()
    skippable = struct.pack("<II", 0x184D2A53, 5) + b"aside"
    stream = zstandard.ZstdCompressor(write_checksum=True).compressobj()
    frames = [
        skippable,
        zstandard.ZstdCompressor(write_content_size=True).compress(data[:333]),
        skippable,
        stream.compress(data[333:]) + stream.flush(),
        skippable,
    ]
    (folder / "docs.jsonl.zst").write_bytes(b"".join(frames))
    return {
        "format": "jsonl",
        "files": ["docs.jsonl.zst"],
        "text_field": "content",
        "id_field": "name",
        "truncate": {"words": 12},
        "steps": {"words": 25},
    }


def jsonl_model_tokens(folder: Path) -> dict:
    """Documents cut to model tokens, which may end inside a character, and steps counted in them."""
    (folder / "docs.jsonl").write_text(lines_of(documents(), ascii_only=True))
    return {
        "format": "jsonl",
        "files": ["docs.jsonl"],
        "tokenizer": "../tokenizer.json",
        "truncate": {"model_tokens": 17},
        "steps": {"model_tokens": 40},
    }


def json_array(folder: Path) -> dict:
    """One array indented, one on a line with escapes; two epochs."""
    rows = documents()
    (folder / "a.json").write_text(json.dumps(rows[:5], ensure_ascii=False, indent=2), encoding="utf-8")
    (folder / "b.json").write_text(json.dumps(rows[5:]) + "\n", encoding="utf-8")
    return {"format": "json", "files": ["a.json", "b.json"], "epochs": 2, "steps": {"batch_size": 5}}


def table_of(rows: list[list[str]], **dialect) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, **dialect).writerows(rows)
    return out.getvalue()


def csv_quoted(folder: Path) -> dict:
    """Cells in quotes with line breaks, a byte order mark, blank lines; the records say their step, in digits."""
    steps = ["1", "1", "2", "2", "007", "7", "8", "20", "20", "20", "21", "21"]
    rows = [[step, row["id"], row["text"], ""] for step, row in zip(steps, documents(), strict=True)]
    header = ["step", "id", "text", "a, \"b\""]
    first = table_of([header, *rows[:7]], lineterminator="\r\n").replace("\r\n1,doc-1", "\r\n\r\n1,doc-1")
    second = table_of([header, *rows[7:]], lineterminator="\n", quoting=csv.QUOTE_ALL)
    (folder / "part-1.csv").write_bytes(b"\xef\xbb\xbf" + first.encode())
    (folder / "part-2.csv.gz").write_bytes(gzip.compress(second.rstrip("\n").encode(), mtime=0))
    return {"format": "csv", "files": ["part-*"], "steps": {"field": "step"}}


def tsv_plain(folder: Path) -> dict:
    """Quotation marks that are text; other names of columns."""
    rows = [[" ".join(row["text"].split()), row["id"]] for row in documents()]
    lines = "".join("\t".join(row) + "\n" for row in [["body", "name"], *rows, ["\"", "\"q\" \""]])
    (folder / "docs.tsv").write_text(lines, encoding="utf-8", newline="")
    return {
        "format": "tsv",
        "files": ["docs.tsv"],
        "quoting": "none",
        "text_field": "body",
        "id_field": "name",
        "steps": {"batch_size": 5},
    }


def text_lines(folder: Path) -> dict:
    """A document a line; blank lines are none, line ends may be CR LF."""
    lines = [row["text"].replace("\n", " ") for row in documents()]
    (folder / "lines.txt").write_text(
        "\r\n".join(lines[:6]) + "\r\n\n" + "\n".join(lines[6:]), encoding="utf-8", newline=""
    )
    return {"format": "text", "files": ["lines.txt"], "steps": {"batch_size": 4}}


def text_separated(folder: Path) -> dict:
    """Stories of several lines parted by <|endoftext|>, as TinyStories has them."""
    stories = [f"\n{row['text']}\n" for row in documents()]
    (folder / "stories.txt").write_text(SEPARATOR.join(stories) + SEPARATOR + "\n", encoding="utf-8", newline="")
    return {"format": "text", "files": ["stories.txt"], "separator": SEPARATOR, "steps": {"batch_size": 4}}


def table(rows: list[dict], **more):
    import pyarrow

    return pyarrow.table({"id": [row["id"] for row in rows], "text": [row["text"] for row in rows]} | more)


def parquet(folder: Path) -> dict:
    """Row groups, page checksums, zstd, a dictionary; ids are numbers; consumed in the order of a list."""
    need("pyarrow")
    import pyarrow
    from pyarrow import parquet as pq

    rows = documents()
    ids = pyarrow.array([2**60 + number for number in range(len(rows))], pyarrow.int64())
    numbered = table(rows).set_column(0, "id", ids)
    pq.write_table(
        numbered,
        folder / "docs.parquet",
        row_group_size=7,
        compression="zstd",
        write_page_checksum=True,
        data_page_version="1.0",
        data_page_size=512,
    )
    order = [(number * 7 + 3) % len(rows) for number in range(len(rows))]
    (folder / "order.u32").write_bytes(pack(order, "uint32"))
    return {
        "format": "parquet",
        "files": ["docs.parquet"],
        "order": {"kind": "list", "files": ["order.u32"]},
        "steps": {"batch_size": 5},
    }


def parquet_step(folder: Path) -> dict:
    """Snappy, data pages of version 2, large strings; the records say their step."""
    need("pyarrow")
    import pyarrow
    from pyarrow import parquet as pq

    rows = documents()
    steps = pyarrow.array([3, 3, 3, 8, 8, 9, 20, 20, 21, 21, 21, 1000], pyarrow.int64())
    texts = pyarrow.array([row["text"] for row in rows], pyarrow.large_string())
    stepped = pyarrow.table({"step": steps, "text": texts})
    pq.write_table(
        stepped,
        folder / "train.parquet",
        row_group_size=5,
        compression="snappy",
        data_page_version="2.0",
        use_dictionary=False,
        write_page_checksum=True,
    )
    return {"format": "parquet", "files": ["train.parquet"], "steps": {"field": "step"}}


def parquet_fields(folder: Path) -> dict:
    """A text is a title, a field in a structure, and a column with a dot in its name."""
    need("pyarrow")
    import pyarrow
    from pyarrow import parquet as pq

    rows = documents()
    columns = {
        "id": [row["id"] for row in rows],
        "title": [row["text"][:9] for row in rows],
        "doc": [{"text": row["text"], "n": number} for number, row in enumerate(rows)],
        "more.text": ["" if number % 3 == 0 else "more" for number in range(len(rows))],
    }
    pq.write_table(pyarrow.table(columns), folder / "docs.parquet", row_group_size=7, data_page_size=128)
    fields = ["title", "doc.text", "more.text"]
    return {"format": "parquet", "files": ["docs.parquet"], "text_field": fields, "steps": {"batch_size": 5}}


def write_saved(folder: Path, shards: list, indices) -> None:
    """A folder as Dataset.save_to_disk leaves it; `indices` as those of datasets 1.0 to 1.14 did."""
    from pyarrow import ipc

    def write(name: str, content, batch_rows: int | None) -> dict:
        with ipc.new_stream(folder / name, content.schema) as stream:
            stream.write_table(content, batch_rows)
        return {"filename": name}

    folder.mkdir()
    names = [f"data-{number:05}-of-{len(shards):05}.arrow" for number in range(len(shards))]
    state = {
        "_data_files": [write(name, shard, 4) for name, shard in zip(names, shards, strict=True)],
        "_fingerprint": "0123456789abcdef",
        "_format_columns": None,
        "_format_kwargs": {},
        "_format_type": None,
        "_output_all_columns": False,
        "_split": None,
    }
    if indices is not None:
        state["_indices_data_files"] = [write("indices.arrow", indices, None)]
    (folder / "state.json").write_text(json.dumps(state, indent=2, sort_keys=True))
    features = {name: {"dtype": "string", "_type": "Value"} for name in ("id", "text")}
    (folder / "dataset_info.json").write_text(json.dumps({"features": features}, indent=2))


def arrow(folder: Path) -> dict:
    """Two shards in the order of state.json, several batches each."""
    need("pyarrow")
    rows = documents()
    write_saved(folder / "saved", [table(rows[:7]), table(rows[7:])], None)
    return {"format": "arrow", "files": ["saved"], "steps": {"batch_size": 5}}


def arrow_indices(folder: Path) -> dict:
    """A shuffled and selected dataset as older versions saved it: all rows, and which come when."""
    need("pyarrow")
    import pyarrow

    rows = documents()
    wanted = pyarrow.array([11, 3, 0, 5, 8, 1, 10], pyarrow.uint64())
    write_saved(folder / "saved", [table(rows)], pyarrow.table({"indices": wanted}))
    return {"format": "arrow", "files": ["saved"], "steps": {"batch_size": 3}}


ENCODINGS = {"text": "str", "id": "str", "n": "int"}


def write_mds(folder: Path, shards: list[list[dict]], compress) -> None:
    folder.mkdir()
    entries = []
    for number, samples in enumerate(shards):
        raw = mds_shard(samples, ENCODINGS)
        packed = compress(raw) if compress else raw
        name = f"shard.{number:05}.mds"
        packed_name = f"{name}.zstd" if compress else None
        (folder / (packed_name or name)).write_bytes(packed)
        entries.append(mds_entry(raw, len(samples), ENCODINGS, (name, packed_name), packed))
    (folder / "index.json").write_text(json.dumps({"shards": entries, "version": 2}, sort_keys=True))


def mds_samples() -> list[dict]:
    return [{**row, "n": number * number} for number, row in enumerate(documents())]


def mds(folder: Path) -> dict:
    """Two raw shards with hashes; the id is a number column."""
    samples = mds_samples()
    write_mds(folder / "mds", [samples[:8], samples[8:]], None)
    return {"format": "mds", "files": ["mds"], "id_field": "n", "steps": {"batch_size": 5}}


def mds_zstd(folder: Path) -> dict:
    """Two shards of which only the compressed form is there; a list order of raw uint64 that goes to and fro."""
    samples = mds_samples()
    write_mds(folder / "mds", [samples[:3], samples[3:]], need("zstandard").ZstdCompressor().compress)
    order = [11, 0, 7, 2, 9, 4, 10, 1, 6, 3, 8, 5]
    (folder / "order.u64").write_bytes(pack(order, "uint64"))
    listed = {"kind": "list", "files": ["order.u64"], "dtype": "uint64", "samples": 10}
    return {"format": "mds", "files": ["mds"], "order": listed, "steps": {"batch_size": 5}}


FOLDERS = {
    "jsonl-gz": jsonl_gz,
    "jsonl-zst": jsonl_zst,
    "jsonl-model-tokens": jsonl_model_tokens,
    "json-array": json_array,
    "csv": csv_quoted,
    "tsv": tsv_plain,
    "text-lines": text_lines,
    "text-separated": text_separated,
    "parquet": parquet,
    "parquet-step": parquet_step,
    "parquet-fields": parquet_fields,
    "arrow": arrow,
    "arrow-indices": arrow_indices,
    "mds": mds,
    "mds-zstd": mds_zstd,
}
