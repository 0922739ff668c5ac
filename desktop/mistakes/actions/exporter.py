"""Writes images to files: asks where to, works in the background, and says what became of it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.mistakes.actions import wording
from desktop.mistakes.actions.contact_sheet import SheetStyle, contact_sheet
from desktop.mistakes.actions.exported_images import ExportedImages, csv_table
from desktop.mistakes.exploration import Exploration
from desktop.theme import Theme
from desktop.widgets.file_dialogs import HISTORY_FILES, PICTURE_FILES, ask_where
from desktop.widgets.images import png, to_image
from desktop.workspace.data_titles import SPLIT_TITLES
from desktop.workspace.error_words import in_words
from desktop.workspace.evaluation import EvaluationResult
from desktop.workspace.jobs import Jobs, LatestJob, Progress
from nncore.array_types import ImageArray
from nncore.storage.files import write_whole

Content = Callable[[Progress], bytes]


class Exporter(QObject):
    """Writes one file at a time. changed: it began or ended. done: what was written, in words.
    told: what went wrong, in words.
    """

    changed = Signal()
    done = Signal(str)
    told = Signal(str)

    def __init__(self, exploration: Exploration, jobs: Jobs, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._exploration = exploration
        self._theme = theme
        self._window = window
        self._result: EvaluationResult | None = None
        self._what = wording.Written.TABLE
        self._job = LatestJob(jobs, self)
        self._job.finished.connect(self._on_written)
        self._job.failed.connect(self._on_failed)

    @property
    def is_busy(self) -> bool:
        """Whether a file is being written."""
        return self._job.is_busy

    def follow(self, result: EvaluationResult) -> None:
        """Export the answers of this result from now on."""
        self._result = result

    @Slot()
    def save_table(self) -> None:
        """Write the exported images as a table."""
        exported = self._exported
        if exported is not None:
            content = partial(csv_table, exported)
            self._save(wording.Written.TABLE, HISTORY_FILES, exported.title, content)

    @Slot()
    def save_sheet(self) -> None:
        """Write the exported images as a contact sheet."""
        exported = self._exported
        if exported is not None:
            style = SheetStyle.of(self._theme, self._window.font())
            content = partial(_sheet, exported, style)
            self._save(wording.Written.SHEET, PICTURE_FILES, exported.title, content)

    @Slot()
    def save_image(self) -> None:
        """Write the current image as it is: 28 × 28 pixels, white on black."""
        examples, position = self._exploration.examples, self._exploration.current
        if examples is None or position is None or self._result is None:
            return
        split_name, index = examples.place(position)
        name = f"{SPLIT_TITLES[split_name]} image {index}"
        content = partial(_image, examples.split.images[position])
        self._save(wording.Written.IMAGE, PICTURE_FILES, name, content)

    @property
    def _exported(self) -> ExportedImages | None:
        if self._result is None or self._exploration.examples is None:
            return None
        exported = ExportedImages.of(self._exploration, self._result)
        return exported if len(exported.rows) else None

    def _save(
        self, what: wording.Written, kinds: tuple[str, ...], name: str, content: Content
    ) -> None:
        if self.is_busy:
            return
        path = ask_where(wording.save_title(what), kinds, name, self._window)
        if path is None or self.is_busy:
            return
        self._what = what
        self._job.request(partial(_write, content, path))
        self.changed.emit()

    @Slot(object)
    def _on_written(self, path: Path) -> None:
        self.changed.emit()
        self.done.emit(wording.written(self._what, path))

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self.changed.emit()
        self.told.emit(wording.not_written(self._what, in_words(error)))


def _write(content: Content, path: Path, progress: Progress) -> Path:
    """Write the whole file or nothing. Raises OSError where it cannot be written."""
    made = content(progress)
    progress(1.0)
    write_whole(path, made)
    return path


def _sheet(exported: ExportedImages, style: SheetStyle, progress: Progress) -> bytes:
    return png(contact_sheet(exported, style, progress))


def _image(pixels: ImageArray, _progress: Progress) -> bytes:
    return png(to_image(pixels))
