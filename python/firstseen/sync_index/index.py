"""An index that is asked: a server, or a folder that a server of our own answers for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from types import TracebackType
from typing import Any, TypeVar

from firstseen.calls.call import Answer, Call
from firstseen.errors import FirstseenError
from firstseen.opening import Opening, describe, describe_html
from firstseen.sync_index.corpus_questions import CorpusQuestions
from firstseen.sync_index.evaluation import Evaluation
from firstseen.sync_index.phrase_questions import PhraseQuestions
from firstseen.sync_index.text_questions import TextQuestions
from firstseen.transport.sync_transport import SyncTransport

T = TypeVar("T")


class Index(PhraseQuestions, CorpusQuestions, TextQuestions, Evaluation):
    """Asks a firstseen index.

    url_or_dir: the address of a server (`http://...`), or the folder of an index. For a folder a
        `firstseen serve` is started on this machine, and stopped by `close`.
    token: of the server's `--token-file` (default: the variable FIRSTSEEN_TOKEN).
    command: how `firstseen` is started, as words or as one text (default: the variable FIRSTSEEN, or
        `firstseen` in the path).
    timeout: seconds without a byte of an answer until it is given up.
    patience: seconds that one request may wait for a server that is busy, all attempts together.

    Every method raises FirstseenError, whose `code` is stable.

    >>> with Index("my.idx") as index:
    ...     index.exposures(["this sketch", "these sketches"], at=[1000])
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
        self._transport: SyncTransport | None = None
        self._known: Answer | None = None
        if self._opening.is_folder:
            self._known = self.info()

    @property
    def url(self) -> str:
        """The address of the server."""
        return self._opening.address().url

    def close(self) -> None:
        """Closes the connections, and stops the server of a folder. May be called twice."""
        self._opening.closed = True
        if self._transport is not None:
            self._transport.close()
        self._opening.stop()

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _run(self, call: Call[T]) -> T:
        self._opening.check_open()
        with self._opening.explained():
            if self._transport is None:
                self._transport = SyncTransport(self._opening.address())
            return self._transport.run(call)

    def __getstate__(self) -> dict[str, Any]:
        # A copy in another process asks the same server over connections of its own.
        return {**self.__dict__, "_transport": None}

    def __repr__(self) -> str:
        return describe(type(self).__name__, self._opening, self._known)

    def _repr_html_(self) -> str:
        try:
            if not self._opening.closed:
                self._known = self.info()
        except FirstseenError as error:
            # What is shown of it may not fail.
            return describe_html(self._opening, None, str(error))
        return describe_html(self._opening, self._known)
