"""What every part of an index has: it runs calls."""

from __future__ import annotations

from typing import Protocol, TypeVar

from firstseen.calls.call import Call

T = TypeVar("T")


class Asking(Protocol):
    def _run(self, call: Call[T]) -> T: ...
