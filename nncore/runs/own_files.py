"""Writes and deletes in the folder of runs without following links.

A storage folder may come from elsewhere, and a link in it would lead to somebody's files. Only the
storage folder itself may be one: its user named it.
"""

import errno
import shutil
import stat
from pathlib import Path

from nncore.runs.errors import RunError
from nncore.storage.files import is_link

_LINK = "A link stands there, and inside a storage folder none is followed"


def require_own(path: Path, *, below: Path) -> Path:
    """`path`, if neither it nor a folder on the way to it is a link, from `below` on.

    Raises OSError, naming the link.
    """
    for each in (path, *path.parents):
        if is_link(each):
            raise OSError(errno.ELOOP, _LINK, str(each))
        if each == below:
            return path
    raise ValueError(f"{path} does not lie below {below}")


def refuse_links(*paths: Path) -> None:
    """Raises RunError where one of these is a link: such a run is not read either."""
    for each in paths:
        if is_link(each):
            raise RunError(f"{each}: {_LINK.lower()}")


def remove_file(path: Path) -> None:
    """Remove a plain file; a link or a folder of that name is not ours. Raises OSError."""
    if stat.S_ISREG(path.lstat().st_mode):
        path.unlink()


def remove_folder(path: Path, *, below: Path) -> None:
    """Remove a folder with all that is in it; links in it go, and what they lead to stays.

    What cannot be removed stays. Raises OSError where a link stands on the way to it.
    """
    require_own(path, below=below)
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
