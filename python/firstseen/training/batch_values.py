"""What a batch is logged as: lists of plain values out of lists, arrays and tensors.

A tensor on an accelerator is copied to the CPU, which waits for it: log what the loader gave, before it
is moved.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

_exact = 1 << 53


def describe_records(
    *, ids: Any = None, texts: Any = None, tokens: Any = None, rows: Any = None, mask: Any = None
) -> dict[str, Any]:
    """The part of a line of the log that says records. Raises TypeError and ValueError for other values."""
    given = [one for one in (texts, tokens, rows) if one is not None]
    if len(given) > 1 or (rows is not None and ids is not None) or (not given and ids is None):
        raise TypeError("expected texts, tokens, rows or ids, and ids next to texts or tokens only")
    names = None if ids is None else to_ids(ids)
    if texts is not None:
        found = to_texts(texts)
        _require_as_many(names, len(found))
        if names is None:
            return {"records": [{"text": text} for text in found]}
        return {"records": [{"id": i, "text": t} for i, t in zip(names, found, strict=True)]}
    if tokens is not None:
        lists = to_tokens(tokens, mask)
        _require_as_many(names, len(lists))
        return {"tokens": lists} if names is None else {"ids": names, "tokens": lists}
    return {"ids": names} if rows is None else {"rows": to_rows(rows)}


def _require_as_many(names: list[int | str] | None, count: int) -> None:
    if names is not None and len(names) != count:
        raise ValueError(f"expected an id for each of the {count} records, found {len(names)}")


def to_ids(ids: Any) -> list[int | str]:
    """Record ids. Whole numbers that JSON readers may round are written as strings."""
    return [one if type(one) is str else _to_id(one) for one in _to_list(ids)]


def _to_id(one: Any) -> int | str:
    if isinstance(one, bytes):
        return one.decode()
    if isinstance(one, str):
        return str(one)
    number = operator.index(one.item() if hasattr(one, "item") else one)
    return number if -_exact < number < _exact else str(number)


def to_texts(texts: Any) -> list[str]:
    found = _to_list(texts)
    for one in found:
        if not isinstance(one, str):
            raise TypeError(f"expected texts, found a {type(one).__name__} among them")
    return found


def to_tokens(tokens: Any, mask: Any = None) -> list[list[int]]:
    """Token ids of each record; where `mask` is 0 there is padding, which is left out."""
    found = [_to_list(row) for row in _to_list(tokens)]
    if mask is not None:
        masks = [_to_list(row) for row in _to_list(mask)]
        if [len(row) for row in masks] != [len(row) for row in found]:
            raise ValueError("the mask has another shape than the tokens")
        found = [
            row if all(kept) else [one for one, keep in zip(row, kept, strict=True) if keep]
            for row, kept in zip(found, masks, strict=True)
        ]
    for row in found:
        if row and not (type(row[0]) is int and min(row) >= 0):
            raise TypeError(f"expected token ids, whole numbers from 0 on, found {row[0]!r}")
    return found


def to_rows(rows: Any) -> list[tuple[int | str, int]]:
    """Places of records: a file, by name or number, and a row there, from 0 on."""
    return [_to_row(*_to_list(row)) for row in _to_list(rows)]


def _to_row(file: Any, row: Any) -> tuple[int | str, int]:
    number = operator.index(row)
    if number < 0:
        raise ValueError(f"expected rows from 0 on, found {number}")
    return (file if isinstance(file, str) else operator.index(file)), number


def _to_list(values: Any) -> list[Any]:
    if isinstance(values, list):
        return values
    if isinstance(values, (str, bytes)):
        raise TypeError("expected a list of records, found a string")
    tolist = getattr(values, "tolist", None)
    if tolist is not None:
        found = tolist()
        if not isinstance(found, list):
            raise TypeError("expected a list of records, found a single number")
        return found
    if isinstance(values, Sequence):
        return list(values)
    raise TypeError(f"expected a list, an array or a tensor, found {type(values).__name__}")
