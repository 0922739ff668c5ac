"""The JSON files of the storage folder, which may come from somebody else: they are read within
bounds, and what cannot be used is kept beside what is written anew.
"""

import os
from pathlib import Path
from typing import Any

from desktop.translation import tr
from desktop.workspace.error_words import in_words
from nncore.storage.files import is_link, read_regular
from nncore.storage.json_objects import json_object

_MOST_PUT_ASIDE = 9
"""Damaged files that are kept one beside the other; then the last of them is replaced."""


def read_json_file(path: Path, most: int) -> tuple[dict[str, Any], bytes]:
    """The JSON object in a file of at most so many bytes, and these bytes.

    Raises OSError, and ValueError for a link and for what is no JSON object.
    """
    if is_link(path):
        raise ValueError(f"{path} is a link, which is not followed")
    content = read_regular(path, most=most)
    return json_object(content, str(path)), content


def put_aside(path: Path) -> str:
    """Move what stands at `path` beside it, as "marks.damaged.json" of "marks.json".

    Returns a sentence that says where it is; it stays where it is if it cannot be moved.
    """
    names = [f"{path.stem}.damaged{path.suffix}"]
    numbers = range(2, _MOST_PUT_ASIDE + 1)
    names += [f"{path.stem}.damaged-{number}{path.suffix}" for number in numbers]
    places = [path.with_name(name) for name in names]
    place = next((place for place in places if not os.path.lexists(place)), places[-1])
    try:
        path.replace(place)
    except OSError as error:
        return tr("The old file stays where it is. {problem}", problem=in_words(error))
    return tr("The old file is kept as {name}.", name=place.name)
