"""What the hand holds: a pen of some width, or an eraser."""

from PySide6.QtCore import QObject, Signal

from desktop.draw.ink.stroke import PEN_WIDTH

THINNEST, WIDEST = 0.03, 0.12
"""The pen's width as a share of the canvas's side."""

_ERASER = 1.5
"""How much wider the eraser is than the pen."""


class Tools(QObject):
    """The pen's width, and whether the eraser is taken instead."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pen_width = PEN_WIDTH
        self._is_erasing = False

    @property
    def pen_width(self) -> float:
        """Of new strokes, as a share of the canvas's side."""
        return self._pen_width

    @property
    def eraser_width(self) -> float:
        """As a share of the canvas's side; a wide pen comes with a wide eraser."""
        return _ERASER * self._pen_width

    @property
    def is_erasing(self) -> bool:
        """Whether the mouse, a finger and the pen's tip erase."""
        return self._is_erasing

    def set_pen_width(self, width: float) -> None:
        """Take another pen, of THINNEST to WIDEST."""
        width = min(max(width, THINNEST), WIDEST)
        if width != self._pen_width:
            self._pen_width = width
            self.changed.emit()

    def set_erasing(self, is_erasing: bool) -> None:
        """Take the eraser, or the pen again."""
        if is_erasing != self._is_erasing:
            self._is_erasing = is_erasing
            self.changed.emit()
