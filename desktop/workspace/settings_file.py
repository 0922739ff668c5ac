"""The file of the settings: one JSON object in the storage folder.

The folder may come from somebody else: what stands there is read within bounds and checked, and
nothing is written through a link.
"""

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from desktop.translation import tr
from desktop.workspace.damaged_files import put_aside
from desktop.workspace.error_words import in_words
from desktop.workspace.old_settings import old_settings
from nncore.safe_text import quoted
from nncore.storage.files import is_link, read_regular, write_whole
from nncore.storage.json_objects import json_object

MOST_BYTES = 256_000
_NAME, _OLD_NAME = "settings.json", "settings.ini"
Readers = Mapping[str, Callable[[Any], object]]
"""By key, what raises ValueError for a value that cannot be used."""


class SettingsFile:
    """The values that stood in the file, as JSON knows them, checked by `readers`.

    words: by key, what is remembered there, for people. A file that cannot be used, in whole or in
    part, is put aside; `problem` says so, and is empty otherwise.
    """

    def __init__(self, storage: Path, readers: Readers, words: Mapping[str, str]) -> None:
        self.values: dict[str, Any] = {}
        self.problem = ""
        self._path = storage / _NAME
        self._readers, self._words = readers, words
        self._written = b""
        self._is_kept = False  # whether what was found stands beside already
        if os.path.lexists(self._path):
            self._load()
        elif os.path.lexists(old := storage / _OLD_NAME):
            self._take_over(old)

    def write(self) -> None:
        """Put the values on disk. Where that fails the old file stays; nobody is told."""
        content = json.dumps(self.values, indent=1, sort_keys=True).encode()
        if content == self._written or len(content) > MOST_BYTES or is_link(self._path):
            return
        with suppress(OSError):  # the window is about to close: there is nobody to tell
            write_whole(self._path, content)
            self._written = content

    def keep_as_damaged(self, problem: str) -> None:
        """Note a `problem`; put the file as it was found aside, and say so; write a new one."""
        if self._is_kept:
            aside = ""
        else:
            aside, self._written = put_aside(self._path), b""
        self._is_kept = True
        self.problem = " ".join(part for part in (self.problem, problem, aside) if part)
        self.write()

    def _load(self) -> None:
        try:
            given, self._written = _read(self._path)
        except (OSError, ValueError) as error:
            reason = quoted(in_words(error)).rstrip(".")
            self.problem = tr(
                "The settings could not be read and begin anew: {reason}.", reason=reason
            )
        else:
            self._take(given)
        if self.problem:
            self.keep_as_damaged("")

    def _take_over(self, old: Path) -> None:
        """Read what an earlier version remembered, this once; its file stays."""
        try:
            self._take(old_settings(read_regular(old, most=MOST_BYTES)))
        except OSError as error:
            self.problem = tr(
                "The old settings could not be read: {problem}", problem=quoted(in_words(error))
            )
        self._is_kept = True
        self.write()

    def _take(self, given: Mapping[str, Any]) -> None:
        """Keep what can be used of it, and say what cannot."""
        left_out = []
        for key, value in given.items():
            try:
                self._readers[key](value)
            except (KeyError, ValueError, RecursionError):
                left_out.append(self._words.get(key, f"“{quoted(key, 40)}”"))
            else:
                self.values[key] = value
        if left_out:
            names, more = ", ".join(left_out[:5]), len(left_out) - 5
            if more > 0:
                names = tr("{names} and {more} more", names=names, more=more)
            self.problem = tr(
                "Of the settings this could not be used and was left out: {names}.", names=names
            )


def _read(path: Path) -> tuple[dict[str, Any], bytes]:
    """The JSON object in a file, and the file. Raises OSError, and ValueError for anything else."""
    if is_link(path):
        raise ValueError(f"{path} is a link, which is not followed")
    content = read_regular(path, most=MOST_BYTES)
    return json_object(content, str(path)), content
