"""Unpacks gzip files, and refuses what Python's own module would take minutes for: names of many
megabytes, and empty members by the million.
"""

import zlib
from typing import BinaryIO

MOST_MEMBERS = 10_000
"""Packed files in a row, as `cat a.gz b.gz` makes them; `bgzip` begins one for every 64 kB."""

_PIECE = 64 * 1024
_GZIP = 31
"""What zlib is told to expect: gzip, and the widest window."""


class GzipError(Exception):
    """The file is damaged, or no gzip file all through."""


class GzipContents:
    """What is packed in an open gzip file, from its place on, to be read piece by piece."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._member = zlib.decompressobj(_GZIP)
        self._members = 1
        self._packed = b""

    def read(self, size: int) -> bytes:
        """`size` bytes, fewer at the end alone. Raises GzipError, also for a wrong checksum."""
        contents = bytearray()
        while len(contents) < size and self._has_member():
            packed = self._packed or self._file.read(_PIECE)
            try:
                piece = self._member.decompress(packed, size - len(contents))
            except zlib.error as error:
                raise GzipError(str(error)) from error
            if not (packed or piece or self._member.eof):  # without more to unpack, it may yet
                raise GzipError("it ends before its contents do")  # have held something back
            self._packed = self._member.unused_data or self._member.unconsumed_tail
            contents += piece
        return bytes(contents)

    def _has_member(self) -> bool:
        """Whether there is something to unpack, having begun the next member at the end of one."""
        if not self._member.eof:
            return True
        while not (packed := self._packed.lstrip(b"\0")):  # what tapes and disks fill up with
            if not (packed := self._file.read(_PIECE)):
                return False
            self._packed = packed
        self._packed = packed
        self._begin()
        return True

    def _begin(self) -> None:
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise GzipError(f"at most {MOST_MEMBERS} packed files in a row are read")
        self._member = zlib.decompressobj(_GZIP)
