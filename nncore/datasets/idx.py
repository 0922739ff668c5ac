"""The IDX format, in which MNIST and its relatives come: a short header, then bare bytes.

A file is read as far as its header promises and no further, so that a tampered or truncated one
costs an error and never the memory; what the arrays mean is none of this module's business.
"""

import gzip
from math import prod
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from nncore.datasets.gzip_files import GzipContents, GzipError
from nncore.storage.files import open_regular

MAXIMUM_BYTES = 256 * 1024 * 1024
"""The most that an array may hold: five times MNIST's training images."""
MAXIMUM_SIDE = 16_384
"""The most of every dimension but the first: of images rows and columns."""

_GZIP = b"\x1f\x8b"
_UINT8 = 0x08
_MOST_DIMENSIONS = 4
_PIECE = 1024 * 1024


def read(path: Path | str, *, dimensions: int | None = None) -> NDArray[np.uint8]:
    """Read an IDX file of unsigned bytes, plain or gzip: which one, its content tells.

    dimensions: how many the array must have, any from 1 to 4 if None. Raises ValueError, naming
    the file, what it holds and what was expected, for anything but one whole array of at most
    MAXIMUM_BYTES and MAXIMUM_SIDE; OSError where the file cannot be read.

    Source: the format is described with Y. LeCun, C. Cortes, C. Burges, "The MNIST database".
    """
    path = Path(path)
    with open_regular(path) as file:
        is_compressed = file.read(len(_GZIP)) == _GZIP
        file.seek(0)
        try:
            if not is_compressed:
                return _parse(file, dimensions)
            return _parse(GzipContents(file), dimensions)
        except GzipError as error:
            raise ValueError(f"{path} is a damaged gzip file: {error}") from error
        except ValueError as error:
            raise ValueError(f"{path} is not a proper IDX file: {error}") from None


def write(path: Path | str, array: NDArray[np.uint8], *, compressed: bool = False) -> None:
    """Write unsigned bytes of 1 to 4 dimensions as an IDX file; the same array, the same bytes.

    Raises ValueError for another type, number of dimensions or size than `read` would take back.
    """
    if array.dtype != np.uint8:
        raise ValueError(f"IDX files of uint8 are written, got {array.dtype}")
    _require_shape(array.shape)
    magic = bytes((0, 0, _UINT8, array.ndim))
    content = magic + np.array(array.shape, ">u4").tobytes() + array.tobytes()
    # a time stamp in the file would make it differ from day to day
    Path(path).write_bytes(gzip.compress(content, mtime=0) if compressed else content)


def _parse(contents: BinaryIO | GzipContents, dimensions: int | None) -> NDArray[np.uint8]:
    shape = _read_shape(contents)
    if dimensions is not None and len(shape) != dimensions:
        raise ValueError(f"{dimensions} dimensions are expected, its shape is {shape}")
    _require_shape(shape)
    size = prod(shape)
    values = _read_bytes(contents, size)
    if len(values) < size:
        raise ValueError(f"its shape {shape} needs {size} bytes, it ends after {len(values)}")
    # reading on to the end is also what makes gzip compare its checksum
    if contents.read(1):
        raise ValueError(f"its shape {shape} needs {size} bytes, but more follow")
    return np.frombuffer(values, np.uint8).reshape(shape)


def _read_shape(contents: BinaryIO | GzipContents) -> tuple[int, ...]:
    magic = contents.read(4)
    if len(magic) < 4 or magic[:3] != bytes((0, 0, _UINT8)):
        raise ValueError(f"it must begin with the bytes 00 00 08, got “{magic.hex(' ')}”")
    _require_dimensions(magic[3])
    sizes = contents.read(4 * magic[3])
    if len(sizes) < 4 * magic[3]:
        raise ValueError(f"its header needs {4 + 4 * magic[3]} bytes, got {4 + len(sizes)}")
    return tuple(np.frombuffer(sizes, ">u4").tolist())


def _read_bytes(contents: BinaryIO | GzipContents, size: int) -> bytearray:
    """Up to `size` bytes, piece by piece: the header's word alone reserves no memory."""
    values = bytearray()
    while len(values) < size:
        piece = contents.read(min(_PIECE, size - len(values)))
        if not piece:
            break
        values += piece
    return values


def _require_shape(shape: tuple[int, ...]) -> None:
    _require_dimensions(len(shape))
    if prod(shape) > MAXIMUM_BYTES:
        raise ValueError(f"at most {MAXIMUM_BYTES} bytes are read, its shape is {shape}")
    if max(shape[1:], default=0) > MAXIMUM_SIDE:
        raise ValueError(f"at most {MAXIMUM_SIDE} rows and columns are read, its shape is {shape}")


def _require_dimensions(count: int) -> None:
    if not 1 <= count <= _MOST_DIMENSIONS:
        raise ValueError(f"1 to {_MOST_DIMENSIONS} dimensions are expected, got {count}")
