"""What is to be said of the chosen data set: its size, how far it has come, or what went wrong."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.formats import breakable
from desktop.theme import SPACE, Theme
from desktop.train.wording import data_size
from desktop.widgets.labels import Caption
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.data_titles import DATA_WORDS
from nncore.datasets.mnist import KEY as MNIST
from nncore.datasets.names import folder_name

_CANCELLED = "Cancelled. There is nothing to learn from yet."

_PATIENCE_MILLISECONDS = 400
"""That a wait may last before it has a bar and Cancel: else they would flash up and be gone."""


class LoadingNote(QWidget):
    """A line below the data box, with a bar and Cancel while it takes long, and Retry after a
    failure.
    """

    retried = Signal()

    def __init__(self, data: DataChoice, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self._awaited: str | None = None
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._on_patience_ended)
        self._make_parts(theme)
        self._lay_out()
        self._cancel_button.clicked.connect(self._on_cancel_clicked)
        self._retry_button.clicked.connect(self.retried)
        data.library.progressed.connect(self._on_progressed)

    def refresh(self, *, can_retry: bool) -> None:
        """Say how it stands now; offer to try again after a failure if there is no better way."""
        data, library, key = self._data, self._data.library, self._data.chosen
        is_busy = library.is_under_way(key)
        problem = _CANCELLED if library.was_cancelled(key) else library.problem(key)
        if is_busy:
            self._text.tell(self._busy_words)
        elif problem:
            self._text.warn(breakable(problem))
        else:
            self._text.tell("" if data.dataset is None else data_size(data.dataset))
        self._text.setVisible(bool(self._text.text()))
        self._await(key if is_busy else None)
        self._retry_button.setVisible(bool(problem) and can_retry and not is_busy)

    def _await(self, key: str | None) -> None:
        """Show before long that this data set is on its way; None: that none is."""
        if key == self._awaited:
            return
        self._awaited = key
        self._show_wait(shown=False)
        if key is None:
            self._patience.stop()
        else:
            self._patience.start()

    def _show_wait(self, *, shown: bool) -> None:
        self._bar.setVisible(shown)
        self._cancel_button.setVisible(shown)

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
        self._show_wait(shown=False)

    @property
    def _busy_words(self) -> str:
        key, folder = self._data.chosen, self._data.library.asked_folder
        if key == MNIST and folder is not None:
            return f"Opening {folder_name(folder)}…"
        words = DATA_WORDS.get(key)
        return (words and words.busy) or f"Getting {self._data.title(key)}…"

    @Slot()
    def _on_patience_ended(self) -> None:
        self._show_wait(shown=True)

    @Slot()
    def _on_cancel_clicked(self) -> None:
        self._data.library.cancel(self._data.chosen)

    @Slot(str, float)
    def _on_progressed(self, key: str, done: float) -> None:
        if key == self._data.chosen:
            self._bar.setValue(round(done * self._bar.maximum()))
