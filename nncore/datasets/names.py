"""The names of data sets in files and on the command line.

Digits from a folder are called as the folder, but never like a registered data set.
"""

import os
import unicodedata
from pathlib import Path

from nncore.datasets.registry import SOURCES, source_named
from nncore.safe_text import is_visible, on_one_line, quoted

LONGEST_NAME = 40
"""Characters of a folder's name that are kept: its beginning and its end."""

_BESIDE_GENERATED = " + generated"
_OTHER = "Other digits"
_TELLS_NOTHING = {"raw"}
"""What torchvision calls the folder with the files, whatever the data set."""


def folder_name(folder: Path) -> str:
    """What other digits than MNIST are called: as the folder they lie in.

    One line of at most some 60 characters, all of which can be shown; never a name that a data set
    bears that the program knows, here or on the command line.
    """
    place = Path(os.path.abspath(folder))  # noqa: PTH100 - resolving would follow links
    name = place.parent.name if place.name.casefold() in _TELLS_NOTHING else place.name
    if not is_visible(name):
        return _OTHER
    shown = quoted(" ".join(on_one_line(name).split()), LONGEST_NAME)
    is_ours = _is_taken(shown) or _key(shown).startswith(_key(_OTHER))
    return f"{_OTHER} ({shown})" if is_ours else shown


def with_generated(name: str) -> str:
    """What a data set is called together with generated digits."""
    return name + _BESIDE_GENERATED


def command_name(name: str) -> str:
    """What the command line calls a data set; a folder's digits have no other name there."""
    source = source_named(name)
    return name if source is None else source.key


def is_folder_name(name: str) -> bool:
    """Whether digits of a folder, alone or together with generated ones, may have that name."""
    alone = without_generated(name)
    return 1 <= len(alone) <= 2 * LONGEST_NAME and not _is_taken(alone)


def without_generated(name: str) -> str:
    """What the digits are called that the data set of that name has beside generated ones."""
    return name.removesuffix(_BESIDE_GENERATED)


def _is_taken(name: str) -> bool:
    taken = {_key(each) for source in SOURCES.values() for each in (source.key, source.name)}
    return _key(name) in taken or _key(name).endswith(_key(_BESIDE_GENERATED))


def _key(name: str) -> str:
    """The same for names that look, or are typed, almost the same."""
    return unicodedata.normalize("NFKC", name).casefold().strip()
