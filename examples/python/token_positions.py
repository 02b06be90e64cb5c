"""Where in a sentence's tokens its last word and its critical phrase are.

Positions count characters (code points) of the sentence, or tokens of the text that was encoded.
"""

import re
import unicodedata
from collections.abc import Sequence

from pair_sets import Pair

#: Marks that belong to the word before them, although Unicode counts them as punctuation.
PART_OF_WORD = frozenset("%‰#&@")
APOSTROPHES = frozenset("'\u2019")
#: Scripts that write no spaces between words: each character counts as a word there.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def last_word_end(sentence: str) -> int | None:
    """The last character before the final punctuation; None if all characters are punctuation."""
    end = len(sentence)
    while end > 0 and is_final_mark(sentence, end - 1):
        end -= 1
    return end - 1 if end > 0 else None


def is_final_mark(sentence: str, at: int) -> bool:
    char = sentence[at]
    if char in APOSTROPHES:
        # "the boys'" keeps its apostrophe; the one of "'yes.'" closes a quotation.
        return at == 0 or is_final_mark(sentence, at - 1)
    return char.isspace() or (
        unicodedata.category(char).startswith("P") and char not in PART_OF_WORD)


def phrase_ends(pair: Pair) -> tuple[int, int] | None:
    """Last characters of the first and of the last word of the critical phrase of `pair.good`.

    Of a phrase of one word, both are the same. None if the phrase does not stand in the sentence.
    """
    words = (pair.critical or "").split()
    if not words:
        return None
    lowered, origin = lower_with_origins(pair.good)
    phrase = r"\s+".join(re.escape(lower_with_origins(word)[0]) for word in words)
    matches = find_phrase(phrase, lowered)
    if not matches:
        return None
    change = changed_range(lowered, lower_with_origins(pair.bad)[0])
    # The phrase holds what differs; of several places, the one that does so too.
    holding = [m for m in matches if m.start() <= change[1] and change[0] <= m.end()]
    match = (holding or matches)[0]
    first_word = re.match(r"\S+", match.group())
    assert first_word is not None
    length = 1 if len(words) == 1 and UNSPACED.search(words[0]) else len(first_word.group())
    return origin[match.start() + length - 1], origin[match.end() - 1]


def find_phrase(phrase: str, text: str) -> list[re.Match[str]]:
    """The places of a pattern as whole words; inside words only where it has no other place."""
    for before, after in ((r"(?<![\w'\u2019])", r"(?!\w)"), (r"(?<!\w)", r"(?!\w)"), ("", "")):
        matches = list(re.finditer(before + phrase + after, text))
        if matches:
            return matches
    return []


def lower_with_origins(text: str) -> tuple[str, list[int]]:
    """Lower case, and for each of its characters the one of `text` that it comes from."""
    lowered, origin = [], []
    for at, char in enumerate(text):
        for lower in char.lower().replace("\u03c2", "\u03c3"):  # one sigma, final or not
            lowered.append(lower)
            origin.append(at)
    return "".join(lowered), origin


def changed_range(good: str, bad: str) -> tuple[int, int]:
    """Start and end (exclusive) of the part of `good` between what both begin and end with."""
    shorter = min(len(good), len(bad))
    start = next((i for i in range(shorter) if good[i] != bad[i]), shorter)
    same = next((i for i in range(shorter - start) if good[-1 - i] != bad[-1 - i]), shorter - start)
    return start, len(good) - same


def token_at(offsets: Sequence[tuple[int, int]], char: int) -> int | None:
    """The last token that covers a character, given each token's (start, end) in characters.

    Several tokens cover a character that is written in several bytes.
    """
    covering = [token for token, (start, end) in enumerate(offsets) if start <= char < end]
    return covering[-1] if covering else None
