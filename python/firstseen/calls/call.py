"""A question as data: the requests of it, and how their replies become its result.

A call does no I/O. Both transports run it, so a method of the index is written once here, whether it is
awaited or not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")

JSON = "application/json"
NDJSON = "application/x-ndjson"

Answer = dict[str, Any]
"""A line of NDJSON."""


class Rows(Protocol):
    """Takes the lines of a reply while they come, so that the reply is never whole in memory."""

    def take(self, answers: Sequence[Answer]) -> None: ...


@dataclass(frozen=True)
class Part:
    """A part of a form."""

    name: str
    filename: str
    content: bytes


@dataclass(frozen=True)
class Request:
    """One request to the server; sending it again does no harm, as all are questions."""

    method: str
    path: str
    params: Sequence[tuple[str, str]] = ()
    body: bytes | None = None
    content_type: str = JSON
    accept: str = JSON
    form: Sequence[Part] = ()
    #: Makes the receiver of the lines of an NDJSON answer, anew for each attempt.
    rows: Callable[[], Rows] | None = None
    #: How many lines have to come; None: any number.
    lines: int | None = None
    #: What it counts for in the progress.
    amount: int = 1
    #: The same in two requests, for a server that takes less at once.
    halves: Callable[[], Sequence[Request]] | None = None


@dataclass(frozen=True)
class Reply:
    """A whole answer with status 200: its rows, or its body."""

    headers: Mapping[str, str]
    rows: Rows | None
    body: bytes

    @property
    def snapshot(self) -> str | None:
        return self.headers.get("firstseen-snapshot")

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Call(Generic[T]):
    """Requests, which are made while they are sent, and what becomes of their replies, in order."""

    requests: Iterable[Request]
    finish: Callable[[Sequence[Reply]], T]
    progress: Progress | None = None


class Progress(Protocol):
    def update(self, amount: int) -> object: ...

    def close(self) -> object: ...


def get(path: str, finish: Callable[[Reply], T], **params: object) -> Call[T]:
    """A call of one GET."""
    request = Request("GET", path, params=query_string(**params))
    return Call([request], lambda replies: finish(replies[0]))


def post(path: str, finish: Callable[[Reply], T], body: Mapping[str, object]) -> Call[T]:
    """A call of one POST; fields that are None are left out."""
    request = Request("POST", path, body=json_body(body))
    return Call([request], lambda replies: finish(replies[0]))


def query_string(**params: object) -> list[tuple[str, str]]:
    """Parameters as the server reads them; those that are None or False are left out."""
    pairs = []
    for name, value in params.items():
        if value is None or value is False:
            continue
        if isinstance(value, (list, tuple)):
            value = ",".join(str(item) for item in value)
        pairs.append((name, "true" if value is True else _whole(str(value))))
    return pairs


def _whole(text: str) -> str:
    """An address cannot hold half of a surrogate pair; the server would read it as U+FFFD too."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def json_body(fields: Mapping[str, object]) -> bytes:
    return json.dumps({name: value for name, value in fields.items() if value is not None}).encode()
