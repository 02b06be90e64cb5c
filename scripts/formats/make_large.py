"""Makes one corpus of any size as JSON lines, as Parquet and as token ids, for measuring.

    python scripts/formats/make_large.py OUT MEGABYTES [--tokenizer FILE] [--seed N] [--only KIND,...]

MEGABYTES is the size of the text. The same documents, in the same order, in each of
    docs.jsonl           id and text
    docs.parquet         id and text, zstd, page checksums, 4,096 rows a group
    docs.ds (+ .index)   uint16 ids, the end of document behind each: documents by the .index
with run-jsonl.json, run-parquet.json, run-datatrove.json (documents: the same answers as from the text)
and run-nanogpt.json (the same ids in rows of 2,048). KIND is jsonl, parquet or tokens.

Text is made of words as common as Zipf's law has it, by a seed: the tokenizer's own words first, so that
it has as many bytes a token as English, then invented ones. The same arguments give the same text. Parquet needs pyarrow. The tokenizer is by default gpt-neox-20b of the shared data, or where
that is not there the small one of the tests, with which ids are nearly bytes.
"""

import argparse
import json
import math
import random
import shutil
import sys
from array import array
from pathlib import Path

from plain.compression import need
from plain.tokenizer import LETTERS, Tokenizer

ROOT = Path(__file__).resolve().parents[2]
TOKENIZERS = [ROOT / "../shared/data/tokenizers/gpt-neox-20b.json", ROOT / "test/formats/small/tokenizer.json"]
SLOTS = 1 << 20
WORDS = 100_000
SPACE = LETTERS[ord(" ")]
MOST_MEGABYTES = 50_000
GROUP = 4096
ONSETS = "b c d f g h j k l m n p r s t v w z br ch cl dr fl gr pl pr sh sl sp st th tr".split()
VOWELS = "a e i o u a e i o ai ea ee oo ou é".split()
CODAS = ["", "", "", "n", "r", "s", "t", "l", "m", "nd", "st", "ck", "ng"]


class Pieces:
    """A table of pieces from which text is drawn: a word with the space before it, and perhaps a mark.

    The tokenizer's pattern parts text before each such space, so that a text's ids are its pieces' ids
    one after the other: nothing has to be tokenised twice.
    """

    def __init__(self, tokenizer: Tokenizer, rng: random.Random):
        words = invent_words(known_words(tokenizer), rng)
        self.texts = [f" {words[rank]}{mark_of(rng)}" for rank in zipf_ranks()]
        self.tokenizer = tokenizer
        self.ids_of: dict[str, bytes] = {}
        self.ids = [self.encode(text) for text in self.texts]

    def encode(self, text: str) -> bytes:
        if text not in self.ids_of:
            self.ids_of[text] = array("H", self.tokenizer.encode(text)).tobytes()
        return self.ids_of[text]

    def document(self, slots: list[int]) -> tuple[str, bytes]:
        """Text and ids; the first piece has no space before it."""
        first = self.texts[slots[0]][1:]
        text = first + "".join([self.texts[slot] for slot in slots[1:]])
        return text, self.encode(first) + b"".join([self.ids[slot] for slot in slots[1:]])


def known_words(tokenizer: Tokenizer) -> list[str]:
    """Words of three ASCII letters or more that are one token with the space before them, commonest first as BPE has them."""
    pieces = sorted(tokenizer.vocabulary, key=tokenizer.vocabulary.__getitem__)
    words = [piece[1:] for piece in pieces if piece.startswith(SPACE)]
    return [word for word in words if word.isascii() and word.isalpha() and len(word) > 2]


def invent_words(known: list[str], rng: random.Random) -> list[str]:
    words = dict.fromkeys(known)
    while len(words) < WORDS:
        syllables = 2 + (len(words) > 8000) + (rng.random() < 0.2)
        word = "".join(rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS) for _ in range(syllables))
        words[word.capitalize() if rng.random() < 0.1 else word] = None
    return list(words)


def zipf_ranks() -> list[int]:
    """SLOTS ranks, each as often as 1 / (rank + 1) has it; ranks that are too rare share the last slots."""
    weights = [1 / (rank + 1) for rank in range(WORDS)]
    scale = SLOTS / sum(weights)
    ranks, reached = [], 0.0
    for rank, weight in enumerate(weights):
        reached += weight * scale
        while len(ranks) < min(SLOTS, round(reached)):
            ranks.append(rank)
    return ranks + [WORDS - 1] * (SLOTS - len(ranks))


def mark_of(rng: random.Random) -> str:
    return rng.choices(["", ",", "."], [14, 1, 1])[0]


