"""The folders that the command line names: tried before the window opens, refused in one line."""

import os
from pathlib import Path
from secrets import token_hex

import platformdirs

from nncore.safe_text import quoted

_PICTURES_SIZE = 1 << 20
"""Bytes that the demonstration's pictures take at most."""


class FolderError(Exception):
    """A folder that cannot be used, in words for whoever named it."""


def storage_folder(given: Path | None) -> Path:
    """Where runs, settings and drawings are kept: made if need be, and tried.

    given: what the command line names; else it is MISREAD_STORAGE, else the user's data folder.
    Raises FolderError where nothing can be written there.
    """
    folder = given or _named_by_environment() or _usual_storage()
    try:
        require_writable(folder)
    except OSError as error:
        raise FolderError(
            f"the storage folder {quoted(folder)} cannot be used: {_reason(folder, error)}. "
            "Name another one with --storage FOLDER or MISREAD_STORAGE."
        ) from error
    return folder


def demo_folder(given: Path) -> Path:
    """Where the demonstration's pictures go. Raises FolderError where none can be written."""
    try:
        require_writable(given, size=_PICTURES_SIZE)
    except OSError as error:
        reason = _reason(given, error)
        raise FolderError(
            f"no pictures can be written to {quoted(given)}: {reason}. Name another --demo FOLDER."
        ) from error
    return given


def require_writable(folder: Path, *, size: int = 0) -> None:
    """Make the folder if need be, and write so many bytes there: permissions tell only half.

    Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    trial = folder / f".{token_hex(8)}.part"
    try:
        with trial.open("xb") as file:
            file.write(bytes(size))
    finally:
        trial.unlink(missing_ok=True)


def _named_by_environment() -> Path | None:
    given = os.environ.get("MISREAD_STORAGE")
    return Path(os.path.expanduser(given)) if given else None  # noqa: PTH111 - never raises


def _usual_storage() -> Path:
    folder = Path(platformdirs.user_data_dir("misread", appauthor=False))
    if not folder.is_absolute():
        raise FolderError(
            "no home folder is known here, so there is no usual place for runs and settings. "
            "Name one with --storage FOLDER or MISREAD_STORAGE."
        )
    return folder


def _reason(folder: Path, error: OSError) -> str:
    if os.path.islink(folder) and not os.path.exists(folder):  # noqa: PTH110, PTH114 - no errors
        return "it is a link to nowhere"
    if isinstance(error, FileExistsError | NotADirectoryError):
        return "it is, or lies in, something that is no folder"
    return error.strerror or str(error)
