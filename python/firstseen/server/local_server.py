"""A `firstseen serve` of our own, for a folder: started here, and never left behind.

The server has a pipe of this process as its standard input, and ends when the pipe does: when it is
stopped, and when this process ends in any way, by kill -9 too. It answers on this machine only, to a token
that nobody else knows.
"""

from __future__ import annotations

import os
import queue
import re
import secrets
import subprocess
import tempfile
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from firstseen.errors import FirstseenError
from firstseen.server.find_command import find_command, not_found

START_TIMEOUT_S = 120.0
STOP_TIMEOUT_S = 12.0
LAST_LINES = 5
OPTIONS = ["--port", "0", "--stop-at-eof", "--log-level", "error"]


class LocalServer:
    """A process that answers at `url` to `token`, until `stop`."""

    def __init__(self, folder: Path, command: str | Sequence[str] | None = None) -> None:
        """Returns when the server answers. Raises what the command says, with its code."""
        words = find_command(command)
        self.token = secrets.token_hex(32)
        self._errors: deque[str] = deque(maxlen=LAST_LINES)
        with tempfile.TemporaryDirectory(prefix="firstseen-") as private:
            tokens = Path(private, "tokens")
            tokens.touch(mode=0o600)
            tokens.write_text(f"{self.token}\n", encoding="utf-8")
            args = ["serve", str(folder.absolute()), *OPTIONS, "--token-file", str(tokens)]
            self._process = _start([*words, *args])
            self._errors_end = _read_lines(self._process.stderr, _keeper(self._errors))
            self._finalizer = weakref.finalize(self, _stop, self._process, os.getpid())
            try:
                self.url = self._await_address()
            except BaseException:
                self.stop()
                raise

    def stop(self) -> None:
        """Ends the server, in order where it can; may be called twice."""
        self._finalizer()

    def ended(self) -> str | None:
        """How the server ended, and what it said last; None while it runs."""
        status = self._process.poll()
        if status is None or not self._finalizer.alive:
            return None
        how = f"signal {-status}" if status < 0 else f"exit code {status}"
        return f"the local server ended ({how}): {self._last_words() or 'it said nothing'}"

    def _await_address(self) -> str:
        lines: queue.Queue[str | None] = queue.Queue()
        _read_lines(self._process.stdout, lines.put)
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            try:
                line = lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                message = f"the server did not answer within {START_TIMEOUT_S:.0f} s"
                raise FirstseenError("server_failed", message) from None
            if line is None:
                raise self._failure()
            found = re.search(r"answers at (https?://\S+)", line)
            if found is not None:
                return found[1]

    def _failure(self) -> FirstseenError:
        status = self._process.wait(STOP_TIMEOUT_S)
        said = self._last_words()
        message = said or f"it ended without a word (exit code {status})"
        own = re.search(r"\A(?:firstseen: )?(.*) \[(\w+)\]\Z", message, re.DOTALL)
        details = {"exit_code": status, "stderr": said}
        if own is not None:
            return FirstseenError(own[2], own[1], details=details)
        message = f"`firstseen serve` did not start: {message}"
        return FirstseenError("server_failed", message, details=details)

    def _last_words(self) -> str:
        self._errors_end.join(1.0)
        return "\n".join(self._errors)


def _start(words: Sequence[str]) -> subprocess.Popen[str]:
    # A group of its own, so that Ctrl-C in a terminal or notebook ends the question and not the server.
    own_group: dict[str, Any] = (
        {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        if os.name == "nt"
        else {"start_new_session": True}
    )
    try:
        return subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            **own_group,
        )
    except OSError as error:
        raise not_found(f"the command `{words[0]}` cannot be run ({error.strerror})") from error


def _read_lines(stream: IO[str] | None, take: Callable[[str | None], None]) -> threading.Thread:
    """Until the stream ends, and then None, so that the server never waits for a reader."""
    assert stream is not None

    def read() -> None:
        with stream:
            for line in stream:
                take(line.rstrip("\n"))
        take(None)

    thread = threading.Thread(target=read, name="firstseen-server", daemon=True)
    thread.start()
    return thread


def _keeper(errors: deque[str]) -> Callable[[str | None], None]:
    """Keeps the end of stderr, without the log. It must not hold the server, which would never end."""

    def keep(line: str | None) -> None:
        if line and not line.startswith("{"):
            errors.append(line)

    return keep


def _stop(process: subprocess.Popen[str], owner: int) -> None:
    # A forked copy of this process leaves the server to the one that started it.
    if os.getpid() != owner:
        return
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.close()
    for end in (process.terminate, process.kill):
        try:
            process.wait(STOP_TIMEOUT_S)
            return
        except subprocess.TimeoutExpired:
            end()
    process.wait()
