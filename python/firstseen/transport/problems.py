"""Answers that are not answers -> FirstseenError.

Codes of the server are passed on. Those of this package: `unreachable` (no server answers there),
`timed_out`, `answer_cut` (the connection ended within an answer) and `unexpected_answer` (of a proxy, or
of another server).
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import httpx

from firstseen.errors import FirstseenError

NOT_OURS = "the answer {status} is not from firstseen, but from a proxy in front of it or another server"


def problem_of(status: int, headers: Mapping[str, str], body: bytes) -> FirstseenError:
    """The error of an answer whose status is not 200."""
    try:
        document = json.loads(body)
        code, message = document["code"], document["detail"]
    except (ValueError, LookupError, TypeError):
        return FirstseenError("unexpected_answer", NOT_OURS.format(status=status), status=status)
    if code == "unauthorized":
        message += ". Give it as Index(..., token=...), or in the variable FIRSTSEEN_TOKEN"
    details = document.get("details") or {}
    if "retry-after" in headers:
        details = {**details, "retry_after": headers["retry-after"]}
    return FirstseenError(code, message, status=status, details=details)


def too_long() -> FirstseenError:
    """The error of a GET whose parameters an address does not hold."""
    message = "the phrase or query is longer than the address of a request may be: ask for a shorter one"
    return FirstseenError("headers_too_large", message)


def other_type(status: int, found: str, expected: str) -> FirstseenError:
    """The error of an answer 200 that has another content type."""
    message = f"{NOT_OURS.format(status=status)}: expected {expected}, found {found or 'no type'}"
    return FirstseenError("unexpected_answer", message, status=status)


def cut_short(lines: int, expected: int | None) -> FirstseenError:
    of = "" if expected is None else f" of {expected}"
    return FirstseenError("answer_cut", f"the answer ended after {lines}{of} lines: ask again")


def connection_error(
    error: httpx.HTTPError | httpx.InvalidURL, address: str, *, begun: bool
) -> FirstseenError:
    """What httpx says, in one line. `begun`: a part of the answer had come."""
    reason = str(error) or type(error).__name__
    if isinstance(error, httpx.InvalidURL) and "too long" in reason:
        return too_long()
    if isinstance(error, httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout):
        message = f"{address} did not answer in time ({type(error).__name__}): ask for less at once, "
        return FirstseenError("timed_out", f"{message}or give the index a longer timeout")
    if begun:
        return FirstseenError("answer_cut", f"the answer of {address} was cut ({reason}): ask again")
    message = f"no server answers at {address} ({reason}): start it with `firstseen serve`, "
    return FirstseenError("unreachable", f"{message}or check the address")
