"""Files of named arrays with one description beside them: safetensors, never a pickle.

The description is one metadata key with sorted JSON: several keys would come out in random order,
and the same content would not give the same bytes. What the arrays mean is others' business.
"""

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load as parse_tensors
from safetensors.numpy import save as tensor_bytes

from nncore.files import write_whole

MAXIMUM_BYTES = 4 * 1024**3
"""More is neither written nor read: no run of ours is as large, and reading takes the memory."""


class TensorFileError(ValueError):
    """A file that does not hold what is looked for; the message says which and why."""


def write_tensors(
    path: Path, tensors: Mapping[str, NDArray[Any]], key: str, description: dict[str, Any]
) -> None:
    """Write arrays and their description to `path`, whole or not at all.

    The same content gives the same bytes. Raises OSError where writing fails, and ValueError for
    more than MAXIMUM_BYTES; a file that stood there before is then untouched.
    """
    text = json.dumps(description, sort_keys=True, ensure_ascii=False)
    # safetensors takes the memory as it lies, and would scramble what is not in C order
    # (not `ascontiguousarray`, which gives a single number an axis)
    ordered = {name: np.asarray(array, order="C") for name, array in tensors.items()}
    content = tensor_bytes(ordered, {key: text})
    if len(content) > MAXIMUM_BYTES:
        raise ValueError(
            f"{path} may have at most {MAXIMUM_BYTES} bytes, it would have {len(content)}"
        )
    write_whole(path, content)


def read_tensors(
    path: Path, key: str, *, what: str
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The description under `key` and the arrays of a file.

    what: the kind of file, for messages. Raises TensorFileError for a file that is damaged or
    something else, and OSError where it cannot be read.
    """
    content = _content(path)
    try:
        tensors = parse_tensors(content)
        header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
        description = json.loads(header["__metadata__"][key])
    except KeyError as error:
        raise TensorFileError(f"{path} is not {what}: no {error}") from error
    except (SafetensorError, TypeError, ValueError, RecursionError) as error:
        raise TensorFileError(f"{path} is not {what}: {error}") from error
    if not isinstance(description, dict):
        raise TensorFileError(f"{path} is not {what}: {description!r:.80}")
    return description, tensors


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):  # a device may go on for ever
            raise TensorFileError(f"{path} is not a file")
        if status.st_size > MAXIMUM_BYTES:
            raise TensorFileError(
                f"{path} must have at most {MAXIMUM_BYTES} bytes, it has {status.st_size}"
            )
        return file.read()
