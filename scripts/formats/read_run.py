#!/usr/bin/env python3
"""Reads a run by its run description, plainly, to hold the indexer against.

Written apart from the indexer and as directly as each format allows: whole files in memory, no
checks. Prints a JSON line a record, in consumed order: {"parts": [...], "id": ..., "step": ...},
the parts being what stands between boundaries. Needs nothing but Python for JSON lines, gzip, JSON,
MDS and token files; pyarrow for Parquet and Arrow, zstandard for zstd. Exit code 77: one of those
is not there.

usage: read_run.py run.json
"""

import array
import glob
import gzip
import io
import json
import os
import re
import struct
import sys

MISSING = 77


def need(name):
    try:
        return __import__(name)
    except ImportError:
        sys.stderr.write("needs the package %s\n" % name)
        sys.exit(MISSING)


def natural(name):
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


class Run:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.run = json.load(file)
        self.folder = os.path.dirname(os.path.abspath(path))

    def path(self, name):
        return os.path.join(self.folder, name)

    def files(self):
        for name in self.run["files"]:
            path = self.path(name)
            if os.path.exists(path) or not set("*?[") & set(name):
                yield path
            else:
                yield from sorted(glob.glob(path), key=natural)


def unpacked(path):
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] == b"\x1f\x8b":
        return gzip.decompress(data)
    if data[:4] == b"\x28\xb5\x2f\xfd" or data[1:4] == b"\x2a\x4d\x18":
        return unzstd(data)
    return data


def unzstd(data):
    zstandard = need("zstandard")
    reader = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True)
    out = io.BytesIO()
    while True:
        chunk = reader.read(1 << 20)
        if not chunk:
            return out.getvalue()
        out.write(chunk)


# Documents: dictionaries with the record's fields.


def jsonl(run):
    for path in run.files():
        for line in unpacked(path).split(b"\n"):
            if line.strip():
                yield json.loads(line)


def json_array(run):
    for path in run.files():
        yield from json.loads(unpacked(path))


def text(run):
    separator = run.run.get("separator", "\n")
    for path in run.files():
        for document in unpacked(path).decode().split(separator):
            if document.strip():
                yield {"text": document}


def parquet(run):
    need("pyarrow")
    import pyarrow.parquet as pq

    for path in run.files():
        yield from pq.read_table(path).to_pylist()


def arrow(run):
    pa = need("pyarrow")
    for folder in run.files():
        with open(os.path.join(folder, "state.json"), encoding="utf-8") as file:
            state = json.load(file)
        rows = []
        for shard in state["_data_files"]:
            with pa.OSFile(os.path.join(folder, shard["filename"]), "rb") as source:
                rows.extend(pa.ipc.open_stream(source).read_all().to_pylist())
        for indices in state.get("_indices_files") or []:
            with pa.OSFile(os.path.join(folder, indices["filename"]), "rb") as source:
                order = pa.ipc.open_stream(source).read_all().to_pylist()
            rows = [rows[entry["indices"]] for entry in order]
        yield from rows


MDS_NUMBERS = {"int": "<q", "int64": "<q", "uint64": "<Q", "int32": "<i", "uint32": "<I"}


def mds(run):
    for folder in run.files():
        with open(os.path.join(folder, "index.json"), encoding="utf-8") as file:
            index = json.load(file)
        for shard in index["shards"]:
            path = os.path.join(folder, shard["raw_data"]["basename"])
            if not os.path.exists(path):
                path = os.path.join(folder, shard["zip_data"]["basename"])
            data = unpacked(path)
            for number in range(shard["samples"]):
                start, end = struct.unpack_from("<2I", data, 4 + 4 * number)
                yield mds_sample(shard, data[start:end])


def mds_sample(shard, data):
    sizes = list(shard["column_sizes"])
    at = 0
    for i, size in enumerate(sizes):
        if size is None:
            (sizes[i],) = struct.unpack_from("<I", data, at)
            at += 4
    record = {}
    for name, kind, size in zip(shard["column_names"], shard["column_encodings"], sizes):
        value = data[at : at + size]
        at += size
        record[name] = (
            value.decode() if kind == "str" else struct.unpack(MDS_NUMBERS[kind], value)[0]
        )
    return record


# Tokens: lists of ids.

TYPES = {"uint16": "H", "uint32": "I", "int32": "i", "int64": "q"}


def ids_of(path, dtype, skip=0):
    with open(path, "rb") as file:
        file.seek(skip)
        return array.array(TYPES[dtype], file.read())


def rows_of(ids, length, stride):
    return [ids[at : at + length] for at in range(0, len(ids) - length + 1, stride)]


def fixed(run):
    keys = run.run
    length = keys.get("row_tokens", 2049)
    stride = keys.get("row_stride", length)
    parts = []
    for path in run.files():
        if keys["format"] == "llmc":
            with open(path, "rb") as file:
                (magic,) = struct.unpack("<i", file.read(4))
            parts.append(ids_of(path, {20240520: "uint16", 20240801: "uint32"}[magic], 1024))
        else:
            parts.append(ids_of(path, keys.get("dtype", "uint16")))
    if keys["format"] in ("pythia-rows", "nanogpt"):
        whole = array.array(parts[0].typecode)
        for part in parts:
            whole.extend(part)
        parts = [whole]
    rows = []
    for part in parts:
        some = rows_of(part, length, stride)
        if keys.get("steps", {}).get("drop_last") == "file":
            some = some[: len(some) - len(some) % keys["steps"]["batch_size"]]
        rows.extend(some)
    return rows


