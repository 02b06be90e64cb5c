"""Order logs read by the plain reading of the project, which shares nothing with the package."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "scripts" / "formats"))

from plain.order_logs import names_in, read_log  # noqa: E402


def steps_of(path: Path) -> list[tuple[int, list[Any]]]:
    """(step, records) of each line that counts; raises where a line is not whole."""
    _, lines, _ = read_log(path)
    return [(line["step"], names_in(line)) for line in lines]


def lines_of(path: Path) -> list[dict[str, Any]]:
    """All lines but the header, as they are, without their checksums."""
    found = [json.loads(line) for line in path.read_bytes().splitlines()]
    for line in found:
        del line["crc"]
    return found[1:]
