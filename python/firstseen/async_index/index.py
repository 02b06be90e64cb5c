"""The index whose methods are awaited."""

from __future__ import annotations

import os
from asyncio import Lock, to_thread
from collections.abc import Sequence
from types import TracebackType
from typing import Any, TypeVar

from firstseen.async_index.corpus_questions import CorpusQuestions
from firstseen.async_index.evaluation import Evaluation
from firstseen.async_index.phrase_questions import PhraseQuestions
from firstseen.async_index.text_questions import TextQuestions
from firstseen.calls.call import Call
from firstseen.opening import Opening, describe
from firstseen.transport.async_transport import AsyncTransport

T = TypeVar("T")


class AsyncIndex(PhraseQuestions, CorpusQuestions, TextQuestions, Evaluation):
    """Asks a firstseen index. The methods and arguments are those of Index; each is awaited.

    The server of a folder is started by the first question, or by `async with`. An index may be asked in
    one event loop after the other, as by several `asyncio.run`.

    >>> async with AsyncIndex("my.idx") as index:
    ...     await index.exposures(["this sketch", "these sketches"], at=[1000])
    """

    def __init__(
        self,
        url_or_dir: str | os.PathLike[str],
        token: str | None = None,
        command: str | Sequence[str] | None = None,
        *,
        timeout: float = 90.0,
        patience: float = 30.0,
    ) -> None:
        self._opening = Opening(url_or_dir, token, command, timeout=timeout, patience=patience)
        self._transport: AsyncTransport | None = None
        # Several questions may come before the server is there.
        self._lock = Lock()

    async def close(self) -> None:
        """Closes the connections, and stops the server of a folder. May be called twice."""
        self._opening.closed = True
        if self._transport is not None:
            await self._transport.close()
        await to_thread(self._opening.stop)

    async def __aenter__(self) -> AsyncIndex:
        if self._opening.is_folder:
            await to_thread(self._opening.address)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def _run(self, call: Call[T]) -> T:
        self._opening.check_open()
        with self._opening.explained():
            async with self._lock:
                if self._transport is None:
                    self._transport = AsyncTransport(await to_thread(self._opening.address))
            return await self._transport.run(call)

    def __getstate__(self) -> dict[str, Any]:
        # A copy in another process asks the same server over connections of its own.
        return {**self.__dict__, "_transport": None, "_lock": Lock()}

    def __repr__(self) -> str:
        return describe(type(self).__name__, self._opening, None)
