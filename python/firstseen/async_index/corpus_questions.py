# Written by scripts/write_async_index.py; change firstseen/sync_index/corpus_questions.py instead.
"""Questions about the corpus: searches, records, words, and what the index holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, overload

from firstseen.calls import corpus as calls
from firstseen.calls.call import Answer
from firstseen.calls.corpus import Range
from firstseen.calls.phrases import Steps
from firstseen.async_index.asking import Asking

if TYPE_CHECKING:
    import pandas as pd


class CorpusQuestions(Asking):
    async def info(self) -> Answer:
        """What the index holds: `records`, `tokens`, `steps` (the last one), `snapshot`, `sources`, ...

        >>> (await index.info())["steps"]
        """
        return await self._run(calls.info())

    @overload
    async def search(
        self,
        queries: str | Iterable[str],
        at: Steps | None = None,
        timeline: int | None = None,
        contexts: int | None = None,
        as_: Literal["frame"] = "frame",
        progress: bool | None = None,
        *,
        by_facet: bool = False,
    ) -> pd.DataFrame: ...
    @overload
    async def search(
        self,
        queries: str | Iterable[str],
        at: Steps | None = None,
        timeline: int | None = None,
        contexts: int | None = None,
        *,
        as_: Literal["dicts"],
        progress: bool | None = None,
        by_facet: bool = False,
    ) -> list[Answer]: ...
    async def search(
        self,
        queries: str | Iterable[str],
        at: Steps | None = None,
        timeline: int | None = None,
        contexts: int | None = None,
        as_: Literal["frame", "dicts"] = "frame",
        progress: bool | None = None,
        *,
        by_facet: bool = False,
    ) -> Any:
        """How many records satisfy each query, and which are first and last.

        queries: of the query language, such as `(war OR wars) NEAR/5 peace`.
        at: steps S, 1-based. `at_S` is the number of records in steps up to S, S included.
        timeline: records in so many bins of steps, as a list in the column `timeline`.
        contexts: the text around what is found in so many of the first records, as a list.
        by_facet: a row a query and facet, which the column `facet` names, as of `exposures`.

        Returns a row a query, in order: `query`, `records`, `first_step`, `last_step`, then what was asked
        for. A query that could not be asked has its code in the column `error`.

        >>> await index.search("(war OR wars) NEAR/5 peace", at=1000)
        """
        return await self._run(
            calls.search(
                queries,
                at=at,
                timeline=timeline,
                contexts=contexts,
                by_facet=by_facet,
                as_=as_,
                progress=progress,
            )
        )

    @overload
    async def words(
        self,
        at: Steps | None = None,
        min_count: int | None = None,
        prefix: str | None = None,
        as_: Literal["frame"] = "frame",
    ) -> pd.DataFrame: ...
    @overload
    async def words(
        self,
        at: Steps | None = None,
        min_count: int | None = None,
        prefix: str | None = None,
        *,
        as_: Literal["dicts"],
    ) -> list[Answer]: ...
    async def words(
        self,
        at: Steps | None = None,
        min_count: int | None = None,
        prefix: str | None = None,
        as_: Literal["frame", "dicts"] = "frame",
    ) -> Any:
        """Every term of the corpus, by the step in which it was first seen.

        at: steps S, 1-based. `at_S` is the number of exposures in steps up to S, S included.
        min_count: only terms with so many exposures in the whole index.
        prefix: only terms that begin with it.

        Returns a row a term: `term`, `count`, `records`, `first_step`, `last_step`, `at_S`.

        >>> await index.words(min_count=10)
        """
        return await self._run(calls.words(at=at, min_count=min_count, prefix=prefix, as_=as_))

    @overload
    async def records(
        self,
        *,
        step: int | None = None,
        steps: Range | None = None,
        rank: Range | int | None = None,
        having: str | None = None,
        from_step: int | None = None,
        until: int | None = None,
        limit: int | None = None,
        text: bool = True,
        as_: Literal["frame"] = "frame",
    ) -> pd.DataFrame: ...
    @overload
    async def records(
        self,
        *,
        step: int | None = None,
        steps: Range | None = None,
        rank: Range | int | None = None,
        having: str | None = None,
        from_step: int | None = None,
        until: int | None = None,
        limit: int | None = None,
        text: bool = True,
        as_: Literal["dicts"],
    ) -> list[Answer]: ...
    async def records(
        self,
        *,
        step: int | None = None,
        steps: Range | None = None,
        rank: Range | int | None = None,
        having: str | None = None,
        from_step: int | None = None,
        until: int | None = None,
        limit: int | None = None,
        text: bool = True,
        as_: Literal["frame", "dicts"] = "frame",
    ) -> Any:
        """Records as the model consumed them, in order. Give one of `step`, `steps`, `rank` and `having`.

        step: the records of this step, 1-based.
        steps: of several, half-open: `range(5, 8)` or `(5, 8)` are steps 5, 6 and 7.
        rank: by number in training order, from 0 on; one, or half-open as `steps`.
        having: those that satisfy a query, of the steps from `from_step` to `until`, both included.
        limit: only the first ones.
        text: False leaves the texts out.

        Returns a row a record: `step`, `rank`, `id`, `source`, `line` or `row`, `text`.

        >>> await index.records(step=5)
        """
        return await self._run(
            calls.records(
                step=step,
                steps=steps,
                rank=rank,
                having=having,
                from_step=from_step,
                until=until,
                limit=limit,
                text=text,
                as_=as_,
            )
        )
