"""What an index was opened with: a server somewhere, or a folder and the server that is started for it."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from firstseen.calls.call import Answer
from firstseen.errors import FirstseenError
from firstseen.server.local_server import LocalServer
from firstseen.transport.address import Address

TOKEN_VARIABLE = "FIRSTSEEN_TOKEN"

# A host with a port, as a person may type it, or an address of another kind.
ADDRESS = re.compile(r"[\w.-]+:\d+(/|$)|\w+://")
# What a token file may have, as docs/http.md says.
TOKEN = re.compile(r"[\w.~+/=-]+", re.ASCII)


class Opening:
    """Knows the address to ask; a server of our own is started when it is first asked for.

    A copy in another process asks the same server, and does not stop it.
    """

    def __init__(
        self,
        url_or_dir: str | os.PathLike[str],
        token: str | None,
        command: str | Sequence[str] | None,
        *,
        timeout: float,
        patience: float,
    ) -> None:
        self.named = os.fspath(url_or_dir)
        self.is_folder = not self.named.startswith(("http://", "https://"))
        self.closed = False
        self._command = command
        self._server: LocalServer | None = None
        given = (token if token is not None else os.environ.get(TOKEN_VARIABLE, "")).strip()
        if not self.is_folder:
            check_address(self.named)
            check_token(given)
        if self.is_folder and ADDRESS.match(self.named) and not Path(self.named).exists():
            message = (
                f"found no folder {self.named}: name the folder of an index, "
                "or an address that begins with http:// or https://"
            )
            raise FirstseenError("index_not_found", message)
        self._address = Address(
            url="" if self.is_folder else self.named.rstrip("/"),
            token=None if self.is_folder else given or None,
            timeout=timeout,
            patience=patience,
            local=self.is_folder,
        )

    def address(self) -> Address:
        """Starts the server of a folder, the first time; that takes a second."""
        self.check_open()
        if self._address.url == "":
            self._server = LocalServer(Path(self.named).expanduser(), self._command)
            self._address = replace(self._address, url=self._server.url, token=self._server.token)
        return self._address

    def check_open(self) -> None:
        if self.closed:
            raise FirstseenError("closed", "the index was closed: open it again with Index(...)")

    def stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.stop()

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Where the server of a folder has ended, an error says how."""
        try:
            yield
        except FirstseenError as error:
            ended = None if self._server is None else self._server.ended()
            if ended is None or error.status is not None:
                raise
            message = f"{ended}. Open the index again"
            raise FirstseenError(error.code, message, details=error.details) from error

    def __getstate__(self) -> dict[str, Any]:
        self.address()
        return {**self.__dict__, "_server": None, "_command": None}


def check_address(url: str) -> None:
    """A host, and a port that there is; what else is wrong is seen when it is asked."""
    try:
        parts = urlsplit(url)
        reason = None if parts.hostname and parts.port != 0 else "it names no host"
    except ValueError as error:
        reason = str(error)
    if reason is not None:
        message = f"{url} is not the address of a server ({reason}): expected http://HOST:PORT"
        raise FirstseenError("unreachable", message)


def check_token(token: str) -> None:
    """Raises ValueError, without the token."""
    if token != "" and TOKEN.fullmatch(token) is None:
        hint = "; in a token file, `write:` stands before one and is not part of it" if ":" in token else ""
        raise ValueError(f"the token is not one: expected letters, digits and -._~+/=, in one line{hint}")


def describe(kind: str, opening: Opening, known: Answer | None) -> str:
    if opening.closed:
        return f"<firstseen.{kind} {opening.named!r}, closed>"
    if known is None:
        return f"<firstseen.{kind} {opening.named!r}>"
    amounts = f"{known['records']:,} records, {known['tokens']:,} tokens, {_steps(known)}"
    return f"<firstseen.{kind} {opening.named!r}: {amounts}, snapshot {known['snapshot']}>"


def describe_html(opening: Opening, known: Answer | None) -> str:
    """A small table for notebooks."""
    title = f"<b>firstseen</b> {html.escape(opening.named)}"
    if known is None:
        return title
    rows = {
        "records": f"{known['records']:,}",
        "tokens": f"{known['tokens']:,}",
        "steps": _steps(known).removeprefix("steps "),
        "analyzer": known["analyzer"],
        "snapshot": known["snapshot"],
    }
    cells = "".join(
        f"<tr><th>{name}</th><td>{html.escape(str(value))}</td></tr>" for name, value in rows.items()
    )
    return f"{title}<table>{cells}</table>"


def _steps(known: Answer) -> str:
    return f"steps {known['first_step']:,} to {known['steps']:,}"
