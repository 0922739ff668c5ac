"""Where MNIST's four files lie in a folder, under the names that common tools leave them with.

They are found by names alone, of which no more than a bound are looked at, so that a folder of any
size answers at once. What the files hold is not known here.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from nncore.datasets.file_kinds import kind_of
from nncore.safe_text import quoted
from nncore.storage.files import is_regular

ROLES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
"""Training images and labels, test images and labels: the names that MNIST was published under."""

MOST_ENTRIES = 10_000
"""How many files and folders are looked at, by name."""

MOST_FOLDERS = 200
"""How many folders are looked into."""

_DEEPEST = 2
"""As torchvision's `MNIST/raw` stands below the folder that it was told."""

_COPY = r"(?:\s?-\s?copy)?(?:\s?\(\d{1,3}\))?"
_FILE = re.compile(
    r"(?P<split>train|t10k|test)[-_. ](?P<what>images|labels)(?:[-_. ]idx[13])?(?:[-_. ]ubyte)?"
    rf"{_COPY}(?:\.gz|\.gzip)?{_COPY}"
)
_ARRAYS = re.compile(rf"mnist{_COPY}\.npz")
_MEANT = re.compile(
    r"mnist|train|t10k|test|images|labels|ubyte"
    r"|\.(gz|zip|tgz|tar|7z|rar|bz2|xz|zst|csv|npy|npz|mat|pt|pth|pkl|pickle|parquet|arrow|h5|hdf5)$"
)
"""Names of files that may be the digits in another form."""

_NAMED = 5
_EXPLAINED = 3
_TRIED = 20


@dataclass(frozen=True)
class FoundFiles:
    """A complete set: the four files in the order of ROLES, or Keras' one.

    named_after: the folder they lie in, or the file that was named; what other digits are called.
    """

    files: tuple[Path, ...]
    named_after: Path


@dataclass(frozen=True)
class _Listing:
    """What lies in a folder, sorted by name, as far as it was looked at; folders: those of the
    names that are folders. `refusal` says why it was not looked at.
    """

    folder: Path
    names: tuple[str, ...] = ()
    folders: frozenset[str] = frozenset()
    refusal: str = ""

    def of_role(self, role: str) -> list[Path]:
        """What is named as a file of that role."""
        return [self.folder / name for name, each in self._roles if each == role]

    @cached_property
    def _roles(self) -> list[tuple[str, str]]:
        roles = ((name, _role(name)) for name in self.names)
        return [(name, role) for name, role in roles if role is not None]


