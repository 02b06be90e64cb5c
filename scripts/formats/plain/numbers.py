"""Files of plain numbers: .npy with its header, or nothing but numbers. Little-endian."""

import ast
import struct
from array import array
from pathlib import Path

CODES = {
    "uint8": "B",
    "int8": "b",
    "uint16": "H",
    "int16": "h",
    "uint32": "I",
    "int32": "i",
    "uint64": "Q",
    "int64": "q",
    "float32": "f",
    "float64": "d",
}
NPY_TYPES = {"|u1": "uint8", "<i2": "int16", "<u2": "uint16", "<u4": "uint32", "<u8": "uint64", "<i4": "int32", "<i8": "int64"}


def numbers_of(data: bytes, dtype: str, what: str) -> array:
    """All of `data` as numbers; bytes left over are an error."""
    numbers = array(CODES[dtype])
    if len(data) % numbers.itemsize:
        raise ValueError(f"{what}: {len(data)} bytes are not a whole number of {dtype}")
    numbers.frombytes(data)
    return numbers


def read_npy(path: Path) -> tuple[tuple[int, ...], array]:
    """Shape and numbers of a .npy file, in C order."""
    raw = path.read_bytes()
    if raw[:6] != b"\x93NUMPY":
        raise ValueError(f"{path}: no .npy header")
    start = 10 if raw[6] == 1 else 12
    (length,) = struct.unpack_from("<H" if raw[6] == 1 else "<I", raw, 8)
    header = ast.literal_eval(raw[start : start + length].decode("latin-1"))
    numbers = numbers_of(raw[start + length :], NPY_TYPES[header["descr"]], str(path))
    expected = 1
    for size in header["shape"]:
        expected *= size
    if header["fortran_order"] or len(numbers) != expected:
        raise ValueError(f"{path}: {len(numbers)} numbers in a shape of {header['shape']}")
    return header["shape"], numbers


def read_order_file(path: Path, dtype: str) -> array:
    """An order file: .npy by its header, anything else is raw numbers of `dtype`."""
    if path.read_bytes()[:6] == b"\x93NUMPY":
        return read_npy(path)[1]
    return numbers_of(path.read_bytes(), dtype, str(path))
