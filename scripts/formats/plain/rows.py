"""What lies in a file at one place: a document, or a stretch of token ids."""

from dataclasses import dataclass


@dataclass
class Row:
    """`file` as the run description names it; `row` counts from 1 in that file (lines in line files)."""

    file: str
    row: int
    text: str | None = None
    id: str | None = None
    step: int | None = None
    tokens: list[int] | None = None
