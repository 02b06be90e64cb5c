"""Writes the corpus of docs/delayed-generalisation.md: passages of Project Gutenberg's books, shuffled.

    git clone --bare https://github.com/rcdm-uga/Gutenberg_Text books.git
    python gutenberg.py books.git passages.jsonl

Takes 3,080 books from commit a0b16d35 and writes 1,016,081 passages, one a line, `{"id", "text"}` with
`PATH#NUMBER` as id, in training order. The same commit gives the same bytes; their SHA-256 is printed
and compared. Needs git and 2 GB of memory, no package.

A book is a .txt file whose content comes once, between the lines "*** START OF TH..." and
"*** END OF TH..." where it has them. Two large collections of works that are there as single books too
are left out. A passage holds whole paragraphs, parted by an empty line, and ends with the paragraph that
brings it to 150 words. In a longer paragraph it ends with the line that brings it to 188; a line counts
as several where it has more than 16 words. Words are runs without white space, joined by one space.
"""

import argparse
import hashlib
import json
import random
import re
import subprocess
import sys

COMMIT = "a0b16d35a9851168ce9ac649851c17b7ab08d48e"
SHA256 = "a8578699f4e47e25c4d2c2de7724ffe43dadecb115bca407d676f877b1edbb7d"
#: The works of Shakespeare in one file, and 233 stories of Chekhov.
COLLECTIONS = {"15d54d91db41764504e6d3ed2ad0e03524d657c5", "468e9a6cc0f030841b3f92c3804fa1fb453d3d30"}
SHUFFLE_SEED = 20260600230
PARAGRAPH_WORDS = 150
LINE_WORDS = 188
LONG_LINE_WORDS = 16


def git(folder, *arguments):
    return subprocess.run(["git", f"--git-dir={folder}", *arguments], stdout=subprocess.PIPE, check=True).stdout


def list_books(folder, commit):
    """Paths and object names of the books, in the order of the tree; each content once."""
    taken = set(COLLECTIONS)
    for entry in git(folder, "ls-tree", "-r", "-z", commit).decode("utf-8", "replace").split("\0"):
        if not entry:
            continue
        description, path = entry.split("\t", 1)
        name = description.split()[2]
        if path.endswith(".txt") and name not in taken:
            taken.add(name)
            yield path, name


def read_books(folder, commit):
    """Pairs (path, text). A snapshot may lack the largest objects: they are no books."""
    books = list(list_books(folder, commit))
    with subprocess.Popen(
        ["git", f"--git-dir={folder}", "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as reader:
        for path, name in books:
            reader.stdin.write(f"{name}\n".encode())
            reader.stdin.flush()
            header = reader.stdout.readline().split()
            if header[1] == b"missing":
                continue
            content = reader.stdout.read(int(header[2]))
            reader.stdout.read(1)
            yield path, inner_text(content.decode("utf-8", "replace"))


def inner_text(text):
    """What stands between the marks of Project Gutenberg."""
    text = text.replace("\r\n", "\n").replace("\ufeff", "")
    start = re.search(r"\*\*\* ?START OF TH.*\n", text)
    end = re.search(r"\*\*\* ?END OF TH", text)
    return text[start.end() if start else 0 : end.start() if end else len(text)].strip()


def cut_lines(paragraph):
    """The lines of a paragraph as lists of at most 16 words."""
    for line in paragraph.split("\n"):
        words = line.split()
        yield from (words[i : i + LONG_LINE_WORDS] for i in range(0, len(words), LONG_LINE_WORDS))


def cut_passages(text):
    passage = Passage()
    for paragraph in re.split(r"\n\s*\n", text):
        for words in cut_lines(paragraph):
            passage.add(words)
            if passage.words >= LINE_WORDS:
                yield passage.take()
        passage.end_paragraph()
        if passage.words >= PARAGRAPH_WORDS:
            yield passage.take()
    if passage.paragraphs:
        yield passage.take()


class Passage:
    def __init__(self):
        self.paragraphs, self.lines, self.words = [], [], 0

    def add(self, words):
        self.lines.append(" ".join(words))
        self.words += len(words)

    def end_paragraph(self):
        if self.lines:
            self.paragraphs.append(" ".join(self.lines))
            self.lines = []

    def take(self):
        self.end_paragraph()
        text = "\n\n".join(self.paragraphs)
        self.__init__()
        return text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("git_folder", help="git directory of github.com/rcdm-uga/Gutenberg_Text")
    parser.add_argument("out", help="file of JSON lines to write")
    parser.add_argument("--commit", default=COMMIT)
    options = parser.parse_args()
    passages = [
        (f"{path}#{number}", text)
        for path, book in read_books(options.git_folder, options.commit)
        for number, text in enumerate(cut_passages(book))
    ]
    random.Random(SHUFFLE_SEED).shuffle(passages)
    digest = hashlib.sha256()
    with open(options.out, "wb") as file:
        for name, text in passages:
            line = json.dumps({"id": name, "text": text}, ensure_ascii=False).encode() + b"\n"
            file.write(line)
            digest.update(line)
    print(f"{len(passages):,} passages, SHA-256 {digest.hexdigest()}", file=sys.stderr)
    if digest.hexdigest() != SHA256:
        sys.exit(f"gutenberg.py: expected SHA-256 {SHA256}: the books are not those of commit {COMMIT}, or some are missing")


if __name__ == "__main__":
    main()
