"""What never changes of a run, `run.json`: its recipe, its data, and what it was begun with.

Its name, which may change, stands in a file of its own, so that whoever renames and whoever
trains never write the same one.
"""

import platform
import re
import sys
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from nncore.datasets.dataset import Dataset
from nncore.recipes.recipe import Recipe, recipe_of
from nncore.runs.documents import Document, read_document, write_document
from nncore.runs.errors import RunError
from nncore.safe_text import is_visible, quoted
from nncore.storage.training_state import ARITHMETIC

FILE = "run.json"
NAME_FILE = "name.json"
LONGEST_NAME = 200
_FORMAT = 1
_MOST_IMAGES = 10**7
_EARLIEST, _LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2999, 12, 30, tzinfo=UTC)
"""Dates that every system can tell in its own time zone."""

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class DataNote:
    """The data set that a run learned from: told apart by `fingerprint`, the rest is for people.

    training, validation, test: how many images each has. non_digits: tells apart the images that
    are no digits, where the recipe shows some; else nothing.
    """

    name: str
    fingerprint: str
    training: int
    validation: int
    test: int
    non_digits: str = ""

    @classmethod
    def of(cls, dataset: Dataset, *, with_non_digits: bool = False) -> "DataNote":
        """The note of a data set at hand."""
        sizes = len(dataset.training), len(dataset.validation), len(dataset.test)
        told = dataset.non_digits_fingerprint if with_non_digits else ""
        return cls(dataset.name, dataset.fingerprint, *sizes, told)

    def is_of(self, dataset: Dataset) -> bool:
        """Whether these are the same images, non-digits included."""
        if self.fingerprint != dataset.fingerprint:
            return False
        return not self.non_digits or self.non_digits == dataset.non_digits_fingerprint

    def as_json(self) -> dict[str, Any]:
        """The note as it stands in files; without non-digits as earlier versions wrote it."""
        values = asdict(self)
        if not self.non_digits:
            del values["non_digits"]
        return values

    @property
    def images(self) -> int:
        """All of them."""
        return self.training + self.validation + self.test


@dataclass(frozen=True)
class RunNote:
    """A run as it was begun. notes: what JSON can hold, and travels with every saved state.

    threads: that shared a step when it began. versions: of what computed it; with others, or
    another arithmetic, the last bits differ.
    """

    created: datetime
    recipe: Recipe
    dataset: DataNote
    notes: dict[str, Any] = field(default_factory=dict)
    threads: int = 1
    versions: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def now(cls, recipe: Recipe, dataset: Dataset, notes: dict[str, Any]) -> "RunNote":
        """Of a run that begins."""
        created = datetime.now(UTC)
        data = DataNote.of(dataset, with_non_digits=recipe.non_digit_share > 0)
        threads = recipe.threads(data.training)
        return cls(created, recipe, data, notes, threads, _versions())

    @property
    def has_our_arithmetic(self) -> bool:
        """Whether this version goes on with it as if it had never stopped, to the bit."""
        return self.versions.get("arithmetic") == ARITHMETIC

    def write(self, folder: Path) -> None:
        """Raises OSError, and ValueError for notes that JSON cannot hold."""
        values = {
            "format": _FORMAT,
            "created": self.created.isoformat(),
            "recipe": self.recipe.as_json(),
            "dataset": self.dataset.as_json(),
            "notes": self.notes,
            "threads": self.threads,
            "versions": self.versions,
        }
        write_document(folder / FILE, values)

    @classmethod
    def read(cls, folder: Path) -> "RunNote":
        """Raises RunError for a file that is damaged or something else."""
        document = read_document(folder / FILE)
        if document.optional("format") != _FORMAT:
            raise document.wrong("format", str(_FORMAT))
        return cls(
            _created(document),
            _recipe(document),
            _data_note(document.part("dataset")),
            document.part("notes").values,
            document.count("threads", most=10**6),
            document.part("versions").values,
        )


def write_name(folder: Path, name: str) -> None:
    """Raises OSError; ValueError for a name that is too long, or of which nothing is to be seen."""
    if not (is_visible(name) and len(name.strip()) <= LONGEST_NAME):
        raise ValueError(
            f"a run's name has 1 to {LONGEST_NAME} characters, some of them to be seen, "
            f"got “{quoted(name, 40)}”"
        )
    write_document(folder / NAME_FILE, {"name": name.strip()})


def read_name(folder: Path) -> str:
    """Raises RunError for a file that is damaged or something else."""
    return read_document(folder / NAME_FILE).word("name", most=LONGEST_NAME)


def _versions() -> dict[str, Any]:
    # reading kept runs needs none of it, and the window waits for every import
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        ours = version("misread")
    except PackageNotFoundError:  # from a checkout that nobody installed
        ours = "unknown"
    return {
        "misread": ours,
        "arithmetic": ARITHMETIC,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "system": sys.platform,
    }


def _created(document: Document) -> datetime:
    try:
        created = datetime.fromisoformat(document.word("created")).astimezone(UTC)
    except (ValueError, OverflowError, OSError) as error:
        if isinstance(error, RunError):
            raise
        raise document.wrong("created", "a moment, as in 2026-11-22T22:05:12+00:00") from error
    if not _EARLIEST <= created <= _LATEST:
        raise document.wrong("created", f"from {_EARLIEST:%Y-%m-%d} to {_LATEST:%Y-%m-%d}")
    return created


def _recipe(document: Document) -> Recipe:
    try:
        return recipe_of(document.values)
    except (ValueError, TypeError, AttributeError) as error:
        raise RunError(f"{document.path}: {quoted(error)}") from error


def _data_note(document: Document) -> DataNote:
    fingerprint = document.word("fingerprint")
    if not _FINGERPRINT.fullmatch(fingerprint):
        raise document.wrong("fingerprint", "64 hexadecimal digits")
    sizes = [document.count(each, most=_MOST_IMAGES) for each in ("training", "validation", "test")]
    if sum(sizes) > _MOST_IMAGES:
        raise RunError(f"{document.path}: a data set has at most {_MOST_IMAGES} images in all")
    told = document.optional("non_digits")
    if told is not None and not _FINGERPRINT.fullmatch(document.word("non_digits")):
        raise document.wrong("non_digits", "64 hexadecimal digits")
    training, validation, test = sizes
    name = document.word("name")
    return DataNote(name, fingerprint, training, validation, test, told or "")
