"""Things to ask, of any number -> bodies of requests, made while they are sent.

A batch ends at so many things or bytes, whichever is reached first. Where a server takes less, its
batch is cut in two, and the next ones are as small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from firstseen.calls.call import Request

T = TypeVar("T")

MAX_BYTES = 1_000_000


@dataclass
class Batches:
    """Cuts encoded things into requests.

    encode_all: the body of some encoded things.
    max_things: the number in one request; it falls where a server refuses so many.
    """

    request: Callable[[Sequence[str]], Request]
    max_things: int
    max_bytes: int = MAX_BYTES

    def of(self, encoded: Iterable[str]) -> Iterator[Request]:
        batch: list[str] = []
        size = 0
        for thing in encoded:
            if batch and (len(batch) >= self.max_things or size + len(thing) > self.max_bytes):
                yield self._make(batch)
                batch, size = [], 0
            batch.append(thing)
            size += len(thing)
        if batch:
            yield self._make(batch)

    def _make(self, batch: Sequence[str]) -> Request:
        request = self.request(batch)
        return request if len(batch) == 1 else self._divisible(request, batch)

    def _divisible(self, request: Request, batch: Sequence[str]) -> Request:
        def halves() -> Sequence[Request]:
            middle = len(batch) // 2
            self.max_things = max(1, min(self.max_things, middle))
            return [self._make(batch[:middle]), self._make(batch[middle:])]

        return Request(**{**request.__dict__, "halves": halves})
