"""Refuses pictures that would take minutes to decode, however small their files are.

Every decoder goes over a JPEG's pixels as often as the file asks for; Pillow, moreover, reads its
notes and a packed BMP in Python.
"""

import os
from typing import BinaryIO

from nncore.drawing.pictures import MAXIMUM_PIXELS

MOST_SCANS = 500
"""Times that a progressive JPEG goes over its pixels; programs write some ten."""
MOST_SCANNED = 20 * MAXIMUM_PIXELS
"""Pixels of all scans together."""
MOST_SEGMENTS = 1_000
"""Notes and tables before the first scan: photographs have some ten, and a large profile hundreds.
"""
MOST_PACKED = 2 * 1024 * 1024
"""Bytes of a BMP whose pixels are packed as runs."""

_BEGINS_SCAN = b"\xff\xda"
"""Within a scan these bytes cannot stand."""
_BARE = {0x00, 0x01, *range(0xD0, 0xDA)}
"""Marks without anything that belongs to them."""
_PACKED = (1, 2)
_PIECE = 1024 * 1024


def require_few_segments(file: BinaryIO) -> None:
    """Raise ValueError for a JPEG with more than MOST_SEGMENTS, bytes between them counted as such.

    The file is left at its beginning; where it is damaged, the decoder says so.
    """
    place = 2
    for _ in range(MOST_SEGMENTS):
        file.seek(place)
        head = file.read(4)
        if len(head) < 4 or head[:2] == _BEGINS_SCAN:
            file.seek(0)
            return
        if head[0] != 0xFF or head[1] == 0xFF:
            place += 1
        elif head[1] in _BARE:
            place += 2
        else:
            place += 2 + max(2, int.from_bytes(head[2:]))
    raise ValueError(f"a picture must have at most {MOST_SEGMENTS} notes and tables, it has more")


def require_few_scans(file: BinaryIO, pixels: int) -> None:
    """Raise ValueError for a JPEG that would go over its pixels again and again: some hundred bytes
    are enough for one more time. A little more than the scans may be counted, never less.
    """
    place, last, scans = file.tell(), b"", 0
    file.seek(0)
    while piece := file.read(_PIECE):
        scans += (last + piece).count(_BEGINS_SCAN)
        last = piece[-1:]
    file.seek(place)
    most = min(MOST_SCANS, MOST_SCANNED // pixels)
    if scans > most:
        raise ValueError(f"a picture must have at most {most} scans of its size, it has {scans}")


def require_short_runs(file: BinaryIO, compression: object) -> None:
    """Raise ValueError for a BMP of more packed bytes than are read."""
    place = file.tell()
    size = file.seek(0, os.SEEK_END)
    file.seek(place)
    if compression in _PACKED and size > MOST_PACKED:
        raise ValueError(
            f"a picture must have at most {MOST_PACKED} bytes of packed runs, its file has {size}"
        )
