#!/usr/bin/env python3
"""Writes the small MDS folders of test/formats/rows/fixtures with mosaicml-streaming: every
compression, and every way to hold token ids.

usage: make_mds_fixtures.py folder
"""

import os
import shutil
import sys

import numpy as np
from streaming import MDSWriter

TEXTS = ["record of %d: %s" % (i, "the é 漢 " * (i % 4)) for i in range(40)]
# Rows of ids, one of them long; row 3 has the highest 16-bit id.
ROWS = [[i, 1, 2 * i, 65535 if i == 3 else 7] for i in range(6)]
TYPES = ["int32", "int64", "uint16", "uint32"]


def write(folder, columns, samples, **options):
    shutil.rmtree(folder, ignore_errors=True)
    with MDSWriter(out=folder, columns=columns, **options) as out:
        for sample in samples:
            out.write(sample)


def main():
    folder = os.path.join(sys.argv[1], "mds")
    texts = [{"id": i, "text": text} for i, text in enumerate(TEXTS)]
    for compression in ["br:5", "bz2", "gz", "snappy", "zstd:7"]:
        place = os.path.join(folder, compression.split(":")[0])
        write(place, {"id": "int", "text": "str"}, texts, compression=compression, size_limit=1200)
    for kind in TYPES:
        arrays = [np.array(row, kind) for row in ROWS]
        for encoding in ["ndarray", "ndarray:" + kind, "ndarray:%s:4" % kind]:
            place = os.path.join(folder, "tokens-%s-%d" % (kind, encoding.count(":")))
            samples = [{"id": "r%d" % i, "tokens": array} for i, array in enumerate(arrays)]
            write(place, {"id": "str", "tokens": encoding}, samples)
        samples = [{"tokens": array.tobytes()} for array in arrays]
        write(os.path.join(folder, "tokens-%s-bytes" % kind), {"tokens": "bytes"}, samples)


main()
