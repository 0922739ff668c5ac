"""Drawers below a page: one of them open at a time, or none; a row of words opens them."""

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.theme import SPACE
from desktop.translation import tr
from desktop.widgets.buttons import PaneAction
from desktop.widgets.scrolling import ScrollColumn

_SHARE = 0.4
"""The part of the height that a drawer takes, until somebody moves its edge."""

_LEAST = 184
_LEAST_LINES = 10
"""Pixels, and lines, that a drawer needs."""


class Drawers(QWidget):
    """What stands above, and the drawers below it. `opened`: the name of the open one, or "".

    pane_actions: what opens and closes each of them from a menu.
    """

    opened = Signal(str)

    def __init__(self, above: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, QToolButton] = {}
        self.pane_actions: list[PaneAction] = []
        self._chosen: str | None = None
        self._stack = QStackedWidget()
        self._least = max(_LEAST, _LEAST_LINES * self.fontMetrics().lineSpacing())
        self._stack.setMinimumHeight(self._least)
        self._stack.hide()
        self._splitter = _Splitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(SPACE)
        self._splitter.addWidget(above)
        self._splitter.addWidget(self._stack)
        self._splitter.splitterMoved.connect(self._on_splitter_moved)
        self._splitter.resized.connect(self._on_splitter_resized)
        self._scroll = ScrollColumn(self._splitter)
        self._is_open = self._follows = False
        self._scroll.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self._scroll.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._share = _SHARE
        self._row = QHBoxLayout()
        self._row.setSpacing(2 * SPACE)
        self._row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.addWidget(self._scroll, 1)
        layout.addLayout(self._row)

    def add(self, name: str, title: str, drawer: QWidget) -> None:
        """Add a drawer under a word that opens and closes it."""
        button = QToolButton(autoRaise=True)
        button.setText(title)
        button.setCheckable(True)
        button.setObjectName(f"{name}_toggle")
        button.setAccessibleName(tr("{title}, drawer", title=title))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setArrowType(Qt.ArrowType.RightArrow)
        button.clicked.connect(self._on_clicked)
        self._row.insertWidget(self._row.count() - 1, button)
        self._buttons[name] = button
        self._stack.addWidget(drawer)
        self.pane_actions.append(PaneAction(title, button, drawer))

    def open(self, name: str) -> None:
        """Open one drawer and close the others; "" closes them all."""
        for position, (each, button) in enumerate(self._buttons.items()):
            button.setChecked(each == name)
            arrow = Qt.ArrowType.DownArrow if each == name else Qt.ArrowType.RightArrow
            button.setArrowType(arrow)
            if each == name:
                self._stack.setCurrentIndex(position)
        # a drawer that says how much it needs is scrolled to where there is less, not squeezed
        drawer = self._stack.currentWidget()
        asked = drawer.minimumHeight() if name and drawer is not None else 0
        self._stack.setMinimumHeight(max(self._least, asked))
        self._stack.setVisible(bool(name))
        self._share_height()
        self._is_open = self._follows = bool(name)
        self._follow_drawer()
        self.opened.emit(name)

    def state(self) -> dict[str, Any]:
        """The drawer that a person left open, "" for none; nothing while nobody chose."""
        return {} if self._chosen is None else {"open": self._chosen}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as `state` said; a drawer that is not there is ignored."""
        name = state.get("open")
        if isinstance(name, str) and name in ("", *self._buttons):
            self._chosen = name
            self.open(name)

    @property
    def words_height(self) -> int:
        """Pixels that the words need which open the drawers."""
        return self._row.sizeHint().height() + SPACE // 2

    @property
    def least_height(self) -> int:
        """Pixels that the open drawer needs, with the words that open it."""
        return self._stack.minimumHeight() + self._splitter.handleWidth() + self.words_height

    def _share_height(self) -> None:
        """A drawer takes its part of the height, whatever the window's."""
        height = self._splitter.height()
        drawer = max(self._stack.minimumHeight(), round(height * self._share))
        self._splitter.setSizes([height - drawer, drawer])

    @Slot()
    def _on_splitter_moved(self) -> None:
        above, drawer = self._splitter.sizes()
        self._share = drawer / max(1, above + drawer)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._row.setSpacing(2 * SPACE)
        if self._row.minimumSize().width() > self.width():
            self._row.setSpacing(0)  # the words have room around them as it is

    @Slot()
    def _on_splitter_resized(self) -> None:
        self._share_height()

    def _follow_drawer(self) -> None:
        """In a low window, what was opened comes before what stands above it."""
        if self._is_open and self._follows:
            bar = self._scroll.verticalScrollBar()
            bar.setValue(bar.maximum())

    @Slot()
    def _on_range_changed(self) -> None:
        self._follow_drawer()

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        self._follows = value == self._scroll.verticalScrollBar().maximum()

    @Slot()
    def _on_clicked(self) -> None:
        clicked = self.sender()
        names = (name for name, button in self._buttons.items() if button is clicked)
        name = next(names)
        self._chosen = name if self._buttons[name].isChecked() else ""
        self.open(self._chosen)


class _Splitter(QSplitter):
    """A splitter that tells when it was resized, and takes any width."""

    resized = Signal()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()
