"""Small folders of order logs: by themselves, and with the corpus whose order they say."""

import json
import zlib
from pathlib import Path

from plain.compression import need

from .texts import documents
from .token_files import pack


def write_log(path: Path, lines: list[dict], rank: int = 0, world_size: int = 1, torn: bytes = b"") -> None:
    header = {"format": "firstseen-order-log", "version": 1, "run": "r1", "rank": rank}
    header |= {"world_size": world_size, "created": "2026-11-28T12:00:00.000+00:00"}
    crc, data = 0, b""
    for line in [header, *lines]:
        head = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()[:-1]
        crc = zlib.crc32(head, crc)
        data += head + b',"crc":"%08x"}\n' % crc
    path.write_bytes(data + torn)


def order_log(folder: Path) -> dict:
    """Two ranks, micro-batches, a kill in step 4 and its undoing, a repeat, a torn line, a step of one rank."""
    rows = documents()
    records = [{"id": row["id"], "text": row["text"]} for row in rows]
    step = lambda number, *some: {"step": number, "records": [records[i] for i in some]}
    write_log(
        folder / "order.log.rank0",
        [
            step(1, 0, 1),
            step(1, 2),
            step(2, 4, 5),
            step(3, 6),
            step(4, 8),
            {"open": "2026-11-28T12:05:00.000+00:00", "cut": 0},
            {"rewind": 2, "at": "2026-11-28T12:05:00.000+00:00"},
            step(3, 9),
            step(4, 0, 11),
            step(5, 1),
        ],
        world_size=2,
        torn=b'{"step":6,"records":[{"id":"doc',
    )
    other = [step(1, 3), step(2, 7), step(3, 7), {"rewind": 2, "at": "x"}, step(3, 10), step(4), {"close": 4}]
    write_log(folder / "order.log.rank1", other, rank=1, world_size=2)
    return {"format": "order-log", "files": ["order.log.rank*"]}


def order_log_tokens(folder: Path) -> dict:
    """Token ids, some with names; the end of a document inside a record."""
    lines = [
        {"step": 7, "ids": ["a", 12], "tokens": [[5, 6, 0, 7], [8]]},
        {"step": 8, "tokens": [[9, 10], [5, 6]]},
    ]
    write_log(folder / "order.log", lines)
    keys = {"tokens_field": "tokens", "tokenizer": "../tokenizer.json", "end_of_document": 0}
    return {"format": "order-log", "files": ["order.log"], **keys}


def order_log_ids(folder: Path) -> dict:
    """Parquet in two files, named by ids; an epoch and a half."""
    need("pyarrow")
    import pyarrow
    from pyarrow import parquet

    rows = documents()
    for name, some in (("a.parquet", rows[:7]), ("b.parquet", rows[7:])):
        parquet.write_table(pyarrow.Table.from_pylist(some), folder / name)
    ids = [row["id"] for row in rows]
    order = [ids[i] for i in (7, 3, 11, 0, 5, 1, 10, 2, 9, 4, 8, 6, 3, 7, 7)]
    lines = [{"step": number + 1, "ids": order[3 * number : 3 * number + 3]} for number in range(5)]
    write_log(folder / "order.log", lines)
    return {"format": "parquet", "files": ["*.parquet"], "order": {"kind": "order-log", "files": ["order.log"]}}


def order_log_rows(folder: Path) -> dict:
    """Rows of ids, named by file and row; each rank numbers the files as it meets them."""
    for name, first in (("one.bin", 5), ("two.bin", 8)):
        (folder / name).write_bytes(pack([first + i % 7 for i in range(12)], "uint16"))
    name = lambda number, file: {"file": number, "name": f"/data/run/{file}"}
    write_log(
        folder / "order.log.rank0",
        [name(0, "two.bin"), {"step": 1, "rows": [[0, 2], [0, 0]]}, name(1, "one.bin"), {"step": 2, "rows": [[1, 1]]}],
        world_size=2,
    )
    lines = [name(0, "one.bin"), {"step": 1, "rows": [[0, 2]]}, {"step": 2, "rows": [[0, 0], [0, 2]]}]
    write_log(folder / "order.log.rank1", lines, rank=1, world_size=2)
    order = {"kind": "order-log", "files": ["order.log.rank0", "order.log.rank1"]}
    keys = {"tokenizer": "../tokenizer.json", "row_tokens": 4, "dtype": "uint16"}
    return {"format": "nanogpt", "files": ["one.bin", "two.bin"], "order": order, **keys}


FOLDERS = {
    "order-log": order_log,
    "order-log-tokens": order_log_tokens,
    "order-log-ids": order_log_ids,
    "order-log-rows": order_log_rows,
}
