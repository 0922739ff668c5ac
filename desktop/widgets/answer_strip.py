"""A thin strip below a slider: what a network answers at each of its places, piece by piece."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.formats import hint
from desktop.theme import Theme, mixed, sized

_HEIGHT = 16
_MARK = 4
_NARROWEST = 3
"""Pixels of air on both sides of a digit, without which it is left away."""


@dataclass(frozen=True)
class Piece:
    """Places that follow each other and have one answer. first, last: the places, from 0 on.

    answer: a digit; None where no digit is known.
    """

    first: int
    last: int
    answer: int | None


def pieces_of(answers: Iterable[int | None]) -> list[Piece]:
    """The pieces of a row of answers, one for each place."""
    pieces = []
    for answer, places in groupby(enumerate(answers), key=_answer_of):
        numbers = [place for place, _ in places]
        pieces.append(Piece(numbers[0], numbers[-1], answer))
    return pieces


def _answer_of(placed: tuple[int, int | None]) -> int | None:
    return placed[1]


class AnswerStrip(QWidget):
    """One answer stands out by its colour, the others share another; grey with "?" is none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pieces: Sequence[Piece] = ()
        self._usual: int | None = None
        self._place, self._places = 0, 0
        self._ends = (0.0, 0.0)
        self.setFont(sized(self.font(), 0.8))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    @property
    def pieces(self) -> Sequence[Piece]:
        """What is shown; empty while nothing is known."""
        return self._pieces

    def show_pieces(
        self, pieces: Sequence[Piece], usual: int | None, told: str, *, places: int = 0
    ) -> None:
        """Show these, or nothing. usual: the answer that stands out. told: all of it in words.

        places: how many the slider has, where the last of them have no answer.
        """
        self._pieces, self._usual = pieces, usual
        self._places = places or (pieces[-1].last + 1 if pieces else 0)
        self.setToolTip(hint(told))
        self.setAccessibleDescription(told)
        self.update()

    @property
    def place(self) -> int:
        """What is marked."""
        return self._place

    def set_place(self, place: int) -> None:
        """Mark the place of the slider's handle."""
        self._place = place
        self.update()

    def set_ends(self, ends: tuple[float, float]) -> None:
        """Where the first and the last place are, in pixels."""
        if ends != self._ends:
            self._ends = ends
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, max(_HEIGHT, self.fontMetrics().height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 2, self._theme.line)
        if not self._pieces:
            return
        most = self._places - 1
        for piece in self._pieces:
            # the outer ones go on to the ends of the groove
            left = self._x(piece.first - 0.5, most) if piece.first else 0.0
            right = self._x(piece.last + 0.5, most) if piece.last < most else float(self.width())
            self._paint_piece(painter, QRectF(left, 0, right - left, self.height()), piece)
        self._paint_mark(painter, self._x(self._place, most))

    def _paint_piece(self, painter: QPainter, area: QRectF, piece: Piece) -> None:
        painter.fillRect(area, self._ground(piece))
        painter.fillRect(QRectF(area.right() - 1, 0, 1, area.height()), self._theme.ground)
        text = "?" if piece.answer is None else str(piece.answer)
        if area.width() >= painter.fontMetrics().horizontalAdvance(text) + _NARROWEST:
            painter.setPen(self._theme.muted if piece.answer is None else self._theme.text)
            # below the mark, which may stand there, too
            below = area.adjusted(0, _MARK / 2, 0, _MARK / 2)
            painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_mark(self, painter: QPainter, x: float) -> None:
        """A small wedge below the handle."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.text)
        corners = [QPointF(x - _MARK, 0), QPointF(x + _MARK, 0), QPointF(x, _MARK)]
        painter.drawPolygon(corners)

    def _ground(self, piece: Piece) -> QColor:
        if piece.answer is None:
            return self._theme.line
        is_usual = piece.answer == self._usual
        hue = self._theme.training if is_usual else self._theme.validation
        return mixed(self._theme.paper, hue, 0.4)

    def _x(self, place: float, most: int) -> float:
        """Where a place is, as the slider above has it."""
        low, high = self._ends
        return low + (high - low) * (place / most if most else 0.5)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()