def datatrove(run):
    if "row_tokens" in run.run:
        return fixed(run)
    rows = []
    for path in run.files():
        ids = ids_of(path, run.run.get("dtype", "uint16"))
        with open(path + ".index", "rb") as file:
            ends = array.array("Q", file.read())
        rows.extend(ids[start:end] for start, end in zip([0, *ends], ends))
    return rows


MEGATRON_TYPES = {1: "B", 2: "b", 3: "h", 4: "i", 5: "q", 8: "H"}


def megatron(run):
    rows = []
    for prefix in run.files():
        with open(prefix + ".idx", "rb") as file:
            index = file.read()
        code, count, bounds = struct.unpack_from("<BQQ", index, 17)
        lengths = struct.unpack_from("<%di" % count, index, 34)
        pointers = struct.unpack_from("<%dq" % count, index, 34 + 4 * count)
        documents = struct.unpack_from("<%dq" % bounds, index, 34 + 12 * count)
        with open(prefix + ".bin", "rb") as file:
            ids = array.array(MEGATRON_TYPES[code], file.read())
        starts = [pointer // ids.itemsize for pointer in pointers]
        sequences = [ids[start : start + n] for start, n in zip(starts, lengths)]
        order = run.run.get("order", {})
        if order.get("kind") == "gpt-dataset":
            return gpt_dataset(run, order, sequences)
        if run.run.get("unit") == "sequence":
            rows.extend(sequences)
            continue
        for first, last in zip(documents, documents[1:]):
            rows.append([token for sequence in sequences[first:last] for token in sequence])
    return rows


def npy(path):
    with open(path, "rb") as file:
        data = file.read()
    assert data[:6] == b"\x93NUMPY"
    start = 10 + struct.unpack_from("<H", data, 8)[0]
    kind = re.search(rb"'descr': '([^']+)'", data[:start]).group(1).decode()
    return array.array({"<i4": "i", "<u4": "I", "<i8": "q", "<u8": "Q"}[kind], data[start:])


def gpt_dataset(run, order, sequences):
    documents, samples, shuffle = (npy(run.path(name)) for name in order["files"])
    rows = []
    for k in range(order["samples"]):
        sample = shuffle[k]
        place, offset, last, last_offset = samples[2 * sample : 2 * sample + 4]
        row = []
        while place < last:
            row.extend(sequences[documents[place]][offset:])
            place, offset = place + 1, 0
        row.extend(sequences[documents[last]][offset : last_offset + 1] if last < len(documents) else [])
        rows.append(row)
    return rows


def ordered(run, rows):
    order = run.run.get("order", {"kind": "none"})
    if order["kind"] in ("none", "gpt-dataset"):
        return rows
    path = run.path(order["files"][0])
    with open(path, "rb") as file:
        is_npy = file.read(6) == b"\x93NUMPY"
    numbers = npy(path) if is_npy else ids_of(path, order.get("dtype", "uint32"))
    return [rows[number] for number in numbers[: order.get("samples", len(numbers))]]


class Tokenizer:
    """Bytes of every id of a byte-level tokenizer.json."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            tokenizer = json.load(file)
        assert tokenizer["decoder"]["type"] == "ByteLevel"
        visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
        byte_of = {chr(byte): byte for byte in visible}
        hidden = [byte for byte in range(256) if byte not in visible]
        byte_of.update({chr(256 + i): byte for i, byte in enumerate(hidden)})
        self.bytes = {
            number: bytes(byte_of[character] for character in token)
            for token, number in tokenizer["model"]["vocab"].items()
        }
        self.special = set()
        for token in tokenizer["added_tokens"]:
            self.bytes[token["id"]] = token["content"].encode()
            if token["special"]:
                self.special.add(token["id"])

    def parts(self, ids, end_of_document):
        parts = [b""]
        for number in ids:
            if number in self.special or number == end_of_document:
                parts.append(b"")
            else:
                parts[-1] += self.bytes[number]
        return [part.decode("utf-8", "replace") for part in parts if part]


def steps_of(run, records):
    """(record, step) for the rules that follow from rank or field."""
    rule = run.run.get("steps", {"batch_size": 512})
    for rank, record in enumerate(records):
        if "field" in rule:
            yield record, record[rule["field"]]
        elif "batch_size" in rule:
            yield record, rank // rule["batch_size"] + 1
        else:
            before, step, size = 0, 1, 0
            schedule = rule["schedule"]
            for i, (first, size) in enumerate(schedule):
                after = schedule[i + 1][0] if i + 1 < len(schedule) else None
                if after is None or rank < before + (after - first) * size:
                    step = first + (rank - before) // size
                    break
                before += (after - first) * size
            yield record, step


READERS = {
    "jsonl": jsonl,
    "json": json_array,
    "text": text,
    "parquet": parquet,
    "arrow": arrow,
    "mds": mds,
}
TOKEN_READERS = {"megatron": megatron, "datatrove": datatrove}


def main():
    run = Run(sys.argv[1])
    keys = run.run
    text_field, id_field = keys.get("text_field", "text"), keys.get("id_field", "id")
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="ascii", newline="\n")
    if keys["format"] in READERS:
        records = ordered(run, list(READERS[keys["format"]](run)))
    else:
        tokenizer = Tokenizer(run.path(keys["tokenizer"]))
        rows = ordered(run, TOKEN_READERS.get(keys["format"], fixed)(run))
        end = keys.get("end_of_document", -1)
        records = [{"parts": tokenizer.parts(row, end), "tokens": len(row)} for row in rows]
    for record, step in steps_of(run, records * keys.get("epochs", 1)):
        parts = record.get("parts", [record.get(text_field)])
        number = record.get(id_field)
        written = {"parts": parts, "id": None if number is None else str(number), "step": step}
        if "tokens" in record:
            written["tokens"] = record["tokens"]
        out.write(json.dumps(written) + "\n")
    out.flush()


main()
