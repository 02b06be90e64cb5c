"""Questions about texts: their spans in the corpus, and how much of a benchmark was seen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from firstseen.calls.asked import as_things, frame_rows, is_frame
from firstseen.calls.batches import Batches
from firstseen.calls.call import NDJSON, Answer, Call, Reply, Request, json_body, post
from firstseen.calls.phrases import Steps, step_list
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

Item = str | Mapping[str, object]
"""A text, or `{"id": ..., "text": ...}`."""

ITEM_BATCH = 1_000


def trace(
    text: str,
    *,
    min_tokens: int | None,
    at: Steps | None,
    until: int | None,
    rarest: int | str | None,
    as_: str,
) -> Call[Any]:
    if not isinstance(text, str):
        raise TypeError(f"the text is a {type(text).__name__}: expected a str")
    check_form(as_)
    steps = step_list(at)
    columns = [
        field_column("start", "count"),
        field_column("end", "count"),
        field_column("text", "text"),
        field_column("count", "count"),
        *place_columns(),
        *at_columns(steps),
    ]

    def finish(reply: Reply) -> Any:
        answer = reply.json()
        if as_ == "dicts":
            return answer
        return make_frame(columns, answer["spans"], [reply], tokens=answer["tokens"])

    question = {"text": text, "min_tokens": min_tokens, "at": steps, "until": until}
    return post("/v1/trace", finish, {**question, "rarest": rarest})


def overlap(
    items: Item | Iterable[Item],
    *,
    n: int,
    coverage: Sequence[float],
    at: Steps | None,
    as_: str,
    progress: bool | None,
) -> Call[Any]:
    steps = step_list(at)
    columns = [
        field_column("id", "text"),
        field_column("tokens", "count"),
        Column("longest", "count", _longest_tokens),
        Column("longest_text", "text", _in_longest("text")),
        Column("longest_first_step", "step", _longest_step),
        Column("coverage", "number", lambda answer: answer.get("coverage", {}).get(str(n))),
        *[_seen_column(share) for share in coverage],
        *[_share_column(column) for column in at_columns(steps, "coverage_at")],
        error_column(),
    ]
    rows = rows_maker(columns, as_)

    def request(batch: Sequence[str]) -> Request:
        question = {"n": n, "coverage": list(coverage), "at": steps}
        body = {"items": [json.loads(item) for item in batch], **question}
        return Request(
            "POST",
            "/v1/overlap",
            body=json_body(body),
            accept=NDJSON,
            rows=rows,
            lines=len(batch),
            amount=len(batch),
        )

    def finish(replies: Sequence[Reply]) -> Any:
        return collect_dicts(replies) if as_ == "dicts" else collect_frame(columns, replies)

    asked: Iterable[Item] = frame_rows(items) if is_frame(items) else as_things(items, "item")
    bar = show_progress(progress, asked, unit="item")
    return Call(Batches(request, ITEM_BATCH).of(_encode_items(asked)), finish, bar)


def _encode_items(items: Iterable[Item]) -> Iterator[str]:
    for number, item in enumerate(items):
        if isinstance(item, str):
            yield json.dumps({"text": item})
        elif isinstance(item, Mapping):
            yield json.dumps(dict(item))
        else:
            kind = type(item).__name__
            raise TypeError(f"item {number} is a {kind}: expected a str, or an object with `text`")


def _in_longest(key: str) -> Callable[[Answer], Any]:
    def read(answer: Answer) -> Any:
        longest = answer.get("longest")
        return None if longest is None else longest[key]

    return read


def _longest_tokens(answer: Answer) -> int | None:
    """0 where no token of the item stands in the corpus; missing where it could not be asked."""
    if "error" in answer:
        return None
    longest = answer["longest"]
    return 0 if longest is None else int(longest["tokens"])


def _longest_step(answer: Answer) -> int | None:
    longest = answer.get("longest")
    return None if longest is None else longest["first"]["step"]


def _seen_column(share: float) -> Column:
    def value(answer: Answer) -> Any:
        return next((step for key, step in answer.get("seen_at", {}).items() if float(key) == share), None)

    return Column(f"seen_at_{share:g}", "step", value)


def _share_column(column: Column) -> Column:
    return Column(column.name, "number", column.value)
