"""Reads PGM pictures, plain (P2) and raw (P5), piece by piece.

Source: the format is described in the manual of Netpbm, "pgm".
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import ImageArray
from nncore.drawing.pictures import require_picture_size

SIGNATURES = (b"P2", b"P5")

_HEADER_BYTES = 65536
"""A header ends within these, comments included."""
_PIECE = 256 * 1024
_MOST_DIGITS = 5
_COMMENT_OR_NUMBER = rb"\s+(?:#[^\n]*\n\s*)*(\d{1,9})"
_HEADER = re.compile(rb"P[25]" + _COMMENT_OR_NUMBER * 3 + rb"\s")


def read_pgm(file: BinaryIO) -> ImageArray:
    """The picture (H, W) uint8 in an open file. Raises ValueError where it is damaged."""
    start = file.read(_HEADER_BYTES)
    header = _HEADER.match(start)
    if header is None:
        raise ValueError("it is a PGM picture with a damaged header")
    width, height, white = map(int, header.groups())
    if not (1 <= white <= 65535 and width and height):
        raise ValueError(f"its PGM header is of {width} x {height} pixels up to {white}")
    require_picture_size(height, width)
    file.seek(header.end())
    pieces = _plain_values(file) if start.startswith(b"P2") else _raw_values(file, white)
    image = np.empty(height * width, np.uint8)
    done = 0
    for values in pieces:
        values = values[: len(image) - done]
        if values.max() > white:
            raise ValueError(f"it has a pixel of {values.max()}, its white is {white}")
        image[done : done + len(values)] = np.rint(values * (255 / white))
        done += len(values)
        if done == len(image):
            return image.reshape(height, width)
    raise ValueError(f"it needs {len(image)} pixels, it ends after {done}")


def _raw_values(file: BinaryIO, white: int) -> Iterator[NDArray[np.integer]]:
    kind = np.dtype(">u2" if white > 255 else "u1")
    while len(piece := file.read(_PIECE)) >= kind.itemsize:
        yield np.frombuffer(piece, kind, len(piece) // kind.itemsize)


def _plain_values(file: BinaryIO) -> Iterator[NDArray[np.integer]]:
    rest = b""
    while piece := file.read(_PIECE):
        text = rest + piece
        end = max(text.rfind(space) for space in (b" ", b"\n", b"\t", b"\r")) + 1
        rest = text[end:]
        if len(rest) > _MOST_DIGITS:
            raise ValueError("it has pixels that are no numbers from 0 to 65535")
        yield from _numbers(text[:end])
    yield from _numbers(rest)


def _numbers(text: bytes) -> Iterator[NDArray[np.integer]]:
    """The numbers between white space, without a Python object for each; nothing for none."""
    characters = np.frombuffer(text.translate(_DIGITS), np.uint8)
    is_digit = np.concatenate([[False], characters < 10, [False]])
    if (characters > _SPACE).any():
        raise ValueError("it has pixels that are no numbers from 0 to 65535")
    edges = np.flatnonzero(is_digit[1:] != is_digit[:-1])
    starts, ends = edges[::2], edges[1::2]
    lengths = ends - starts
    if len(starts) == 0:
        return
    if lengths.max() > _MOST_DIGITS:
        raise ValueError("it has pixels that are no numbers from 0 to 65535")
    numbers = np.zeros(len(starts), np.int32)
    for place in range(int(lengths.max())):
        has_one = lengths > place
        numbers[has_one] += characters[ends[has_one] - 1 - place] * np.int32(10**place)
    yield numbers


_SPACE, _NEITHER = 10, 11
_DIGITS = bytes(
    byte - ord("0")
    if chr(byte) in "0123456789"
    else _SPACE
    if chr(byte).isspace() and byte < 128
    else _NEITHER
    for byte in range(256)
)
"""What each byte of a plain picture stands for: its digit, white space, or nothing there is."""
