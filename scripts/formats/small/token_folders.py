"""Small folders of the token formats. Each function fills a folder and gives its run description."""

from pathlib import Path

from plain.run import blend_of_weights
from plain.tokenizer import Tokenizer

from .texts import TEXTS
from .token_files import END_OF_DOCUMENT, llmc, npy, pack, write_gpt_order, write_megatron

TOKENIZER = "../tokenizer.json"
LINE_FEED = 1 + ord("\n")  # ids of single bytes are the byte + 1
CHOSEN = [0, 1, 3, 4, 5, 7, 8, 2, 9]  # short ones, the empty one among them


def encoded(folder: Path, chosen: list[int] = CHOSEN) -> list[list[int]]:
    """The documents' ids, each with the end of document behind it."""
    tokenizer = Tokenizer(folder / TOKENIZER)
    return [[*tokenizer.encode(TEXTS[number]), END_OF_DOCUMENT] for number in chosen]


def run_of(format_: str, files: list[str], **more) -> dict:
    return {"format": format_, "files": files, "tokenizer": TOKENIZER, "end_of_document": END_OF_DOCUMENT} | more


def joined(sequences: list[list[int]]) -> list[int]:
    return [number for sequence in sequences for number in sequence]


def shuffled(count: int, by: int) -> list[int]:
    """0 to count - 1 in another order."""
    return sorted(range(count), key=lambda number: (number * by + 5) % 101)


def megatron(folder: Path) -> dict:
    """A sequence a document, uint16 (code 8), a document without a token of its own; cut to 20 model tokens."""
    sequences = encoded(folder)
    write_megatron(folder / "corpus_text_document", sequences, (8, "uint16"), list(range(len(sequences) + 1)))
    return run_of("megatron", ["corpus_text_document"], truncate={"model_tokens": 20}, steps={"batch_size": 4})


def megatron_documents(folder: Path) -> dict:
    """Several sequences a document, int32 (code 4); a record is a document, one has no sequence."""
    sequences = [part for sequence in encoded(folder) for part in (sequence[:9], sequence[9:])]
    write_megatron(folder / "corpus_text_sentence", sequences, (4, "int32"), [0, 2, 4, 8, 8, 14, 18])
    return run_of("megatron", ["corpus_text_sentence"], steps={"batch_size": 2})


def megatron_sequences(folder: Path) -> dict:
    """A record is a sequence; the other dtype codes. 6 and 7 are floats, in either order, as the writer may be."""
    tokenizer = Tokenizer(folder / TOKENIZER)
    codes = {
        "u8": (1, "uint8"),
        "i8": (2, "int8"),
        "i16": (3, "int16"),
        "i64": (5, "int64"),
        "megatron-f64": (6, "float64"),
        "megatron-f32": (7, "float32"),
        "neox-f32": (6, "float32"),
        "neox-f64": (7, "float64"),
    }
    for name, dtype in codes.items():
        # Ids of single bytes of ASCII fit into all of them.
        sequences = [[1 + byte for byte in f"the {name} lamp was {state}".encode()] for state in ("lit", "out")]
        if name not in ("u8", "i8"):
            sequences.append(tokenizer.encode(TEXTS[4]))
        write_megatron(folder / name, sequences, dtype, [0, len(sequences)])
    return run_of("megatron", list(codes), unit="sequence", steps={"batch_size": 3})


def megatron_order(folder: Path) -> dict:
    """GPTDataset's order of one epoch; fewer samples consumed than the shuffle index has."""
    sequences = encoded(folder)
    write_megatron(folder / "corpus_text_document", sequences, (8, "uint16"), list(range(len(sequences) + 1)))
    return gpt_run(folder, sequences, shuffled(len(sequences), 13), 17)


def megatron_order_epochs(folder: Path) -> dict:
    """An order of two epochs: a document index twice as long. Samples go from one epoch into the next."""
    sequences = encoded(folder)
    write_megatron(folder / "corpus_text_document", sequences, (5, "int64"), list(range(len(sequences) + 1)))
    documents = shuffled(len(sequences), 13) + shuffled(len(sequences), 7)
    return gpt_run(folder, sequences, documents, 33)


