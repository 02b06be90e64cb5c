"""tokenizer.json read plainly: ids to bytes, and text to ids for byte-level BPE.

Only what the field's byte-level BPE tokenizers use: a BPE model, the ByteLevel pre-tokenizer with
GPT-2's pattern, no normalizer or NFC, added tokens. Anything else is refused.
"""

import json
import unicodedata
from functools import cached_property, lru_cache
from pathlib import Path

CONTRACTIONS = ("'s", "'t", "'re", "'ve", "'m", "'ll", "'d")
WHITE_SPACE = frozenset("\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | {
    chr(code) for code in range(0x2000, 0x200B)
}


def byte_alphabet() -> list[str]:
    """GPT-2's letter for each byte: printable Latin-1 stands for itself, the others follow from U+0100."""
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    letters, spare = [], 0x100
    for byte in range(256):
        letters.append(chr(byte if byte in printable else spare))
        spare += byte not in printable
    return letters


LETTERS = byte_alphabet()
BYTE_OF = {letter: byte for byte, letter in enumerate(LETTERS)}


class Tokenizer:
    def __init__(self, path: Path):
        spec = json.loads(path.read_text(encoding="utf-8"))
        self.vocabulary: dict[str, int] = spec["model"]["vocab"]
        self.merges = spec["model"]["merges"]
        self.normalizer = (spec.get("normalizer") or {}).get("type")
        self.pre_tokenizer = spec.get("pre_tokenizer") or {}
        if spec["model"].get("type", "BPE") != "BPE" or spec["decoder"]["type"] != "ByteLevel":
            raise ValueError(f"{path}: expected a byte-level BPE")
        added = spec.get("added_tokens", [])
        self.added = {token["content"]: token["id"] for token in added}
        self.special = {token["id"] for token in added if token["special"]}
        self.bytes_of = {
            number: bytes(BYTE_OF[letter] for letter in piece)
            for piece, number in self.vocabulary.items()
            if piece not in self.added
        }
        # Added tokens are text as it stands, outside the byte alphabet.
        self.bytes_of |= {number: content.encode() for content, number in self.added.items()}

    def text_pieces(self, ids, end_of_document: int | None) -> list[str]:
        """The stretches between boundaries, each decoded as one byte string; empty ones are left out."""
        stretches = [b""]
        for number in ids:
            if number == end_of_document or number in self.special:
                stretches.append(b"")
            elif number in self.bytes_of:
                stretches[-1] += self.bytes_of[number]
            else:
                raise ValueError(f"token id {number} is not in the vocabulary")
        # Maximal ill-formed parts become one U+FFFD each, as WHATWG's decoder has it; that one would
        # also drop a leading U+FEFF unless told to keep it.
        return [stretch.decode("utf-8", "replace") for stretch in stretches if stretch]

    def decode(self, ids) -> str:
        """The text of ids that were a document: added tokens are the text that they were made of."""
        return b"".join(self.bytes_of[number] for number in ids).decode("utf-8", "replace")

    def encode(self, text: str) -> list[int]:
        if self.normalizer not in (None, "NFC") or self.pre_tokenizer.get("type") != "ByteLevel":
            raise ValueError("expected no normalizer or NFC, and the ByteLevel pre-tokenizer")
        if self.pre_tokenizer.get("add_prefix_space") or not self.pre_tokenizer.get("use_regex", True):
            raise ValueError("expected no prefix space, and GPT-2's pattern")
        if self.normalizer == "NFC":
            text = unicodedata.normalize("NFC", text)
        ids: list[int] = []
        for part in self._part_by_added(text):
            if part in self.added:
                ids.append(self.added[part])
            else:
                for piece in split_as_gpt2(part):
                    ids.extend(self.merge(piece))
        return ids

    def _part_by_added(self, text: str):
        """Text parted at added tokens: the leftmost, and of those the longest."""
        start = at = 0
        while at < len(text):
            found = next((content for content in self._added_by_length if text.startswith(content, at)), None)
            if found is None:
                at += 1
                continue
            if start < at:
                yield text[start:at]
            yield found
            start = at = at + len(found)
        if start < len(text):
            yield text[start:]

    @cached_property
    def _added_by_length(self) -> list[str]:
        return sorted(self.added, key=len, reverse=True)

    @cached_property
    def _rank_of(self) -> dict[tuple[str, str], int]:
        pairs = (tuple(merge.split(" ")) if isinstance(merge, str) else tuple(merge) for merge in self.merges)
        return {pair: rank for rank, pair in enumerate(pairs)}

    @lru_cache(maxsize=1 << 18)  # noqa: B019 - one tokenizer a run
    def merge(self, piece: str) -> tuple[int, ...]:
        """BPE: the pair of the lowest rank is joined, leftmost first, until none is left."""
        parts = [LETTERS[byte] for byte in piece.encode()]
        while len(parts) > 1:
            ranks = [self._rank_of.get(pair, len(self._rank_of)) for pair in zip(parts, parts[1:])]
            best = min(ranks)
            if best == len(self._rank_of):
                break
            at = ranks.index(best)
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        return tuple(self.vocabulary[part] for part in parts)


def kind_of(letter: str) -> str:
    """space, L (letter), N (number) or other: what GPT-2's pattern tells apart."""
    if letter in WHITE_SPACE:
        return "space"
    category = unicodedata.category(letter)[0]
    return category if category in "LN" else "other"


def split_as_gpt2(text: str) -> list[str]:
    """'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+ by hand."""
    pieces, at = [], 0
    while at < len(text):
        end = end_of_piece(text, at)
        pieces.append(text[at:end])
        at = end
    return pieces


def end_of_piece(text: str, at: int) -> int:
    for contraction in CONTRACTIONS:
        if text.startswith(contraction, at):
            return at + len(contraction)
    start = at + 1 if text[at] == " " and at + 1 < len(text) else at
    if kind_of(text[start]) != "space":
        return end_of_run(text, start)
    end = end_of_run(text, at)
    # White space before something leaves its last character to what follows, if it has another.
    return end - 1 if end < len(text) and end - at > 1 else end


def end_of_run(text: str, start: int) -> int:
    end, kind = start, kind_of(text[start])
    while end < len(text) and kind_of(text[end]) == kind:
        end += 1
    return end
