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
    """How a line is drawn, by the name that its curve has."""

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


def fitting(
    entries: Sequence[LegendEntry], room: float, metrics: QFontMetricsF
) -> list[LegendEntry]:
    """Those of the entries that fit side by side, their words cut short where that helps."""
    left = list(entries)
    while left:
        excess = _width(left, metrics) - room
        if excess <= 0:
            return left
        soft = [entry for entry in left if entry.gives_way]
        spare = sum(max(0.0, _words(entry, metrics) - _LEAST_WORDS) for entry in soft)
        if spare >= excess:
            return [
                _cut(entry, excess / spare, metrics) if entry in soft else entry for entry in left
            ]
        left.remove(max(reversed(left), key=_rank))
    return left


def paint_entries(
    painter: QPainter, area: QRectF, entries: Sequence[LegendEntry], style: Style
) -> None:
    """Paint entries that fit, from the left, in the middle of the area's height."""
    painter.setFont(style.small)
    x = area.left()
    for entry in entries:
        _paint(
            painter, QRectF(x, area.top(), entry.width(style.metrics), area.height()), entry, style
        )
        x += entry.width(style.metrics) + _GAP


def _paint(painter: QPainter, area: QRectF, entry: LegendEntry, style: Style) -> None:
    x = _write(painter, area, entry.label, style.muted)
    if entry.sample is not None:
        _paint_sample(painter, QRectF(x, area.top(), _SWATCH, area.height()), entry, style)
        x += _SWATCH + SPACE / 2
    area.setLeft(x)
    x = _write(painter, area, entry.words, style.muted)
    area.setLeft(x)
    _write(painter, area, entry.figure, style.text)


def _write(painter: QPainter, area: QRectF, text: str, colour: QColor) -> float:
    """Write at the left of an area; returns where the next part begins."""
    if not text:
        return area.left()
    painter.setPen(colour)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(area, flags | Qt.TextFlag.TextDontClip, text)
    return area.left() + QFontMetricsF(painter.font()).horizontalAdvance(text) + SPACE / 2


def _paint_sample(painter: QPainter, area: QRectF, entry: LegendEntry, style: Style) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = area.center().y()
    left, right = QPointF(area.left() + 1, middle), QPointF(area.right() - 1, middle)
    match entry.sample:
        case Sample.RANGE:
            painter.fillRect(QRectF(area.left(), middle - 5, _SWATCH, 10), style.raw)
        case Sample.MEAN:
            painter.setPen(style.mean)
            painter.drawLine(left, right)
        case Sample.OVERLAY:
            painter.setPen(style.overlay_mean(entry.colour))
            painter.drawLine(left, right)
        case _:
            painter.setPen(style.validation_line)
            painter.drawLine(left, right)
            painter.setPen(style.rim)
            painter.setBrush(style.validation)
            painter.drawEllipse(area.center(), 4, 4)


def _width(entries: Sequence[LegendEntry], metrics: QFontMetricsF) -> float:
    return sum(entry.width(metrics) for entry in entries) + _GAP * (len(entries) - 1)


def _words(entry: LegendEntry, metrics: QFontMetricsF) -> float:
    return metrics.horizontalAdvance(entry.words)


def _cut(entry: LegendEntry, share: float, metrics: QFontMetricsF) -> LegendEntry:
    """The entry with words so much shorter, of what they can spare."""
    width = _words(entry, metrics)
    room = width - max(0.0, width - _LEAST_WORDS) * share
    if room >= width:
        return entry
    return entry._replace(words=metrics.elidedText(entry.words, Qt.TextElideMode.ElideRight, room))


def _rank(entry: LegendEntry) -> int:
    return entry.rank


_LEAST_WIDTH = 120


class LegendRow(QWidget):
    """What entries say, side by side at places that stay."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._theme = theme
        self._style = Style(theme, self.font())
        self._entries: tuple[LegendEntry, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    @property
    def text(self) -> str:
        """Everything that the entries say, whether there is room for it or not."""
        return " · ".join(entry.text for entry in self._entries if entry.text)

    @property
    def shown_text(self) -> str:
        """What there is room for."""
        return " · ".join(entry.text for entry in self._fitting if entry.text)

    def show_entries(self, entries: Sequence[LegendEntry]) -> None:
        """Show these entries from now on."""
        if tuple(entries) != self._entries:
            self._entries = tuple(entries)
            self.setAccessibleDescription(self.text)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, self._style.line_height + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_entries(painter, QRectF(self.rect()), self._fitting, self._style)

    @property
    def _fitting(self) -> list[LegendEntry]:
        return fitting(self._entries, self.width(), self._style.metrics)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._style = Style(self._theme, self.font())
        self.update()
