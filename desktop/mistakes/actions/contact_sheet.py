"""Images as a contact sheet: a picture of their cards, under a line that says whose they are."""

from dataclasses import dataclass
from math import ceil, sqrt

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter

from desktop.mistakes.actions import wording
from desktop.mistakes.actions.exported_images import ExportedImages
from desktop.mistakes.cards.card_signs import paint_mark
from desktop.mistakes.examples import Example
from desktop.theme import SPACE, Theme
from desktop.widgets.images import to_inked_image
from desktop.workspace.jobs import Progress
from nncore.epoch_predictions import NO_PREDICTION

MOST_CARDS = 1_000
"""On one sheet; of more images, the first."""

_SIDE = 84
"""Pixels of a digit: three for each of its own."""

_CARD = QRect(0, 0, _SIDE + 2 * SPACE, _SIDE + 4 * SPACE)
_GAP, _MARGIN = SPACE, 3 * SPACE
_FEWEST_COLUMNS = 7
"""So that there is room for the title."""

_TITLE, _ABOUT, _CAPTION = 20, 14, 15
"""Sizes of letters, in pixels."""

_HEADING = _TITLE + _ABOUT + 4 * SPACE
_CARDS_BETWEEN_WORDS = 50
"""Of progress."""


@dataclass(frozen=True)
class SheetStyle:
    """Colours of a sheet, and a font in Qt's words: a font itself is not for two threads."""

    ground: QColor
    paper: QColor
    ink: QColor
    line: QColor
    text: QColor
    muted: QColor
    wrong: QColor
    ribbon: QColor
    font: str

    @classmethod
    def of(cls, theme: Theme, font: QFont) -> "SheetStyle":
        """As the theme is at this moment."""
        return cls(
            theme.ground,
            theme.paper,
            theme.ink,
            theme.line,
            theme.text,
            theme.muted,
            theme.wrong,
            theme.accent,
            font.toString(),
        )

    def sized(self, pixels: int, *, bold: bool = False) -> QFont:
        """The font in a size; call it in the thread that paints."""
        font = QFont()
        font.fromString(self.font)
        font.setPixelSize(pixels)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font


def contact_sheet(exported: ExportedImages, style: SheetStyle, progress: Progress) -> QImage:
    """The sheet of the first `MOST_CARDS` images; a thousand take a second, in a working thread."""
    rows = exported.rows[:MOST_CARDS]
    columns = max(_FEWEST_COLUMNS, ceil(sqrt(len(rows))))
    lines = ceil(len(rows) / columns)
    across, down = _CARD.width() + _GAP, _CARD.height() + _GAP
    width = 2 * _MARGIN + columns * across - _GAP
    height = 2 * _MARGIN + _HEADING + lines * down - _GAP
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(style.ground)
    painter = QPainter(image)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
    )
    try:
        _paint_heading(painter, exported, style, width - 2 * _MARGIN)
        for place, row in enumerate(rows.tolist()):
            if place % _CARDS_BETWEEN_WORDS == 0:
                progress(place / len(rows))
            line, column = divmod(place, columns)
            corner = QPoint(_MARGIN + column * across, _MARGIN + _HEADING + line * down)
            pixels = to_inked_image(exported.examples.split.images[row], style.ink, style.paper)
            _paint_card(painter, corner, pixels, exported.examples.example(row), style)
    finally:
        painter.end()  # also of one that was given up: an image must outlive its painter
    return image


def _paint_heading(
    painter: QPainter, exported: ExportedImages, style: SheetStyle, room: int
) -> None:
    top = _MARGIN
    for words, size, colour in (
        (wording.sheet_title(exported.title, len(exported.rows), MOST_CARDS), _TITLE, style.text),
        (exported.about, _ABOUT, style.muted),
    ):
        font = style.sized(size, bold=size == _TITLE)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(colour)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(_MARGIN, top + metrics.ascent(), shown)
        top += size + SPACE


def _paint_card(
    painter: QPainter, corner: QPoint, pixels: QImage, example: Example, style: SheetStyle
) -> None:
    painter.save()
    painter.translate(corner)
    painter.setPen(style.line)
    painter.setBrush(style.paper)
    painter.drawRoundedRect(_CARD.adjusted(0, 0, -1, -1), 6, 6)
    painter.drawImage(QRect(SPACE, SPACE, _SIDE, _SIDE), pixels)
    answer = "?" if example.predicted == NO_PREDICTION else str(example.predicted)
    left, baseline = SPACE + SPACE // 2, _CARD.height() - SPACE - SPACE // 2
    for words, colour, is_bold in (
        (str(example.truth), style.text, False),
        (" → ", style.muted, False),
        (answer, style.text if example.is_right else style.wrong, not example.is_right),
    ):
        font = style.sized(_CAPTION, bold=is_bold)
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(left, baseline, words)
        left += QFontMetrics(font).horizontalAdvance(words)
    if example.mark is not None:
        painter.translate(SPACE, 0)
        paint_mark(painter, example.mark.kind, style.ribbon)
    painter.restore()
