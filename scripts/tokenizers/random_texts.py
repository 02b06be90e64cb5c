"""Random texts of Unicode, runs of spaces, line breaks and added words, the same as test/text/encoder/random-texts.ts makes.

Both read what texts are made of from random-pieces.json, and draw by the same generator.
"""
import json
from pathlib import Path

PIECES = Path(__file__).resolve().parents[2] / "test/text/encoder/random-pieces.json"


class Draws:
    """A linear congruential generator of 32 bits."""

    def __init__(self, seed):
        self.state = seed

    def next(self, bound):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return (self.state >> 8) % bound


def random_text(number, pieces):
    draws = Draws(number)
    for _ in range(4):
        draws.next(2)
    parts = []
    for _ in range(1 + draws.next(1 + draws.next(40))):
        kind = draws.next(10)
        if kind < 4:
            parts.append(pieces["words"][draws.next(len(pieces["words"]))])
        elif kind < 7:
            parts.append(pieces["gaps"][draws.next(len(pieces["gaps"]))])
        else:
            first, last = pieces["ranges"][draws.next(len(pieces["ranges"]))]
            for _ in range(1 + draws.next(3)):
                parts.append(chr(first + draws.next(last - first + 1)))
    return "".join(parts)


def random_texts(count):
    pieces = json.loads(PIECES.read_text())
    return [random_text(number, pieces) for number in range(count)]
