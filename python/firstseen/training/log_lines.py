"""The lines of an order log as bytes (docs/formats/order-log.md). Nothing here reads or writes a file.

A line is a JSON object whose last key is `crc`: the CRC-32 of all lines up to this one, each without its
line feed and checksum. So a line that is torn, changed, missing or out of place is found.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from firstseen.training.order_log_error import OrderLogError

FORMAT = "firstseen-order-log"
VERSION = 1

_tail = re.compile(rb',"crc":"([0-9a-f]{8})"\}\Z')
_tail_bytes = 18
_step = re.compile(rb'\{"step":(\d+),"(records|tokens|rows|ids)":(\[\])?')
# No text of a log holds this, as quotes within a text are escaped.
_named_tokens = b'],"tokens":['

KINDS = {"records": "texts", "tokens": "token ids", "rows": "rows", "ids": "ids of records"}
"""How a log may say its records, and the name of it for people; ids may stand next to tokens."""


def encode_line(value: dict[str, Any], before: int) -> tuple[bytes, int]:
    """The line of an object that is not empty, and the checksum with which the next one begins."""
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        # A lone surrogate, which UTF-8 does not have.
        text = json.dumps(value, separators=(",", ":")).encode()
    head = text[:-1]
    crc = zlib.crc32(head, before)
    return head + b',"crc":"%08x"}\n' % crc, crc


@dataclass
class LogState:
    """How far a log is whole, and what its lines say up to there."""

    header: dict[str, Any] | None = None
    crc: int = 0
    good_bytes: int = 0
    """Bytes up to the end of the last whole line."""
    last_step: int = 0
    """The last step that was logged and not undone; 0: none."""
    first_step: int = 0
    kind: str | None = None
    """How the log says its records, one of KINDS; None: it has no record."""
    files: dict[str, int] = field(default_factory=dict)
    """Numbers of the files that rows name."""
    torn_bytes: int = 0
    """Bytes behind the last whole line."""
    is_damaged: bool = False
    """Whether a line with its end is behind the last whole one, so that more than a torn line is wrong."""

    def take(self, line: bytes) -> bool:
        """Takes the next line, without its line feed. False: it is not whole."""
        found = _tail.search(line[-_tail_bytes:])
        if found is None:
            return False
        head = line[:-_tail_bytes]
        crc = zlib.crc32(head, self.crc)
        if crc != int(found[1], 16):
            return False
        self.crc = crc
        self.good_bytes += len(line) + 1
        step = _step.match(head)
        if step is None:
            self._read(json.loads(head + b"}"))
        else:
            self._reach(int(step[1]))
            if self.kind is None and step[3] is None:
                has_tokens = step[2] == b"ids" and _named_tokens in head
                self.kind = "tokens" if has_tokens else step[2].decode()
        return True

    def _reach(self, step: int) -> None:
        self.last_step = step
        self.first_step = self.first_step or step

    def _read(self, value: dict[str, Any]) -> None:
        if self.header is None:
            self.header = value
        elif "rewind" in value:
            self.last_step = min(self.last_step, int(value["rewind"]))
            if self.last_step < self.first_step:
                self.first_step = self.last_step = 0
        elif "file" in value:
            self.files[str(value["name"])] = int(value["file"])
        elif "lost" in value:
            self._reach(max(self.last_step, int(value["lost"][1])))


def scan_lines(lines: Iterable[bytes], name: str) -> LogState:
    """Reads lines, each with its line feed but for a last one that is torn, up to the first bad one."""
    state = LogState()
    for line in lines:
        whole = line.endswith(b"\n")
        if state.torn_bytes == 0 and whole and state.take(line[:-1]):
            _require_header(state, name)
            continue
        if whole and _tail.search(line[:-1][-_tail_bytes:]):
            state.is_damaged = True
        state.torn_bytes += len(line)
    return state


def _require_header(state: LogState, name: str) -> None:
    header = state.header or {}
    if header.get("format") != FORMAT:
        raise OrderLogError(
            "order_log_invalid",
            f"{name} is not an order log: expected a first line with the format {FORMAT}",
        )
    if header.get("version") != VERSION:
        raise OrderLogError(
            "order_log_invalid",
            f"{name} is an order log of version {header.get('version')}: "
            f"expected {VERSION}. Install a newer firstseen.",
        )
