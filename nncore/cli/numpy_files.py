"""Reads .npy files: what the header promises is checked before memory is taken for it."""

import os
import warnings
from math import prod
from tokenize import TokenError
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from nncore.safe_text import quoted

SIGNATURE = b"\x93NUMPY"

_HEADER_ERRORS = (
    *(EOFError, MemoryError, OverflowError, RecursionError),
    *(SyntaxError, TokenError, TypeError, ValueError),
)
"""What NumPy raises for damaged headers, which it reads as Python literals."""
_READERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
_MOST_AXES = 32
"""That every NumPy knows."""


def read_numpy(file: BinaryIO) -> NDArray[Any]:
    """The array in an open file, of any plain type. Raises ValueError where it is damaged, or
    holds objects, which only pickle could read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of headers that Python 2 wrote
            version = npy.read_magic(file)
            if version not in _READERS:
                raise ValueError(f"version {version[0]}.{version[1]} is not read")
            shape, is_fortran, dtype = _READERS[version](file)
        is_plain = not dtype.hasobject and dtype.subdtype is None and dtype.itemsize > 0
        # True and False count as whole numbers for NumPy's check, and as nothing after it
        if not is_plain or not all(type(side) is int and 0 <= side < 2**48 for side in shape):
            raise ValueError(f"an array {shape} of {dtype} is not read")
        if len(shape) > _MOST_AXES:
            raise ValueError(f"an array has at most {_MOST_AXES} axes, it has {len(shape)}")
    except _HEADER_ERRORS as error:
        raise ValueError(f"it is a damaged .npy file: {quoted(error)}") from error
    needed = prod(shape) * dtype.itemsize
    left = os.fstat(file.fileno()).st_size - file.tell()
    if needed > left:
        raise ValueError(f"it is a damaged .npy file: {needed} bytes are needed, {left} are there")
    values = np.frombuffer(file.read(needed), dtype)
    return values.reshape(shape[::-1]).T if is_fortran else values.reshape(shape)