def gpt_run(folder: Path, sequences: list[list[int]], documents: list[int], row_tokens: int) -> dict:
    samples = write_gpt_order(folder, sequences, documents, lambda count: shuffled(count, 29), row_tokens)
    names = ["document_index.npy", "sample_index.npy", "shuffle_index.npy"]
    return run_of(
        "megatron",
        ["corpus_text_document"],
        order={"kind": "gpt-dataset", "files": names, "samples": samples - 3},
        row_tokens=row_tokens,
        steps={"batch_size": 4},
    )


def blend_run(folder: Path, chosen: list[list[int]], order: dict) -> dict:
    """Data sets of some documents each, with the caches of their own GPTDataset."""
    names = ["web", "code", "wiki"][: len(chosen)]
    datasets = []
    for number, (name, documents) in enumerate(zip(names, chosen)):
        sequences = encoded(folder, documents)
        write_megatron(folder / f"{name}_text_document", sequences, (8, "uint16"), list(range(len(sequences) + 1)))
        epochs = shuffled(len(sequences), 13) + shuffled(len(sequences), 7)
        write_gpt_order(folder, sequences, epochs, lambda count, by=29 + number: shuffled(count, by), 17, f"{name}-")
        datasets.append([f"{name}-{kind}_index.npy" for kind in ("document", "sample", "shuffle")])
    return run_of(
        "megatron",
        [f"{name}_text_document" for name in names],
        order={"kind": "gpt-blend", "datasets": datasets} | order,
        row_tokens=17,
        steps={"batch_size": 4},
    )


def megatron_blend(folder: Path) -> dict:
    """Two data sets by the files of a BlendedDataset, which are longer than what was consumed, and weights."""
    weights = [0.3, 0.7]
    entries = blend_of_weights(weights, 24)
    (folder / "dataset_index.npy").write_bytes(npy([part for part, _ in entries], "int16", (24,)))
    (folder / "dataset_sample_index.npy").write_bytes(npy([number for _, number in entries], "int64", (24,)))
    files = ["dataset_index.npy", "dataset_sample_index.npy"]
    order = {"files": files, "weights": weights, "samples": 21}
    return blend_run(folder, [[0, 3, 8, 2, 9], [1, 4, 5, 7]], order)


def megatron_blend_weights(folder: Path) -> dict:
    """Three data sets by weights that do not sum to 1, one of them seldom."""
    return blend_run(folder, [[0, 3, 8], [1, 5, 7], [4, 9, 2]], {"weights": [30, 65.5, 9], "samples": 26})


def megatron_blend_files(folder: Path) -> dict:
    """The order of the files alone, uint8 as GPT-NeoX has it; the data sets come one after the other."""
    run = blend_run(folder, [[0, 3, 8], [1, 5, 7]], {"files": ["dataset.npy", "sample.npy"], "samples": 14})
    (folder / "dataset.npy").write_bytes(npy([0] * 6 + [1] * 8, "uint8", (14,)))
    (folder / "sample.npy").write_bytes(npy([*range(6), *range(8)], "int64", (14,)))
    return run


def pythia_rows(folder: Path) -> dict:
    """Rows cut with a shared token, as preshuffled; one goes from one file into the next. No end of document named."""
    stream = joined(encoded(folder))
    rows = [stream[start : start + 33] for start in range(0, len(stream) - 32, 32)]
    tokens = joined([rows[number] for number in shuffled(len(rows), 11)])
    half = len(tokens) // 2 + 5
    (folder / "document-2.bin").write_bytes(pack(tokens[:half], "uint16"))
    (folder / "document-10.bin").write_bytes(pack(tokens[half:], "uint16"))
    run = run_of("pythia-rows", ["document-*.bin"], row_tokens=33, steps={"batch_size": 4})
    del run["end_of_document"]  # <|endoftext|> is a special token and thus a boundary anyway
    return run


