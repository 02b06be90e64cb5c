"""Questions about the corpus: searches, records, words, and what the index holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from operator import index as whole_number
from typing import Any

from firstseen.calls.asked import as_things
from firstseen.calls.batches import Batches
from firstseen.calls.call import NDJSON, Answer, Call, Reply, Request, get, json_body, query_string
from firstseen.calls.facets import check_facets, facet_rows
from firstseen.calls.phrases import Steps, step_list
from firstseen.calls.tables import (
    Column,
    Dicts,
    at_columns,
    check_form,
    collect_dicts,
    collect_frame,
    error_column,
    field_column,
    need_pandas,
    place_columns,
    rows_maker,
    snapshots,
)
from firstseen.progress import show_progress

Range = str | range | tuple[int, int]
"""Half-open: `range(5, 8)`, `(5, 8)` and `"5:8"` are 5, 6 and 7."""

SEARCH_BATCH = 1_000


def info() -> Call[Answer]:
    return get("/v1/index", Reply.json)


def search(
    queries: str | Iterable[str],
    *,
    at: Steps | None,
    timeline: int | None,
    contexts: int | None,
    by_facet: bool = False,
    as_: str,
    progress: bool | None,
) -> Call[Any]:
    steps = step_list(at)
    check_facets(by_facet, as_, contexts=contexts)
    columns = [
        field_column("query", "text"),
        *([field_column("facet", "text")] if by_facet else []),
        field_column("records", "count"),
        *place_columns(),
        *at_columns(steps),
        *([Column("timeline", "object", _record_bins)] if timeline is not None else []),
        *([field_column("contexts", "object")] if contexts is not None else []),
        error_column(),
    ]
    rows_of = facet_rows(lambda answer: answer["query"], "query") if by_facet else None
    rows = rows_maker(columns, as_, rows_of)
    asked: Iterable[str] = as_things(queries, "query")

    def request(batch: Sequence[str]) -> Request:
        question = {"at": steps, "bins": timeline, "contexts": contexts}
        facets = {"by_facet": True} if by_facet else {}
        texts = [json.loads(query) for query in batch]
        return Request(
            "POST",
            "/v1/search",
            body=json_body({"queries": texts, **question, **facets}),
            accept=NDJSON,
            rows=rows,
            lines=len(batch),
            amount=len(batch),
        )

    encoded = (json.dumps(_text(query, "query")) for query in asked)
    bar = show_progress(progress, asked, unit="query")
    return Call(Batches(request, SEARCH_BATCH).of(encoded), _collect(columns, as_), bar)


def words(*, at: Steps | None, min_count: int | None, prefix: str | None, as_: str) -> Call[Any]:
    steps = step_list(at)
    columns = [
        field_column("term", "text"),
        field_column("count", "count"),
        field_column("records", "count"),
        *place_columns(),
        *at_columns(steps),
    ]
    params = query_string(at=steps, min_count=min_count, prefix=prefix)
    rows = rows_maker(columns, as_)
    request = Request("GET", "/v1/words", params=params, accept=NDJSON, rows=rows)
    return Call([request], _collect(columns, as_))


def records(
    *,
    step: int | None,
    steps: Range | None,
    rank: Range | int | None,
    having: str | None,
    from_step: int | None,
    until: int | None,
    limit: int | None,
    text: bool,
    as_: str,
) -> Call[Any]:
    check_form(as_)
    params = query_string(
        step=step,
        steps=_range_text(steps),
        rank=_range_text(rank),
        having=having,
        from_step=from_step,
        until=until,
        limit=limit,
        without_text=not text,
    )
    request = Request("GET", "/v1/records", params=params, accept=NDJSON, rows=Dicts)
    # Which columns there are depends on the corpus: `line` or `row`, `text` or `parts`.
    return Call([request], _record_frame if as_ == "frame" else collect_dicts)


def _record_frame(replies: Sequence[Reply]) -> Any:
    found = collect_dicts(replies)
    names = list(dict.fromkeys(name for record in found for name in record))
    frame = need_pandas().DataFrame(found, columns=names or ["step", "rank", "id", "source", "line", "text"])
    frame.attrs.update(snapshots(replies))
    return frame


def _collect(columns: Sequence[Column], as_: str) -> Callable[[Sequence[Reply]], Any]:
    if as_ == "dicts":
        return collect_dicts
    return lambda replies: collect_frame(columns, replies)


def _record_bins(answer: Answer) -> Any:
    timeline = answer.get("timeline")
    return None if timeline is None else timeline["records"]


def _range_text(numbers: Range | int | None) -> str | None:
    if numbers is None or isinstance(numbers, str):
        return numbers
    if isinstance(numbers, range):
        if numbers.step != 1:
            raise ValueError(f"{numbers} leaves numbers out: expected a range with step 1")
        return f"{numbers.start}:{numbers.stop}"
    try:
        if isinstance(numbers, tuple):
            start, end = map(whole_number, numbers)
            return f"{start}:{end}"
        return f"{whole_number(numbers)}:{whole_number(numbers) + 1}"
    except (TypeError, ValueError) as error:
        expected = "expected a number, or half-open range(5, 8), (5, 8) or '5:8'"
        raise TypeError(f"found {numbers!r:.80}: {expected}") from error


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a {what} is a {type(value).__name__} ({value!r}): expected a str")
    return value
