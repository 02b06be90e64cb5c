#!/usr/bin/env python3
"""Writes the small Parquet and Arrow files of test/formats/rows/fixtures with pyarrow: what its writer does
and the tests cannot write themselves (page checksums, dictionaries, both page versions, Snappy),
and with fastparquet what it calls LZ4: raw blocks, and the frames of Hadoop.

usage: make_fixtures.py folder
"""

import json
import os
import struct
import sys

import cramjam
import fastparquet.compression
import pyarrow as pa
import pyarrow.parquet as pq

TEXTS = [
    "%s record of %d: %s" % ("first" if i == 0 else "another", i, "the é 漢 " * (i % 4))
    for i in range(40)
]


def table(text_type):
    return pa.table(
        {
            "number": pa.array([100 + i for i in range(40)], pa.int64()),
            "text": pa.array(TEXTS, text_type),
            "step": pa.array([1 + i // 4 for i in range(40)], pa.int32()),
            "id": pa.array([None if i % 5 == 4 else "r%d" % (i % 7) for i in range(40)]),
        }
    )


def main():
    folder = sys.argv[1]
    common = {"row_group_size": 16, "data_page_size": 300, "write_page_checksum": True}
    pq.write_table(
        table(pa.string()),
        os.path.join(folder, "v1-zstd.parquet"),
        compression="zstd",
        use_dictionary=["id"],
        **common,
    )
    pq.write_table(
        table(pa.large_string()),
        os.path.join(folder, "v2-snappy.parquet"),
        compression="snappy",
        data_page_version="2.0",
        use_dictionary=True,
        write_page_index=True,
        **common,
    )
    pq.write_table(
        table(pa.string()),
        os.path.join(folder, "v2-delta.parquet"),
        compression="none",
        data_page_version="2.0",
        use_dictionary=False,
        column_encoding={
            "text": "DELTA_LENGTH_BYTE_ARRAY",
            "id": "DELTA_BYTE_ARRAY",
            "number": "DELTA_BINARY_PACKED",
            "step": "PLAIN",
        },
        **common,
    )
    pq.write_table(
        table(pa.string()),
        os.path.join(folder, "v1-lz4-raw.parquet"),
        compression="lz4",
        use_dictionary=["id"],
        **common,
    )
    write_lz4(os.path.join(folder, "lz4-blocks.parquet"), lz4_block)
    write_lz4(os.path.join(folder, "lz4-hadoop.parquet"), lz4_hadoop)
    write_arrow(os.path.join(folder, "arrow-replaced"), deltas=False)
    write_arrow(os.path.join(folder, "arrow-deltas"), deltas=True)
    write_tokens(folder)


def lz4_block(data):
    return bytes(cramjam.lz4.compress_block(data, store_size=False))


def lz4_hadoop(data):
    """Two frames, as pyarrow reads them: sizes of text and block (big-endian), block."""
    half = len(data) // 2
    framed = []
    for part in (data[:half], data[half:]):
        block = lz4_block(part)
        framed += [struct.pack(">II", len(part), len(block)), block]
    return b"".join(framed)


def write_lz4(path, compress):
    fastparquet.compression.compressions["LZ4"] = compress
    frame = table(pa.string()).to_pandas()
    fastparquet.write(path, frame, compression="LZ4", row_group_offsets=[0, 16, 32])


# Texts of three batches; each has a dictionary of its own, or adds to the one before.
BATCHES = [["alpha é", "bravo", None, "alpha é"], ["charlie", "alpha é", "charlie"], ["delta 漢", "bravo"]]


def write_arrow(folder, deltas):
    os.makedirs(folder, exist_ok=True)
    words = []
    batches = []
    for texts in BATCHES:
        words = (words if deltas else []) + [
            text for text in dict.fromkeys(texts) if text is not None and not (deltas and text in words)
        ]
        keys = pa.array([None if text is None else words.index(text) for text in texts], pa.int8())
        column = pa.DictionaryArray.from_arrays(keys, pa.array(words))
        ids = pa.DictionaryArray.from_arrays(pa.array(range(len(texts)), pa.int64()), pa.array(range(len(texts))))
        batches.append(pa.record_batch([column, ids], names=["text", "id"]))
    options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=deltas)
    with pa.OSFile(os.path.join(folder, "data.arrow"), "wb") as sink:
        with pa.ipc.new_stream(sink, batches[0].schema, options=options) as writer:
            for batch in batches:
                writer.write_batch(batch)
        stats = writer.stats
    assert (stats.num_dictionary_deltas if deltas else stats.num_replaced_dictionaries) > 0, stats
    with open(os.path.join(folder, "state.json"), "w") as state:
        json.dump({"_data_files": [{"filename": "data.arrow"}]}, state)


# Rows of ids, which go over pages; an empty one, and one that is not there.
ROWS = [[(i * 7 + j) % 500 for j in range(i * 11 % 60)] for i in range(30)] + [None, [7]]


def token_table(kind):
    return pa.table(
        {
            "id": ["r%d" % i for i in range(len(ROWS))],
            "doc": pa.array(
                [None if i == 5 else {"text": "nested é %d" % i, "meta": {"n": i}} for i in range(len(ROWS))]
            ),
            "doc.text": pa.array(["literal %d" % i for i in range(len(ROWS))]),
            "input_ids": pa.array(ROWS, kind),
            "tags": pa.array([["a", "b"]] * len(ROWS)),
            "step": pa.array([1 + i // 4 for i in range(len(ROWS))], pa.int32()),
        }
    )


def write_tokens(folder):
    kinds = {
        "int32": pa.list_(pa.int32()),
        "int64": pa.large_list(pa.int64()),
        "uint16": pa.list_(pa.field("element", pa.uint16(), nullable=False)),
    }
    for name, kind in kinds.items():
        table = token_table(kind)
        for version in ("1.0", "2.0"):
            pq.write_table(
                table,
                os.path.join(folder, "tokens-%s-v%s.parquet" % (name, version[0])),
                row_group_size=20,
                data_page_size=200,
                write_batch_size=7,
                data_page_version=version,
                use_dictionary=name == "int64",
                compression="zstd",
            )
        place = os.path.join(folder, "arrow-tokens-" + name)
        os.makedirs(place, exist_ok=True)
        with pa.OSFile(os.path.join(place, "data.arrow"), "wb") as sink:
            with pa.ipc.new_stream(sink, table.schema) as writer:
                for batch in table.to_batches(max_chunksize=13):
                    writer.write_batch(batch)
        with open(os.path.join(place, "state.json"), "w") as state:
            json.dump({"_data_files": [{"filename": "data.arrow"}]}, state)


main()
