"""The tokenizer of the small folders, and plain numbers, .npy, Megatron's, llm.c's and MDS files by struct."""

import hashlib
import json
import struct
from array import array
from collections import Counter
from itertools import pairwise
from pathlib import Path

from plain.numbers import CODES
from plain.tokenizer import LETTERS, split_as_gpt2

END_OF_DOCUMENT = 0
MERGES = 48
NPY_TYPES = {"uint8": "|u1", "int16": "<i2", "uint32": "<u4", "uint64": "<u8", "int32": "<i4", "int64": "<i8"}


def tokenizer_json(texts: list[str]) -> str:
    """Byte-level BPE: <|endoftext|>, the 256 bytes (byte + 1), merges, and a run of spaces as an added token."""
    merges = learn_merges(texts)
    pieces = ["<|endoftext|>", *LETTERS, *(left + right for left, right in merges)]
    flags = {"single_word": False, "lstrip": False, "rstrip": False}
    added = [
        {"id": 0, "content": "<|endoftext|>", **flags, "normalized": False, "special": True},
        {"id": len(pieces), "content": "    ", **flags, "normalized": True, "special": False},
    ]
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    model = {
        "type": "BPE",
        "dropout": None,
        "unk_token": None,
        "continuing_subword_prefix": None,
        "end_of_word_suffix": None,
        "fuse_unk": False,
        "byte_fallback": False,
        "vocab": {piece: number for number, piece in enumerate(pieces)},
        "merges": [" ".join(pair) for pair in merges],
    }
    spec = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": None,
        "pre_tokenizer": byte_level,
        "post_processor": None,
        "decoder": byte_level,
        "model": model,
    }
    return json.dumps(spec, ensure_ascii=False, separators=(",", ":")) + "\n"


def learn_merges(texts: list[str]) -> list[tuple[str, str]]:
    """The commonest pair is joined, MERGES times; of equally common ones the first in letters' order."""
    words = [[LETTERS[byte] for byte in piece.encode()] for text in texts for piece in split_as_gpt2(text)]
    merges = []
    for _ in range(MERGES):
        counts = Counter(pair for word in words for pair in pairwise(word))
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        merges.append(best)
        for word in words:
            for at in range(len(word) - 2, -1, -1):
                if tuple(word[at : at + 2]) == best:
                    word[at : at + 2] = [best[0] + best[1]]
    return merges


def pack(numbers, dtype: str) -> bytes:
    return array(CODES[dtype], numbers).tobytes()


def npy(numbers, dtype: str, shape: tuple[int, ...]) -> bytes:
    header = f"{{'descr': '{NPY_TYPES[dtype]}', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + pack(numbers, dtype)


def write_megatron(prefix: Path, sequences: list[list[int]], dtype: tuple[int, str], documents: list[int]) -> None:
    """`dtype`: Megatron's code and its name. `documents`: where documents begin, and the number of sequences."""
    code, name = dtype
    data, offsets = b"", []
    for sequence in sequences:
        offsets.append(len(data))
        data += pack(sequence, name)
    prefix.with_name(prefix.name + ".bin").write_bytes(data)
    index = b"MMIDIDX\x00\x00" + struct.pack("<QBQQ", 1, code, len(sequences), len(documents))
    index += pack(map(len, sequences), "int32") + pack(offsets, "int64") + pack(documents, "int64")
    prefix.with_name(prefix.name + ".idx").write_bytes(index)


def write_gpt_order(
    folder: Path, sequences: list[list[int]], documents: list[int], shuffle, row_tokens: int, prefix: str = ""
) -> int:
    """The three cache files of GPTDataset for an order of documents; gives the number of samples.

    `shuffle` makes the order of the samples from their number.
    """
    places = [(place, at) for place, number in enumerate(documents) for at in range(len(sequences[number]))]
    # A sample's last token is the next one's first.
    bounds = places[:: row_tokens - 1]
    samples = (len(places) - 1) // (row_tokens - 1)
    flat = [number for bound in bounds[: samples + 1] for number in bound]
    (folder / f"{prefix}document_index.npy").write_bytes(npy(documents, "int32", (len(documents),)))
    (folder / f"{prefix}sample_index.npy").write_bytes(npy(flat, "int32", (samples + 1, 2)))
    (folder / f"{prefix}shuffle_index.npy").write_bytes(npy(shuffle(samples), "uint32", (samples,)))
    return samples


def llmc(tokens: list[int], dtype: str) -> bytes:
    magic, version = {"uint16": (20240520, 1), "uint32": (20240801, 7)}[dtype]
    return pack([magic, version, len(tokens), *[0] * 253], "int32") + pack(tokens, dtype)


def mds_shard(samples: list[dict], encodings: dict[str, str]) -> bytes:
    """Samples number, offsets from the file's start, the writer's settings, samples. Columns by name."""
    columns = sorted(encodings)
    settings = {
        "column_encodings": [encodings[column] for column in columns],
        "column_names": columns,
        "column_sizes": [8 if encodings[column] == "int" else None for column in columns],
        "compression": None,
        "format": "mds",
        "hashes": [],
        "size_limit": 1 << 26,
        "version": 2,
    }
    head = json.dumps(settings, sort_keys=True).encode()
    packed = []
    for sample in samples:
        values = [
            struct.pack("<q", sample[column]) if encodings[column] == "int" else sample[column].encode()
            for column in columns
        ]
        sizes = [len(value) for column, value in zip(columns, values) if encodings[column] != "int"]
        packed.append(pack(sizes, "uint32") + b"".join(values))
    offset = 4 + 4 * (len(samples) + 1) + len(head)
    offsets = [offset]
    for sample in packed:
        offsets.append(offsets[-1] + len(sample))
    return pack([len(samples), *offsets], "uint32") + head + b"".join(packed)


def mds_entry(
    raw: bytes, samples: int, encodings: dict[str, str], names: tuple[str, str | None], packed: bytes
) -> dict:
    """The shard as index.json describes it; `names`: of the raw file, and of the compressed one, if it is."""
    columns = sorted(encodings)

    def describe(name: str, data: bytes) -> dict:
        return {"basename": name, "bytes": len(data), "hashes": {"sha1": hashlib.sha1(data).hexdigest()}}

    return {
        "column_encodings": [encodings[column] for column in columns],
        "column_names": columns,
        "column_sizes": [8 if encodings[column] == "int" else None for column in columns],
        "compression": "zstd:7" if names[1] else None,
        "format": "mds",
        "hashes": ["sha1"],
        "raw_data": describe(names[0], raw),
        "samples": samples,
        "size_limit": 1 << 26,
        "version": 2,
        "zip_data": describe(names[1], packed) if names[1] else None,
    }
