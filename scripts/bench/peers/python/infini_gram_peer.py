"""infini-gram: a table of sorted suffixes over token ids.

infini_gram_peer.py version | build INDEX CORPUS THREADS | ask INDEX PHRASES

`build` prints seconds, `ask` the answers. Its indexer takes text and one of three tokenizers, or a
folder where tokens and starts of documents are already written, which is used here. Its engine fetches one
document of an interval at a time, which takes seconds for a common word. So the first step comes from the
table itself: the smallest position of the interval that `find` gives, and the document that holds it.
"""

import os
import platform
import resource
import subprocess
import sys
import time
from importlib.metadata import version

import numpy
from infini_gram.engine import InfiniGramEngine

import asking

SEPARATOR = 0xFFFF
END_OF_DOCUMENT = 0
MEMORY_GIB = 4
# Its indexer lets the parts of threads overlap by 100,000 bytes. In a smaller corpus suffixes are doubled.
MIN_BYTES_A_THREAD = 200_000


def build(index, corpus, threads):
    os.mkdir(index)
    started = time.perf_counter()
    write_tokens(index, corpus)
    files = str(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    if os.path.getsize(f"{index}/tokenized.0") < MIN_BYTES_A_THREAD * int(threads):
        threads = "1"
    command = [sys.executable, "-m", "infini_gram.indexing", "--data_dir", index, "--save_dir", index]
    command += ["--token_dtype", "u16", "--mem", str(MEMORY_GIB), "--cpus", threads, "--ulimit", files]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"infini_gram.indexing ended with {done.returncode}: {done.stdout[-300:]} {done.stderr[-300:]}")
    print(time.perf_counter() - started)


def write_tokens(index, corpus):
    """The separator stands before a document here; ours is its end, so all move by one."""
    ids = numpy.fromfile(f"{corpus}/ids.ds", dtype="<u2")
    ends = asking.read_ends(corpus)
    starts = numpy.concatenate([[0], ends[:-1]])
    if (ids[ends - 1] != END_OF_DOCUMENT).any() or (ids == SEPARATOR).any():
        sys.exit("a document does not end with its id, or an id is taken")
    moved = numpy.concatenate([[SEPARATOR], ids[:-1]]).astype("<u2")
    moved[starts] = SEPARATOR
    moved.tofile(f"{index}/tokenized.0")
    (starts * 2).astype("<u8").tofile(f"{index}/offset.0")


def ask(index, phrases):
    engine = InfiniGramEngine(index_dir=index, eos_token_id=END_OF_DOCUMENT, token_dtype="u16")
    starts = numpy.fromfile(f"{index}/offset.0", dtype="<u8").astype(numpy.int64)
    tokens = os.path.getsize(f"{index}/tokenized.0") // 2
    table = numpy.memmap(f"{index}/table.0", dtype=numpy.uint8, mode="r").reshape(tokens, -1)

    def count(ids):
        found = engine.count(ids)
        if found["approx"]:
            raise ValueError(f"the count of {ids} is approximate")
        return found["count"]

    def first(ids):
        ((start, end),) = engine.find(ids)["segment_by_shard"]
        if start == end:
            return None
        wide = numpy.zeros((end - start, 8), dtype=numpy.uint8)
        wide[:, : table.shape[1]] = table[start:end]
        return int(numpy.searchsorted(starts, wide.view("<u8").min(), side="right"))

    asking.print_answers(phrases, count, first)


match sys.argv[1:]:
    case ["version"]:
        print(f"{version('infini-gram')} (Python {platform.python_version()})")
    case ["build", index, corpus, threads]:
        build(index, corpus, threads)
    case ["ask", index, phrases]:
        ask(index, phrases)
    case _:
        sys.exit("expected version, build INDEX CORPUS THREADS, or ask INDEX PHRASES")
