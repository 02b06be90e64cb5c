"""Where a server is, and how a client of httpx is made for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx

from firstseen.version import __version__

CONNECT_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class Address:
    """A server as clients name it. It has no connection, so it may be copied to other processes.

    timeout: seconds without a byte of the answer until it is given up.
    patience: seconds that a request may wait for a busy server, all attempts together.
    local: whether it is a process of ours, which no proxy stands in front of.
    """

    url: str
    token: str | None = field(default=None, repr=False)
    timeout: float = 90.0
    patience: float = 30.0
    local: bool = False

    def client_options(self) -> dict[str, Any]:
        headers = {"user-agent": f"firstseen-python/{__version__}"}
        if self.token is not None:
            headers["authorization"] = f"Bearer {self.token}"
        return {
            "base_url": self.url,
            "headers": headers,
            "timeout": httpx.Timeout(self.timeout, connect=CONNECT_TIMEOUT_S),
            "trust_env": not self.local,
        }
