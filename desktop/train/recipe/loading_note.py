"""What is to be said of one data set: its size, how far it has come, or what went wrong.

It listens to the library, and leaves asking it for data to whoever owns the choice.
"""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.formats import breakable
from desktop.theme import SPACE, Theme
from desktop.train.wording import data_size
from desktop.widgets.labels import Caption
from desktop.workspace.data_sets import DataLibrary, Source
from nncore.datasets.names import folder_name

_CANCELLED = "Cancelled. There is nothing to learn from yet."


class LoadingNote(QWidget):
    """A line below the data box, with a bar and Cancel meanwhile, and Retry after a failure."""

    retried = Signal()

    def __init__(self, library: DataLibrary, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._source = Source.GENERATED
        self._can_retry = True
        self._problems: dict[Source, str] = {}
        self._make_parts(theme)
        self._lay_out()
        self._connect()
        self.watch(self._source)

    def watch(self, source: Source, *, can_retry: bool = True) -> None:
        """Speak of `source`; offer to try again after a failure if there is no better way."""
        self._source, self._can_retry = source, can_retry
        self._show()

    def problem(self, source: Source) -> str:
        """What went wrong with `source`; empty if nothing did."""
        return self._problems.get(source, "")

    def was_cancelled(self, source: Source) -> bool:
        """Whether it was the user who ended the last attempt."""
        return self.problem(source) == _CANCELLED

    def forgive(self, source: Source) -> None:
        """Speak no more of a problem with a data set that is here all the same."""
        if self._library.dataset(source) is not None:
            self._problems.pop(source, None)

    def _make_parts(self, theme: Theme) -> None:
        self._text = Caption(theme)
        self._text.setObjectName("data_note")
        self._text.setWordWrap(True)
        self._bar = QProgressBar(minimum=0, maximum=1000, textVisible=False)
        self._bar.setObjectName("data_progress")
        self._bar.setAccessibleName("Progress of the data set")
        self._bar.setFixedHeight(SPACE)
        self._cancel_button = QPushButton("Cancel")
        self._cancel_button.setObjectName("data_cancel_button")
        self._cancel_button.setAccessibleName("Cancel getting the data set")
        self._retry_button = QPushButton("Retry")
        self._retry_button.setObjectName("data_retry_button")
        self._retry_button.setAccessibleName("Try again to get the data set")

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.addWidget(self._text)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._bar, 1)
        row.addWidget(self._cancel_button)
        layout.addLayout(row)
        layout.addWidget(self._retry_button)

    def _connect(self) -> None:
        self._cancel_button.clicked.connect(self._on_cancel_clicked)
        self._retry_button.clicked.connect(self._on_retry_clicked)
        self._library.started.connect(self._on_started)
        self._library.progressed.connect(self._on_progressed)
        self._library.loaded.connect(self._on_ended)
        self._library.cancelled.connect(self._on_cancelled)
        self._library.failed.connect(self._on_failed)

    def _show(self) -> None:
        dataset = self._library.dataset(self._source)
        is_busy = self._library.is_under_way(self._source)
        problem = self.problem(self._source)
        if is_busy:
            self._text.tell(self._busy_words)
        elif problem:
            self._text.warn(breakable(problem))
        else:
            self._text.tell("" if dataset is None else data_size(dataset))
        self._text.setVisible(bool(self._text.text()))
        self._bar.setVisible(is_busy)
        self._cancel_button.setVisible(is_busy)
        self._retry_button.setVisible(bool(problem) and self._can_retry and not is_busy)

    @property
    def _busy_words(self) -> str:
        library, source = self._library, self._source
        if source is Source.GENERATED:
            return "Drawing digits…"
        if source is Source.MNIST and library.asked_folder is not None:
            return f"Opening {folder_name(library.asked_folder)}…"
        return f"Getting {library.title(source)}…"

    @Slot()
    def _on_cancel_clicked(self) -> None:
        self._library.cancel(self._source)

    @Slot()
    def _on_retry_clicked(self) -> None:
        self.retried.emit()

    @Slot(Source)
    def _on_started(self, source: Source) -> None:
        self._problems.pop(source, None)
        if source is self._source:
            self._bar.setValue(0)
            self._show()

    @Slot(Source, float)
    def _on_progressed(self, source: Source, done: float) -> None:
        if source is self._source:
            self._bar.setValue(round(done * self._bar.maximum()))

    @Slot(Source)
    def _on_ended(self, _source: Source) -> None:
        self._show()

    @Slot(Source)
    def _on_cancelled(self, source: Source) -> None:
        # without files MNIST has its own buttons to begin again
        has_files = self._library.can_load(source) or self._library.asked_folder is not None
        if has_files and self._library.dataset(source) is None:
            self._problems[source] = _CANCELLED
        self._show()

    @Slot(Source, str)
    def _on_failed(self, source: Source, message: str) -> None:
        self._problems[source] = message
        self._show()
