"""Writes bzip2 streams for the tests, with what they hold.

    python scripts/formats/make_bzip2_fixtures.py

Writes test/input/compression/bzip2.jsonl, a line a file: {"name","base64","bytes","sha256"}, the last two
of the text. Python's bz2 is libbzip2.
"""

import base64
import bz2
import hashlib
import json
import random
from pathlib import Path


def skewed(rng: random.Random, count: int) -> bytes:
    """Bytes of which each is half as frequent as the one before: codes of every length."""
    return bytes(min(int(rng.expovariate(0.35)), 255) for _ in range(count))


def texts() -> dict[str, bytes]:
    rng = random.Random(1)
    return {
        "nothing": b"",
        "one byte": b"a",
        "lines": b'{"text":"the lamp"}\n{"text":"was lit"}\n',
        "runs": b"".join(b"a" * length for length in (3, 4, 5, 6, 258, 259, 260, 1000)) + b"b" + b"a" * 4,
        "all bytes": bytes(range(256)) * 3,
        "skewed": skewed(rng, 3000),
        "not compressible": rng.randbytes(2000),
        "several blocks": b"".join(b"line %d of the log\n" % (number % 977) for number in range(16_000)),
        "long runs": b"\x00" * 300_000 + b"end",
    }


def main() -> None:
    lines = []

    def add(name: str, packed: bytes, text: bytes) -> None:
        digest = hashlib.sha256(text).hexdigest()
        facts = {"name": name, "base64": base64.b64encode(packed).decode(), "bytes": len(text), "sha256": digest}
        lines.append(json.dumps(facts) + "\n")

    all_texts = texts()
    for name, text in all_texts.items():
        add(name, bz2.compress(text, 1), text)
    parts = [all_texts[name] for name in ("lines", "nothing", "runs", "lines")]
    add("several streams", b"".join(bz2.compress(part, level) for part, level in zip(parts, (9, 1, 5, 2))), b"".join(parts))
    root = Path(__file__).resolve().parents[2]
    (root / "test/input/compression/bzip2.jsonl").write_text("".join(lines))


if __name__ == "__main__":
    main()
