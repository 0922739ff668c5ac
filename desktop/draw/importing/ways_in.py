"""The ways in for pictures: a button that asks for a file, the key of pasting, drag and drop."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QWidget

from desktop.draw.importing.importer import PictureImporter
from desktop.draw.importing.source import is_offered
from desktop.formats import hint
from desktop.translation import tr
from desktop.widgets.buttons import NarrowButton
from desktop.widgets.file_dialogs import PICTURES, ask_which


class PictureEntrance(QObject):
    """Listens on a page for pictures that are pasted or dropped.

    hovered: whether something that may be a picture is held over the page.
    """

    hovered = Signal(bool)

    def __init__(self, importer: PictureImporter, page: QWidget) -> None:
        super().__init__(page)
        self._importer = importer
        page.setAcceptDrops(True)
        page.installEventFilter(self)
        key = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), page)
        key.activated.connect(self._on_paste_asked)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and is_offered(event.mimeData()):
            # never moved: a file manager would delete what it believes to be taken
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            is_over = isinstance(event, QDragEnterEvent | QDragMoveEvent)
            self.hovered.emit(is_over)
            if not is_over:
                self._importer.drop(event.mimeData())
            return True
        if event.type() == QEvent.Type.DragLeave:
            self.hovered.emit(False)
        return super().eventFilter(watched, event)

    @Slot()
    def _on_paste_asked(self) -> None:
        self._importer.paste(QGuiApplication.clipboard().mimeData())


class OpenPictureButton(NarrowButton):
    """Asks for the file of a picture."""

    def __init__(self, importer: PictureImporter, parent: QWidget | None = None) -> None:
        super().__init__(tr("Open picture…"), parent)
        self._importer = importer
        self.setObjectName("open_picture_button")
        self.setAccessibleName(tr("Open a picture"))
        paste = QKeySequence(QKeySequence.StandardKey.Paste)
        shown = paste.toString(QKeySequence.SequenceFormat.NativeText)
        says = tr(
            "Open a photo or a picture of a digit. You can also paste one ({key}) or drop it here.",
            key=shown,
        )
        self.setToolTip(hint(says))
        # a click leaves the keys with the canvas
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self.ask)

    @Slot()
    def ask(self) -> None:
        """Ask for a file, and open it."""
        path = ask_which(tr("Open a picture of a digit"), PICTURES, self)
        if path is not None:
            self._importer.open_file(path)
