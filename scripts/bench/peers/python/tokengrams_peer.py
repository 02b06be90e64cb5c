"""tokengrams: a table of sorted suffixes over token ids.

tokengrams_peer.py version | build INDEX CORPUS THREADS | ask INDEX PHRASES

`build` prints seconds, `ask` the answers. The index is the table with the ids that it points into. The
first step comes from the list of all positions, which is the only way here: the smallest position, and the
document that holds it. RAYON_NUM_THREADS sets the number of threads.
"""

import os
import platform
import shutil
import sys
import time
from importlib.metadata import version

import numpy
from tokengrams import MemmapIndex

import asking

VOCABULARY = 1 << 16


def build(index, corpus):
    os.mkdir(index)
    for name in ("ids.ds", asking.ENDS):
        shutil.copyfile(f"{corpus}/{name}", f"{index}/{name}")
    started = time.perf_counter()
    MemmapIndex.build(f"{index}/ids.ds", f"{index}/table.idx", vocab=VOCABULARY)
    print(time.perf_counter() - started)


def ask(index, phrases):
    table = MemmapIndex(f"{index}/ids.ds", f"{index}/table.idx", vocab=VOCABULARY)
    ends = asking.read_ends(index)

    def first(ids):
        positions = table.positions(ids)
        if not positions:
            return None
        return int(numpy.searchsorted(ends, min(positions), side="right")) + 1

    asking.print_answers(phrases, table.count, first)


match sys.argv[1:]:
    case ["version"]:
        print(f"{version('tokengrams')} (Python {platform.python_version()})")
    case ["build", index, corpus, _]:
        build(index, corpus)
    case ["ask", index, phrases]:
        ask(index, phrases)
    case _:
        sys.exit("expected version, build INDEX CORPUS THREADS, or ask INDEX PHRASES")
