"""A column that scrolls where it is given less height than it needs, and only there."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.theme import SPACE


class ScrollColumn(QScrollArea):
    """A widget as wide as there is room, and as high as there is room, or as it needs at least.

    Unlike a plain scroll area, which scrolls as soon as there is less than the widget wishes for.
    gap: pixels between the widget and its scroll bar.
    """

    def __init__(
        self, content: QWidget, parent: QWidget | None = None, *, gap: int = SPACE
    ) -> None:
        super().__init__(parent)
        self._content = content
        self._gap = gap
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab would stop there, and show nothing
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint()
        width = self._content.minimumSizeHint().width() + self._gap + bar.width()
        return QSize(width, bar.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        room = self.maximumViewportSize()
        width = min(room.width(), self._content.maximumWidth())
        if self._needed_height(width) > room.height():
            bar = self.verticalScrollBar().sizeHint().width()
            width = min(room.width() - bar - self._gap, self._content.maximumWidth())
        self._content.resize(width, max(room.height(), self._needed_height(width)))

    def _needed_height(self, width: int) -> int:
        layout = self._content.layout()
        if layout is not None and layout.hasHeightForWidth():
            return layout.minimumHeightForWidth(width)
        return self._content.minimumSizeHint().height()
