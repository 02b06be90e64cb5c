"""The order log: which records each step was given, in a file that survives a kill.

Opening a log may raise, as it happens before training. After that nothing here raises into training:
errors are counted and said once, and the steps that they cost are named in the log.
"""

from __future__ import annotations

import logging
import operator
import os
import threading
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from firstseen.training.batch_values import describe_records
from firstseen.training.file_syncer import FileSyncer
from firstseen.training.log_file import LogFile
from firstseen.training.log_lines import FORMAT, KINDS, VERSION
from firstseen.training.order_log_error import OrderLogError
from firstseen.training.rank_place import find_place

_logger = logging.getLogger("firstseen.training")

MAX_STEP = 1 << 53
"""What readers of JSON hold exactly."""


class OrderLog:
    """Logs the records of each step to `path`, or to `path.rankN` where there are several ranks.

    resume_step: training goes on behind this step, so later ones in the log are undone. Without it the
        first step that is logged says so: it undoes itself and all later ones.
    rank, world_size: by default those of torch.distributed, or of RANK and WORLD_SIZE.
    files: names of the files that `rows` number, from 0 on.
    sync_every: seconds between two fsyncs, in a thread. 0: at each call. None: at the end only. A killed
        process loses nothing either way; a machine that goes down loses what was not synced.

    Raises OrderLogError for a log that cannot be continued, OSError for a path that cannot be written.
    A log that this process has open already is closed there.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        resume_step: int | None = None,
        run: str | None = None,
        rank: int | None = None,
        world_size: int | None = None,
        files: list[str] | None = None,
        sync_every: float | None = 5.0,
    ) -> None:
        found = find_place()
        self.rank = found[0] if rank is None else operator.index(rank)
        self.world_size = found[1] if world_size is None else operator.index(world_size)
        if not 0 <= self.rank < self.world_size:
            raise ValueError(f"rank {self.rank} of {self.world_size}: ranks count from 0")
        base = self.base = Path(path)
        self.path = base if self.world_size == 1 else base.with_name(f"{base.name}.rank{self.rank}")
        self.errors = 0
        """How often something could not be logged."""
        self._run = base.name if run is None else run
        self._lock = threading.RLock()
        self._pid = os.getpid()
        self._is_closed = False
        self._lost: tuple[int, int, str] | None = None
        self._rewind: int | None = None
        self._file = LogFile(self.path, resume_step)
        try:
            self._begin(files or [])
        except BaseException:
            self._file.close()
            raise
        self._syncer = FileSyncer(self._sync, sync_every)
        if resume_step is not None:
            self.rewind(resume_step)

    @property
    def last_step(self) -> int:
        """The last step in the log that was not undone; 0: there is none."""
        return self._last

    @property
    def is_closed(self) -> bool:
        return self._is_closed or self.is_taken

    @property
    def is_taken(self) -> bool:
        """Whether this process has opened the log again, so that nothing is logged here any more."""
        return self._file.is_taken

    def log(
        self,
        step: int,
        *,
        ids: Any = None,
        texts: Any = None,
        tokens: Any = None,
        rows: Any = None,
        mask: Any = None,
    ) -> None:
        """Logs records that step `step` (from 1 on) is given: a batch, or a micro-batch of one.

        One of `texts`, `tokens` (`mask` is 0 at padding), `rows` (pairs of a file and a row in it, from
        0 on) or `ids` says the records; `ids` may also go with texts or tokens. Several calls of a step
        add up, in order. Never raises.
        """
        with self._lock:
            try:
                self._require_open()
                values = describe_records(ids=ids, texts=texts, tokens=tokens, rows=rows, mask=mask)
                self._log_step(operator.index(step), values)
            except Exception as error:
                self._fail(step, error)

    def log_batch(self, step: int, of: Callable[[], dict[str, Any]]) -> None:
        """Logs what `of` gives, the arguments of `log`. Never raises, although `of` may."""
        try:
            values = of()
        except Exception as error:
            with self._lock:
                self._fail(step, error)
            return
        self.log(step, **values)

    def rewind(self, step: int) -> None:
        """Training goes on behind this step: later ones in the log are undone. Never raises."""
        with self._lock:
            try:
                self._require_open()
                self._undo(operator.index(step))
            except Exception as error:
                self._fail(None, error)

    def close(self) -> None:
        """Ends the log; may be called twice, and never raises."""
        with self._lock:
            if self._is_closed or os.getpid() != self._pid:
                return
            try:
                if not self.is_taken:
                    self._write([*self._pending(), {"close": self._last}])
                    self._take_pending()
            except Exception as error:
                self._fail(None, error)
            self._is_closed = True
        self._syncer.end()
        try:
            self._file.sync()
        except OSError as error:
            self._fail(None, error)
        self._file.close()
        if self.errors > 0:
            count = "1 error" if self.errors == 1 else f"{self.errors} errors"
            _logger.warning("%s: %s, so steps are missing", self.path, count)

    def __enter__(self) -> OrderLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begin(self, files: list[str]) -> None:
        state = self._file.state
        self._last: int = state.last_step
        self._first: int = state.first_step
        self._files = dict(state.files)
        self._kind = state.kind
        lines: list[dict[str, Any]] = []
        if state.header is None:
            lines.append(
                {
                    "format": FORMAT,
                    "version": VERSION,
                    "run": self._run,
                    "rank": self.rank,
                    "world_size": self.world_size,
                    "created": _now(),
                }
            )
        else:
            self._require_same(state.header)
            lines.append({"open": _now(), "cut": state.torn_bytes})
        for number, name in enumerate(files):
            known = self._files.setdefault(name, number)
            if known != number or list(self._files.values()).count(number) > 1:
                raise OrderLogError(
                    "order_log_mismatch",
                    f"{self.path} numbers its files otherwise: {name} is {known}",
                )
            if name not in state.files:
                lines.append({"file": number, "name": name})
        self._write(lines)
        # Until this process has logged, a step of the one before may be begun again.
        self._is_fresh = state.header is not None

    def _require_same(self, header: dict[str, Any]) -> None:
        expected = {"run": self._run, "rank": self.rank, "world_size": self.world_size}
        for key, value in expected.items():
            if header.get(key) != value:
                raise OrderLogError(
                    "order_log_mismatch",
                    f"{self.path} has the {key} {header.get(key)!r}, and this process {value!r}: "
                    "name another path",
                )

    def _require_open(self) -> None:
        if os.getpid() != self._pid:
            raise RuntimeError(
                "the log was called in a child process: let ids travel with the batch, and log them "
                "where the model is given it"
            )
        if self.is_taken:
            raise RuntimeError("the log was opened again in this process, and is closed here")
        if self._is_closed:
            raise RuntimeError("the log is closed")

    def _log_step(self, step: int, values: dict[str, Any]) -> None:
        if not 1 <= step < MAX_STEP:
            raise ValueError(f"steps count from 1, up to 2**53, found {step}")
        kind = self._require_kind(values)
        if step < self._last or (self._is_fresh and step <= self._last):
            self._undo(step - 1)
        lines = self._pending()
        files = dict(self._files)
        if "rows" in values:
            numbered = []
            for file, row in values["rows"]:
                if isinstance(file, str):
                    if file not in files:
                        files[file] = max(files.values(), default=-1) + 1
                        lines.append({"file": files[file], "name": file})
                    file = files[file]
                elif file not in files.values():
                    raise ValueError(f"file {file} has no name: give OrderLog its `files`")
                numbered.append([file, row])
            values = {"rows": numbered}
        lines.append({"step": step, **values})
        self._write(lines)
        self._take_pending()
        self._files = files
        self._kind = kind
        self._reach(step)
        self._is_fresh = False

    def _require_kind(self, values: dict[str, Any]) -> str | None:
        """How the log says its records: readers refuse one that does it in two ways."""
        said = next(key for key in KINDS if key in values)
        if self._kind is None or not values[said]:
            return self._kind or (said if values[said] else None)
        if said != self._kind:
            raise ValueError(f"the log has {KINDS[self._kind]} so far, found {KINDS[said]}: use another log")
        return said

    def _reach(self, step: int) -> None:
        self._last = max(step, self._last)
        self._first = self._first or step

    def _undo(self, step: int) -> None:
        """Written at once, or before the next line."""
        if step == 0 and self._first == 0 and self._lost is None:
            return
        if self._first > 0 and step > self._last:
            self._lose(self._last + 1, step, "the log ends before the step of the checkpoint")
        if self._lost is not None and self._lost[0] > step:
            self._lost = None
        self._rewind = step if self._rewind is None else min(step, self._rewind)
        self._last = min(self._last, step)
        if self._last < self._first:
            self._first = self._last = 0
        self._write(self._pending())
        self._take_pending()

    def _pending(self) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = []
        if self._rewind is not None:
            lines.append({"rewind": self._rewind, "at": _now()})
        if self._lost is not None:
            first, last, reason = self._lost
            lines.append({"lost": [first, last], "reason": reason})
        return lines

    def _take_pending(self) -> None:
        self._rewind = None
        if self._lost is not None:
            self._reach(self._lost[1])
        self._lost = None

    def _write(self, lines: list[dict[str, Any]]) -> None:
        if lines:
            self._file.append(lines)
            self._syncer_mark()

    def _syncer_mark(self) -> None:
        syncer = getattr(self, "_syncer", None)
        if syncer is not None:
            syncer.mark()

    def _lose(self, first: int, last: int, reason: str) -> None:
        if self._lost is not None:
            first, last = min(first, self._lost[0]), max(last, self._lost[1])
            reason = self._lost[2]
        self._lost = (first, last, reason)

    def _fail(self, step: object, error: Exception) -> None:
        self.errors += 1
        if step is not None and os.getpid() == self._pid:
            known = step if isinstance(step, int) and 0 < step < MAX_STEP else max(self._last, 1)
            self._lose(known, known, f"{type(error).__name__}: {error}"[:200])
        if self.errors == 1:
            _logger.warning("%s: step %s is not logged: %s", self.path, step, error)

    def _sync(self) -> None:
        try:
            self._file.sync()
        except OSError as error:
            self._fail(None, error)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")
