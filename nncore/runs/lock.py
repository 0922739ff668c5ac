"""A lock on a run's folder: one process at a time writes there, and the system lets go of the
lock when that process ends, however it ends.

The file stays, empty; only who holds it counts.
"""

import errno
import os
import stat
import sys
from pathlib import Path
from time import sleep

from nncore.storage.files import NO_FOLLOWING, is_link, is_regular

_ATTEMPTS, _WAIT = 5, 0.01
"""Somebody who only looks whether the lock is free holds it for a moment; seconds."""


class Lock:
    """Held from `take` to `release`, or until the process ends; not inherited by its children."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @property
    def is_taken(self) -> bool:
        """Whether this very object holds the lock."""
        return self._descriptor is not None

    def take(self) -> bool:
        """Take the lock if nobody else has it; tells whether it is taken now.

        Raises OSError where the file cannot be made or is something else than a plain file, or
        the file system knows no locks.
        """
        if self._descriptor is not None:
            return True
        descriptor = _opened(self._path)
        for attempt in range(_ATTEMPTS):
            if attempt:
                sleep(_WAIT)
            if _locked(descriptor, shared=False):
                self._descriptor = descriptor
                return True
        os.close(descriptor)
        return False

    def release(self) -> None:
        """Let go of the lock, if it is held."""
        if self._descriptor is not None:
            os.close(self._descriptor)  # which unlocks, as the end of the process would
            self._descriptor = None

    def __del__(self) -> None:
        self.release()


def is_held(path: Path) -> bool:
    """Whether anybody holds the lock; False where there is no file, or no lock can be told."""
    if is_link(path) or not is_regular(path):  # opening a pipe would wait for ever
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY | NO_FOLLOWING)
    except OSError:
        return False
    try:
        return not _locked(descriptor, shared=True)
    except OSError:
        return False
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    """The file, made if there is none; where a link stands, none is made at its other end."""
    if is_link(path):
        raise OSError(errno.ELOOP, "The lock of a run cannot be a link", str(path))
    waiting = getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | NO_FOLLOWING | waiting, 0o666)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "Not a plain file", str(path))
    return descriptor


if sys.platform == "win32":
    import msvcrt

    def _locked(descriptor: int, *, shared: bool) -> bool:  # noqa: ARG001 - it knows no shared
        """Try once; those who only look do so in a moment."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def _locked(descriptor: int, *, shared: bool) -> bool:
        """Try once; several may look at the same time, with shared locks."""
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return False
        return True
