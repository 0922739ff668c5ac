"""The legend above the plots: its entries, which of them fit, and the row that shows them."""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import SPACE, Theme
from desktop.train.plots.style import Style

_SWATCH = 18
"""Pixels that a sample of a line is wide."""

_GAP = 2 * SPACE
_LEAST_WORDS = 48
"""Pixels that are left of words that give way."""


class Sample(Enum):
    """How a line is drawn, and what it says."""

    MEAN = "training"
    RANGE = "each step"
    VALIDATION = "validation"
    OVERLAY = "another run"


class LegendEntry(NamedTuple):
    """A word, a sample, more words and a figure, each of them optional.

    room: the widest figure to come, so that nothing moves when it changes. rank: what has a higher
    one is left out first. gives_way: whether its words may be cut short before that.
    """

    label: str = ""
    sample: Sample | None = None
    colour: int = 0
    words: str = ""
    figure: str = ""
    room: str = ""
    rank: int = 0
    gives_way: bool = False

    @property
    def text(self) -> str:
        """What it says, without the sample."""
        return " ".join(part for part in (self.label, self.words, self.figure) if part)

    def width(self, metrics: QFontMetricsF) -> float:
        """Pixels that it takes."""
        parts = [metrics.horizontalAdvance(each) for each in (self.label, self.words) if each]
        if self.sample is not None:
            parts.append(_SWATCH)
        if self.figure or self.room:
            widest = max(self.figure, self.room, key=metrics.horizontalAdvance)
            parts.append(metrics.horizontalAdvance(widest))
        return sum(parts) + SPACE / 2 * max(0, len(parts) - 1)


def fitting(slots: Sequence[LegendEntry], room: float, metrics: QFontMetricsF) -> list[LegendEntry]:
    """Those of the slots that fit side by side, their words cut short where that helps."""
    left = list(slots)
    while left:
        excess = _width(left, metrics) - room
        if excess <= 0:
            return left
        soft = [slot for slot in left if slot.gives_way]
        spare = sum(max(0.0, _words(slot, metrics) - _LEAST_WORDS) for slot in soft)
        if spare >= excess:
            return [_cut(slot, excess / spare, metrics) if slot in soft else slot for slot in left]
        left.remove(max(reversed(left), key=_rank))
    return left


def paint_slots(
    painter: QPainter, area: QRectF, slots: Sequence[LegendEntry], style: Style
) -> None:
    """Paint slots that fit, from the left, in the middle of the area's height."""
    painter.setFont(style.small)
    x = area.left()
    for slot in slots:
        _paint(
            painter, QRectF(x, area.top(), slot.width(style.metrics), area.height()), slot, style
        )
        x += slot.width(style.metrics) + _GAP


def _paint(painter: QPainter, area: QRectF, slot: LegendEntry, style: Style) -> None:
    x = _write(painter, area, slot.label, style.muted)
    if slot.sample is not None:
        _paint_sample(painter, QRectF(x, area.top(), _SWATCH, area.height()), slot, style)
        x += _SWATCH + SPACE / 2
    area.setLeft(x)
    x = _write(painter, area, slot.words, style.muted)
    area.setLeft(x)
    _write(painter, area, slot.figure, style.text)


def _write(painter: QPainter, area: QRectF, text: str, colour: QColor) -> float:
    """Write at the left of an area; returns where the next part begins."""
    if not text:
        return area.left()
    painter.setPen(colour)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(area, flags | Qt.TextFlag.TextDontClip, text)
    return area.left() + QFontMetricsF(painter.font()).horizontalAdvance(text) + SPACE / 2


def _paint_sample(painter: QPainter, area: QRectF, slot: LegendEntry, style: Style) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = area.center().y()
    left, right = QPointF(area.left() + 1, middle), QPointF(area.right() - 1, middle)
    match slot.sample:
        case Sample.RANGE:
            painter.fillRect(QRectF(area.left(), middle - 5, _SWATCH, 10), style.raw)
        case Sample.MEAN:
            painter.setPen(style.mean)
            painter.drawLine(left, right)
        case Sample.OVERLAY:
            painter.setPen(style.overlay_mean(slot.colour))
            painter.drawLine(left, right)
        case _:
            painter.setPen(style.validation_line)
            painter.drawLine(left, right)
            painter.setPen(style.rim)
            painter.setBrush(style.validation)
            painter.drawEllipse(area.center(), 4, 4)


def _width(slots: Sequence[LegendEntry], metrics: QFontMetricsF) -> float:
    return sum(slot.width(metrics) for slot in slots) + _GAP * (len(slots) - 1)


def _words(slot: LegendEntry, metrics: QFontMetricsF) -> float:
    return metrics.horizontalAdvance(slot.words)


def _cut(slot: LegendEntry, share: float, metrics: QFontMetricsF) -> LegendEntry:
    """The slot with words so much shorter, of what they can spare."""
    width = _words(slot, metrics)
    room = width - max(0.0, width - _LEAST_WORDS) * share
    if room >= width:
        return slot
    return slot._replace(words=metrics.elidedText(slot.words, Qt.TextElideMode.ElideRight, room))


def _rank(slot: LegendEntry) -> int:
    return slot.rank


_LEAST_WIDTH = 120


class LegendRow(QWidget):
    """What slots say, side by side at places that stay."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._theme = theme
        self._style = Style(theme, self.font())
        self._slots: tuple[LegendEntry, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    @property
    def text(self) -> str:
        """Everything that the slots say, whether there is room for it or not."""
        return " · ".join(slot.text for slot in self._slots if slot.text)

    @property
    def shown_text(self) -> str:
        """What there is room for."""
        return " · ".join(slot.text for slot in self._fitting if slot.text)

    def say(self, new_slots: Sequence[LegendEntry]) -> None:
        """Show these slots from now on."""
        if tuple(new_slots) != self._slots:
            self._slots = tuple(new_slots)
            self.setAccessibleDescription(self.text)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, self._style.line_height + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_slots(painter, QRectF(self.rect()), self._fitting, self._style)

    @property
    def _fitting(self) -> list[LegendEntry]:
        return fitting(self._slots, self.width(), self._style.metrics)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._style = Style(self._theme, self.font())
        self.update()
