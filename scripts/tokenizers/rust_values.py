#!/usr/bin/env python3
"""What the Rust library `tokenizers` makes of random texts with the small tokenizers of make_families.py.

    rust_values.py digests COUNT FILE       a SHA-256 for each family and 100 texts, which the tests hold text/encoder to
    rust_values.py values FIRST LAST FILE   JSON lines [family, number, [id, ...], text], for compare-values.ts

The text of some ids is what the library's `decode` gives, between special tokens, as those are boundaries here.
Needs Python 3.10 and tokenizers 0.22.
"""
import hashlib
import json
import sys
from pathlib import Path

import tokenizers
from tokenizers import Tokenizer, decoders

from random_texts import random_text, random_texts, PIECES

FAMILIES = PIECES.parent / "families"
BLOCK = 100
CLEANED = [" .", " ?", " !", " ,"], [" n't", " 'm", " 's", " 've", " 're"]


def clean_up(text):
    """WordPiece's cleanup over a whole text, as the JavaScript library does it; Rust goes token by token."""
    for sign in CLEANED[0]:
        text = text.replace(sign, sign.strip())
    text = text.replace(" ' ", "'")
    for sign in CLEANED[1]:
        text = text.replace(sign, sign.strip())
    return text


class Family:
    def __init__(self, name):
        self.name = name
        self.tokenizer = Tokenizer.from_file(str(FAMILIES / f"{name}.json"))
        if name == "gpt2-no-decoder":
            self.tokenizer.decoder = decoders.ByteLevel()
        self.special = {token for token, added in self.tokenizer.get_added_tokens_decoder().items() if added.special}

    def values(self, text):
        ids = self.tokenizer.encode(text, add_special_tokens=False).ids
        return ids, "".join(map(self.decode, self.parts(ids)))

    def parts(self, ids):
        part = []
        for token in ids:
            if token not in self.special:
                part.append(token)
                continue
            yield part
            part = []
        yield part

    def decode(self, ids):
        if not ids:
            return ""
        text = self.tokenizer.decode(ids, skip_special_tokens=False)
        return clean_up(text) if self.name.startswith("bert") else text


def families():
    names = sorted(path.stem for path in FAMILIES.glob("*.json"))
    return [Family(name) for name in names if name != "expected"]


def digest(family, texts):
    digests = []
    for start in range(0, len(texts), BLOCK):
        block = hashlib.sha256()
        for text in texts[start : start + BLOCK]:
            ids, decoded = family.values(text)
            block.update(f"{','.join(map(str, ids))}\n{decoded}\n".encode())
        digests.append(block.hexdigest())
    return digests


def main():
    if sys.argv[1] == "digests":
        texts = random_texts(int(sys.argv[2]))
        digests = {family.name: digest(family, texts) for family in families()}
        value = {"version": tokenizers.__version__, "block": BLOCK, "digests": digests}
        Path(sys.argv[3]).write_text(json.dumps(value, indent=1) + "\n")
        return
    first, last, out = int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    pieces = json.loads(PIECES.read_text())
    with open(out, "w") as file:
        for family in families():
            for number in range(first, last):
                file.write(json.dumps([family.name, number, *family.values(random_text(number, pieces))]) + "\n")


main()
