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

from firstseen.calls.call import Answer
from firstseen.errors import FirstseenError
from firstseen.server.local_server import LocalServer
from firstseen.server_address import check_address, read_token
from firstseen.transport.address import Address

# A host with a port, as a person may type it, or an address of another kind.
ADDRESS = re.compile(r"[\w.-]+:\d+(/|$)|\w+://")


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
        url = "" if self.is_folder else check_address(self.named)
        if self.is_folder and ADDRESS.match(self.named) and not Path(self.named).exists():
            message = (
                f"found no folder {self.named}: name the folder of an index, "
                "or an address that begins with http:// or https://"
            )
            raise FirstseenError("index_not_found", message)
        self._address = Address(
            url=url,
            token=None if self.is_folder else read_token(token),
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


def describe(kind: str, opening: Opening, known: Answer | None) -> str:
    if opening.closed:
        return f"<firstseen.{kind} {opening.named!r}, closed>"
    if known is None:
        return f"<firstseen.{kind} {opening.named!r}>"
    amounts = f"{known['records']:,} records, {known['tokens']:,} tokens, {_steps(known)}"
    return f"<firstseen.{kind} {opening.named!r}: {amounts}, snapshot {known['snapshot']}>"


def describe_html(opening: Opening, known: Answer | None, fault: str = "") -> str:
    """A small table for notebooks, or what is wrong."""
    title = f"<b>firstseen</b> {html.escape(opening.named)}"
    if known is None:
        return f"{title}: {html.escape(fault)}" if fault else title
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
