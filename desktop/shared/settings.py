"""What the window remembers from one day to the next, in one readable file of the storage folder.

It knows names and types of what is kept; whoever keeps it decides when.
"""

import json
from dataclasses import asdict
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from desktop.shared.data_library import Source
from desktop.shared.theme import Appearance
from nncore.presets import PRESETS
from nncore.recipes import Recipe, recipe_of


class Settings:
    """Typed access to `settings.ini`. What is missing or damaged reads as its default."""

    def __init__(self, storage: Path) -> None:
        self._file = QSettings(str(storage / "settings.ini"), QSettings.Format.IniFormat)

    @property
    def geometry(self) -> QByteArray:
        """Where the window stood; empty at first."""
        value = self._file.value("window/geometry", QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._file.setValue("window/geometry", geometry)

    @property
    def appearance(self) -> Appearance:
        """Light, dark, or as the system says."""
        try:
            return Appearance(self._file.value("window/appearance", Appearance.SYSTEM.value))
        except ValueError:
            return Appearance.SYSTEM

    @appearance.setter
    def appearance(self, appearance: Appearance) -> None:
        self._file.setValue("window/appearance", appearance.value)

    @property
    def mnist_folder(self) -> Path | None:
        """The user's folder with MNIST's files, if one was named."""
        value = self._file.value("data/mnist_folder", "")
        return Path(value) if isinstance(value, str) and value else None

    @mnist_folder.setter
    def mnist_folder(self, folder: Path | None) -> None:
        self._file.setValue("data/mnist_folder", "" if folder is None else str(folder.absolute()))

    @property
    def digits_folder(self) -> Path | None:
        """The user's folder with other digits than MNIST, if one was opened."""
        value = self._text("data/digits_folder")
        return Path(value) if value else None

    @digits_folder.setter
    def digits_folder(self, folder: Path | None) -> None:
        self._file.setValue("data/digits_folder", "" if folder is None else str(folder.absolute()))

    @property
    def data_source(self) -> Source | None:
        """The data set that was learned from last."""
        name = self._text("data/source")
        return Source[name] if name in Source.__members__ else None

    @data_source.setter
    def data_source(self, source: Source | None) -> None:
        self._file.setValue("data/source", "" if source is None else source.name)

    @property
    def recipe(self) -> Recipe | None:
        """What the recipe form said last."""
        try:
            return recipe_of({"recipe": json.loads(self._text("recipe/fields"))})
        except (ValueError, RecursionError):  # as deep as no recipe is
            return None

    @recipe.setter
    def recipe(self, recipe: Recipe | None) -> None:
        text = "" if recipe is None else json.dumps(asdict(recipe), sort_keys=True)
        self._file.setValue("recipe/fields", text)

    @property
    def preset(self) -> str | None:
        """The key of the preset that the recipe was made from."""
        key = self._text("recipe/preset")
        return key if key in PRESETS else None

    @preset.setter
    def preset(self, key: str | None) -> None:
        self._file.setValue("recipe/preset", key or "")

    def _text(self, key: str) -> str:
        value = self._file.value(key, "")
        return value if isinstance(value, str) else ""

    def write(self) -> None:
        """Put everything on disk now."""
        self._file.sync()
