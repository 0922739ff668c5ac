"""What commands write to: the standard streams, and files that must be writable in time.

Standard output carries either words for people or one JSON object, never both.
"""

import json
import os
from math import isfinite
from pathlib import Path
from secrets import token_hex
from typing import Any

from nncore.safe_text import quoted
from nncore.storage.files import destination


def hold_standard_streams() -> None:
    """Let no file that is opened later take the place of a stream that was closed at the start.

    What libraries print there, warnings above all, would be written into that file.
    """
    if os.name != "posix":
        return
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def print_json(result: dict[str, Any]) -> None:
    """Print `result` as one JSON object. Raises ValueError for NaN, which JSON cannot say."""
    print(json.dumps(result, allow_nan=False))


def percent(fraction: float) -> str:
    """A fraction of 1 as people read it: 0.9812 gives "98.12 %"."""
    return f"{100 * fraction:.2f} %"


def finite(value: float) -> float | None:
    """The value as JSON can say it: None for NaN and infinity."""
    return value if isfinite(value) else None


def require_writable(path: Path) -> None:
    """Make sure, before the work, that a file can be written to `path` after it.

    An existing file stays as it is. Raises ValueError, or OSError, where that is not so.
    """
    if path.exists() and not path.is_file():
        raise ValueError(f"{quoted(path)} is not a file that can be written")
    end = destination(path)
    if not end.parent.is_dir():
        folder = end.parent if path.is_symlink() else path.parent
        raise ValueError(f"{quoted(path)} cannot be written: there is no folder {quoted(folder)}")
    # permissions tell only half of it (read-only disks, quotas): trying tells all
    probe = end.with_name(f".{token_hex(8)}.part")
    try:
        with probe.open("xb"):
            pass
        probe.unlink()
    except OSError as error:
        raise ValueError(f"{quoted(path)} cannot be written: {error.strerror}") from error


def require_apart(path: Path, source: Path) -> None:
    """Raise ValueError where writing `path` would overwrite `source`, which was read."""
    if path.exists() and path.samefile(source):
        raise ValueError(f"{quoted(path)} cannot be written: it is the file that was read")
