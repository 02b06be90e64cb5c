"""Syncs a file some seconds after it was written, in a thread, so that no step waits for the disk."""

from __future__ import annotations

import threading
from collections.abc import Callable


class FileSyncer:
    """`every`: seconds; 0: at each mark, by the caller; None: never. `sync` may not raise."""

    def __init__(self, sync: Callable[[], None], every: float | None) -> None:
        self._sync = sync
        self._every = every
        self._is_dirty = threading.Event()
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    def mark(self) -> None:
        if self._every is None:
            return
        if self._every <= 0:
            self._sync()
            return
        self._is_dirty.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="order-log-sync", daemon=True)
            self._thread.start()

    def end(self) -> None:
        self._end.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._end.wait(self._every):
            if self._is_dirty.is_set():
                self._is_dirty.clear()
                self._sync()
