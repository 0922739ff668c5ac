"""Keras' `mnist.npz`: four arrays in one zip archive, read distrustfully and without pickle.

Every size is checked where it is announced, before anything of that size is read or made.
"""

import re
import zipfile
import zlib
from math import prod
from pathlib import Path
from typing import IO, Any, BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

from nncore.datasets import idx
from nncore.safe_text import quoted
from nncore.storage.files import open_regular

MEMBERS = ("x_train", "y_train", "x_test", "y_test")
"""Training images and labels, test images and labels."""

_MOST_DIRECTORY = 64 * 1024
"""Bytes of the archive's list of contents, which is read whole; of Keras' it has some 220."""

_MOST_HEADER = 10_000
_MAGIC = b"\x93NUMPY"
_END = b"PK\x05\x06"
_END_OF_LARGE = b"PK\x06\x07"
_LONGEST_END = 22 + 0xFFFF
_PIECE = 1024 * 1024
_HEADER = re.compile(
    rb"\{'descr': '(?P<type>[|<>=]?[ui][1248])', 'fortran_order': (?P<order>True|False), "
    rb"'shape': \((?P<shape>\d{1,12}L?(?:, ?\d{1,12}L?){0,3},?)\),? ?\}\s*"
)


def read(path: Path) -> list[NDArray[Any]]:
    """The four arrays of MEMBERS, of whole numbers, each at most `idx.MAXIMUM_BYTES` large.

    Raises ValueError, naming the file and what is wrong, for anything else; OSError where the file
    cannot be read.

    Source: the format is NumPy's, "NEP 1: a simple file format for NumPy arrays".
    """
    with open_regular(path) as file:
        try:
            _require_short_directory(file)
            with zipfile.ZipFile(file) as archive:
                return [_read_member(archive, name) for name in MEMBERS]
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise ValueError(f"{path} is a damaged npz file: {quoted(error)}") from error
        except (ValueError, RuntimeError, LookupError) as error:
            raise ValueError(f"{path} is not read: {quoted(error)}") from error


def _require_short_directory(file: BinaryIO) -> None:
    """zipfile reads the list of contents whole, as long as the archive says it is."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _LONGEST_END - 20))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile("it has no end that a zip archive has")
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    if directory > _MOST_DIRECTORY or _END_OF_LARGE in tail:
        raise zipfile.BadZipFile(
            f"its list of contents must have at most {_MOST_DIRECTORY} bytes, as Keras’ has"
        )
    file.seek(0)


def _read_member(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    names = archive.namelist()
    if f"{name}.npy" not in names:
        there = quoted(", ".join(names))
        raise ValueError(f"it must hold {', '.join(MEMBERS)}, as Keras’ file, it holds {there}")
    member = archive.getinfo(f"{name}.npy")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{name} is packed in a way that is not read")
    with archive.open(member) as content:
        return _read_array(content, name)


def _read_array(content: IO[bytes], name: str) -> NDArray[Any]:
    kind, shape, order = _read_header(content, name)
    size = prod(shape) * kind.itemsize
    if size > idx.MAXIMUM_BYTES:
        raise ValueError(f"{name}: at most {idx.MAXIMUM_BYTES} bytes are read, it has {size}")
    values = bytearray()
    # one byte more than promised, and to the end of the archive's member: so its sum is compared
    while piece := content.read(min(_PIECE, size + 1 - len(values))):
        values += piece
    if len(values) != size:
        words = f"more than {size}" if len(values) > size else len(values)
        raise ValueError(f"{name}: its shape {shape} needs {size} bytes, it has {words}")
    return np.frombuffer(values, kind).reshape(shape, order=order)


def _read_header(
    content: IO[bytes], name: str
) -> tuple[np.dtype[Any], tuple[int, ...], Literal["C", "F"]]:
    begin = content.read(8)
    if len(begin) < 8 or begin[:6] != _MAGIC or begin[6] not in (1, 2, 3):
        raise ValueError(f"{name} is no array of NumPy’s")
    length = int.from_bytes(content.read(2 if begin[6] == 1 else 4), "little")
    if length > _MOST_HEADER:
        raise ValueError(f"{name}: a header of at most {_MOST_HEADER} bytes is read, got {length}")
    header = content.read(length)
    matched = _HEADER.fullmatch(header)
    if matched is None:
        words = quoted(header.decode("latin-1").strip(), 100)
        raise ValueError(f"{name}: an array of whole numbers is expected, its header is {words}")
    sizes = re.findall(rb"\d+", matched["shape"])
    kind = np.dtype(matched["type"].decode())
    return kind, tuple(map(int, sizes)), "F" if matched["order"] == b"True" else "C"
