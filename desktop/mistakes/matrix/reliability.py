"""The reliability curve: how often a network is right when it says that it is so and so sure."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop import formats
from desktop.formats import hint
from desktop.mistakes.examples import UNNAMED, ComparedNames
from desktop.theme import SPACE, Theme, sized
from desktop.translation import tr, tr_count
from nncore.evaluation import ReliabilityBin

_TITLE = tr("Is it right as often as it is sure?")
_ACROSS, _UP = tr("how sure it says it is"), tr("how often it is right")
_OURS, _THEIRS = tr("this network"), tr("the other network")
_WHAT = tr("How often the network is right when it says that it is so and so sure.")
_BELOW = tr("Below the line it is surer than it should be, above it less sure.")
_TICKS = (0.0, 0.5, 1.0)
_DOT = 3.0
_SURE = 20
"""Images in a bin from which on its dot is full: fewer say little."""

_HOLLOW = tr("a hollow point: fewer than {sure} images", sure=_SURE)
_SAMPLE = 22
"""Pixels of a line in the legend."""

_LEAST_SIDE = 110
"""Pixels of the plot, at the least: as long as the words beside it."""

_LEFT, _CENTRE = int(Qt.AlignmentFlag.AlignLeft), int(Qt.AlignmentFlag.AlignHCenter)


class ReliabilityCurve(QWidget):
    """Confidence across, accuracy up; on the diagonal a network is as good as it says.

    In a comparison the other network's curve is dashed.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reliability_curve")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # so that who has no mouse can scroll to it
        self._theme = theme
        self._bins: Sequence[ReliabilityBin] = ()
        self._rival: Sequence[ReliabilityBin] = ()
        self._theirs = _THEIRS
        self.setFont(sized(self.font(), 0.85))
        self.show_bins([])
        theme.changed.connect(self._on_theme_changed)

    def show_bins(
        self,
        bins: Sequence[ReliabilityBin],
        rival: Sequence[ReliabilityBin] = (),
        names: ComparedNames = UNNAMED,
    ) -> None:
        """Show these bins. rival: those of the other network; empty where nothing is compared.
        names: of both.
        """
        self._bins, self._rival = bins, rival
        self._theirs = names.moment or _THEIRS
        told = _in_words(bins)
        if rival:
            told = tr(
                "This network: {told}. {theirs}: {problem}",
                told=told,
                theirs=self._theirs.capitalize(),
                problem=_in_words(rival),
            )
        self.setAccessibleName(
            tr("Reliability curve: {told}", told=told) if told else tr("Reliability curve")
        )
        self.setToolTip(hint(f"{_WHAT} {_BELOW}") if told else "")
        self.update()

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint() + QSize(0, 60)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, _LEAST_SIDE + 6 * self._line + 2 * SPACE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self._area
        self._paint_legend(painter)
        self._paint_axes(painter, area)
        self._paint_curve(painter, area, self._rival, self._theme.muted, is_dashed=True)
        self._paint_curve(painter, area, self._bins, self._theme.training, is_dashed=False)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.training, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(-2, -2, 2, 2))

    @property
    def _line(self) -> int:
        return QFontMetrics(self.font()).height() + 2

    @property
    def _legend_lines(self) -> int:
        """One for the title, one for hollow points, in a comparison one for the curves."""
        return 3 if self._rival else 2

    @property
    def _area(self) -> QRectF:
        line = self._line
        left = line + self.fontMetrics().horizontalAdvance(formats.accuracy(1.0, 0)) + SPACE
        top = self._legend_lines * line + 2 * SPACE
        room = QRectF(self.rect()).adjusted(left, top, -2 * SPACE, -2 * line - 4)
        side = min(room.width(), room.height())
        return QRectF(room.left(), room.top(), side, side)

    def _paint_legend(self, painter: QPainter) -> None:
        line, width = self._line, self.width()
        painter.setPen(self._theme.text)
        painter.drawText(QRectF(0, 0, width, line), _LEFT, _TITLE)
        painter.setPen(self._theme.muted)
        last = (self._legend_lines - 1) * line
        painter.drawText(QRectF(0, last, width, line), _LEFT, f"○ {_HOLLOW}")
        if not self._rival:
            return
        left, middle = 0.0, 1.5 * line
        for words, colour in ((_OURS, self._theme.training), (self._theirs, self._theme.muted)):
            painter.setPen(_pen(colour, is_dashed=words == self._theirs))
            painter.drawLine(QPointF(left, middle), QPointF(left + _SAMPLE, middle))
            left += _SAMPLE + SPACE / 2
            painter.setPen(self._theme.muted)
            painter.drawText(QRectF(left, line, width, line), _LEFT, words)
            left += self.fontMetrics().horizontalAdvance(words) + 2 * SPACE

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QPen(self._theme.line, 1))
        painter.drawRect(area)
        painter.drawLine(area.bottomLeft(), area.topRight())
        painter.setPen(self._theme.muted)
        line = self._line
        for tick in _TICKS:
            text, at = formats.accuracy(tick, 0), _place(area, tick, tick)
            beside = QRectF(0, at.y() - line / 2, area.left() - SPACE / 2, line)
            if tick:
                painter.drawText(beside, int(Qt.AlignmentFlag.AlignRight), text)
            painter.drawText(QRectF(at.x() - 40, area.bottom() + 2, 80, line), _CENTRE, text)
        half = max(area.width(), _LEAST_SIDE)  # words may be longer than the plot
        middle = area.center()
        below = QRectF(middle.x() - half, area.bottom() + line + 2, 2 * half, line)
        painter.drawText(below, _CENTRE, _ACROSS)
        painter.save()
        painter.translate(0, middle.y())
        painter.rotate(-90)
        painter.drawText(QRectF(-half, 0, 2 * half, line), _CENTRE, _UP)
        painter.restore()

    def _paint_curve(
        self,
        painter: QPainter,
        area: QRectF,
        bins: Sequence[ReliabilityBin],
        colour: QColor,
        *,
        is_dashed: bool,
    ) -> None:
        points = [_place(area, each.confidence, each.accuracy) for each in bins]
        painter.setPen(_pen(colour, is_dashed=is_dashed))
        painter.drawPolyline(points)
        painter.setPen(_pen(colour, is_dashed=False))
        for each, point in zip(bins, points, strict=True):
            painter.setBrush(colour if each.count >= _SURE else self._theme.paper)
            painter.drawEllipse(point, _DOT, _DOT)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()


def _in_words(bins: Sequence[ReliabilityBin]) -> str:
    return "; ".join(
        tr_count(
            "{confidence} sure, {accuracy} right, {count} image",
            "{confidence} sure, {accuracy} right, {count} images",
            each.count,
            confidence=formats.percent(each.confidence),
            accuracy=formats.accuracy(each.accuracy, 0),
        )
        for each in bins
    )


def _pen(colour: QColor, *, is_dashed: bool) -> QPen:
    return QPen(colour, 1.5, Qt.PenStyle.DashLine if is_dashed else Qt.PenStyle.SolidLine)


def _place(area: QRectF, confidence: float, accuracy: float) -> QPointF:
    return QPointF(
        area.left() + confidence * area.width(), area.bottom() - accuracy * area.height()
    )
