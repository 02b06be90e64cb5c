"""Questions about phrases: exposures, timelines, contexts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import index as whole_number
from typing import Any

from firstseen.calls.asked import as_things
from firstseen.calls.batches import Batches
from firstseen.calls.call import NDJSON, Answer, Call, Reply, Request, Rows, get, query_string
from firstseen.calls.facets import check_facets, facet_rows
from firstseen.calls.tables import (
    Column,
    at_columns,
    check_form,
    collect_dicts,
    collect_frame,
    error_column,
    field_column,
    last_at_columns,
    make_frame,
    place_columns,
    rows_maker,
)
from firstseen.progress import show_progress

Phrase = str | Mapping[str, object]
"""Text, or a group `{"name": ..., "phrases": [...]}` that is asked as one."""

Steps = int | Iterable[int]

BATCH = 5_000


def exposures(
    phrases: Phrase | Iterable[Phrase],
    *,
    at: Steps | None,
    timeline: int | None,
    records: bool,
    last_at: Steps | None = None,
    records_at: Steps | None = None,
    by_facet: bool = False,
    as_: str,
    progress: bool | None,
) -> Call[Any]:
    steps, last_steps = step_list(at), step_list(last_at, "last_at")
    record_steps = step_list(records_at, "records_at")
    check_facets(by_facet, as_, records=records, last_at=last_steps, records_at=record_steps)
    columns = [
        Column("phrase", "text", _name),
        *([field_column("facet", "text")] if by_facet else []),
        field_column("count", "count"),
        *place_columns(),
        *([field_column("records", "count")] if records else []),
        *at_columns(steps),
        *last_at_columns(last_steps),
        *at_columns(record_steps, "records_at"),
        *([Column("timeline", "object", _bins)] if timeline is not None else []),
        error_column(),
    ]
    edges: list[list[int]] = []

    by_facet_rows = facet_rows(_name, "phrase")

    def rows_of(answer: Answer) -> Sequence[Answer]:
        if not edges and "timeline" in answer:
            edges.append(answer["timeline"]["edges"])
        return by_facet_rows(answer)

    def finish(replies: Sequence[Reply]) -> Any:
        if as_ == "dicts":
            return collect_dicts(replies)
        more = {"timeline_edges": edges[0]} if edges else {}
        return collect_frame(columns, replies, **more)

    rows = rows_maker(columns, as_, rows_of if timeline is not None or by_facet else None)
    params = query_string(
        at=steps,
        last_at=last_steps,
        records_at=record_steps,
        bins=timeline,
        records=records,
        by_facet=by_facet,
    )
    return _batched(phrases, params=params, rows=rows, finish=finish, progress=progress)


def timeline(phrases: Phrase | Iterable[Phrase], *, bins: int, as_: str, progress: bool | None) -> Call[Any]:
    columns = [
        Column("phrase", "text", _name),
        field_column("from_step", "step"),
        field_column("to_step", "step"),
        field_column("count", "count"),
        error_column(),
    ]

    def finish(replies: Sequence[Reply]) -> Any:
        return collect_dicts(replies) if as_ == "dicts" else collect_frame(columns, replies)

    rows = rows_maker(columns, as_, _bin_rows)
    params = query_string(bins=bins)
    return _batched(phrases, params=params, rows=rows, finish=finish, progress=progress)


def contexts(phrase: str, *, limit: int, order: str, as_: str) -> Call[Any]:
    columns = [
        *(field_column(name, "text") for name in ("before", "match", "after")),
        *(field_column(name, "step") for name in ("step", "rank")),
        *(field_column(name, "text") for name in ("id", "source")),
        field_column("line", "step"),
    ]
    if not isinstance(phrase, str):
        raise TypeError(f"the phrase is a {type(phrase).__name__}: expected a str")
    check_form(as_)

    def finish(reply: Reply) -> Any:
        answer = reply.json()
        if as_ == "dicts":
            return answer["contexts"]
        told = {name: answer[name] for name in ("phrase", "count", "truncated", "limit")}
        return make_frame(columns, answer["contexts"], [reply], **told)

    return get("/v1/contexts", finish, phrase=phrase, limit=limit, order=order)


def step_list(at: Steps | None, name: str = "at") -> list[int] | None:
    """Steps as plain ints, each once, in the order given. Raises TypeError, and ValueError below 0."""
    if at is None:
        return None
    listed = list(at) if isinstance(at, Iterable) else [at]
    try:
        steps = [_step(step) for step in listed]
    except TypeError as error:
        raise TypeError(f"{name} is {at!r}: expected a step, or several") from error
    negative = next((step for step in steps if step < 0), None)
    if negative is not None:
        raise ValueError(f"{name} has the step {negative}: expected steps from 0 on")
    return list(dict.fromkeys(steps)) or None


def _step(value: Any) -> int:
    if isinstance(value, bool):
        raise TypeError("a truth value is not a step")
    return whole_number(value)


def _batched(
    phrases: Phrase | Iterable[Phrase],
    *,
    params: Sequence[tuple[str, str]],
    rows: Callable[[], Rows],
    finish: Callable[[Sequence[Reply]], Any],
    progress: bool | None,
) -> Call[Any]:
    """The question of `params` about all phrases, in batches."""

    def request(batch: Sequence[str]) -> Request:
        return Request(
            "POST",
            "/v1/exposures",
            params=params,
            body="".join(batch).encode(),
            content_type=NDJSON,
            accept=NDJSON,
            rows=rows,
            lines=len(batch),
            amount=len(batch),
        )

    asked: Iterable[Phrase] = as_things(phrases, "phrase")
    bar = show_progress(progress, asked, unit="phrase")
    return Call(Batches(request, BATCH).of(_lines(asked)), finish, bar)


def _lines(phrases: Iterable[Phrase]) -> Iterator[str]:
    encode = json.JSONEncoder().encode
    for number, phrase in enumerate(phrases):
        if isinstance(phrase, str):
            yield f'{{"phrase":{encode(phrase)}}}\n'
        elif isinstance(phrase, Mapping):
            yield f"{encode(dict(phrase))}\n"
        else:
            kind = type(phrase).__name__
            raise TypeError(f"phrase {number} is a {kind} ({phrase!r}): expected a str or a group")


def _name(answer: Answer) -> Any:
    name = answer.get("phrase")
    return answer["name"] if name is None else name


def _bins(answer: Answer) -> Any:
    timeline = answer.get("timeline")
    return None if timeline is None else timeline["count"]


def _bin_rows(answer: Answer) -> Sequence[Answer]:
    """A row a bin: the steps from `from_step` to `to_step`, both included."""
    if "timeline" not in answer:
        return (answer,)
    name = _name(answer)
    edges, counts = answer["timeline"]["edges"], answer["timeline"]["count"]
    return [
        {"phrase": name, "from_step": edges[i] + 1, "to_step": edges[i + 1], "count": count}
        for i, count in enumerate(counts)
    ]
