"""The header of a safetensors file: what stands before the numbers, read distrustfully.

Eight bytes give its length, then JSON says of each array its name, type, shape and place. All of it
is bounded before it is parsed, so that a file from elsewhere takes neither time nor memory.
"""

from collections.abc import Callable
from math import prod
from typing import Any, BinaryIO, NamedTuple, TypeAlias

import numpy as np

from nncore.safe_text import quoted
from nncore.storage.json_objects import json_object

MOST_HEADER_BYTES = 16 * 1024**2
"""Room for the figures of some 70,000 epochs, which are what makes a header long."""

MOST_TENSORS = 4096
"""Three networks of as many layers as a network may have, and the moments of one."""

_MOST_AXES = 8
_LONGEST_NAME = 200
_LARGEST_SIZE = 2**40
"""Beside a size of 0 the others may claim anything, which NumPy would refuse in its own way."""
_METADATA = "__metadata__"

DTYPES = {
    "BOOL": "?",
    "U8": "u1",
    "I8": "i1",
    "U16": "<u2",
    "I16": "<i2",
    "F16": "<f2",
    "U32": "<u4",
    "I32": "<i4",
    "F32": "<f4",
    "U64": "<u8",
    "I64": "<i8",
    "F64": "<f8",
}
"""The types of numbers by safetensors' names, as NumPy calls them."""

_BYTES = {name: np.dtype(each).itemsize for name, each in DTYPES.items()} | {
    "BF16": 2,
    "F8_E4M3": 1,
    "F8_E5M2": 1,
}
"""What one number takes, also of those that NumPy lacks."""


Progress: TypeAlias = Callable[[float], None]
"""Is told the fraction that is done; what it raises ends the work."""


class HeaderError(ValueError):
    """What keeps the beginning of a file from being a header, in words."""


class Entry(NamedTuple):
    """One array of a file. begin, end: its bytes, counted from the end of the header."""

    kind: str
    shape: tuple[int, ...]
    begin: int
    end: int


class TensorHeader(NamedTuple):
    """What a file says of itself. start: where the numbers begin in it. room: their bytes."""

    entries: dict[str, Entry]
    metadata: dict[str, str]
    start: int
    room: int


def read_header(file: BinaryIO, size: int) -> TensorHeader:
    """The header of a file of `size` bytes that stands at its beginning.

    Raises HeaderError, or JsonError where it is no JSON.
    """
    length = int.from_bytes(file.read(8), "little")
    if length > size - 8:
        raise HeaderError(
            f"it is cut off: a header of {length} bytes should follow, not {size - 8}"
        )
    if length > MOST_HEADER_BYTES:
        raise HeaderError(f"its header has {length} bytes, at most {MOST_HEADER_BYTES} are read")
    described = json_object(file.read(length), "its header")
    metadata = described.pop(_METADATA, {})
    if not isinstance(metadata, dict) or not all(
        isinstance(each, str) for each in metadata.values()
    ):
        raise HeaderError("its metadata must be texts by name")
    if len(described) > MOST_TENSORS:
        raise HeaderError(f"it holds {len(described)} arrays, at most {MOST_TENSORS} are read")
    entries = {_checked_name(name): _entry(name, given) for name, given in described.items()}
    room = size - 8 - length
    _require_places(entries, room)
    return TensorHeader(entries, metadata, 8 + length, room)


def _checked_name(name: str) -> str:
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise HeaderError(
            f"names of arrays have at most {_LONGEST_NAME} printable characters, "
            f"got {quoted(ascii(name[:_LONGEST_NAME]), 80)}"
        )
    return name


def _entry(name: str, given: Any) -> Entry:
    if not isinstance(given, dict) or given.keys() != {"dtype", "shape", "data_offsets"}:
        raise HeaderError(f"{name} must have a dtype, a shape and data_offsets, got {given!r:.80}")
    kind, shape, offsets = given["dtype"], given["shape"], given["data_offsets"]
    if not isinstance(kind, str) or kind not in _BYTES:
        raise HeaderError(f"{name} must be numbers of {[*_BYTES]}, got {quoted(kind, 40)!r}")
    if not _are_counts(shape) or len(shape) > _MOST_AXES:
        raise HeaderError(f"{name} must have at most {_MOST_AXES} sizes, got {quoted(shape, 80)}")
    if prod(size for size in shape if size) > _LARGEST_SIZE:
        raise HeaderError(f"{name} cannot have the shape {quoted(tuple(shape), 80)}")
    if not _are_counts(offsets) or len(offsets) != 2:
        raise HeaderError(f"{name} must have a beginning and an end, got {quoted(offsets, 80)}")
    begin, end = offsets
    if end - begin != prod(shape) * _BYTES[kind]:
        raise HeaderError(
            f"{name} of the shape {quoted(tuple(shape), 80)} in {kind} does not fit "
            f"into {quoted(end - begin)} bytes"
        )
    return Entry(kind, tuple(shape), begin, end)


def _are_counts(given: Any) -> bool:
    return isinstance(given, list) and all(type(each) is int and each >= 0 for each in given)


def _require_places(entries: dict[str, Entry], room: int) -> None:
    """Raise HeaderError unless the arrays fill the rest of the file, none over another."""
    reached = 0
    for name, entry in sorted(entries.items(), key=_place):
        if entry.begin != reached:
            raise HeaderError(f"{name} must begin at byte {reached}, got {quoted(entry.begin)}")
        reached = entry.end
    if reached > room:
        raise HeaderError(
            f"it is cut off: {quoted(reached)} bytes of numbers should follow, not {room}"
        )
    if reached < room:
        raise HeaderError(f"{room - reached} bytes follow that belong to no array")


def _place(item: tuple[str, Entry]) -> tuple[int, int]:
    return item[1].begin, item[1].end
