"""How bytes reach the disk, and stay there through a power cut: written in place, then synced.

Whole files are `nncore.storage.files`' business; here are the parts of growing files, and folders.
"""

import errno
import os
import stat
from itertools import islice
from pathlib import Path

from nncore.runs.errors import RunError
from nncore.storage.files import NO_FOLLOWING

_IN_PLACE = os.O_WRONLY | NO_FOLLOWING | getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)  # Windows would change line ends otherwise
MOST_ENTRIES = 10_000
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)  # a pipe there would be waited for
_NO_FOLDER_SYNC = (errno.EINVAL, errno.ENOTSUP)


def write_at(path: Path, offset: int, content: bytes, *, synced: bool) -> None:
    """Write `content` into a file that exists, from `offset` on; what follows it stays.

    synced: return only when it is on the disk. Raises OSError, naming `path`, also for what is no
    plain file, and for one that has a second name: what is written would change that one, too.
    """
    try:
        descriptor = os.open(path, _IN_PLACE | _BINARY)
        try:
            _require_alone(os.fstat(descriptor))
            os.lseek(descriptor, offset, os.SEEK_SET)
            _write_all(descriptor, content)
            if synced:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


def _require_alone(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "Not a plain file")
    if status.st_nlink > 1:
        raise OSError(errno.EMLINK, "The file has a second name (a hard link)")


def _write_all(descriptor: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]


def sync_folder(path: Path) -> None:
    """See to it that the names in a folder are on the disk, where the system can do that.

    Raises OSError, also for what is no folder.
    """
    if os.name == "nt":
        return
    descriptor = os.open(path, _FOLDER)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)


def folder_bytes(folder: Path) -> int:
    """What the plain files in a folder and in its folders take, in bytes; links are not followed.

    Of more than MOST_ENTRIES, the others are not counted: none of a run's folders has as many.
    """
    left = MOST_ENTRIES
    total = 0
    waiting = [folder]
    while waiting and left:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in islice(entries, left):
                    left -= 1
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    elif entry.is_file(follow_symlinks=False):
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue  # it is being written to, or vanishes
    return total


def checked_size(path: Path) -> int:
    """The size in bytes of a plain file.

    Raises RunError for what is missing or no plain file: a link could lead anywhere, and a pipe
    would never end.
    """
    try:
        status = path.lstat()
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror or error}") from error
    if not stat.S_ISREG(status.st_mode):
        raise RunError(f"{path} is not a plain file")
    return status.st_size
