"""Words on the canvas: what can be done while it is empty, and where a picture came from."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from desktop.theme import SPACE, Theme, sized

_HINT = "Draw a digit here"
_DROP_HINT = "Drop the picture"


def paint_hint(
    painter: QPainter, paper: QRectF, theme: Theme, font: QFont, *, is_drop_target: bool
) -> None:
    """Say in the middle what an empty canvas is for."""
    painter.setPen(theme.muted)
    painter.setFont(sized(font, 1.2))
    words = _DROP_HINT if is_drop_target else _HINT
    painter.drawText(paper, Qt.AlignmentFlag.AlignCenter, words)


def paint_origin(painter: QPainter, paper: QRectF, theme: Theme, font: QFont, origin: str) -> None:
    """Say in a corner where a picture came from."""
    painter.setPen(theme.muted)
    painter.setFont(sized(font, 0.85))
    room = paper.adjusted(SPACE, SPACE, -SPACE, -SPACE)
    words = painter.fontMetrics().elidedText(
        origin, Qt.TextElideMode.ElideMiddle, int(room.width())
    )
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
    painter.drawText(room, int(flags | Qt.TextFlag.TextSingleLine), words)
