"""The one error class of the package; `code` is stable, and programs may compare it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class FirstseenError(Exception):
    """An error that the user can act on.

    code: a code of the server (docs/problems.md), or one of this package (docs/python.md).
    status: the HTTP status of the answer; None where no answer came.
    details: further fields of the problem document, such as `line`; empty where there are none.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.details: dict[str, Any] = dict(details or {})

    def __str__(self) -> str:
        return f"{self.args[0]} [{self.code}]"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self.code, self.args[0], self.status, self.details)


def _restore(code: str, message: str, status: int | None, details: dict[str, Any]) -> FirstseenError:
    return FirstseenError(code, message, status=status, details=details)


class FirstseenWarning(UserWarning):
    """A remark on an answer, such as a step after the last one of the index."""
