"""The log of a rank while it is written: the steps of it that are whole, as they come."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from firstseen.training.log_lines import LogState


class LogTail:
    """Follows the log at `path`. A step is whole once a later one has begun, or the log is closed."""

    def __init__(self, path: Path, *, after: int, known_bytes: int) -> None:
        """`after`: earlier steps are not wanted. `known_bytes`: up to there rewinds are known."""
        self.path = path
        self.whole = 0
        """All steps up to this one are whole."""
        self.bytes = 0
        self.undone: int | None = None
        """The step up to which a rewind went that was not known; for the reader to take away."""
        self._steps: dict[int, list[dict[str, Any]]] = {}
        self._after = after
        self._known_bytes = known_bytes
        self._state = LogState()

    @property
    def world_size(self) -> int | None:
        """None: the log has no header yet."""
        header = self._state.header
        return None if header is None else int(header["world_size"])

    def read(self) -> None:
        """Reads what is there; raises ValueError for a log that does not hold texts."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            file.seek(self.bytes)
            for line in file:
                # A torn line is cut when the log is opened again, and written anew.
                if not line.endswith(b"\n") or not self._state.take(line[:-1]):
                    return
                self.bytes += len(line)
                self._take(json.loads(line))

    def take(self, step: int) -> list[dict[str, Any]] | None:
        """The records of a whole step, once; None: the log has none of it."""
        self._after = max(self._after, step)
        return self._steps.pop(step, None)

    def next_step(self) -> int | None:
        return min(self._steps, default=None)

    def _take(self, line: dict[str, Any]) -> None:
        if "rewind" in line:
            self._undo(int(line["rewind"]))
        elif "close" in line:
            self.whole = int(line["close"])
        elif "step" in line:
            step = int(line["step"])
            self.whole = step - 1
            if step <= self._after:
                return
            if "records" not in line:
                raise ValueError(f"{self.path} does not hold texts: only these can be posted")
            self._steps.setdefault(step, []).extend(line["records"])

    def _undo(self, last: int) -> None:
        self._steps = {step: some for step, some in self._steps.items() if step <= last}
        self.whole = min(self.whole, last)
        if self.bytes > self._known_bytes:
            self.undone = last if self.undone is None else min(last, self.undone)
            self._after = min(self._after, last)
