"""A .npy file that grows row by row, which anybody can `np.load` at any time.

NumPy leaves room in the header for the first axis to grow; it is written in place, after the rows
that it tells of are on the disk. How many rows count is told elsewhere, in a run's commit: what
lies beyond is left of a commit that was interrupted, and is written over.
"""

import io
import os
from dataclasses import dataclass
from functools import cached_property
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from nncore.runs.disk import checked_size, write_at
from nncore.runs.errors import RunError
from nncore.runs.own_files import require_own
from nncore.safe_text import quoted
from nncore.storage.files import open_regular, write_whole

_MOST_HEADER = 4096
"""Bytes; ours have 128 or so."""


@dataclass(frozen=True)
class GrowingFile:
    """Rows of one shape and type, kept in C order, in a file in a run's folder.

    dtype: with its byte order, plain or structured. row: the shape of one row. may_be_missing:
    whether there need be no file as long as none of its rows counts, as in earlier versions' runs.
    """

    path: Path
    dtype: np.dtype[Any]
    row: tuple[int, ...] = ()
    may_be_missing: bool = False

    @property
    def row_bytes(self) -> int:
        """What one row takes on the disk."""
        return self.dtype.itemsize * prod(self.row)

    @cached_property
    def _begin(self) -> int:
        """Where the first row stands, in bytes: the length of the header, whatever the count."""
        return len(self._header(0))

    def bytes_with(self, rows: int) -> int:
        """What the file takes on the disk with so many rows."""
        return self._begin + rows * self.row_bytes

    @property
    def _own_path(self) -> Path:
        """The path to write to. Raises OSError where a link stands on the way."""
        return require_own(self.path, below=self.path.parent.parent)

    def create(self) -> None:
        """Write a file without rows. Raises OSError."""
        write_whole(self._own_path, self._header(0))

    def create_if_missing(self) -> None:
        """Write a file without rows where nothing stands. Raises OSError."""
        if not os.path.lexists(self.path):
            self.create()

    def write(self, rows: NDArray[Any], *, at: int) -> None:
        """Write rows from row `at` on, and return when they are on the disk.

        The header does not tell of them yet. Raises OSError, ValueError for another shape.
        """
        if rows.shape[1:] != self.row:
            raise ValueError(f"rows of {self.path} have the shape {self.row}, got {rows.shape[1:]}")
        if len(rows):
            content = np.ascontiguousarray(rows, self.dtype).tobytes()
            write_at(self._own_path, self._begin + at * self.row_bytes, content, synced=True)

    def tell(self, count: int) -> None:
        """Let the header tell of `count` rows, which are on the disk. Raises OSError.

        It is not waited for: a header that tells of fewer rows than there are harms nobody.
        """
        write_at(self._own_path, 0, self._header(count), synced=False)

    def require(self, count: int) -> None:
        """Raises RunError where the file has not the size that `count` rows have at least."""
        if self._need_not_be_there(count):
            return
        size, wanted = checked_size(self.path), self.bytes_with(count)
        if size < wanted:
            raise RunError(
                f"{self.path} is cut off: {count} rows need {wanted} bytes, it has {size}"
            )

    def read(self, count: int) -> NDArray[Any]:
        """The first `count` rows, in memory. Raises RunError for a damaged file."""
        return np.array(self.mapped(count))

    def mapped(self, count: int) -> NDArray[Any]:
        """The first `count` rows as they lie on the disk, (count, *row), not to be changed.

        Raises RunError for a damaged file.
        """
        if not self._need_not_be_there(count):
            self._require_header(count)
        shape = (count, *self.row)
        if not count or not self.row_bytes:
            return np.empty(shape, self.dtype)
        try:
            return np.memmap(self.path, self.dtype, "r", self._begin, shape)
        except (OSError, ValueError) as error:
            raise RunError(f"{self.path} cannot be read: {error}") from error

    def _need_not_be_there(self, count: int) -> bool:
        return self.may_be_missing and not count and not os.path.lexists(self.path)

    def _header(self, count: int) -> bytes:
        """Of the same length for any count."""
        buffer = io.BytesIO()
        description = {
            "descr": npy.dtype_to_descr(self.dtype),
            "fortran_order": False,
            "shape": (count, *self.row),
        }
        npy.write_array_header_1_0(buffer, description)
        return buffer.getvalue()

    def _require_header(self, count: int) -> None:
        self.require(count)
        try:
            with open_regular(self.path) as file:
                version = npy.read_magic(file)
                found = npy.read_array_header_1_0(file, max_header_size=_MOST_HEADER)
                begin = file.tell()
        except OSError as error:
            raise RunError(f"{self.path} cannot be read: {error.strerror or error}") from error
        except Exception as error:
            raise RunError(f"{self.path} is not a .npy file: {quoted(error)}") from error
        shape, fortran, dtype = found
        wanted = (self.row, False, self.dtype, self._begin)
        if version != (1, 0) or (shape[1:], fortran, dtype, begin) != wanted:
            raise RunError(
                f"{self.path} must hold rows of {self.dtype} {self.row}, "
                f"got {quoted(str(dtype), 80)} {quoted(shape, 80)}"
            )
