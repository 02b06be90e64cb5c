"""Megatron's and GPT-NeoX's .bin + .idx, and the samples that GPTDataset cuts from them.

.idx   magic, version u64, dtype code u8, sequences u64, document entries u64,
       lengths i32 of the sequences, their byte offsets i64, document entries i64
"""

import struct
from pathlib import Path

from .numbers import numbers_of, read_npy

MAGIC = b"MMIDIDX\x00\x00"
# Codes 6 and 7 are float64 and float32 in Megatron, float32 and float64 in GPT-NeoX.
DTYPES = {1: "uint8", 2: "int8", 3: "int16", 4: "int32", 5: "int64", 6: "float64", 7: "float32", 8: "uint16"}


class MegatronData:
    """`sequences[i]`: the ids of sequence i. `documents[d]`: the numbers of its sequences."""

    def __init__(self, prefix: Path):
        index = prefix.with_name(prefix.name + ".idx").read_bytes()
        data = prefix.with_name(prefix.name + ".bin").read_bytes()
        if not index.startswith(MAGIC):
            raise ValueError(f"{prefix}.idx: no magic number of Megatron's")
        version, code, count, entries = struct.unpack_from("<QBQQ", index, len(MAGIC))
        if version != 1 or code not in DTYPES:
            raise ValueError(f"{prefix}.idx: version {version}, dtype code {code}")
        at = len(MAGIC) + struct.calcsize("<QBQQ")
        lengths = struct.unpack_from(f"<{count}i", index, at)
        offsets = struct.unpack_from(f"<{count}q", index, at + 4 * count)
        bounds = struct.unpack_from(f"<{entries}q", index, at + 12 * count)
        dtype = DTYPES[code] if code not in (6, 7) else float_of(len(data), sum(lengths), prefix)
        tokens = numbers_of(data, dtype, f"{prefix}.bin")
        self.sequences = []
        for length, offset in zip(lengths, offsets):
            start, rest = divmod(offset, tokens.itemsize)
            sequence = [int(number) for number in tokens[start : start + length]]
            if rest or len(sequence) != length:
                raise ValueError(f"{prefix}: a sequence lies outside the .bin")
            self.sequences.append(sequence)
        if not bounds or bounds[0] != 0 or bounds[-1] != count:
            raise ValueError(f"{prefix}.idx: documents do not cover the sequences")
        self.documents = [range(start, end) for start, end in zip(bounds, bounds[1:])]

    def records(self, unit: str) -> list[list[int]]:
        if unit == "sequence":
            return self.sequences
        return [[number for i in document for number in self.sequences[i]] for document in self.documents]


def float_of(data_bytes: int, tokens: int, prefix: Path) -> str:
    """Which float it is, only the size of the .bin says."""
    sizes = {4 * tokens: "float32", 8 * tokens: "float64"}
    if data_bytes not in sizes:
        raise ValueError(f"{prefix}.bin: {data_bytes} bytes are not {tokens} floats")
    return sizes[data_bytes]


def gpt_samples(data: MegatronData, order_files: list[Path], row_tokens: int) -> tuple[list[list[int]], list[int]]:
    """All samples in the order of the sample index, and the shuffle index.

    Sample k goes from entry k to entry k + 1 of the sample index: each is a place in the document
    index and an offset in the sequence that it names. The token at the end belongs to both samples.
    """
    (_, documents), (shape, bounds), (_, shuffle) = map(read_npy, order_files)
    if len(shape) != 2 or shape[1] != 2:
        raise ValueError(f"{order_files[1]}: expected a shape of (samples + 1, 2)")
    if min([*documents, *bounds, *shuffle]) < 0:
        raise ValueError("a number below 0 in an order")
    samples = []
    for k in range(shape[0] - 1):
        (first, begin), (last, end) = bounds[2 * k : 2 * k + 2], bounds[2 * k + 2 : 2 * k + 4]
        sample: list[int] = []
        for place in range(first, last + 1):
            sequence = data.sequences[documents[place]] if place < len(documents) else []
            sample += sequence[begin if place == first else 0 : end + 1 if place == last else None]
        if len(sample) != row_tokens:
            raise ValueError(f"sample {k} has {len(sample)} tokens, row_tokens is {row_tokens}")
        samples.append(sample)
    return samples, shuffle.tolist()
