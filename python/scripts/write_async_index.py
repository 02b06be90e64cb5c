"""Writes the methods of firstseen/async_index/ from those of firstseen/sync_index/: the same, awaited.

python scripts/write_async_index.py          # writes
python scripts/write_async_index.py --check  # fails where a file is not current
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "firstseen"
SOURCE = PACKAGE / "sync_index"
TARGET = PACKAGE / "async_index"

# The index itself opens and closes, which is not the same for both.
OWN = {"__init__.py", "index.py"}

HEADER = "# Written by scripts/write_async_index.py; change firstseen/sync_index/{name} instead.\n"

REPLACEMENTS = [
    (r"^    def ", "    async def "),
    (r"(?<!def )self\.(_run|timeline)\(", r"await self.\1("),
    (r"\bsync_index\b", "async_index"),
    (r">>> index\.", ">>> await index."),
    (r"await (index\.\w+\(.*\))(?=[.\[])", r"(await \1)"),
]


def awaited(name: str, source: str) -> str:
    for pattern, replacement in REPLACEMENTS:
        source = re.sub(pattern, replacement, source, flags=re.MULTILINE)
    return HEADER.format(name=name) + source


def main(arguments: list[str]) -> int:
    stale = []
    for path in sorted(SOURCE.glob("*.py")):
        if path.name in OWN:
            continue
        text = awaited(path.name, path.read_text(encoding="utf-8"))
        target = TARGET / path.name
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            stale.append(target.name)
            if arguments != ["--check"]:
                target.write_text(text, encoding="utf-8")
    if stale and arguments == ["--check"]:
        print(f"not current: {', '.join(stale)}; run python scripts/write_async_index.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
