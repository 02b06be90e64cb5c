"""Holds the plain reading against what each folder's fixture.json says of it, and the folders against each other.

    python scripts/formats/check_plainly.py FOLDER

FOLDER has a folder for each shape of one small corpus, with run.json and fixture.json. Exact: records
("units"), steps (how many, or the first and the last one where the records say theirs; they count from
0 in fixture.json, which a number does not show), that ranks and steps rise, and that every text is a
document of the corpus as the JSON lines have it, or a part of one. Nearly: fixture.json's words, whose
definition it does not give; letters, digits and marks joined by apostrophes come within 3 of it.
Exit status 1: one differs.
"""

import json
import re
import sys
import unicodedata
from pathlib import Path

from plain.run import read_run

INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
BETWEEN = "\x00"  # stands between the documents of the corpus, and in none


class Corpus:
    """The documents that all folders share, NFC-normalised as the token formats' tokenizer does it."""

    def __init__(self, folder: Path):
        runs = sorted(folder.glob("*-jsonl-*/run.json"))
        self.documents = {nfc(record["text"]) for run in runs for record in read_run(run)}
        self.whole = BETWEEN.join(self.documents)
        self.squeezed = squeeze(self.whole)

    def strangers(self, record: dict, is_cut_at_documents: bool) -> int:
        """How many texts of a record are not in the corpus."""
        if "text" in record:
            return nfc(record["text"]) not in self.documents
        if not is_cut_at_documents:
            return 0
        # A row may begin or end inside a character.
        pieces = (piece.strip("\ufffd") for piece in record["text_pieces"])
        # Paragraphs that were tokenised one by one have lost the white space between them.
        return sum(piece not in self.whole and squeeze(piece) not in self.squeezed for piece in pieces)


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    return "".join(text.split())


def count_words(text: str) -> int:
    """As fixture.json seems to count them."""
    kinds = "".join("w" if unicodedata.category(letter)[0] in "LNM" else letter for letter in INVISIBLE.sub("", text))
    return len(re.findall("w+(?:['’]w+)*", re.sub("[^w'’]", " ", kinds)))


def check(folder: Path, corpus: Corpus) -> tuple[bool, str]:
    expected = json.loads((folder / "fixture.json").read_text())
    if expected.get("sorted") is False:
        return refuses_unsorted(folder)
    records = list(read_run(folder / "run.json"))
    steps = [record["step"] for record in records]
    found = {
        "units": len(records),
        "steps": [steps[0], steps[-1]] if isinstance(expected["steps"], list) else steps[-1],
    }
    wrong = {key: (value, expected[key]) for key, value in found.items() if value != expected[key]}
    if [record["rank"] for record in records] != list(range(len(records))) or steps != sorted(steps):
        wrong["order"] = "ranks or steps do not rise"
    words = sum(count_words(text) for record in records for text in record.get("text_pieces", [record.get("text")]))
    if abs(words - expected["words"]) > 3:
        wrong["words"] = (words, expected["words"])
    is_cut_at_documents = expected.get("eod", 0) is not None
    strangers = sum(corpus.strangers(record, is_cut_at_documents) for record in records)
    if strangers:
        wrong["strangers"] = strangers
    remark = f"{found['units']} records, steps {found['steps']}, words {words - expected['words']:+}"
    return not wrong, f"{remark}; differs: {wrong}" if wrong else remark


def refuses_unsorted(folder: Path) -> tuple[bool, str]:
    try:
        for _ in read_run(folder / "run.json"):
            pass
    except ValueError as error:
        return True, f"refused, as it should be: {error}"
    return False, "steps that fall were not refused"


def main() -> None:
    base = Path(sys.argv[1])
    folders = sorted(path.parent for path in base.glob("*/fixture.json"))
    if not folders:
        raise SystemExit(f"no */fixture.json in {base}")
    corpus = Corpus(base)
    good = 0
    for folder in folders:
        is_good, remark = check(folder, corpus)
        good += is_good
        print(f"{'ok ' if is_good else 'NOT'} {folder.name}: {remark}", flush=True)
    print(f"{good} of {len(folders)} agree")
    sys.exit(good < len(folders))


if __name__ == "__main__":
    main()
