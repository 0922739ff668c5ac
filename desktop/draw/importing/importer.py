"""Brings pictures to the pad that are opened with a button, pasted or dropped; they are read in the
background.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QWidget

from desktop.draw.importing.source import (
    OpenedPicture,
    PictureError,
    PictureSource,
    cannot_be_opened,
    is_offered,
    of_file,
    offered,
    open_source,
)
from desktop.draw.ink.drawing import Drawing
from desktop.draw.ink.picture_ink import framed_ink
from desktop.formats import hint
from desktop.translation import tr, tr_count
from desktop.widgets.buttons import NarrowButton
from desktop.widgets.file_dialogs import PICTURES, ask_which
from desktop.workspace.jobs import Jobs, LatestJob
from nncore.array_types import ImageArray

PASTED, DROPPED = tr("Picture from the clipboard"), tr("Dropped picture")
NOTHING_PASTED = tr("There is no picture in the clipboard.")
NOTHING_DROPPED = tr(
    "There is no picture of this computer in what was dropped. Save it as a file "
    "first, and open that."
)


class PictureImporter(QObject):
    """Opens the picture that was asked for last; the drawing that was there is an Undo away.

    told: what went wrong, in a sentence. retracted: that sentence no longer holds. done: what was
    opened, or is being opened.
    """

    told = Signal(str)
    retracted = Signal(str)
    done = Signal(str)

    def __init__(self, drawing: Drawing, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self._asked: PictureSource | None = None
        self._complaint = ""
        self._latest = LatestJob(jobs, self)
        self._latest.finished.connect(self._on_finished)
        self._latest.failed.connect(self._on_failed)

    def open_file(self, path: Path) -> None:
        """Open the picture in a file."""
        self._open(of_file(path))

    def paste(self, mime: QMimeData | None) -> None:
        """Open what the clipboard holds."""
        self._take(offered(mime, PASTED), NOTHING_PASTED)

    def drop(self, mime: QMimeData) -> None:
        """Open what was dropped."""
        self._take(offered(mime, DROPPED), NOTHING_DROPPED)

    def open_frame(self, frame: ImageArray, origin: str) -> None:
        """Open a (28, 28) uint8 image that stands in MNIST's frame already; it is read as it is."""
        self._asked = None
        self._latest.cancel()
        try:
            picture = framed_ink(frame, origin)
        except ValueError as error:
            self._complain(cannot_be_opened(origin, str(error)))
        else:
            self._retract()
            self._drawing.open_picture(picture)
            self.done.emit(opened_words(origin))

    def _take(self, source: PictureSource | None, otherwise: str) -> None:
        if source is None:
            self._complain(otherwise)
        else:
            self._open(source)

    def _open(self, source: PictureSource) -> None:
        self._asked = source
        self.done.emit(tr("Opening {name}…", name=source.name))
        self._latest.request(partial(open_source, source))

    def _complain(self, words: str) -> None:
        self._complaint = words
        self.told.emit(words)

    def _retract(self) -> None:
        if self._complaint:
            self.retracted.emit(self._complaint)
            self._complaint = ""

    @Slot(object)
    def _on_finished(self, opened: OpenedPicture) -> None:
        source = opened.source
        if source is not self._asked:
            return  # something else was opened since
        self._asked = None
        self._retract()
        self._drawing.open_picture(opened.picture)
        self.done.emit(opened_words(source.name, opened.picture.notes, source.count))

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, PictureError):
            if self._asked is not None and not self._latest.is_busy:  # nothing else is on its way
                self._asked = None
                self._retract()
                self.done.emit("")
            raise error  # nothing that a person could mend; the window tells of it
        if error.source is self._asked:
            self._asked = None
            self.done.emit("")
            self._complain(str(error))


def opened_words(name: str, notes: Sequence[str] = (), count: int = 1) -> str:
    """What was opened, as in "seven.png, opened"; notes: what was found out about it; count: of how
    many files it is the first.
    """
    told = (
        tr("{name}, opened", name=name)
        if count == 1
        else tr_count(
            "{name}, the first of {count} file, opened",
            "{name}, the first of {count} files, opened",
            count,
            name=name,
        )
    )
    return "; ".join([told, *notes])


class PasteAndDrop(QObject):
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
