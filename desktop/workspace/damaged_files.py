"""Files of the storage folder that cannot be used are kept beside the new ones."""

import os
from pathlib import Path

from desktop.translation import tr
from desktop.workspace.error_words import in_words

_MOST_PUT_ASIDE = 9
"""Damaged files that are kept one beside the other; then the last of them is replaced."""


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
