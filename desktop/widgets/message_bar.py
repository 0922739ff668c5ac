"""What the window says without a dialog in the way: above the tabs what a person must know, and at
the bottom what is good to know for a while.
"""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStatusBar,
    QStyle,
    QStyleOption,
    QToolButton,
    QWidget,
)

from desktop.theme import SPACE
from desktop.translation import tr
from desktop.widgets.labels import PlainLabel


class MessageBar(QFrame):
    """Hidden until something is told; stays until it is closed or something newer comes.

    cancelled: somebody gave up the work that `tell_of_work` told of.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setAutoFillBackground(True)
        self._label = PlainLabel(wraps=True)
        self._label.setObjectName("notice_label")
        self._label.setMinimumWidth(1)  # a word without end must not force the window's width
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._is_of_work = False
        self._offer = QToolButton(autoRaise=True)
        self._offer.setObjectName("notice_offer_button")
        self._close = QToolButton(autoRaise=True)
        self._close.setObjectName("notice_close_button")
        self._close.clicked.connect(self._on_closed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._offer)
        layout.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """What was told last."""
        return self._label.text()

    @property
    def is_of_work(self) -> bool:
        """Whether it shows what is under way."""
        return self._is_of_work and not self.isHidden()

    @Slot(str)
    def tell(self, message: str) -> None:
        """Show a message in plain words, replacing an earlier one."""
        self._show(message, is_of_work=False)

    @Slot(str)
    def retract(self, message: str) -> None:
        """Hide a message that was told and holds no more; a newer one stays."""
        if message == self.text and not self._is_of_work:
            self.hide()

    def tell_of_work(self, message: str) -> None:
        """Show what is under way, with a way to give it up."""
        self._show(message, is_of_work=True)

    def offer(self, message: str, action: QAction) -> None:
        """Show a message, and beside it what can be done about it."""
        self._show(message, is_of_work=False)
        self._offer.setDefaultAction(action)
        self._offer.setAccessibleName(self._offer.text())
        self._offer.show()

    def withdraw(self, action: QAction) -> None:
        """Hide a message beside which this was offered, now that it is done; another one stays."""
        if not self._offer.isHidden() and self._offer.defaultAction() is action:
            self.hide()

    def _show(self, message: str, *, is_of_work: bool) -> None:
        self._is_of_work = is_of_work
        self._label.setText(message)
        self._offer.hide()
        self._close.setText(tr("Cancel") if is_of_work else tr("Dismiss"))
        self._close.setAccessibleName(tr("Cancel") if is_of_work else tr("Dismiss the message"))
        self.show()

    @Slot()
    def _on_closed(self) -> None:
        self.hide()
        if self._is_of_work:
            self.cancelled.emit()


class StatusBar(QStatusBar):
    """A label, and in its place messages that pass: Qt's own bar begins them left of it."""

    def __init__(self, label: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        label.setContentsMargins(2 * SPACE, 0, 0, 0)
        self.addWidget(label)

    def paintEvent(self, event: QPaintEvent) -> None:
        message = self.currentMessage()
        if not message:
            super().paintEvent(event)
            return
        painter, option = QPainter(self), QStyleOption()
        option.initFrom(self)
        panel = QStyle.PrimitiveElement.PE_PanelStatusBar
        self.style().drawPrimitive(panel, option, painter, self)
        left = self._label.x() + self._label.contentsMargins().left()
        room = self.rect().adjusted(left, 0, -left, 0)
        text = painter.fontMetrics().elidedText(message, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        painter.drawText(room, flags, text)
