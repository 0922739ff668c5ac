"""A caption of a few lines: wrapped between words, elided at its end, whole under the pointer."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.formats import hint
from desktop.theme import Theme
from desktop.widgets.labels import Caption
from desktop.widgets.row_painting import wrapped

MOST_LINES = 3


class WrappedCaption(Caption):
    """Words that wrap within the width there is, on up to `most_lines` lines; what has no room is
    elided, and said whole under the pointer.
    """

    def __init__(
        self, theme: Theme, most_lines: int = MOST_LINES, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "", parent)
        self._most_lines = most_lines
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def shown_lines(self) -> list[str]:
        """The words as there is room for them, line by line."""
        return wrapped(self.text(), self.font(), self.contentsRect().width(), self._most_lines)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleDescription(text)
        self._explain()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return (
            max(len(wrapped(self.text(), self.font(), width, self._most_lines)), 1)
            * self.fontMetrics().lineSpacing()
        )

    def sizeHint(self) -> QSize:
        return QSize(0, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        metrics = self.fontMetrics()
        lines, area = self.shown_lines, QRectF(self.contentsRect())
        free = area.height() - len(lines) * metrics.lineSpacing()
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            free /= 2
        elif self.alignment() & Qt.AlignmentFlag.AlignTop:
            free = 0
        place = QPointF(area.left(), area.top() + round(free) + metrics.ascent())
        for line in lines:
            painter.drawText(place, line)
            place += QPointF(0, metrics.lineSpacing())

    def _explain(self) -> None:
        is_whole = " ".join(self.shown_lines).split() == self.text().split()
        self.setToolTip("" if is_whole else hint(self.text()))
