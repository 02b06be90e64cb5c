"""A corpus of JSON lines as the rows that a model is trained on, in the order of the files.

A row is the end token, the first `row_tokens` tokens of a record's text, and the end token again
where the text ended before. Nothing is packed: one record, one row.
"""

import gzip
import hashlib
import io
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from problem import Problem
from result_files import write_whole

END, PAD = "<|endoftext|>", "<|pad|>"
#: Texts that are encoded at once.
TEXTS = 4096


@dataclass(frozen=True)
class Corpus:
    files: list[Path]
    text_field: str

    def digest(self) -> list[dict[str, Any]]:
        """Name, bytes and SHA-256 of each file."""
        return [{"file": str(path), "bytes": path.stat().st_size, "sha256": sha256(path)}
                for path in self.files]

    def texts(self) -> Iterator[str]:
        """The text of each record. Blank lines are not records."""
        for path in self.files:
            with path.open("rb") as file:
                for number, line in enumerate(decompress(file, path), 1):
                    if line.strip():
                        yield self.text_of(line, f"{path}: line {number}")

    def text_of(self, line: bytes, where: str) -> str:
        try:
            record = json.loads(line)
        except ValueError as error:
            raise Problem(f"{where} is not valid JSON: {error}") from error
        text = record.get(self.text_field) if isinstance(record, dict) else None
        if not isinstance(text, str):
            raise Problem(f"{where} has no text in the field {self.text_field!r}: name the field "
                          "with --text-field")
        # Half of a surrogate pair is not a character: U+FFFD, as in the index.
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def decompress(file: BinaryIO, path: Path) -> IO[bytes]:
    """gzip and zstd are detected by content."""
    magic = file.read(4)
    file.seek(0)
    if magic[:2] == b"\x1f\x8b":
        return gzip.open(file)
    if magic == b"\x28\xb5\x2f\xfd":
        try:
            import zstandard
        except ImportError as error:
            raise Problem(f"{path} is compressed with zstd: pip install zstandard") from error
        decompressor = zstandard.ZstdDecompressor()
        return io.BufferedReader(decompressor.stream_reader(file, read_across_frames=True))
    return file


def train_tokenizer(corpus: Corpus, entries: int, every: int) -> Tokenizer:
    """Byte-level BPE on every n-th record; a space is put in front of a text."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        itertools.islice(corpus.texts(), 0, None, every),
        trainers.BpeTrainer(vocab_size=entries, special_tokens=[END, PAD], show_progress=False,
                            initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    return tokenizer


def load_tokenizer_file(path: Path) -> Tokenizer:
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises nothing narrower
        raise Problem(f"{path} cannot be read as a tokenizer.json: {error}") from error


@dataclass(frozen=True)
class Rows:
    #: [records, row_tokens + 2] token ids; what is behind a row's length has no meaning.
    ids: np.ndarray
    #: [records] tokens of each row, the end tokens included.
    lengths: np.ndarray

    def __len__(self) -> int:
        return len(self.lengths)


def encode_rows(corpus: Corpus, tokenizer: Tokenizer, row_tokens: int, end_token: str) -> Rows:
    end = tokenizer.token_to_id(end_token)
    if end is None:
        raise Problem(f"the tokenizer has no token {end_token!r}: name the one that separates "
                      "documents with --end-token")
    texts = corpus.texts()
    blocks, lengths = [], []
    while part := list(itertools.islice(texts, TEXTS)):
        block = np.full((len(part), row_tokens + 2), end, np.uint32)
        encoded = tokenizer.encode_batch_fast(part, add_special_tokens=False)
        for row, encoding in zip(block, encoded):
            ids = encoding.ids[:row_tokens]
            row[1 : 1 + len(ids)] = ids
            # A text of `row_tokens` tokens or more has no end in its row.
            lengths.append(len(ids) + (2 if len(ids) < row_tokens else 1))
        blocks.append(block.astype(np.uint16) if tokenizer.get_vocab_size() <= 1 << 16 else block)
    if not blocks:
        raise Problem(f"the corpus {', '.join(map(str, corpus.files))} has no record")
    return Rows(np.concatenate(blocks), np.array(lengths, np.int32))


def read_rows_file(path: Path) -> Rows | None:
    if not path.exists():
        return None
    with np.load(path) as stored:
        return Rows(stored["ids"], stored["lengths"])


def write_rows_file(path: Path, rows: Rows) -> None:
    write_whole(path, lambda file: np.savez(file, ids=rows.ids, lengths=rows.lengths))
