"""Files of named arrays with one description beside them: safetensors, never a pickle.

The description is one metadata key with sorted JSON: several keys would come out in random order,
and the same content would not give the same bytes. What the arrays mean is others' business.
"""

import errno
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save as tensor_bytes

from nncore.safe_text import quoted
from nncore.storage.file_signatures import BEGINNING, recognised
from nncore.storage.files import open_regular, write_whole
from nncore.storage.foreign_files import NETWORK, RUN, TENSORS, mistaken
from nncore.storage.json_objects import JsonError, json_object
from nncore.storage.tensor_headers import (
    DTYPES,
    MOST_HEADER_BYTES,
    HeaderError,
    Progress,
    TensorHeader,
    read_header,
)

MAXIMUM_BYTES = 4 * 1024**3
"""More is neither written nor read: no run of ours is as large, and reading takes the memory."""

NETWORK_KEY, RUN_KEY = "misread", "misread-training"
"""The metadata keys of networks and of saved runs."""

OUR_KINDS = {NETWORK_KEY: NETWORK, RUN_KEY: RUN}
"""What the two keys tell of a file."""

_BLOCK = 2**24
"""Bytes that are read between two words of progress."""


class TensorFileError(ValueError):
    """A file that does not hold what is looked for; the message says which and why."""


def write_tensors(
    path: Path, tensors: Mapping[str, NDArray[Any]], key: str, description: dict[str, Any]
) -> None:
    """Write arrays and their description to `path`, whole or not at all.

    The same content gives the same bytes. Raises OSError where writing fails, and ValueError for
    what `read_tensors` would not take back; a file that stood there before is then untouched.
    """
    try:
        text = json.dumps(description, sort_keys=True, ensure_ascii=False)
    except RecursionError as error:
        raise ValueError("the notes are nested too deeply to be saved") from error
    json_object(text, "the description")
    # safetensors takes the memory as it lies, and would scramble what is not in C order
    # (not `ascontiguousarray`, which gives a single number an axis)
    ordered = {name: np.asarray(array, order="C") for name, array in tensors.items()}
    content = tensor_bytes(ordered, {key: text})
    header = int.from_bytes(content[:8], "little")
    for given, most, what in (
        (header, MOST_HEADER_BYTES, "a header"),
        (len(content), MAXIMUM_BYTES, "a file"),
    ):
        if given > most:
            raise ValueError(
                f"{path} may have {what} of at most {most} bytes, it would have {given}"
            )
    write_whole(path, content)


def read_tensors(
    path: Path,
    key: str,
    *,
    check: Callable[[dict[str, Any]], None],
    progress: Progress | None = None,
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The description under `key`, one of NETWORK_KEY and RUN_KEY, and the arrays of a file.

    check: raises ValueError, KeyError or TypeError for a description of which nothing comes, before
    any number is read. progress: told the fraction that is done now and then; what it raises ends
    the reading. Raises TensorFileError for a file that is damaged or something else, saying what
    it is, and OSError where it cannot be read.
    """
    what = OUR_KINDS[key].words
    with open_tensors(path, what) as opened:
        metadata = opened.header.metadata
        if key not in metadata:
            known = [OUR_KINDS[each] for each in metadata if each in OUR_KINDS]
            raise TensorFileError(mistaken(path, what, known[0] if known else TENSORS))
        try:
            description = json_object(metadata[key], "its description")
            check(description)
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise TensorFileError(f"{path} is not {what}: {reason(error)}") from error
        return description, {name: opened.array(name, progress) for name in opened.header.entries}


class TensorFile(NamedTuple):
    """A file whose header was read, and whose numbers were not yet."""

    path: Path
    header: TensorHeader
    file: BufferedReader

    def array(self, name: str, progress: Progress | None = None) -> NDArray[Any]:
        """One array; `progress` is told before each part. Raises TensorFileError for numbers of
        a type that NumPy lacks, and OSError where they cannot be read.
        """
        entry = self.header.entries[name]
        if entry.kind not in DTYPES:
            raise TensorFileError(f"{name} in {self.path} is of {entry.kind}, which is not read")
        try:
            numbers = np.empty(entry.shape, DTYPES[entry.kind])
        except MemoryError as error:
            words = f"there is no memory for {entry.end - entry.begin} bytes"
            raise OSError(errno.ENOMEM, words, str(self.path)) from error
        self.file.seek(self.header.start + entry.begin)
        view = numbers.reshape(-1).view(np.uint8).data
        for start in range(0, len(view), _BLOCK):
            if progress is not None:
                progress((entry.begin + start) / self.header.room)
            block = view[start : start + _BLOCK]
            if self.file.readinto(block) != len(block):
                raise OSError(errno.EIO, "it became shorter while it was read", str(self.path))
        return numbers


@contextmanager
def open_tensors(path: Path, what: str) -> Iterator[TensorFile]:
    """A safetensors file, its header read. what: the kind of file, for messages.

    Raises TensorFileError for what is no such file, saying what it is, and OSError where it cannot
    be read.
    """
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        beginning = file.read(BEGINNING)
        is_begun = beginning[8:9] == b"{" and beginning[5:8] == bytes(3)
        kind = None if is_begun else recognised(beginning)
        if kind is not None:
            raise TensorFileError(mistaken(path, what, kind))
        if size > MAXIMUM_BYTES:
            raise TensorFileError(f"{path} must have at most {MAXIMUM_BYTES} bytes, it has {size}")
        if not is_begun:
            raise TensorFileError(f"{path} is not {what}: it is no safetensors file at all")
        file.seek(0)
        try:
            header = read_header(file, size)
        except (HeaderError, JsonError, RecursionError) as error:
            raise TensorFileError(f"{path} is not {what}: {error}") from error
        yield TensorFile(path, header, file)


def reason(error: Exception) -> str:
    """An error over what a file holds, in one line that quotes little of it."""
    return quoted(f"no {error}" if isinstance(error, KeyError) else str(error))
