"""How the parts of the inspector stand: one below the other, or closer where the window is low."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QStyle, QVBoxLayout, QWidget

from desktop.theme import SPACE, sized
from desktop.widgets.inspected_picture import InspectedPicture
from desktop.widgets.probability_bars import ProbabilityBars
from nncore.array_types import IMAGE_SIDE

_LOW, _MIDDLE = 38, 46
"""Below so many lines of text, bars stand beside the picture; the picture is smaller."""

_SIDES = range(4 * IMAGE_SIDE, 9 * IMAGE_SIDE, IMAGE_SIDE)
"""Of a picture that has bars beside it, in pixels."""

_SHARE = 0.4
"""Of the height that such a picture takes at the most."""

_MIDDLE_SIDE, _LARGEST = 7 * IMAGE_SIDE, 9 * IMAGE_SIDE
_LIMITLESS = 16_777_215


class InspectorColumn(QWidget):
    """In a high window, top to bottom: what it is, its story, the picture, buttons, what they
    found, the bars. In a low one the bars stand beside the picture, and the story last: so that
    picture, bars, buttons and the first words of an explanation are in sight together.

    titles, story, buttons, found: the widgets of these parts.
    """

    def __init__(
        self,
        titles: Sequence[QWidget],
        story: Sequence[QWidget],
        picture: InspectedPicture,
        buttons: Sequence[QWidget],
        found: Sequence[QWidget],
        bars: ProbabilityBars,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._story, self._picture, self._bars = story, picture, bars
        self._titles = len(titles)
        self._is_low = False
        self._bars_font = bars.font()
        self._beside = QHBoxLayout()
        self._beside.setSpacing(SPACE)
        self._beside.addWidget(picture)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE)
        for each in (*titles, *story):
            self._column.addWidget(each)
        self._column.addLayout(self._beside)
        self._column.addLayout(_row(buttons))
        for each in (*found, bars):
            self._column.addWidget(each)
        self._column.addStretch(1)

    def fit(self, width: int, height: int) -> None:
        """Arrange the parts for so many pixels."""
        lines = height / ceil(QFontMetricsF(self.font()).lineSpacing())
        if (lines < _LOW) != self._is_low:
            self._is_low = lines < _LOW
            self._arrange()
        if not self._is_low:
            most = _MIDDLE_SIDE if lines < _MIDDLE else _LARGEST
            self._picture.setMinimumSize(0, 0)
            self._picture.setMaximumSize(_LIMITLESS, most)
            return
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        beside = width - self._bars.least_width - bar - 2 * SPACE
        room = min(beside, height * _SHARE)
        side = max((each for each in _SIDES if each <= room), default=_SIDES.start)
        self._picture.setFixedSize(side, side)
        self._bars.setMaximumHeight(max(side, self._bars.minimumSizeHint().height()))

    def _arrange(self) -> None:
        for each in (*self._story, self._bars):
            self._column.removeWidget(each)
        if self._is_low:
            self._beside.addWidget(self._bars, 1)
            self._beside.setAlignment(self._picture, Qt.AlignmentFlag.AlignTop)
            self._beside.setAlignment(self._bars, Qt.AlignmentFlag.AlignTop)
            self._bars.setFont(sized(self._bars_font, 0.85))
            self._bars.setMinimumWidth(self._bars.least_width)
        else:
            self._beside.removeWidget(self._bars)
            self._beside.setAlignment(self._picture, Qt.AlignmentFlag(0))
            self._column.insertWidget(self._last, self._bars)
            self._bars.setFont(self._bars_font)
            self._bars.setMinimumWidth(0)
            self._bars.setMaximumHeight(_LIMITLESS)
        first = self._last if self._is_low else self._titles
        for place, each in enumerate(self._story, first):
            self._column.insertWidget(place, each)

    @property
    def _last(self) -> int:
        """The place above the empty room at the bottom."""
        return self._column.count() - 1


def _row(buttons: Sequence[QWidget]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACE // 4)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
