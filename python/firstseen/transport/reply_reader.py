"""Bytes of an answer -> a Reply, in pieces, so that an NDJSON answer is never whole in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping

from firstseen.calls.call import Reply, Request, Rows
from firstseen.errors import FirstseenError
from firstseen.transport.problems import cut_short, other_type, problem_of


class ReplyReader:
    """Is fed the body of one answer; `end` gives the reply, or raises what the answer says."""

    def __init__(self, request: Request, status: int, headers: Mapping[str, str]) -> None:
        self._request = request
        self._status = status
        self._headers = headers
        self._body = bytearray()
        self._lines = 0
        self._rows: Rows | None = None
        if status == 200:
            self._check_type(headers.get("content-type", ""))
            self._rows = None if request.rows is None else request.rows()

    def _check_type(self, found: str) -> None:
        if found.partition(";")[0].strip() != self._request.accept:
            raise other_type(self._status, found, self._request.accept)

    def feed(self, chunk: bytes) -> None:
        self._body += chunk
        if self._rows is not None:
            end = self._body.rfind(b"\n") + 1
            if end > 0:
                self._take(bytes(self._body[:end]))
                del self._body[:end]

    def _take(self, lines: bytes) -> None:
        """Whole lines, decoded at once, as one call is far cheaper than one for each."""
        text = lines.rstrip(b"\n").replace(b"\n", b",")
        try:
            answers = json.loads(b"[%b]" % text)
        except ValueError:
            raise cut_short(self._lines, self._request.lines) from None
        rows = self._rows
        assert rows is not None
        rows.take(answers)
        self._lines += len(answers)

    def end(self) -> Reply:
        if self._status != 200:
            raise problem_of(self._status, self._headers, bytes(self._body))
        if self._rows is not None:
            if self._body:
                raise cut_short(self._lines, self._request.lines)
            self._check_lines()
        return Reply(self._headers, self._rows, bytes(self._body))

    def _check_lines(self) -> None:
        """A server that stops early never has its part taken for all."""
        expected = self._request.lines
        if expected is not None and self._lines != expected:
            raise cut_short(self._lines, expected)


def is_too_much(error: FirstseenError) -> bool:
    """Whether fewer things at once may be taken."""
    return error.code in ("too_many_phrases", "body_too_large")


def accept_header(request: Request) -> dict[str, str]:
    headers = {"accept": request.accept}
    if request.body is not None:
        headers["content-type"] = request.content_type
    return headers
