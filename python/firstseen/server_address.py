"""The address and the token of a server, as a person gives them. Needs nothing but Python."""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit

from firstseen.errors import FirstseenError

TOKEN_VARIABLE = "FIRSTSEEN_TOKEN"

# What a token file may have, as docs/http.md says.
TOKEN = re.compile(r"[\w.~+/=-]+", re.ASCII)


def check_address(url: str) -> str:
    """The address without a slash at its end: a host, and a port that there is.

    Raises `unreachable`. What else is wrong is seen when it is asked.
    """
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        reason = None if is_one else "it names no host"
    except ValueError as error:
        reason = str(error)
    if reason is not None:
        message = f"{url} is not the address of a server ({reason}): expected http://HOST:PORT"
        raise FirstseenError("unreachable", message)
    return url.rstrip("/")


def read_token(token: str | None) -> str | None:
    """The token, or that of the variable FIRSTSEEN_TOKEN; None: there is none.

    Raises ValueError, without the token, for what no server takes.
    """
    given = (token if token is not None else os.environ.get(TOKEN_VARIABLE, "")).strip()
    if given != "" and TOKEN.fullmatch(given) is None:
        hint = "; in a token file, `write:` stands before one and is not part of it" if ":" in given else ""
        raise ValueError(f"the token is not one: expected letters, digits and -._~+/=, in one line{hint}")
    return given or None
