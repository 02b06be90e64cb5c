"""Posts the steps of an order log to a server that takes records while the model trains.

It follows the files of the log, in a thread, and so never holds training up: what the server has not
taken yet waits on the disk. What it has acknowledged stands in a file beside the log, so that a process
that begins anew goes on from there. A step that is posted twice is acknowledged as a duplicate.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from firstseen.server_address import check_address, read_token
from firstseen.training.log_tail import LogTail
from firstseen.training.order_log import OrderLog

_logger = logging.getLogger("firstseen.training")
_later = {408, 425, 429, 500, 502, 503, 504, 507}


class LivePoster:
    """Posts to `url`, the address of `firstseen serve DIR --ingest`, in the process of one rank.

    log: an OrderLog that holds texts, or the path that all ranks were given.
    token: one that may write (default: the variable FIRSTSEEN_TOKEN).
    run: the name under which the server counts the steps.
    max_bytes: about so much is posted at once. poll_seconds: how often it looks at the log.

    Leaving a `with` block closes the log that it was given first, so that the last step is whole.
    Raises FirstseenError and ValueError for what is not an address or a token.
    """

    def __init__(
        self,
        log: OrderLog | str | os.PathLike[str],
        url: str,
        *,
        token: str | None = None,
        run: str | None = None,
        max_bytes: int = 4 << 20,
        poll_seconds: float = 0.25,
    ) -> None:
        self._log = log if isinstance(log, OrderLog) else None
        self.base = log.base if isinstance(log, OrderLog) else Path(log)
        self.run = run or self.base.name
        self.error: str | None = None
        """Why it has stopped before the end; None: it has not."""
        self._url = f"{check_address(url)}/v1/records"
        self._token = read_token(token)
        self._is_late_told = False
        self._max_bytes = max_bytes
        self._poll = poll_seconds
        self._state = self.base.with_name(f"{self.base.name}.posted")
        self._acknowledged, self._bytes = self._read_state()
        self._deadline: float | None = None
        self._wake = threading.Event()
        self._tails: list[LogTail] = []
        self._thread = threading.Thread(target=self._work, name="order-log-post", daemon=True)
        self._thread.start()

    @property
    def acknowledged(self) -> int:
        """All steps up to this one are on the server; 0: none is."""
        return self._acknowledged

    def close(self, timeout: float = 60.0) -> bool:
        """Posts the rest, once the log is closed. False: not all is acknowledged in that time.

        Where the log is still open in this process, its last step may go on, and is not posted.
        """
        self._deadline = time.monotonic() + timeout
        self._wake.set()
        self._thread.join(timeout + 1)
        is_done = self.error is None and not self._thread.is_alive() and not self._waiting()
        if not is_done and self.error is None and self._is_log_open():
            _logger.warning("%s: its last step is not posted: close the log before its poster", self.base)
        return is_done

    def __enter__(self) -> LivePoster:
        return self

    def __exit__(self, *_: object) -> None:
        if self._log is not None:
            self._log.close()
        self.close()

    def _work(self) -> None:
        try:
            while True:
                is_last = self._deadline is not None
                self._look()
                while self._post_some():
                    pass
                if is_last and (not self._waiting() or self._is_late() or self._is_log_open()):
                    return
                self._wake.wait(self._poll)
        except Exception as error:
            self.error = f"{type(error).__name__}: {error}"
            _logger.warning("%s: nothing more is posted: %s", self.base, self.error)

    def _is_log_open(self) -> bool:
        return self._log is not None and not self._log.is_closed

    def _is_late(self) -> bool:
        return self._deadline is not None and time.monotonic() >= self._deadline

    def _look(self) -> None:
        for path in self._paths():
            if all(tail.path != path for tail in self._tails):
                known = self._bytes.get(path.name, 0)
                self._tails.append(LogTail(path, after=self._acknowledged, known_bytes=known))
        for tail in self._tails:
            tail.read()
        # Another run of the same step may have other records, so it is posted again.
        undone = [tail.undone for tail in self._tails if tail.undone is not None]
        self._acknowledged = min([self._acknowledged, *undone])
        for tail in self._tails:
            tail.undone = None

    def _paths(self) -> list[Path]:
        """The logs of all ranks, as far as they are known."""
        first = self._tails[0] if self._tails else None
        if first is None:
            single = self.base
            paths = [single, single.with_name(f"{single.name}.rank0")]
            return [path for path in paths if path.exists()][:1]
        size = first.world_size or 1
        if size == 1:
            return [first.path]
        return [self.base.with_name(f"{self.base.name}.rank{rank}") for rank in range(size)]

    def _waiting(self) -> bool:
        return any(tail.next_step() is not None for tail in self._tails)

    def _post_some(self) -> bool:
        """Posts steps that are whole in all ranks. False: there are none."""
        if not self._tails or self._tails[0].world_size != len(self._tails):
            return False
        whole = min(tail.whole for tail in self._tails)
        lines: list[bytes] = []
        last = self._acknowledged
        size = 0
        while size < self._max_bytes:
            steps = [step for tail in self._tails if (step := tail.next_step()) is not None]
            step = min(steps, default=whole + 1)
            if step > whole:
                break
            records = [one for tail in self._tails for one in tail.take(step) or []]
            line = {"run": self.run, "step": step, "records": records}
            lines.append(json.dumps(line, separators=(",", ":")).encode() + b"\n")
            size += len(lines[-1])
            last = step
        if not lines:
            return False
        self._post(b"".join(lines), len(lines))
        self._acknowledged = last
        self._write_state()
        return True

    def _post(self, body: bytes, steps: int) -> None:
        """Until the server has acknowledged all; raises where it never will, or there is no time left."""
        headers = {"content-type": "application/x-ndjson"}
        if self._token is not None:
            headers["authorization"] = f"Bearer {self._token}"
        wait = 0.25
        while True:
            request = urllib.request.Request(self._url, body, headers, method="POST")
            pause = wait
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    said = [json.loads(line) for line in answer.read().splitlines() if line.strip()]
                _require_acknowledged(said, steps)
                return
            except urllib.error.HTTPError as error:
                if error.code not in _later:
                    raise RuntimeError(_describe(error)) from error
                pause = _pause_of(error.headers.get("retry-after"), wait)
                reason = _describe(error)
            except OSError as error:
                # No server, or one that went away: it may come back.
                reason = str(error)
            if self._is_late():
                raise TimeoutError(f"{self._url} does not take records: {reason}")
            if not self._is_late_told:
                self._is_late_told = True
                _logger.warning("%s: %s does not take records yet: %s", self.base, self._url, reason)
            self._wake.wait(pause) if self._deadline is None else time.sleep(min(pause, 1.0))
            wait = min(2 * wait, 15.0)

    def _read_state(self) -> tuple[int, dict[str, int]]:
        try:
            found = json.loads(self._state.read_text())
            if (found["run"], found["url"]) != (self.run, self._url):
                # Another server may have nothing of it; this one says that steps are duplicates.
                return 0, {}
            return int(found["step"]), dict(found["bytes"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0, {}

    def _write_state(self) -> None:
        known = {tail.path.name: tail.bytes for tail in self._tails}
        state = {"run": self.run, "url": self._url, "step": self._acknowledged, "bytes": known}
        fresh = self._state.with_name(f"{self._state.name}.new")
        fresh.write_text(json.dumps(state))
        fresh.replace(self._state)


def _require_acknowledged(said: list[dict[str, Any]], steps: int) -> None:
    bad = [one for one in said if one.get("status") not in ("accepted", "duplicate")]
    if bad:
        raise RuntimeError(f"the server says {json.dumps(bad[0])[:300]}")
    if len(said) != steps:
        raise ConnectionError(f"the server has acknowledged {len(said)} of {steps} steps")


def _describe(error: urllib.error.HTTPError) -> str:
    body = error.read(2000).decode(errors="replace")
    try:
        problem = json.loads(body)
        return f"{error.code} {problem['code']}: {problem.get('detail', '')}"
    except (ValueError, KeyError, TypeError):
        return f"{error.code}: {body[:300]}"


def _pause_of(header: str | None, otherwise: float) -> float:
    try:
        return min(60.0, max(0.0, float(header or "")))
    except ValueError:
        return otherwise
