"""Files: read only where they are regular ones, and written whole or not at all.

A path that comes from elsewhere may name a pipe, a device or another user's file; what is in a file
is not known here.
"""

import errno
import os
import re
import stat
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from secrets import token_hex

_NO_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
"""A pipe that nobody writes to would else be waited for, for ever."""


NO_FOLLOWING = getattr(os, "O_NOFOLLOW", 0)
"""For `os.open`; Windows does not know it, and there the look before has to do."""


PART = re.compile(r"\.[0-9a-f]{16}\.part")
"""The names of files while `write_whole` writes them; a crash may leave one."""


class FileTooLargeError(OSError):
    """A file of more bytes than are read of its kind."""


def is_regular(path: Path) -> bool:
    """Whether a regular file stands there, or a link to one.

    False too where the system does not answer: `Path.is_file` raises PermissionError for another
    user's folder, and OSError for a name that is too long.
    """
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):  # ValueError: a name with a zero byte
        return False


def is_link(path: Path) -> bool:
    """Whether a link stands there, or a junction of Windows, wherever it leads."""
    try:
        status = path.lstat()
    except (OSError, ValueError):
        return False
    return stat.S_ISLNK(status.st_mode) or _is_junction(status)


def open_regular(path: Path) -> BufferedReader:
    """Open a regular file, or a link to one, for reading; buffered, and at its beginning.

    Raises OSError where it cannot be read, and for a folder, a pipe, a device or a socket, which
    could be waited for without end.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a device may already do something
            raise _irregular(path)
        descriptor = os.open(path, os.O_RDONLY | _NO_WAITING)
    except ValueError as error:
        raise OSError(errno.EINVAL, f"not a name of a file ({error})", str(path)) from error
    file = os.fdopen(descriptor, "rb")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # it was put there since the first look
        file.close()
        raise _irregular(path)
    return file


def read_regular(path: Path, *, most: int) -> bytes:
    """The content of a regular file of at most `most` bytes. Raises OSError as `open_regular`, and
    FileTooLargeError (an OSError), saying both sizes, for a larger one.
    """
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            words = f"must have at most {most} bytes, it has {size}"
            raise FileTooLargeError(errno.EFBIG, words, str(path))
        return file.read(size)  # not `most`, which would be taken from the memory first


def destination(path: Path) -> Path:
    """Where a file written to `path` comes to stand: what a link points to is meant, not the link.

    Raises OSError for links that lead in a circle.
    """
    end = Path(os.path.realpath(path))  # unlike `Path.resolve`, it never raises RuntimeError
    if end.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return end


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that at any moment either the old or the new one stands there, whole.

    Raises OSError, naming `path`, where that fails or where `path` is something else than a file.
    """
    path = destination(path)
    if path.exists() and not path.is_file():
        # renaming over a device such as /dev/null would replace it
        raise OSError(f"{path} is not a file that can be written")
    temporary = path.with_name(f".{token_hex(8)}.part")
    try:
        # unlike tempfile's, a plain file gets the permissions that the user's others have
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        _remove(temporary)
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error
    except BaseException:
        _remove(temporary)
        raise


def _remove(path: Path) -> None:
    """A disk that can only be read refuses this even where there is nothing to remove."""
    with suppress(OSError):
        path.unlink()


def _irregular(path: Path) -> OSError:
    if path.is_dir():
        return IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    return OSError(errno.EINVAL, "Not a regular file", str(path))


def _is_junction(status: os.stat_result) -> bool:
    tag = getattr(status, "st_reparse_tag", 0)
    return bool(tag) and tag == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
