"""The drawer "Epoch by epoch": what just happened, and what happened before that.

It shows the news of a run and asks for nothing itself.
"""

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from desktop.theme import Theme
from desktop.train.epoch_log import wording
from desktop.train.epoch_log.epoch_log import EpochLog
from desktop.train.epoch_log.model import EpochLogModel
from desktop.train.epoch_log.view import EpochLogView, Headings
from desktop.widgets.labels import TonedLabel

_LONG = 1_000
_MILLISECONDS = 500
"""Between two looks at a run with so many lines: laying out costs a microsecond for each."""


class EpochLogDrawer(QWidget):
    """A line per epoch, the newest at the bottom. Nothing is done while it is hidden."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("journal_drawer")
        self.setAccessibleName("Epoch by epoch")
        self._news: EpochLog | None = None
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

    def show_news(self, news: EpochLog | None) -> None:
        """Show the news of another run; None for no run."""
        self._news = news
        self.refresh()

    def refresh(self) -> None:
        """Show what has come since; cheap, and nothing at all while nobody sees it."""
        if not self.isVisible():
            return
        if self.model.news is not self._news:
            self.model.show(self._news)
            self.view.scrollToBottom()
        elif self.model.rowCount() < _LONG:
            self.view.refresh()
        elif not self._later.isActive():
            self._later.start()
        self.empty.setText(wording.EMPTY if self._news is None else wording.WAITING)
        self._pages.setCurrentIndex(1 if self.model.rowCount() else 0)

    def sizeHint(self) -> QSize:
        return QSize(540, 190)

    def minimumSizeHint(self) -> QSize:
        return QSize(360, 100)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
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
