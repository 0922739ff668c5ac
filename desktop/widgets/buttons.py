"""Two buttons that styles do not have: the one accent action of a screen, and an action as a link.

They are painted alike on every platform, and know nothing of what they do.
"""

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.theme import SPACE, Theme, sized

_RADIUS = 4.0


class AccentButton(QPushButton):
    """Filled with the accent colour while it can be pressed, white text on it."""

    def __init__(self, text: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self.setMinimumHeight(4 * SPACE + 4)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self._on_theme_changed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ground)
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._ink, 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(area.adjusted(3, 3, -3, -3), 2, 2)
        painter.setPen(self._ink)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic
        painter.drawText(self.rect(), int(flags), self.text())

    @property
    def _ground(self) -> QColor:
        if not self.isEnabled():
            return self._theme.line
        if self.isDown():
            return self._theme.accent.darker(125)
        return self._theme.accent.darker(108) if self.underMouse() else self._theme.accent

    @property
    def _ink(self) -> QColor:
        return QColor("#FFFFFF") if self.isEnabled() else self._theme.muted

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()


class LinkButton(QPushButton):
    """Text in the link colour, underlined under the pointer; a button in all else."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFont(sized(self.font(), 0.95))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        text = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text())
        return text + QSize(SPACE // 2, SPACE // 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = self.font()
        font.setUnderline(self.underMouse() or self.hasFocus())
        painter.setFont(font)
        painter.setPen(self.palette().color(QPalette.ColorRole.Link))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), int(flags), self.text())
