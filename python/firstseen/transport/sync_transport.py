"""Runs calls over httpx, two requests at once: while one answer is decoded, the next one is made."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from threading import Lock
from typing import TypeVar

import httpx

from firstseen.calls.call import Call, Reply, Request
from firstseen.errors import FirstseenError
from firstseen.transport.address import Address
from firstseen.transport.problems import connection_error
from firstseen.transport.remarks import warn_of
from firstseen.transport.reply_reader import ReplyReader, accept_header, is_too_much
from firstseen.transport.retries import Patience

T = TypeVar("T")

IN_FLIGHT = 2


class SyncTransport:
    """The connections to one server. Safe for threads, and for processes that were forked."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._client: httpx.Client | None = None
        self._opening = Lock()
        self._process = os.getpid()

    def run(self, call: Call[T]) -> T:
        replies: list[Reply] = []
        try:
            for reply, amount in self._replies(iter(call.requests)):
                replies.append(reply)
                if call.progress is not None:
                    call.progress.update(amount)
        finally:
            if call.progress is not None:
                call.progress.close()
        warn_of(replies)
        return call.finish(replies)

    def close(self) -> None:
        client, self._client = self._client, None
        if client is not None and self._process == os.getpid():
            client.close()

    def _replies(self, requests: Iterator[Request]) -> Iterator[tuple[Reply, int]]:
        """In the order of the requests."""
        begin = list(islice(requests, 2))
        if len(begin) < 2:
            for request in begin:
                yield from self._ask(request)
            return
        with ThreadPoolExecutor(IN_FLIGHT, thread_name_prefix="firstseen") as pool:
            pending: deque[Future[Sequence[tuple[Reply, int]]]] = deque()
            try:
                for request in chain(begin, requests):
                    pending.append(pool.submit(self._ask, request))
                    if len(pending) > IN_FLIGHT:
                        yield from pending.popleft().result()
                while pending:
                    yield from pending.popleft().result()
            finally:
                for future in pending:
                    future.cancel()

    def _ask(self, request: Request) -> Sequence[tuple[Reply, int]]:
        """The reply, or those of the halves where the server takes less at once."""
        try:
            return [(self._persist(request), request.amount)]
        except FirstseenError as error:
            if request.halves is None or not is_too_much(error):
                raise
            return [reply for half in request.halves() for reply in self._ask(half)]

    def _persist(self, request: Request) -> Reply:
        patience = Patience(self.address.patience)
        while True:
            try:
                return self._send(request)
            except FirstseenError as error:
                pause = patience.pause_after(error)
                if pause is None:
                    raise
            time.sleep(pause)

    def _send(self, request: Request) -> Reply:
        begun = False
        try:
            with self._open().stream(
                request.method,
                request.path,
                params=list(request.params),
                headers=accept_header(request),
                content=request.body,
                files=form_files(request),
            ) as response:
                begun = True
                reader = ReplyReader(request, response.status_code, response.headers)
                for chunk in response.iter_bytes():
                    reader.feed(chunk)
                return reader.end()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise connection_error(error, self.address.url, begun=begun) from error

    def _open(self) -> httpx.Client:
        if self._process != os.getpid():
            # A forked process must not use the connections of the one that it came from, nor its lock.
            self._client, self._process, self._opening = None, os.getpid(), Lock()
        with self._opening:
            if self._client is None:
                self._client = httpx.Client(**self.address.client_options())
            return self._client


def form_files(request: Request) -> list[tuple[str, tuple[str, bytes]]] | None:
    return [(part.name, (part.filename, part.content)) for part in request.form] or None
