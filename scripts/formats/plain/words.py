"""Words as a unit of length: runs without white space (Unicode's White_Space)."""

import re

# str.split and \s also take U+001C to U+001F, which White_Space does not have.
SPACES = "\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
WORD = re.compile(f"[^{SPACES}]+")


def count_words(text: str) -> int:
    return sum(1 for _ in WORD.finditer(text))


def first_words(text: str, words: int) -> str:
    """The text up to the end of its word number `words`; the whole of it if it has no more."""
    ends = [match.end() for match in WORD.finditer(text)]
    return text if len(ends) <= words else text[: ends[words - 1]]
