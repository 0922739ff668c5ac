"""The data sets that the program knows: each is registered by the module that loads it.

To add one: a module that ends with `register(DataSource(…))`, and its import in the package. The
command line offers it then, runs note it, and the window shows it as soon as it has a title there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from nncore.datasets.dataset import Dataset

Progress: TypeAlias = Callable[[float], None]
"""Is told the finished fraction, 0..1; an exception from it ends the work."""


@dataclass(frozen=True)
class Download:
    """Files that can be fetched. name: of what they hold. size: in bytes. folder: where to."""

    name: str
    size: int
    folder: Callable[[], Path]
    fetch: Callable[[Path, Progress | None], None]


@dataclass(frozen=True)
class DataSource:
    """A data set that can be loaded.

    key: what code, settings and the command line call it. name: what the files of runs call it.
    load: reads or makes it; takes the folder with its files, None for the usual places. find:
    where its files lie, None if nowhere, asked with such a folder; it never raises; None for what
    needs no files.
    fingerprint: of images that are always the same.
    """

    key: str
    name: str
    load: Callable[[Path | None, Progress | None], Dataset]
    find: Callable[[Path | None], Path | None] | None = None
    download: Download | None = None
    fingerprint: str | None = None


SOURCES: dict[str, DataSource] = {}
"""By their keys; filled when `nncore.datasets` is imported."""


def register(source: DataSource) -> DataSource:
    """Make a data set known. Raises ValueError for a key or a name that another one has."""
    for other in SOURCES.values():
        if source.key == other.key or source.name == other.name:
            raise ValueError(f"there is a data set {other.key!r} called {other.name!r} already")
    SOURCES[source.key] = source
    return source


def source_named(name: str) -> DataSource | None:
    """The data set that the files of runs call so; None for the digits of a folder."""
    return next((each for each in SOURCES.values() if each.name == name), None)
