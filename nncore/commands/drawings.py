"""Reads drawings from files without any further library: NumPy arrays, PGM pictures, IDX sets.

What a file is, its content says and not its name; how big it is, is checked before it is read.
"""

import re
import warnings
from pathlib import Path
from tokenize import TokenError

import numpy as np
from numpy.typing import NDArray

from nncore.arrays import ImageArray
from nncore.datasets import idx

MAXIMUM_PIXELS = 64 * 1024 * 1024
"""The most that one file may hold."""

_BYTES_PER_VALUE = 6
"""The most that plain PGM spends on a pixel: "65535" and a space."""

_HEADER_ERRORS = (
    *(EOFError, MemoryError, OverflowError, RecursionError),
    *(SyntaxError, TokenError, TypeError, ValueError),
)
"""What NumPy raises for damaged headers, which it reads as Python literals."""

_NUMPY = b"\x93NUMPY"
_IDX = (b"\x00\x00\x08", b"\x1f\x8b")
_PGM_PLAIN = b"P2"
_PGM = (_PGM_PLAIN, b"P5")
_COMMENT_OR_NUMBER = rb"\s+(?:#[^\n]*\n\s*)*(\d{1,9})"
_PGM_HEADER = re.compile(rb"P[25]" + _COMMENT_OR_NUMBER * 3 + rb"\s")


def read_images(path: Path) -> ImageArray:
    """The images of a .npy, PGM (P2 or P5) or IDX file: (N, H, W) uint8, N being 1 for one.

    Raises ValueError, naming the file, for anything else; OSError where it cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(len(_NUMPY))
    if start.startswith(_IDX):
        images = idx.read(path)
    elif start == _NUMPY:
        images = _read_numpy(path)
    elif start.startswith(_PGM):
        images = _read_pgm(path)
    else:
        raise ValueError(f"{path} is no image that can be read: .npy, PGM and IDX files can")
    if images.ndim not in (2, 3) or images.size == 0:
        raise ValueError(f"{path} must hold images (H, W) or (N, H, W), got {images.shape}")
    return images.reshape(-1, *images.shape[-2:])


def _read_numpy(path: Path) -> ImageArray:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of headers that Python 2 wrote
            # mapped, since a header that promises more than the file has is then found out first
            array = np.load(path, mmap_mode="r", allow_pickle=False)
    except _HEADER_ERRORS as error:
        raise ValueError(f"{path} is a damaged .npy file: {error}") from error
    if array.dtype != np.uint8:
        raise ValueError(f"{path} must hold uint8 0..255, white ink on black, got {array.dtype}")
    _require_size(path, array.size)
    return np.array(array)


def _read_pgm(path: Path) -> ImageArray:
    _require_size(path, path.stat().st_size // _BYTES_PER_VALUE)
    content = path.read_bytes()
    header = _PGM_HEADER.match(content)
    if header is None:
        raise ValueError(f"{path} is a PGM picture with a damaged header")
    width, height, white = map(int, header.groups())
    if not (1 <= white <= 65535 and width and height):
        raise ValueError(f"{path} has a PGM header of {width} x {height} pixels up to {white}")
    _require_size(path, width * height)
    pixels = content[header.end() :]
    is_plain = content.startswith(_PGM_PLAIN)
    values = _plain_values(path, pixels) if is_plain else _raw_values(pixels, white)
    if len(values) < width * height:
        raise ValueError(f"{path} needs {width * height} pixels, it ends after {len(values)}")
    values = values[: width * height]
    if values.max() > white:
        raise ValueError(f"{path} has a pixel of {values.max()}, its white is {white}")
    image: ImageArray = np.rint(values * (255 / white)).astype(np.uint8)
    return image.reshape(height, width)


def _plain_values(path: Path, pixels: bytes) -> NDArray[np.integer]:
    written = pixels.split()
    if not all(value.isdigit() and len(value) < _BYTES_PER_VALUE for value in written):
        raise ValueError(f"{path} has pixels that are no numbers from 0 to 65535")
    return np.array(written, "S5").astype(np.int64)


def _raw_values(pixels: bytes, white: int) -> NDArray[np.integer]:
    kind = np.dtype(">u2" if white > 255 else "u1")
    return np.frombuffer(pixels[: len(pixels) // kind.itemsize * kind.itemsize], kind)


def _require_size(path: Path, pixels: int) -> None:
    if pixels > MAXIMUM_PIXELS:
        raise ValueError(f"{path} must have at most {MAXIMUM_PIXELS} pixels, it has {pixels}")
