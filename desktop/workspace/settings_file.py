"""The file of the settings: one JSON object in the storage folder.

The folder may come from somebody else: what stands there is read within bounds and checked, and
nothing is written through a link. What earlier versions remembered in `settings.ini` is taken over.
"""

import json
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from desktop.translation import tr
from desktop.workspace.error_words import in_words
from desktop.workspace.json_files import put_aside, read_json_file
from nncore.safe_text import quoted
from nncore.storage.files import is_link, read_regular, write_whole

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
            given, self._written = read_json_file(self._path, MOST_BYTES)
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


_KEYS = {
    "appearance": "window/appearance",
    "mnist_folder": "data/mnist_folder",
    "data_source": "data/source",
    "preset": "recipe/preset",
    "recipe": "recipe/fields",
}
"""By the key of today, what an earlier version called it; where the window stood is left out."""

_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{1,4})|(.))", re.DOTALL)
_BARE = re.compile(r'(?:[^",\\]|\\.)*', re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}


def old_settings(content: bytes) -> dict[str, Any]:
    """What an INI file of an earlier version remembers, as today's keys and JSON values.

    Such a file was written by Qt, whose own reader runs what a value of the form `@Variant(…)`
    says: so this one knows strings and nothing else. None stands for what is no string, and for a
    recipe that is not JSON.
    """
    strings = ini_strings(content)
    # an earlier version wrote an empty string for what there is not
    values: dict[str, Any] = {
        key: strings[old] for key, old in _KEYS.items() if strings.get(old, "") != ""
    }
    if values.get("recipe") is not None:
        try:
            values["recipe"] = json.loads(values["recipe"])
        except (ValueError, RecursionError):
            values["recipe"] = None
    return values


def ini_strings(content: bytes) -> dict[str, str | None]:
    r"""The strings in an INI file as Qt writes it, by section and name, as in `window/appearance`.

    They are bare, or in quotation marks, with escapes such as `\"`, `\n` and `\x1b`. None stands
    for what is something else than a string.
    """
    strings: dict[str, str | None] = {}
    section = ""
    for line in content.decode("utf-8-sig", "replace").split("\n"):
        entry = line.strip(" \t\r")
        if entry.startswith("[") and entry.endswith("]"):
            section = entry[1:-1]
        elif "=" in entry and not entry.startswith(";"):
            name, _, written = entry.partition("=")
            strings[f"{section}/{name.strip(' ')}"] = _string(written.strip(" \t"))
    return strings


def _string(written: str) -> str | None:
    """The string that Qt writes in this way; None for a list, or a value of another type."""
    quoted = _QUOTED.fullmatch(written)
    if quoted is None and _BARE.fullmatch(written) is None:
        return None
    string = _ESCAPE.sub(_unescaped, written if quoted is None else quoted[1])
    if string.startswith("@@"):
        return string[1:]
    return None if string.startswith("@") else string


def _unescaped(escape: re.Match[str]) -> str:
    code, letter = escape.groups()
    return chr(int(code, 16)) if code else _LETTERS.get(letter, letter)