def documents(pieces: Pieces, size: int, rng: random.Random):
    """Documents until their texts have `size` bytes together: some 350 words each, some very long."""
    made = 0
    while made < size:
        count = min(20_000, max(5, round(rng.lognormvariate(math.log(250), 0.8))))
        slots = [slot % SLOTS for slot in array("I", rng.randbytes(4 * count))]
        text, ids = pieces.document(slots)
        made += len(text.encode())
        yield text, ids


class JsonLines:
    def __init__(self, out: Path):
        self.file = (out / "docs.jsonl").open("w", encoding="utf-8", newline="\n")

    def add(self, number: int, text: str, _: bytes) -> None:
        self.file.write(json.dumps({"id": f"doc-{number}", "text": text}, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self.file.close()


class ParquetFile:
    def __init__(self, out: Path):
        need("pyarrow")
        import pyarrow
        from pyarrow import parquet

        self.pyarrow = pyarrow
        self.schema = pyarrow.schema([("id", pyarrow.string()), ("text", pyarrow.string())])
        path = out / "docs.parquet"
        self.writer = parquet.ParquetWriter(path, self.schema, compression="zstd", write_page_checksum=True)
        self.rows: list[dict] = []

    def add(self, number: int, text: str, _: bytes) -> None:
        self.rows.append({"id": f"doc-{number}", "text": text})
        if len(self.rows) == GROUP:
            self.flush()

    def flush(self) -> None:
        if self.rows:
            self.writer.write_table(self.pyarrow.Table.from_pylist(self.rows, self.schema))
        self.rows = []

    def close(self) -> None:
        self.flush()
        self.writer.close()


class Tokens:
    END = array("H", [0]).tobytes()

    def __init__(self, out: Path):
        self.file = (out / "docs.ds").open("wb")
        self.index = (out / "docs.ds.index").open("wb")
        self.metadata = out / "docs.ds.metadata"
        self.count = 0

    def add(self, _: int, __: str, ids: bytes) -> None:
        self.file.write(ids + self.END)
        self.count += len(ids) // 2 + 1
        self.index.write(array("Q", [self.count]).tobytes())

    def close(self) -> None:
        self.file.close()
        self.index.close()
        self.metadata.write_text(f"tokenizer.json|2\n{self.count}\n{self.count} tokens")


def write_runs(out: Path, kinds: list[str], tokenizer: Path) -> None:
    steps = {"steps": {"batch_size": 64}}
    ids = {"files": ["docs.ds"], "tokenizer": str(tokenizer.resolve()), "dtype": "uint16", "end_of_document": 0}
    runs = {
        "jsonl": {"run-jsonl": {"format": "jsonl", "files": ["docs.jsonl"]}},
        "parquet": {"run-parquet": {"format": "parquet", "files": ["docs.parquet"]}},
        "tokens": {
            "run-datatrove": {"format": "datatrove"} | ids,
            "run-nanogpt": {"format": "nanogpt"} | ids | {"row_tokens": 2048},
        },
    }
    for kind in kinds:
        for name, run in runs[kind].items():
            (out / f"{name}.json").write_text(json.dumps(run | steps, indent=1) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("megabytes", type=float)
    parser.add_argument("--tokenizer", type=Path, default=next(path for path in TOKENIZERS if path.exists()))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="jsonl,parquet,tokens")
    arguments = parser.parse_args()
    writers = {"jsonl": JsonLines, "parquet": ParquetFile, "tokens": Tokens}
    kinds = arguments.only.split(",")
    if not set(kinds) <= writers.keys() or not 0 < arguments.megabytes <= MOST_MEGABYTES:
        parser.error(f"expected kinds of {', '.join(writers)}, and at most {MOST_MEGABYTES} megabytes")
    arguments.out.mkdir(parents=True, exist_ok=True)
    size = round(arguments.megabytes * 1e6)
    if shutil.disk_usage(arguments.out).free < 3 * size:
        parser.error(f"{arguments.out} has no room for {3 * arguments.megabytes:g} MB")
    rng = random.Random(arguments.seed)
    pieces = Pieces(Tokenizer(arguments.tokenizer), rng)
    files = [writers[kind](arguments.out) for kind in kinds]
    count = 0
    for count, (text, ids) in enumerate(documents(pieces, size, rng), 1):
        for file in files:
            file.add(count - 1, text, ids)
    for file in files:
        file.close()
    write_runs(arguments.out, kinds, arguments.tokenizer)
    sizes = {path.name: path.stat().st_size for path in sorted(arguments.out.glob("docs.*"))}
    print(json.dumps({"documents": count, "seed": arguments.seed, "tokenizer": arguments.tokenizer.name} | sizes))


if __name__ == "__main__":
    sys.exit(main())
