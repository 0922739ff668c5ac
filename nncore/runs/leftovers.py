"""Files in a run's folder that no commit names: of commits that were interrupted, and of the past.

They are deleted where that can be done; nothing depends on it.
"""

import re
from contextlib import suppress
from pathlib import Path
from time import time

from nncore.runs.commit import Commit
from nncore.runs.weights import remove_weights

_STATE = re.compile(r"state-.*\.safetensors")
_PART = re.compile(r"\.[0-9a-f]{16}\.part")
_PART_SECONDS = 60.0
"""Somebody may be giving the run a name at this moment: only older parts are nobody's."""


def sweep(folder: Path, commit: Commit) -> None:
    """Delete the states and weights that `commit` does not name, and parts of files."""
    with suppress(OSError):
        for file in folder.iterdir():
            is_former = _STATE.fullmatch(file.name) and file.name != commit.state
            if is_former or (_PART.fullmatch(file.name) and _is_old(file)):
                with suppress(OSError):
                    file.unlink()
        remove_weights(folder, commit.weights)


def _is_old(file: Path) -> bool:
    return time() - file.stat().st_mtime > _PART_SECONDS
