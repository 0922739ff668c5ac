"""What the window remembers from one day to the next, in one readable file of the storage folder.

It knows names and types of what is kept; whoever keeps it decides when.
"""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from desktop.shared.theme import Appearance


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

    def write(self) -> None:
        """Put everything on disk now."""
        self._file.sync()