class _Search:
    """Looks into folders until it has looked at as much as it may."""

    def __init__(self) -> None:
        self._entries_left = MOST_ENTRIES
        self._folders_left = MOST_FOLDERS

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than was looked at."""
        return self._entries_left <= 0

    def list(self, folder: Path) -> _Listing:
        """What lies in `folder`."""
        self._folders_left -= 1
        if self._folders_left < 0 or self.is_cut:
            return _Listing(folder)
        try:
            with os.scandir(folder) as entries:
                kinds = {each.name: _is_folder(each) for each in self._some(entries)}
        except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
            return _Listing(folder, refusal=getattr(error, "strerror", None) or str(error))
        self._entries_left -= len(kinds)
        folders = frozenset(name for name, is_folder in kinds.items() if is_folder)
        return _Listing(folder, tuple(sorted(kinds)), folders)

    def _some(self, entries: Iterator[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
        return islice(entries, self._entries_left)


def search(place: Path) -> list[FoundFiles]:
    """The complete sets in `place`, or else those in its subfolders, or else one level deeper.

    place: a folder, one of the four files, or Keras' npz file. Never raises.
    """
    if is_regular(place):
        if place.suffix.lower() == ".npz":
            return [FoundFiles((place,), place.with_suffix(""))]
        if _role(place.name) is None:
            return []
        place = place.parent
    usual = _set_in(_Listing(place), _Search())
    return [usual] if usual is not None else _sets_below(place)


def require(place: Path) -> FoundFiles:
    """The one complete set in `place` or below. Raises FileNotFoundError, saying what is there."""
    found = search(place)
    if len(found) == 1:
        return found[0]
    if not found:
        raise FileNotFoundError(_what_is_missing(place))
    below = [each.named_after.relative_to(place) for each in found[:_NAMED]]
    folders = ", ".join(quoted(each, 60) for each in below)
    raise FileNotFoundError(
        f"{quoted(place)} holds {len(found)} sets of digits, in {folders}: name one of these"
    )


def usual_file(folder: Path, role: str) -> Path | None:
    """A file under its published name, unpacked or packed."""
    plain = folder / role
    return next((each for each in (plain, folder / f"{role}.gz") if is_regular(each)), None)


def _sets_below(place: Path) -> list[FoundFiles]:
    searched, layer = _Search(), [place]
    for _ in range(_DEEPEST + 1):
        listings = [searched.list(each) for each in layer]
        sets = [_set_in(each, searched) for each in listings]
        found = [each for each in sets if each is not None]
        if found:
            return found
        below = ((each.folder, name) for each in listings for name in sorted(each.folders))
        shown = (folder / name for folder, name in below if name[0] != ".")
        layer = [*islice(shown, MOST_FOLDERS)]
    return []


def _set_in(listing: _Listing, searched: _Search) -> FoundFiles | None:
    """The set that lies right in a folder: under the usual names, or others that are listed."""
    folder = listing.folder
    files = [_file_in(listing, role, searched) for role in ROLES]
    whole = tuple(each for each in files if each is not None)
    if len(whole) == len(ROLES):
        return FoundFiles(whole, folder)
    arrays = (folder / each for each in listing.names if _ARRAYS.fullmatch(each.casefold()))
    return next((FoundFiles((each,), folder) for each in arrays if is_regular(each)), None)


def _file_in(listing: _Listing, role: str, searched: _Search) -> Path | None:
    if listing.names and not searched.is_cut and not listing.of_role(role):
        return None  # all names are known: the disk need not be asked
    usual = usual_file(listing.folder, role)
    return usual or next(_under_other_names(role, listing, searched), None)


def _under_other_names(role: str, listing: _Listing, searched: _Search) -> Iterator[Path]:
    """Files of that role, also in a folder of such a name: so Kaggle's archive is unpacked."""
    named = listing.of_role(role)
    yield from (each for each in named if is_regular(each))
    for each in named:
        if each.name in listing.folders:
            yield from filter(is_regular, searched.list(each).of_role(role))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _role(name: str) -> str | None:
    """Which of ROLES a file's name stands for."""
    matched = _FILE.fullmatch(name.casefold())
    if matched is None:
        return None
    split = "train" if matched["split"] == "train" else "t10k"
    return f"{split}-{matched['what']}-idx{3 if matched['what'] == 'images' else 1}-ubyte"


def _what_is_missing(place: Path) -> str:
    here = place.parent if is_regular(place) and _role(place.name) else place
    searched = _Search()
    listing = searched.list(here)
    missing = [f"{role}.gz" for role in ROLES if _file_in(listing, role, searched) is None]
    names = ", ".join(f"{role}.gz" for role in ROLES)
    there = _what_is_there(listing, is_cut=searched.is_cut)
    if here is place and is_regular(place):
        there = f"It is {kind_of(place) or 'a file of another kind'}."
    some = f"; missing are {', '.join(missing)}" if len(missing) < len(ROLES) else ""
    return (
        f"{quoted(place)} does not hold MNIST: {len(missing)} of the four files are missing"
        f"{some}. {there} Looked for {names} (or the same without .gz) or Keras’ mnist.npz, there "
        "and in its subfolders."
    )


def _what_is_there(listing: _Listing, *, is_cut: bool) -> str:
    if not listing.names:
        return f"{listing.refusal or 'The folder is empty'}."
    shown = ", ".join(quoted(each, 40) for each in listing.names[:_NAMED])
    others = len(listing.names) - _NAMED
    rest = f" and {'more than ' if is_cut else ''}{others:,} others" if others > 0 else ""
    return f"There lie {shown}{rest}.{''.join(_explanations(listing))}"


def _explanations(listing: _Listing) -> Iterator[str]:
    """Sentences on files that may have been meant."""
    files = (each for each in listing.names if each not in listing.folders)
    suspects = islice((each for each in files if _MEANT.search(each.casefold())), _TRIED)
    kinds = ((each, _other_kind(listing.folder / each)) for each in suspects)
    told = ((each, kind) for each, kind in kinds if kind)
    for name, kind in islice(told, _EXPLAINED):
        yield f" {quoted(name, 40)} is {kind}."


def _other_kind(path: Path) -> str:
    if not is_regular(path):
        return "not a file that can be read" if _role(path.name) else ""
    if path.name.casefold().startswith("emnist-"):
        return "of EMNIST, whose digits are transposed"
    return kind_of(path)
