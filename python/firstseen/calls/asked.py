"""What a person gives as things to ask: one, or any number of them.

What iterates otherwise than it looks is refused: a DataFrame gives the names of its columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def as_things(given: Any, what: str) -> Iterable[Any]:
    """One text, or an object, is a list of one. `what` names one thing: "phrase".

    Raises TypeError for what is neither a thing nor several.
    """
    if isinstance(given, (str, Mapping)):
        return [given]
    if is_frame(given):
        raise TypeError(
            f"expected one {what}, or several, found a DataFrame: give a column of it, frame[NAME]"
        )
    if isinstance(given, (bytes, bytearray)) or not isinstance(given, Iterable):
        kind = type(given).__name__
        raise TypeError(f"expected one {what} as a str, or several, found a {kind} ({given!r:.80})")
    return given


def is_frame(value: object) -> bool:
    return hasattr(value, "to_dict") and hasattr(value, "columns")


def frame_rows(frame: Any) -> list[dict[str, object]]:
    """The rows of a DataFrame as objects; a missing value is None, as JSON has no NaN."""
    rows: list[dict[str, object]] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return rows