def olmo(folder: Path) -> dict:
    """Parts cut into whole chunks each; an order that repeats its first entries to fill up."""
    sequences = encoded(folder)
    parts = [joined(sequences[:4]), joined(sequences[4:7]), joined(sequences[7:])]
    names = [f"part-{number}-00000.npy" for number in range(len(parts))]
    for name, part in zip(names, parts, strict=True):
        (folder / name).write_bytes(pack(part, "uint16"))
    order = shuffled(sum(len(part) // 24 for part in parts), 17)
    order += order[: -len(order) % 6]
    (folder / "global_indices.npy").write_bytes(pack(order, "uint32"))
    return run_of(
        "olmo",
        names,
        dtype="uint16",
        row_tokens=24,
        order={"kind": "global-indices", "files": ["global_indices.npy"], "repeats": True},
        steps={"batch_size": 8},
    )


def nanogpt(folder: Path) -> dict:
    """One stream over two files, overlapping rows, steps by model tokens; line feeds end documents."""
    tokens = [LINE_FEED if number == END_OF_DOCUMENT else number for number in joined(encoded(folder))]
    (folder / "train-0.bin").write_bytes(pack(tokens[:212], "uint16"))
    (folder / "train-1.bin").write_bytes(pack(tokens[212:], "uint16"))
    return run_of(
        "nanogpt",
        ["train-0.bin", "train-1.bin"],
        dtype="uint16",
        end_of_document=LINE_FEED,
        row_tokens=40,
        row_stride=32,
        steps={"model_tokens": 100},
    )


def write_llmc(folder: Path, dtype: str) -> dict:
    """Two shards with headers, the end of document before each document; rows share a token."""
    sequences = [[END_OF_DOCUMENT, *sequence[:-1]] for sequence in encoded(folder)]
    (folder / "train_000000.bin").write_bytes(llmc(joined(sequences[:4]), dtype))
    (folder / "train_000001.bin").write_bytes(llmc(joined(sequences[4:]), dtype))
    return run_of(
        "llmc",
        ["train_000000.bin", "train_000001.bin"],
        dtype=dtype,
        row_tokens=17,
        row_stride=16,
        steps={"batch_size": 4, "drop_last": "file"},
    )


def write_datatrove(path: Path, sequences: list[list[int]], dtype: str, size: int) -> None:
    tokens, ends = [], []
    for sequence in sequences:
        tokens += sequence
        ends.append(len(tokens))
    path.write_bytes(pack(tokens, dtype))
    path.with_name(path.name + ".index").write_bytes(pack(ends, "uint64"))
    path.with_name(path.name + ".metadata").write_text(f"tokenizer.json|{size}\n{len(tokens)}\n{len(tokens)}.0 T")


def datatrove(folder: Path) -> dict:
    """Documents by the .index, 4 bytes a token."""
    write_datatrove(folder / "00000_shuffled.ds", encoded(folder), "uint32", 4)
    return run_of("datatrove", ["00000_shuffled.ds"], dtype="uint32", steps={"batch_size": 4})


def datatrove_list(folder: Path) -> dict:
    """Documents of two files in the order of a .npy list: some twice, some never; two epochs of it."""
    sequences = encoded(folder)
    write_datatrove(folder / "00000.ds", sequences[:5], "uint16", 2)
    write_datatrove(folder / "00001.ds", sequences[5:], "uint16", 2)
    order = [8, 0, 3, 3, 7, 1, 8, 4]

    (folder / "order.npy").write_bytes(npy(order, "uint64", (len(order),)))
    return run_of(
        "datatrove",
        ["00000.ds", "00001.ds"],
        dtype="uint16",
        order={"kind": "list", "files": ["order.npy"], "samples": 7, "repeats": True},
        epochs=2,
        steps={"batch_size": 3},
    )


def datatrove_rows(folder: Path) -> dict:
    """Rows cut file by file; the .index is there and not needed."""
    sequences = encoded(folder)
    write_datatrove(folder / "00000.ds", sequences[:5], "uint16", 2)
    write_datatrove(folder / "00001.ds", sequences[5:], "uint16", 2)
    return run_of("datatrove", ["*.ds"], row_tokens=25, steps={"batch_size": 3})


FOLDERS = {
    "megatron": megatron,
    "megatron-documents": megatron_documents,
    "megatron-sequences": megatron_sequences,
    "megatron-order": megatron_order,
    "megatron-order-epochs": megatron_order_epochs,
    "megatron-blend": megatron_blend,
    "megatron-blend-weights": megatron_blend_weights,
    "megatron-blend-files": megatron_blend_files,
    "pythia-rows": pythia_rows,
    "olmo": olmo,
    "nanogpt": nanogpt,
    "llmc-u16": lambda folder: write_llmc(folder, "uint16"),
    "llmc-u32": lambda folder: write_llmc(folder, "uint32"),
    "datatrove": datatrove,
    "datatrove-list": datatrove_list,
    "datatrove-rows": datatrove_rows,
}
