"""RunError: raised for every run that cannot be read or gone on with.

What the system itself refuses, a full disk or a missing right, stays an OSError.
"""

import errno

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class RunError(ValueError):
    """A kept run that is damaged, under way elsewhere, or does not fit what is asked of it."""


def words_of(error: Exception) -> str:
    """What an error says, without its number."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return str(error)


def lacks_room(error: BaseException | None) -> bool:
    """Whether that went wrong because the disk is full, or this user's share of it."""
    return isinstance(error, OSError) and error.errno in _NO_ROOM
