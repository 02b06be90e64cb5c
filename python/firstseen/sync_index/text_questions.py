"""Questions about texts: a text, or a benchmark, held against the corpus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, overload

from firstseen.calls import texts as calls
from firstseen.calls.call import Answer
from firstseen.calls.phrases import Steps
from firstseen.calls.texts import Item
from firstseen.sync_index.asking import Asking

if TYPE_CHECKING:
    import pandas as pd


class TextQuestions(Asking):
    @overload
    def trace(
        self,
        text: str,
        min_tokens: int | None = None,
        at: Steps | None = None,
        until: int | None = None,
        rarest: int | str | None = None,
        as_: Literal["frame"] = "frame",
    ) -> pd.DataFrame: ...
    @overload
    def trace(
        self,
        text: str,
        min_tokens: int | None = None,
        at: Steps | None = None,
        until: int | None = None,
        rarest: int | str | None = None,
        *,
        as_: Literal["dicts"],
    ) -> Answer: ...
    def trace(
        self,
        text: str,
        min_tokens: int | None = None,
        at: Steps | None = None,
        until: int | None = None,
        rarest: int | str | None = None,
        as_: Literal["frame", "dicts"] = "frame",
    ) -> Any:
        """The longest spans of a text that stand in the corpus.

        min_tokens: shorter spans are left out (4).
        at: steps S, 1-based. `at_S` is the number of exposures of a span in steps up to S, S included.
        until: spans of the corpus up to this step, included.
        rarest: keep so many spans, the least probable ones; "5%": that share of the text's tokens.

        Returns a row a span: `start`, `end` (token offsets, half-open), `text`, `count`, `first_step`,
        `last_step`, `at_S`. `frame.attrs["tokens"]` is the number of tokens of the text.

        >>> index.trace("It was the best of times, it was the worst of times.")
        """
        return self._run(calls.trace(text, min_tokens=min_tokens, at=at, until=until, rarest=rarest, as_=as_))

    @overload
    def overlap(
        self,
        items: Item | Iterable[Item],
        n: int = 13,
        coverage: Sequence[float] = (0.8,),
        at: Steps | None = None,
        as_: Literal["frame"] = "frame",
        progress: bool | None = None,
    ) -> pd.DataFrame: ...
    @overload
    def overlap(
        self,
        items: Item | Iterable[Item],
        n: int = 13,
        coverage: Sequence[float] = (0.8,),
        at: Steps | None = None,
        *,
        as_: Literal["dicts"],
        progress: bool | None = None,
    ) -> list[Answer]: ...
    def overlap(
        self,
        items: Item | Iterable[Item],
        n: int = 13,
        coverage: Sequence[float] = (0.8,),
        at: Steps | None = None,
        as_: Literal["frame", "dicts"] = "frame",
        progress: bool | None = None,
    ) -> Any:
        """How much of each item of a benchmark stands in the corpus, and since when.

        items: texts, or objects `{"id": ..., "text": ...}`.
        n: tokens of an n-gram.
        coverage: shares of the n-grams, above 0 and up to 1, whose step is wanted.
        at: steps S, 1-based. `coverage_at_S` is the share seen in steps up to S, S included.

        Returns a row an item: `id`, `tokens`, `longest` (tokens of its longest span), `longest_text`,
        `longest_first_step`, `coverage`, `seen_at_SHARE` (the step by which that share was seen, missing
        where it never was), `coverage_at_S`. `error` has the code where an item could not be asked.

        >>> index.overlap([{"id": "q1", "text": "The sea was calm that day."}], n=5)
        """
        return self._run(calls.overlap(items, n=n, coverage=coverage, at=at, as_=as_, progress=progress))
