"""Times questions about a list of phrases; shared by the peers in Python.

A phrase is a JSON array of token ids, one a line. Times contain the call from Python.
"""

import json
import sys
import time

import numpy

# Document i (from 0) is step i + 1; its end is entry i of this file: u64, in ids.
ENDS = "ids.ds.index"


def read_ends(folder):
    return numpy.fromfile(f"{folder}/{ENDS}", dtype="<u8").astype(numpy.int64)


# As in measure.ts.
WARM_SECONDS = 0.2
MAX_TIMES = 1000
MAX_SECONDS = 1.0


def time_each(phrases, ask):
    """Asks the phrases until warm, then while it takes times: microseconds, and the answers."""
    begun = time.perf_counter()
    while True:
        answers = [ask(phrase) for phrase in phrases]
        if time.perf_counter() - begun >= WARM_SECONDS:
            break
    times = []
    warm = time.perf_counter()
    while True:
        for phrase in phrases:
            started = time.perf_counter_ns()
            ask(phrase)
            times.append((time.perf_counter_ns() - started) / 1000)
        if len(times) >= MAX_TIMES or time.perf_counter() - warm >= MAX_SECONDS:
            return describe(times), answers


def describe(times):
    times = sorted(times)
    at = lambda share: times[int((len(times) - 1) * share)]
    return {"mean": sum(times) / len(times), "median": at(0.5), "p99": at(0.99)}


def print_answers(phrases_path, count, first):
    """`count(ids)` and `first(ids)` answer a phrase; `first` returns a step, or None."""
    with open(phrases_path, encoding="utf-8") as lines:
        phrases = [json.loads(line) for line in lines]
    count_times, counts = time_each(phrases, count)
    first_times, firsts = time_each(phrases, first)
    json.dump(
        {
            "times": {"count": count_times, "first": first_times},
            "told": {"counts": counts, "firsts": firsts},
        },
        sys.stdout,
    )
    print()
