"""JSON from elsewhere, read as one object or refused in words: too deep, too much, or no JSON."""

import json
from typing import Any, Never

from nncore.safe_text import quoted

MOST_VALUES = 500_000
"""In a JSON text: a value takes a hundred times the memory of the two characters it may have."""


class JsonError(ValueError):
    """What keeps a text from being a JSON object, in words."""


def json_object(
    text: str | bytes, what: str, *, most_values: int = MOST_VALUES, allows_nan: bool = True
) -> dict[str, Any]:
    """The object that a JSON text holds, of at most `most_values` values, each name once.

    what: what the text is, for messages. allows_nan: whether NaN and infinity, which Python writes
    and JSON does not know, are numbers. Raises JsonError for anything else.
    """
    try:
        text = text if isinstance(text, str) else text.decode("utf-8-sig")
        values = text.count("[") + text.count("{") + text.count(",")
        if values > most_values:
            raise JsonError(f"{what} holds {values} values, at most {most_values} are read")
        constant = None if allows_nan else _no_number
        found = json.loads(text, object_pairs_hook=_each_once, parse_constant=constant)
    except JsonError:
        raise
    except RecursionError as error:
        raise JsonError(f"{what} is nested too deeply") from error
    except ValueError as error:
        raise JsonError(f"{what} cannot be read as JSON: {quoted(error)}") from error
    if not isinstance(found, dict):
        raise JsonError(f"{what} must be a JSON object, got {quoted(found, 40)}")
    return found


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values under one name readers would take one or the other."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in it")
    return found


def _no_number(text: str) -> Never:
    raise ValueError(f"{text} is no number of JSON's")
