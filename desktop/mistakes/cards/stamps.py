"""Small pictures that many cards have in common: painted once, then only put in place.

Writing a word takes ten times as long as putting a picture of it.
"""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

_KEPT = 1_024
"""Pictures to keep; of words there may be a few for every card in sight."""


class Stamps:
    """Pictures by key; of too many, the oldest are forgotten."""

    def __init__(self) -> None:
        self._pixmaps: dict[Hashable, QPixmap] = {}

    def __len__(self) -> int:
        return len(self._pixmaps)

    def stamp(
        self,
        key: Hashable,
        size: QSize,
        ratio: float,
        paint: Callable[[QPainter], None],
        ground: QColor | Qt.GlobalColor = Qt.GlobalColor.transparent,
    ) -> QPixmap:
        """The picture of that key, `size` large on a screen of that device pixel ratio.

        paint: paints it where it is not there yet, upon `ground`; the key must tell all that the
        picture depends on but for size and ratio.
        """
        whole_key = (key, size.width(), size.height(), ratio)
        pixmap = self._pixmaps.get(whole_key)
        if pixmap is None:
            pixmap = self._pixmaps[whole_key] = _painted(size, ratio, paint, ground)
            if len(self._pixmaps) > _KEPT:
                del self._pixmaps[next(iter(self._pixmaps))]
        return pixmap

    def clear(self) -> None:
        """Forget all, as when the colours have changed."""
        self._pixmaps.clear()


def _painted(
    size: QSize,
    ratio: float,
    paint: Callable[[QPainter], None],
    ground: QColor | Qt.GlobalColor,
) -> QPixmap:
    pixmap = QPixmap((size.toSizeF() * ratio).toSize())
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(ground)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter)
    painter.end()
    return pixmap
