"""Reads drawings from files: arrays, IDX sets, PGM pictures, and PNG, JPEG and BMP with Pillow.

What a file is, its content says and not its name; how big it is, is checked before it is read.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from nncore.cli import numpy_files, pgm, picture_files
from nncore.cli.numpy_files import read_numpy
from nncore.cli.pgm import read_pgm
from nncore.cli.picture_arrays import Picture, pictures_in
from nncore.cli.picture_files import read_picture
from nncore.datasets import idx
from nncore.storage.file_signatures import BEGINNING, recognised
from nncore.storage.files import open_regular

MAXIMUM_BYTES = 512 * 1024 * 1024
"""The most that one file may have."""
MAXIMUM_IMAGES = 100_000
"""The most that are read in one call; MNIST has 70,000."""

READ = ".npy, IDX, PGM, PNG, JPEG and BMP files"
_IDX = (b"\x00\x00\x08", b"\x1f\x8b")


def read_pictures(path: Path, most: int = MAXIMUM_IMAGES) -> Iterator[Picture]:
    """The pictures in a file, one by one, at most `most` of them.

    Raises ValueError, naming the file, for anything else than READ or a damaged or too large one;
    OSError where it cannot be read.
    """
    count, pictures = _opened(path)
    if count > most:
        raise ValueError(
            f"at most {MAXIMUM_IMAGES} images are read in one call, {path} has {count}"
            f"{'' if most == MAXIMUM_IMAGES else f' and {MAXIMUM_IMAGES - most} came before'}"
        )
    return pictures


def _opened(path: Path) -> tuple[int, Iterator[Picture]]:
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > MAXIMUM_BYTES:
            raise ValueError(f"{path} must have at most {MAXIMUM_BYTES} bytes, it has {size}")
        start = file.read(BEGINNING)
        file.seek(0)
        array = idx.read(path) if start.startswith(_IDX) else None
        try:
            return _decoded(file, start) if array is None else pictures_in(array)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error


def _decoded(file: BinaryIO, start: bytes) -> tuple[int, Iterator[Picture]]:
    if start.startswith(numpy_files.SIGNATURE):
        return pictures_in(read_numpy(file))
    if start.startswith(pgm.SIGNATURES):
        return 1, iter([Picture(read_pgm(file))])
    for signature, kind in picture_files.SIGNATURES.items():
        if start.startswith(signature):
            return 1, iter([read_picture(file, kind)])
    other = recognised(start)
    words = "no picture that is known" if other is None else other.words
    raise ValueError(f"it is {words}; {READ} are read")
