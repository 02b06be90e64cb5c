"""When a refused request is sent again: a server that is busy says so, and often when to come back.

The whole wait of one request is bounded. A request that passed its deadline is not sent again, as it
would take as long.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from firstseen.errors import FirstseenError

AGAIN = {"too_many_requests", "server_busy", "not_ready", "shutting_down", "shard_changed"}
FIRST_PAUSE_S = 0.25
MAX_PAUSE_S = 8.0


@dataclass
class Patience:
    """The waits of one request; `seconds` is the most that they take together."""

    seconds: float
    attempts: int = 0
    started: float = field(default_factory=time.monotonic)

    def pause_after(self, error: FirstseenError) -> float | None:
        """Seconds until the next attempt; None: the error is final."""
        if not may_pass(error):
            return None
        self.attempts += 1
        own = min(MAX_PAUSE_S, FIRST_PAUSE_S * 2 ** (self.attempts - 1))
        pause = max(_retry_after(error) or 0.0, own)
        left = self.seconds - (time.monotonic() - self.started)
        return pause if pause <= left else None


def may_pass(error: FirstseenError) -> bool:
    if error.status not in (429, 503):
        return False
    return error.code in AGAIN or error.code == "unexpected_answer"


def _retry_after(error: FirstseenError) -> float | None:
    """Seconds; a date, which only a proxy would send, counts as none."""
    try:
        return float(error.details["retry_after"])
    except (LookupError, ValueError):
        return None
