r"""What earlier versions remembered in `settings.ini`, as strings and nothing else.

They let Qt write it, and Qt's own reader runs what a value of the form `@Variant(…)` says. So this
one knows strings only: bare ones, and ones in quotation marks, with escapes such as `\"`, `\n` and
`\x1b`.
"""

import json
import re
from typing import Any

_KEYS = {
    "appearance": "window/appearance",
    "mnist_folder": "data/mnist_folder",
    "data_source": "data/source",
    "preset": "recipe/preset",
    "recipe": "recipe/fields",
}
"""By the key of today, what the same was called. Where the window stood is not taken over."""

_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{1,4})|(.))", re.DOTALL)
_BARE = re.compile(r'(?:[^",\\]|\\.)*', re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}


def old_settings(content: bytes) -> dict[str, Any]:
    """What an INI file of an earlier version remembers, as today's keys and JSON values.

    None stands for what is no string, and for a recipe that is not JSON.
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
    """The strings in an INI file as Qt writes it, by section and name, as in `window/appearance`.

    None stands for what is something else than a string.
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
