"""Questions about phrases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, overload

from firstseen.calls import phrases as calls
from firstseen.calls.call import Answer
from firstseen.calls.phrases import Phrase, Steps
from firstseen.plot import draw_timeline
from firstseen.sync_index.asking import Asking

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


class PhraseQuestions(Asking):
    @overload
    def exposures(
        self,
        phrases: Phrase | Iterable[Phrase],
        at: Steps | None = None,
        timeline: int | None = None,
        records: bool = False,
        as_: Literal["frame"] = "frame",
        progress: bool | None = None,
        *,
        last_at: Steps | None = None,
        records_at: Steps | None = None,
        by_facet: bool = False,
    ) -> pd.DataFrame: ...
    @overload
    def exposures(
        self,
        phrases: Phrase | Iterable[Phrase],
        at: Steps | None = None,
        timeline: int | None = None,
        records: bool = False,
        *,
        as_: Literal["dicts"],
        progress: bool | None = None,
        last_at: Steps | None = None,
        records_at: Steps | None = None,
        by_facet: bool = False,
    ) -> list[Answer]: ...
    def exposures(
        self,
        phrases: Phrase | Iterable[Phrase],
        at: Steps | None = None,
        timeline: int | None = None,
        records: bool = False,
        as_: Literal["frame", "dicts"] = "frame",
        progress: bool | None = None,
        *,
        last_at: Steps | None = None,
        records_at: Steps | None = None,
        by_facet: bool = False,
    ) -> Any:
        """How often each phrase occurs, and in which steps first and last.

        phrases: one, or any number of them; sent in batches, so a list may be of any length. A group
            `{"name": ..., "phrases": [...]}` is asked as one.
        at: steps S, 1-based. `at_S` is the number of exposures in steps up to S, S included.
        timeline: exposures in so many bins of steps, as a list in the column `timeline`. Bin i has the
            steps above edge i up to edge i + 1; the edges are `frame.attrs["timeline_edges"]`.
        records: count the distinct records too.
        as_: "frame", or "dicts" for the answers of the server.
        progress: a bar of tqdm; None: where a person waits for many phrases.
        last_at: steps S. `last_at_S` is the step of the last exposure in steps up to S.
        records_at: steps S. `records_at_S` is the number of distinct records in steps up to S.
        by_facet: a row a phrase and facet, which the column `facet` names: the facet field of the index,
            or the source file. Facets without an exposure are left out.

        Returns a row a phrase, in order: `phrase`, `count`, `first_step`, `last_step` (missing where the
        phrase was never seen), then what was asked for. Where a phrase could not be asked, its numbers
        are missing and the column `error` has the code. `frame.attrs["snapshot"]` names the index.

        >>> index.exposures(["this sketch", "these sketches"], at=[1000])
        """
        return self._run(
            calls.exposures(
                phrases,
                at=at,
                timeline=timeline,
                records=records,
                last_at=last_at,
                records_at=records_at,
                by_facet=by_facet,
                as_=as_,
                progress=progress,
            )
        )

    @overload
    def timeline(
        self,
        phrases: Phrase | Iterable[Phrase],
        bins: int = 50,
        as_: Literal["frame"] = "frame",
        progress: bool | None = None,
    ) -> pd.DataFrame: ...
    @overload
    def timeline(
        self,
        phrases: Phrase | Iterable[Phrase],
        bins: int = 50,
        *,
        as_: Literal["dicts"],
        progress: bool | None = None,
    ) -> list[Answer]: ...
    def timeline(
        self,
        phrases: Phrase | Iterable[Phrase],
        bins: int = 50,
        as_: Literal["frame", "dicts"] = "frame",
        progress: bool | None = None,
    ) -> Any:
        """Exposures of phrases by bins of steps.

        bins: of nearly equal numbers of steps; no more than there are steps.

        Returns a row a phrase and bin: `phrase`, `from_step`, `to_step` (both included), `count`. A phrase
        that could not be asked has one row, with the code in the column `error`.

        >>> index.timeline(["this sketch"], bins=20)
        """
        return self._run(calls.timeline(phrases, bins=bins, as_=as_, progress=progress))

    @overload
    def contexts(
        self,
        phrase: str,
        limit: int = 20,
        order: Literal["first", "last"] = "first",
        as_: Literal["frame"] = "frame",
    ) -> pd.DataFrame: ...
    @overload
    def contexts(
        self,
        phrase: str,
        limit: int = 20,
        order: Literal["first", "last"] = "first",
        *,
        as_: Literal["dicts"],
    ) -> list[Answer]: ...
    def contexts(
        self,
        phrase: str,
        limit: int = 20,
        order: Literal["first", "last"] = "first",
        as_: Literal["frame", "dicts"] = "frame",
    ) -> Any:
        """The text around exposures of a phrase.

        limit: at most so many, up to 1,000.
        order: from the first exposure on, or from the last one back.

        Returns a row an exposure: `before`, `match`, `after` (up to 80 characters on a side), `step`
        (1-based), `rank` (of the record, from 0 on), `id`, `source`, `line`. `frame.attrs` has the
        `count` of all exposures, and whether there are more than the limit (`truncated`).

        >>> index.contexts("this sketch", limit=5)
        """
        return self._run(calls.contexts(phrase, limit=limit, order=order, as_=as_))

    def plot(
        self,
        phrases: Phrase | Iterable[Phrase],
        bins: int = 50,
        cumulative: bool = True,
        ax: Axes | None = None,
    ) -> Axes:
        """Draws exposures by step with matplotlib: a line a phrase.

        bins: of steps, as of `timeline`.
        cumulative: exposures up to each step, or those within each bin.
        ax: where to draw; by default a new figure.

        Returns the axes, for titles and for `ax.figure.savefig(...)`.

        >>> index.plot(["this sketch", "these sketches"]).figure.savefig("sketch.png")
        """
        return draw_timeline(self.timeline(phrases, bins), cumulative=cumulative, ax=ax)
