#!/usr/bin/env python3
"""Writes the small Parquet files of test/indexer/rows/fixtures with pyarrow: what its writer does
and the tests cannot write themselves (page checksums, dictionaries, both page versions, Snappy).

usage: make_fixtures.py folder
"""

import os
import sys

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


main()
