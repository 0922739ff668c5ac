"""Pictures that cards are put together from: kept for the next paint, and made before it."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import chain
from time import perf_counter

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QPainter, QPixmap

_KEPT = 1_024
"""Pictures to keep; of words there may be a few for every card in sight."""

_SLICE = 0.002
"""Seconds of work at a time, between which everything else has its turn."""


class PixmapCache:
    """Small pictures that many cards have in common, as words and signs, by key: painted once, then
    only put in place. Writing a word takes ten times as long as putting a picture of it.

    Of too many, the oldest are forgotten.
    """

    def __init__(self) -> None:
        self._pixmaps: dict[Hashable, QPixmap] = {}

    def __len__(self) -> int:
        return len(self._pixmaps)

    def pixmap(
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
        """Forget all pictures, as when colours have changed."""
        self._pixmaps.clear()


class CardPrefetch(QObject):
    """Makes the pictures of the next cards before they come into sight, while there is time: a page
    of new cards takes most of a frame otherwise.

    prepare: makes the pictures of a row's card.
    """

    def __init__(self, prepare: Callable[[int], None], parent: QObject) -> None:
        super().__init__(parent)
        self._prepare = prepare
        self._expected: frozenset[int] = frozenset()
        self._waiting: Iterator[int] = iter(())
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_idle)

    @property
    def is_busy(self) -> bool:
        """Whether there are cards to make."""
        return self._timer.isActive()

    def expect(self, ranges: Iterable[range], *, last_first: bool) -> None:
        """Make the pictures of these rows next, instead of those that were expected before.

        last_first: begin with the last row.
        """
        rows = list(chain.from_iterable(ranges))
        if last_first:
            rows.reverse()
        new = [row for row in rows if row not in self._expected]
        if self.is_busy:
            new = rows  # of those that were expected before, some are not made yet
        self._expected = frozenset(rows)
        self._waiting = iter(new)
        if new:
            self._timer.start()

    def clear(self) -> None:
        """Expect nothing any more, as when the rows hold other images."""
        self._expected, self._waiting = frozenset(), iter(())
        self._timer.stop()

    @Slot()
    def _on_idle(self) -> None:
        end = perf_counter() + _SLICE
        for row in self._waiting:
            self._prepare(row)
            if perf_counter() > end:
                return
        self._timer.stop()


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
