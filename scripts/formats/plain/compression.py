"""Files as bytes, decompressed by content: gzip members and zstd frames, as many as there are.

Whole files in memory. zstd needs the package zstandard.
"""

import gzip
import struct
from pathlib import Path

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = 0xFD2FB528
SKIPPABLE_MAGICS = range(0x184D2A50, 0x184D2A60)


def read_unpacked(path: Path) -> bytes:
    """The file's content; gzip and zstd are detected by their first bytes, not by the name."""
    raw = path.read_bytes()
    if raw.startswith(GZIP_MAGIC):
        return gzip.decompress(raw)
    if len(raw) >= 4 and is_zstd(raw):
        return unpack_zstd(raw)
    return raw


def is_zstd(raw: bytes) -> bool:
    magic = struct.unpack_from("<I", raw)[0]
    return magic == ZSTD_MAGIC or magic in SKIPPABLE_MAGICS


def unpack_zstd(raw: bytes) -> bytes:
    """All frames one after the other; skippable frames hold nothing of the content."""
    zstandard = need("zstandard")
    parts = []
    while raw:
        if len(raw) >= 8 and struct.unpack_from("<I", raw)[0] in SKIPPABLE_MAGICS:
            size = struct.unpack_from("<I", raw, 4)[0]
            if len(raw) < 8 + size:
                raise ValueError("a skippable zstd frame is cut off")
            raw = raw[8 + size :]
            continue
        frame = zstandard.ZstdDecompressor().decompressobj()
        parts.append(frame.decompress(raw))
        if not frame.eof:
            raise ValueError("a zstd frame is cut off")
        raw = frame.unused_data
    return b"".join(parts)


def need(package: str):
    """Imports what the standard library does not have."""
    try:
        return __import__(package)
    except ImportError as error:
        raise SystemExit(f"this file needs the Python package {package}: pip install {package}") from error
