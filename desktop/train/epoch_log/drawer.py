"""The drawer "Epoch by epoch": what just happened, and what happened before that."""

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from desktop.theme import Theme
from desktop.train.epoch_log import wording
from desktop.train.epoch_log.model import EpochLogModel
from desktop.train.epoch_log.view import EpochLogView, Headings
from desktop.translation import tr
from desktop.widgets.labels import TonedLabel
from desktop.workspace.run.run_in_sight import RunInSight
from nncore.events import Event

_LONG = 1_000
_MILLISECONDS = 500
"""Between two looks at a run with so many lines: laying out costs a microsecond for each."""


class EpochLogDrawer(QWidget):
    """A line per epoch of the run in sight, the newest at the bottom; at rest while hidden."""

    def __init__(self, theme: Theme, run: RunInSight, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("epoch_log_drawer")
        self.setAccessibleName(tr("Epoch by epoch"))
        self._run = run
        self._later = QTimer(self, singleShot=True, interval=_MILLISECONDS)
        self._later.timeout.connect(self._on_waited)
        self.model = EpochLogModel(self)
        self.view = EpochLogView(self.model, theme)
        self.empty = TonedLabel(theme, wording.EMPTY)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._make_page(theme))
        run.begun.connect(self._on_run_begun)
        run.appended.connect(self._on_run_appended)

    def refresh(self) -> None:
        """Show what has come since; cheap, and nothing at all while nobody sees it."""
        if not self.isVisible():
            return
        log = self._run.log
        if self.model.log is not log:
            self.model.show(log)
            self.view.scrollToBottom()
        elif self.model.rowCount() < _LONG:
            self.view.refresh()
        elif not self._later.isActive():
            self._later.start()
        self.empty.setText(wording.EMPTY if log is None else wording.WAITING)
        self._pages.setCurrentIndex(1 if self.model.rowCount() else 0)

    def sizeHint(self) -> QSize:
        return QSize(540, 190)

    def minimumSizeHint(self) -> QSize:
        return QSize(360, 100)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    @Slot()
    def _on_run_begun(self) -> None:
        self.refresh()

    @Slot(tuple)
    def _on_run_appended(self, _events: tuple[Event, ...]) -> None:
        log = self._run.log
        if log is not None and (self.model.log is not log or self.model.rowCount() < len(log)):
            self.refresh()

    @Slot()
    def _on_waited(self) -> None:
        if self.isVisible():
            self.view.refresh()

    def _make_page(self, theme: Theme) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(Headings(self.view, theme))
        layout.addWidget(self.view, 1)
        return page
