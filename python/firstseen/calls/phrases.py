"""Questions about phrases: exposures, timelines, contexts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import index as whole_number
from typing import Any, cast

from firstseen.calls.batches import Batches
from firstseen.calls.call import NDJSON, Answer, Call, Reply, Request, Rows, get, query_string
from firstseen.calls.tables import (
    Column,
    at_columns,
    check_form,
    collect_dicts,
    collect_frame,
    error_column,
    field_column,
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
    as_: str,
    progress: bool | None,
) -> Call[Any]:
    steps = step_list(at)
    columns = [
        Column("phrase", "text", _name),
        field_column("count", "count"),
        *place_columns(),
        *([field_column("records", "count")] if records else []),
        *at_columns(steps),
        *([Column("timeline", "object", _bins)] if timeline is not None else []),
        error_column(),
    ]
    edges: list[list[int]] = []

    def rows_of(answer: Answer) -> Sequence[Answer]:
        if not edges and "timeline" in answer:
            edges.append(answer["timeline"]["edges"])
        return (answer,)

    def finish(replies: Sequence[Reply]) -> Any:
        if as_ == "dicts":
            return collect_dicts(replies)
        more = {"timeline_edges": edges[0]} if edges else {}
        return collect_frame(columns, replies, **more)

    rows = rows_maker(columns, as_, rows_of if timeline is not None else None)
    params = query_string(at=steps, bins=timeline, records=records)
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


def step_list(at: Steps | None) -> list[int] | None:
    """Steps as plain ints, each once, in the order given."""
    if at is None:
        return None
    listed = at if isinstance(at, Iterable) else [at]
    try:
        steps = [whole_number(step) for step in listed]
    except TypeError as error:
        raise TypeError(f"at is {at!r}: expected a step, or several") from error
    return list(dict.fromkeys(steps)) or None


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

    one = isinstance(phrases, (str, Mapping))
    asked = cast("Iterable[Phrase]", [phrases] if one else phrases)
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
