"""Small JSON files, read with distrust: a forged or damaged one gives a RunError, never a crash.

It knows what a number or a word is, and nothing of what they mean.
"""

import json
from collections.abc import Mapping
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any

from nncore.runs.disk import checked_size
from nncore.runs.errors import RunError
from nncore.runs.own_files import require_own
from nncore.storage.files import read_regular, write_whole
from nncore.storage.json_objects import JsonError, json_object

MOST_BYTES = 2**23
MOST_COUNT = 2**53
"""Beyond it there is no counting in floats."""
MOST_WORDS = 500


def write_document(path: Path, values: Mapping[str, Any]) -> None:
    """Write a JSON file into a run's folder, whole or not at all.

    Raises OSError, also where a link stands in the way; ValueError for what JSON has not.
    """
    try:
        text = json.dumps(values, allow_nan=False, indent=1)
    except (TypeError, RecursionError) as error:
        raise ValueError(f"{path.name} cannot hold this: {error}") from error
    write_whole(require_own(path, below=path.parent.parent), text.encode())


def read_document(path: Path) -> "Document":
    """The object in a JSON file. Raises RunError for anything else."""
    if (size := checked_size(path)) > MOST_BYTES:
        raise RunError(f"{path} must have at most {MOST_BYTES} bytes, it has {size}")
    try:
        # not its size from a moment ago: a commit may have put a longer one in its place
        content = read_regular(path, most=MOST_BYTES)
        values = json_object(content, str(path), most_values=MOST_BYTES, allows_nan=False)
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror or error}") from error
    except JsonError as error:
        raise RunError(str(error)) from error
    return Document(path, values)


class Document:
    """An object out of a JSON file; every value is asked for by its kind.

    Whatever is missing or of another kind raises RunError, naming the file.
    """

    def __init__(self, path: Path, values: dict[str, Any]) -> None:
        self.path = path
        self._values = values

    def count(self, name: str, *, most: int = MOST_COUNT) -> int:
        """A whole number from 0 to `most`."""
        value = self._values.get(name)
        if type(value) is not int or not 0 <= value <= most:
            raise self.wrong(name, f"a count of at most {most}")
        return value

    def number(self, name: str) -> float:
        """A finite number."""
        return self._number(name, self._values.get(name))

    def word(self, name: str, *, most: int = MOST_WORDS) -> str:
        """A text of at most `most` characters."""
        value = self._values.get(name)
        if not isinstance(value, str) or len(value) > most:
            raise self.wrong(name, f"a text of at most {most} characters")
        return value

    def optional(self, name: str) -> Any:
        """What JSON holds there, or None where there is nothing."""
        return self._values.get(name)

    def part(self, name: str) -> "Document":
        """An object in the object."""
        value = self._values.get(name)
        if not isinstance(value, dict):
            raise self.wrong(name, "an object")
        return Document(self.path, value)

    def rising_counts(self, name: str, *, most: int) -> tuple[int, ...]:
        """At most so many whole numbers from 0 on, each above the one before."""
        value = self._values.get(name)
        if (
            not isinstance(value, list)
            or len(value) > most
            or not all(type(each) is int and 0 <= each <= MOST_COUNT for each in value)
            or any(after <= before for before, after in pairwise(value))
        ):
            raise self.wrong(name, f"a row of at most {most} rising counts")
        return tuple(value)

    def rows(self, name: str, width: int, *, latest: int) -> tuple[tuple[float, ...], ...]:
        """A table of finite numbers with so many in each row; at most its `latest` rows."""
        value = self._values.get(name)
        rows = value[-latest:] if isinstance(value, list) else None
        if rows is None or not all(isinstance(row, list) and len(row) == width for row in rows):
            raise self.wrong(name, f"rows of {width} numbers")
        return tuple(tuple(self._number(name, each) for each in row) for row in rows)

    @property
    def values(self) -> dict[str, Any]:
        """All of it, as JSON holds it."""
        return self._values

    def wrong(self, name: str, expected: str) -> RunError:
        """The error that tells what should stand under `name`."""
        given = self._values.get(name)
        return RunError(f"{self.path}: “{name}” must be {expected}, got {given!r:.60}")

    def _number(self, name: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(name, "made of numbers")
        try:
            number = float(value)
        except OverflowError:
            raise self.wrong(name, "made of finite numbers") from None
        if not isfinite(number):
            raise self.wrong(name, "made of finite numbers")
        return number
