"""Remarks of the server -> warnings, each once a call.

A question can be answered and still mean something else than it says, such as a step after the last one
of the index. A frame has no place for the message of a phrase that cannot be asked, so one is told here.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Sequence

from firstseen.calls.call import Reply
from firstseen.calls.tables import Table, snapshots
from firstseen.errors import FirstseenWarning

SNAPSHOT_CHANGED = (
    "the index got a new snapshot while it was asked: counts by a step (`at`) that all of them hold "
    "agree, whole counts are of different ends. Ask again, or ask for counts by a step"
)


def warn_of(replies: Sequence[Reply]) -> None:
    for message in dict.fromkeys(_messages(replies)):
        # warn_of < run < _run < the method < its caller
        warnings.warn(FirstseenWarning(message), stacklevel=5)


def _messages(replies: Sequence[Reply]) -> Iterator[str]:
    for reply in replies:
        header = reply.headers.get("firstseen-remarks")
        if header is not None:
            for remark in json.loads(header):
                yield f"{remark['message']} [{remark['code']}]"
    if isinstance(snapshots(replies).get("snapshot"), list):
        yield f"{SNAPSHOT_CHANGED}. [snapshot_changed]"
    yield from _unaskable(replies)


def _unaskable(replies: Sequence[Reply]) -> Iterator[str]:
    tables = [reply.rows for reply in replies if isinstance(reply.rows, Table)]
    first = next((table.first_unaskable for table in tables if table.first_unaskable is not None), None)
    if first is None:
        return
    count = sum(table.unaskable for table in tables)
    code, message = first["error"]["code"], first["error"]["message"]
    # The message of a phrase names it; that of a query does not.
    query = first.get("query")
    named = "" if query is None else f" ({query:.80})"
    them = "1 row has" if count == 1 else f"{count:,} rows have"
    yield f"{them} an error in place of numbers. The first one{named}: {message} [{code}]"
