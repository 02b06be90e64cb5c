"""Answers by facet -> a row a facet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from firstseen.calls.call import Answer


def facet_rows(name_of: Callable[[Answer], object], key: str) -> Callable[[Answer], Sequence[Answer]]:
    """Cuts an answer into one for each facet, with its name as `key` and that of the facet as `facet`.

    An answer without an exposure, or with an error, is one row without a facet.
    """

    def rows_of(answer: Answer) -> Sequence[Answer]:
        facets = answer.get("by_facet")
        if not facets:
            return (answer,)
        name = name_of(answer)
        return [{key: name, "facet": facet, **numbers} for facet, numbers in facets.items()]

    return rows_of


def check_facets(by_facet: bool, as_: str, **others: object) -> None:
    """A row a facet has no place for what is asked of the whole: ValueError names it."""
    asked = [name for name, value in others.items() if value]
    if by_facet and as_ == "frame" and asked:
        names = " and ".join(asked)
        raise ValueError(
            f"by_facet gives a row a facet, which has no {names}: ask in two calls, or with as_='dicts'"
        )
