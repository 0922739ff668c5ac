"""Dialogs that ask for a file: where to write something to, and what to open."""

import re
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.translation import tr

HISTORY_FILES = (tr("Tables (*.csv)"),)
PICTURE_FILES = (tr("Pictures (*.png)"),)
PLOT_FILES = (tr("Pictures (*.png)"), tr("Drawings (*.svg)"))
PICTURES = tr("Pictures (*.png *.jpg *.jpeg *.gif *.bmp *.webp)")
"""What is read, unlike the kinds above, which are written."""

_SAFE_LENGTH = 60
_RESERVED = re.compile(r"(con(in\$|out\$)?|prn|aux|nul|(com|lpt)[\d¹²³])", re.IGNORECASE)


class SaveDialog(QFileDialog):
    """Asks before it replaces a file; the ending follows the kind of file that is chosen."""

    def __init__(self, title: str, kinds: tuple[str, ...], name: str, parent: QWidget) -> None:
        super().__init__(parent, title)
        self._suffixes = tuple(map(_suffix, kinds))
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setNameFilters(list(kinds))
        self.setDefaultSuffix(self._suffixes[0][1:])  # before Qt asks whether to replace a file
        self.selectFile(file_name(name, self._suffixes[0]))
        self.filterSelected.connect(self._on_filter_selected)

    @property
    def path(self) -> Path:
        """What was chosen, with the ending of one of the kinds."""
        return self._with_suffix(Path(self.selectedFiles()[0]))

    def accept(self) -> None:
        path = self.path
        if str(path) != self.selectedFiles()[0]:  # as "a.b", which Qt takes for an ending
            self.selectFile(path.name)
        super().accept()

    def _with_suffix(self, path: Path) -> Path:
        if path.suffix.lower() in self._suffixes or not path.name:  # "/", a folder to go to
            return path
        return path.with_name(path.name + _suffix(self.selectedNameFilter()))

    @Slot(str)
    def _on_filter_selected(self, kind: str) -> None:
        path = Path(self.selectedFiles()[0])
        name = path.stem if path.suffix.lower() in self._suffixes else path.name
        self.setDefaultSuffix(_suffix(kind)[1:])
        self.selectFile(name + _suffix(kind))


def ask_where(title: str, kinds: tuple[str, ...], name: str, parent: QWidget) -> Path | None:
    """The path that was chosen; None if there was a change of mind."""
    dialog = SaveDialog(title, kinds, name, parent)
    path = dialog.path if dialog.exec() else None
    dialog.deleteLater()
    return path


def ask_which(title: str, kinds: str, parent: QWidget) -> Path | None:
    """The path of the file that was chosen to be opened; None if there was a change of mind."""
    name, _ = QFileDialog.getOpenFileName(parent, title, "", kinds)
    return Path(name) if name else None


def file_name(name: str, ending: str) -> str:
    """A name for a file that every system takes, made of a run's."""
    safe = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "-", name)[:_SAFE_LENGTH].strip(" .-")
    if not safe or _RESERVED.fullmatch(safe.split(".")[0].strip()):
        safe = f"run {safe}".strip()
    return f"{safe}{ending}"


def _suffix(kind: str) -> str:
    """As ".csv" of "Tables (*.csv)"."""
    return kind[kind.index("*.") + 1 : -1]
