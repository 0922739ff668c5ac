"""The drawer "Epoch by epoch": the lines of the run in sight under their headings. It follows the
newest until somebody scrolls, and gives its lines to copy.
"""

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QListView, QStackedLayout, QWidget

from desktop.theme import Theme
from desktop.train.epoch_log import wording
from desktop.train.epoch_log.line_delegate import Columns, LineDelegate
from desktop.train.epoch_log.model import EpochLogModel
from desktop.translation import tr
from desktop.widgets.labels import TonedLabel
from desktop.widgets.layouts import column, holding
from desktop.workspace.run.run_in_sight import RunInSight
from nncore.events import Event

_BOTTOM = Qt.AlignmentFlag.AlignBottom
_LONG = 1_000
_MILLISECONDS = 500
"""Between two looks at a run with so many lines: laying out costs a microsecond for each."""


class EpochLogView(QListView):
    """The lines, the newest at the bottom.

    arranged: the columns stand elsewhere. epoch_opened: somebody wants to see the mistakes that the
    network made after this epoch.
    """

    arranged = Signal()
    epoch_opened = Signal(int)

    def __init__(self, model: EpochLogModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = model
        self._delegate = LineDelegate(model, theme, Columns(self.font(), 0), self)
        self.setObjectName("epoch_log_list")
        self.setAccessibleName(tr("What happened, epoch by epoch"))
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self._be_quiet()
        self._add_actions()
        self.doubleClicked.connect(self._on_opened)
        theme.changed.connect(self.viewport().update)

    @property
    def columns(self) -> Columns:
        """Where the parts of a line stand."""
        return self._delegate.columns

    @property
    def is_at_end(self) -> bool:
        """Whether the newest line is in sight, as it is until somebody scrolls away."""
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum()

    def refresh(self) -> None:
        """Take in the lines that have come; whoever reads older ones is left where they are."""
        follows = self.is_at_end
        self._lines.refresh()
        if follows:
            self.scrollToBottom()

    def resizeEvent(self, event: QResizeEvent) -> None:
        follows = self.is_at_end
        self._delegate.columns = Columns(self.font(), self.viewport().width())
        super().resizeEvent(event)
        self.verticalScrollBar().setSingleStep(self.columns.row_height)
        self.scheduleDelayedItemsLayout()
        if follows:
            self.scrollToBottom()
        self.arranged.emit()

    def _be_quiet(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # always there, so that the columns do not move when it comes
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setAutoFillBackground(False)  # it lies on the page, not on paper of its own

    def _add_actions(self) -> None:
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for text, keys, slot in (
            (tr("&Copy"), QKeySequence.StandardKey.Copy, self._on_copy),
            (tr("Select &all"), QKeySequence.StandardKey.SelectAll, self.selectAll),
            (tr("&Mistakes of this epoch"), QKeySequence(Qt.Key.Key_Return), self._on_opened),
        ):
            action = QAction(text, self)
            action.setShortcut(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    @Slot()
    def _on_copy(self) -> None:
        rows = sorted(index.row() for index in self.selectedIndexes())
        if rows:
            QGuiApplication.clipboard().setText(wording.as_table(map(self._lines.line, rows)))

    @Slot()
    def _on_opened(self) -> None:
        row = self.currentIndex().row()
        if row >= 0 and self._lines.line(row).ends_epoch:
            self.epoch_opened.emit(self._lines.line(row).epoch)


class Headings(QWidget):
    """Small words in the list's own columns."""

    def __init__(self, view: EpochLogView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._theme = theme
        view.arranged.connect(self._on_arranged)
        theme.changed.connect(self.update)
        self._on_arranged()

    def paintEvent(self, _event: QPaintEvent) -> None:
        columns = self._view.columns
        row = QRect(0, 0, self.width(), columns.heading_height - 2)
        painter = QPainter(self)
        painter.setFont(columns.heading_font)
        painter.setPen(self._theme.muted)
        left = int(Qt.AlignmentFlag.AlignLeft | _BOTTOM)
        right = int(Qt.AlignmentFlag.AlignRight | _BOTTOM)
        painter.drawText(columns.epoch(row), right, tr("Epoch"))
        painter.drawText(columns.words(row), left, tr("What happened"))
        for position in range(columns.first_figure, len(columns.headings)):
            painter.drawText(columns.figure(row, position), right, columns.headings[position])

    @Slot()
    def _on_arranged(self) -> None:
        self.setFixedHeight(self._view.columns.heading_height)
        self.update()


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
        headings = Headings(self.view, theme)
        self._pages.addWidget(holding(column(headings, self.view, gap=0, fills=self.view)))
        run.begun.connect(self.refresh)
        run.appended.connect(self._on_run_appended)

    @Slot()
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

    @Slot(tuple)
    def _on_run_appended(self, _events: tuple[Event, ...]) -> None:
        log = self._run.log
        if log is not None and (self.model.log is not log or self.model.rowCount() < len(log)):
            self.refresh()

    @Slot()
    def _on_waited(self) -> None:
        if self.isVisible():
            self.view.refresh()
