"""The list of lines under its headings: it follows the newest until somebody scrolls, and gives its
lines to copy.
"""

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QListView, QWidget

from desktop.theme import Theme
from desktop.train.epoch_log import wording
from desktop.train.epoch_log.line_delegate import Columns, LineDelegate
from desktop.train.epoch_log.model import EpochLogModel
from desktop.translation import tr

_BOTTOM = Qt.AlignmentFlag.AlignBottom


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
        self._theme = theme
        self._delegate = LineDelegate(model, theme, Columns(self.font(), 0), self)
        self.setObjectName("epoch_log_list")
        self.setAccessibleName(tr("What happened, epoch by epoch"))
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self._be_quiet()
        self._add_actions()
        self.doubleClicked.connect(self._on_opened)
        theme.changed.connect(self._on_theme_changed)

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
        self._wear()

    def _add_actions(self) -> None:
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for text, keys, slot in (
            (tr("&Copy"), QKeySequence.StandardKey.Copy, self._on_copy),
            (tr("Select &all"), QKeySequence.StandardKey.SelectAll, self._on_select_all),
            (tr("&Mistakes of this epoch"), QKeySequence(Qt.Key.Key_Return), self._on_opened),
        ):
            action = QAction(text, self)
            action.setShortcut(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    def _wear(self) -> None:
        # it lies on the page, not on paper of its own
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Base, palette.color(QPalette.ColorRole.Window))
        self.setPalette(palette)

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

    @Slot()
    def _on_select_all(self) -> None:
        self.selectAll()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._wear()
        self.viewport().update()


class Headings(QWidget):
    """Small words in the list's own columns."""

    def __init__(self, view: EpochLogView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._theme = theme
        view.arranged.connect(self._on_arranged)
        theme.changed.connect(self._on_theme_changed)
        self._on_arranged()

    def paintEvent(self, _event: QPaintEvent) -> None:
        columns = self._view.columns
        row = QRect(0, 0, self.width(), columns.heading_height - 2)
        painter = QPainter(self)
        painter.setFont(columns.heading_font)
        painter.setPen(self._theme.muted)
        painter.drawText(
            columns.epoch(row), int(Qt.AlignmentFlag.AlignRight | _BOTTOM), tr("Epoch")
        )
        words = int(Qt.AlignmentFlag.AlignLeft | _BOTTOM)
        painter.drawText(columns.words(row), words, tr("What happened"))
        for position, heading in enumerate(columns.headings):
            if position < columns.first_figure:
                continue
            figure = columns.figure(row, position)
            painter.drawText(figure, int(Qt.AlignmentFlag.AlignRight | _BOTTOM), heading)

    @Slot()
    def _on_arranged(self) -> None:
        self.setFixedHeight(self._view.columns.heading_height)
        self.update()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()
