"""Runs calls over the asynchronous client of httpx. The twin of SyncTransport, step by step."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TypeVar

import httpx

from firstseen.calls.call import Call, Reply, Request
from firstseen.errors import FirstseenError
from firstseen.transport.address import Address
from firstseen.transport.problems import connection_error
from firstseen.transport.remarks import warn_of
from firstseen.transport.reply_reader import ReplyReader, accept_header, is_too_much
from firstseen.transport.retries import Patience
from firstseen.transport.sync_transport import IN_FLIGHT, form_files

T = TypeVar("T")


class AsyncTransport:
    """The connections to one server. Each event loop has connections of its own."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._client: httpx.AsyncClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self, call: Call[T]) -> T:
        replies: list[Reply] = []
        try:
            async for reply, amount in self._replies(iter(call.requests)):
                replies.append(reply)
                if call.progress is not None:
                    call.progress.update(amount)
        finally:
            if call.progress is not None:
                call.progress.close()
        warn_of(replies)
        return call.finish(replies)

    async def close(self) -> None:
        client, self._client = self._client, None
        # Connections of a loop that has ended ended with it.
        if client is not None and self._loop is asyncio.get_running_loop():
            await client.aclose()

    async def _replies(self, requests: Iterator[Request]) -> AsyncIterator[tuple[Reply, int]]:
        """In the order of the requests."""
        pending: deque[asyncio.Task[Sequence[tuple[Reply, int]]]] = deque()
        try:
            for request in requests:
                pending.append(asyncio.create_task(self._ask(request)))
                if len(pending) >= IN_FLIGHT:
                    for reply in await pending[0]:
                        yield reply
                    pending.popleft()
            while pending:
                for reply in await pending[0]:
                    yield reply
                pending.popleft()
        finally:
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)

    async def _ask(self, request: Request) -> Sequence[tuple[Reply, int]]:
        """The reply, or those of the halves where the server takes less at once."""
        try:
            return [(await self._persist(request), request.amount)]
        except FirstseenError as error:
            if request.halves is None or not is_too_much(error):
                raise
            return [reply for half in request.halves() for reply in await self._ask(half)]

    async def _persist(self, request: Request) -> Reply:
        patience = Patience(self.address.patience)
        while True:
            try:
                return await self._send(request)
            except FirstseenError as error:
                pause = patience.pause_after(error)
                if pause is None:
                    raise
            await asyncio.sleep(pause)

    async def _send(self, request: Request) -> Reply:
        begun = False
        try:
            async with self._open().stream(
                request.method,
                request.path,
                params=list(request.params),
                headers=accept_header(request),
                content=request.body,
                files=form_files(request),
            ) as response:
                begun = True
                reader = ReplyReader(request, response.status_code, response.headers)
                async for chunk in response.aiter_bytes():
                    reader.feed(chunk)
                return reader.end()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise connection_error(error, self.address.url, begun=begun) from error

    def _open(self) -> httpx.AsyncClient:
        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            self._loop = loop
            self._client = httpx.AsyncClient(**self.address.client_options())
        return self._client
