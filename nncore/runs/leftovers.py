"""Files in a run's folder that no commit names: of commits that were interrupted, and of the past.

They are deleted where that can be done; nothing depends on it. Only names that we give are
touched: whatever else somebody put there stays.
"""

import os
from contextlib import suppress
from pathlib import Path
from time import time

from nncore.runs.commit import STATE_NAME, Commit
from nncore.runs.own_files import remove_file, require_own
from nncore.runs.weights import remove_weights
from nncore.storage.files import PART

_PART_SECONDS = 60.0
"""Somebody may be giving the run a name at this moment: only older parts are nobody's."""


def sweep(folder: Path, commit: Commit) -> None:
    """Delete the states and weights that `commit` does not name, and parts of files."""
    with suppress(OSError):
        for file in _ours(require_own(folder, below=folder.parent)):
            is_former = STATE_NAME.fullmatch(file.name) and file.name != commit.state
            with suppress(OSError):
                if is_former or (PART.fullmatch(file.name) and _is_old(file)):
                    remove_file(file)
        remove_weights(folder, commit.weights)


def _ours(folder: Path) -> list[Path]:
    """States and parts; there may be a thousand times as many other files."""
    with os.scandir(folder) as entries:
        names = [each.name for each in entries]
    return [folder / each for each in names if STATE_NAME.fullmatch(each) or PART.fullmatch(each)]


def _is_old(file: Path) -> bool:
    return time() - file.lstat().st_mtime > _PART_SECONDS
