"""What was deleted, and what runs were reduced by: it stands beside the runs until it is freed.

A bin that is a link is not looked into; in it only names that we give are moved or removed.
"""

import errno
import os
import re
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from nncore.runs.disk import folder_bytes
from nncore.runs.errors import RunError
from nncore.runs.kept_run import LOCK_FILE, RUN_ID
from nncore.runs.lock import is_held
from nncore.runs.own_files import require_own
from nncore.runs.run_document import read_name
from nncore.safe_text import quoted
from nncore.storage.files import is_link

_REDUCED = ".reduced"
_OURS = re.compile(
    rf"(?P<id>{RUN_ID.pattern})(?P<reduced>{re.escape(_REDUCED)})?(?P<going>\.[0-9a-f]{{8}}\.freed)?"
)
"""A deleted run, or what one was reduced by; a last part where it is being removed."""


@dataclass(frozen=True)
class Binned:
    """A run that was deleted; or, if `is_reduced`, only what it was reduced by.

    bytes: what it takes of the disk. is_going: somebody began to remove it; it never comes back.
    """

    folder: Path
    run_id: str
    is_reduced: bool
    is_going: bool
    bytes: int


class Bin:
    """The folder of what was deleted from the folder `runs`; made with the first run."""

    def __init__(self, runs: Path) -> None:
        self._runs = runs
        self._folder = runs / ".deleted"

    def make(self) -> None:
        """Make its folder, as long as there is room: on a full disk there is none even for that."""
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)

    def put(self, run: Path) -> None:
        """Put the folder of a run aside, with all that is in it.

        Raises RunError for one that is under way, OSError where it cannot be moved.
        """
        if is_held(run / LOCK_FILE):
            name = quoted(read_name(run))
            raise RunError(f"“{name}” is under way, in this window or another")
        require_own(self._folder, below=self._runs).mkdir(exist_ok=True)
        os.utime(run)  # from now on its age counts, and nobody finds it there as an old one
        run.rename(self._folder / run.name)

    def put_back(self, run_id: str) -> None:
        """Raises KeyError where it is gone for good, OSError where it cannot be moved."""
        folder = self._folder / run_id
        if not RUN_ID.fullmatch(run_id) or not folder.is_dir():
            raise KeyError(run_id)
        require_own(folder, below=self._runs).rename(self._runs / run_id)

    def reduced(self, run_id: str) -> Path:
        """Where that stands which a run was reduced by. Raises KeyError for what is no run's id."""
        if not RUN_ID.fullmatch(run_id):
            raise KeyError(run_id)
        return self._folder / (run_id + _REDUCED)

    def contents(self) -> list[Binned]:
        """All that can be freed: nothing of a run that somebody goes on with at this moment."""
        return [
            Binned(
                folder,
                name["id"],
                is_reduced=name["reduced"] is not None,
                is_going=name["going"] is not None,
                bytes=folder_bytes(folder),
            )
            for folder, name in self._found()
        ]

    def remove(self, binned: Binned) -> None:
        """Remove it for good. Nobody can bring back half of it meanwhile, nor after a power cut.

        Raises OSError where it cannot be removed, KeyError where it is gone, RunError where
        somebody goes on with the run since.
        """
        folder = require_own(binned.folder, below=self._runs)
        name = _OURS.fullmatch(folder.name)
        if folder.parent != self._folder or name is None:
            raise KeyError(folder.name)
        if self._is_in_use(folder, name):
            raise RunError(f"{name['id']} is in use, in this window or another")
        try:
            if not binned.is_going:
                folder = folder.rename(folder.with_name(f"{folder.name}.{token_hex(4)}.freed"))
        except FileNotFoundError as error:
            raise KeyError(folder.name) from error
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            raise OSError(errno.ENOTEMPTY, "Not all of it can be removed", str(folder))

    def purge(self, older_than_seconds: float) -> None:
        """Remove for good what was put there longer ago; what cannot be removed stays."""
        for folder, name in self._found():
            with suppress(OSError, KeyError, RunError):
                if time.time() - folder.lstat().st_mtime >= older_than_seconds:
                    is_going = name["going"] is not None
                    self.remove(Binned(folder, name["id"], False, is_going, 0))

    def _found(self) -> Iterator[tuple[Path, re.Match[str]]]:
        """Our folders there, with the parts of their names."""
        with suppress(OSError):
            for folder in listed(require_own(self._folder, below=self._runs)):
                name = _OURS.fullmatch(folder.name)
                if name is not None and _is_folder(folder) and not self._is_in_use(folder, name):
                    yield folder, name

    def _is_in_use(self, folder: Path, name: re.Match[str]) -> bool:
        """Whether somebody holds the lock of the run, as where one brings it back just now."""
        if name["going"] is not None:
            return False
        run = folder if name["reduced"] is None else self._runs / name["id"]
        return not is_link(run) and is_held(run / LOCK_FILE)


def listed(folder: Path) -> list[Path]:
    """What stands in a folder; nothing where it cannot be looked into."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _is_folder(path: Path) -> bool:
    """Whether a folder stands there, and no link to one."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode) and not is_link(path)
    except OSError:
        return False
