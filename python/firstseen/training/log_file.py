"""The file of an order log: opened, repaired at its end, locked, and appended to.

Each append is one write to the system and nothing is kept in this process, so a process that is killed
leaves at most one torn line. What a failed write has left is cut off before the next one.

A process has each log open once: opening it again closes it for whoever had it before, such as a cell of
a notebook that runs a second time.
"""

from __future__ import annotations

import logging
import os
import threading
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from firstseen.training.log_lines import encode_line, scan_lines
from firstseen.training.order_log_error import OrderLogError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


_logger = logging.getLogger("firstseen.training")

_open: weakref.WeakValueDictionary[tuple[int, int, int], LogFile] = weakref.WeakValueDictionary()
"""The logs that this process has open, by process, device and inode."""


class LogFile:
    """Raises OrderLogError and OSError where it cannot be opened; `append` raises both too."""

    def __init__(self, path: Path, resume_step: int | None) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not path.exists()
        self.is_taken = False
        """Whether it was closed because this process has opened the log again."""
        self._writing = threading.Lock()
        _take_over(path)
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        try:
            _lock(self._fd, path)
            with path.open("rb") as file:
                self.state = scan_lines(file, str(path))
            # Closing a file gives back all locks of the process on it.
            _lock(self._fd, path)
            self._require_whole(resume_step)
        except BaseException:
            os.close(self._fd)
            raise
        self._crc = self.state.crc
        self._end = self.state.good_bytes
        self._is_torn = self.state.torn_bytes > 0
        place = os.fstat(self._fd)
        _open[os.getpid(), place.st_dev, place.st_ino] = self
        if is_new:
            _sync_folder(path.parent)

    def append(self, values: Iterable[dict[str, Any]]) -> None:
        """Adds all lines or none."""
        crc = self._crc
        lines = []
        for value in values:
            line, crc = encode_line(value, crc)
            lines.append(line)
        data = b"".join(lines)
        with self._writing:
            # Whoever reads the log in this process gives the lock back when it closes its file.
            _lock(self._fd, self.path)
            if self._is_torn:
                os.ftruncate(self._fd, self._end)
            self._is_torn = True
            os.lseek(self._fd, self._end, os.SEEK_SET)
            view = memoryview(data)
            while view:
                view = view[os.write(self._fd, view) :]
            self._is_torn = False
            self._crc = crc
            self._end += len(data)

    def sync(self) -> None:
        with self._writing:
            if self._fd >= 0:
                os.fsync(self._fd)

    def close(self) -> None:
        """May be called twice."""
        with self._writing:
            fd, self._fd = self._fd, -1
            if fd >= 0:
                os.close(fd)

    def _require_whole(self, resume_step: int | None) -> None:
        state = self.state
        if state.header is None and state.torn_bytes > 0 and not _may_be_torn(self.path):
            raise OrderLogError("order_log_invalid", f"{self.path} is not an order log: name another path")
        if not state.is_damaged:
            return
        # What lies behind the damage is undone anyway.
        if resume_step is not None and state.last_step > resume_step:
            return
        raise OrderLogError(
            "order_log_invalid",
            f"{self.path} is damaged at byte {state.good_bytes}, behind step {state.last_step}, by more "
            "than a torn last line. Resume at a checkpoint before that step, restore the file, or name "
            "another path.",
        )


def _may_be_torn(path: Path) -> bool:
    """Whether a file without a whole line can be the beginning of a log."""
    start = b'{"format":"firstseen-order-log"'
    with path.open("rb") as file:
        head = file.read(len(start))
    return start.startswith(head) or not head.strip(b"\0")


def _take_over(path: Path) -> None:
    """Closes the log for whoever has it open in this process."""
    try:
        place = path.stat()
    except FileNotFoundError:
        return
    before = _open.pop((os.getpid(), place.st_dev, place.st_ino), None)
    if before is not None and before._fd >= 0:
        before.is_taken = True
        before.close()
        _logger.warning("%s: opened again in this process, and closed where it was open before", path)


def _lock(fd: int, path: Path) -> None:
    """Of the process: children do not inherit it, and it ends with the process."""
    if fcntl is None:
        return
    try:
        fcntl.lockf(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        raise OrderLogError(
            "order_log_busy", f"{path} is being written by another process: name another path"
        ) from error
    except OSError:
        # A file system without locks.
        return


def _sync_folder(folder: Path) -> None:
    try:
        fd = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows
        return
    try:
        os.fsync(fd)
    except OSError:
        pass
    finally:
        os.close(fd)
