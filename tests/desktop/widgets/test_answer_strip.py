"""The strip paints each piece below its places, and none where nothing is known."""

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from desktop.theme import Theme, mixed
from desktop.widgets.answer_strip import AnswerStrip, pieces_of


@pytest.fixture
def strip(qtbot: QtBot, theme: Theme) -> AnswerStrip:
    strip = AnswerStrip(theme)
    qtbot.addWidget(strip)
    strip.resize(200, strip.sizeHint().height())
    strip.set_ends((10.0, 190.0))
    return strip


def colour(strip: AnswerStrip, x: int) -> QColor:
    image: QImage = strip.grab().toImage()
    return image.pixelColor(x, image.height() - 2)


def test_the_usual_answer_others_and_refusals_have_their_colours(
    strip: AnswerStrip, theme: Theme
) -> None:
    strip.show_pieces(pieces_of([4] * 10 + [None] * 10 + [9] * 10), 4, "in words")
    assert colour(strip, 2) == mixed(theme.paper, theme.training, 0.4)
    assert colour(strip, 85) == theme.line
    assert colour(strip, 198) == mixed(theme.paper, theme.validation, 0.4)
    assert strip.accessibleDescription() == "in words"


def test_a_piece_lies_below_its_places(strip: AnswerStrip, theme: Theme) -> None:
    strip.show_pieces(pieces_of([1, 1, 1, 7, 7]), 1, "")
    usual, other = (mixed(theme.paper, hue, 0.4) for hue in (theme.training, theme.validation))
    tip = 10 + 180 * 2.5 / 4
    assert colour(strip, round(tip) - 3) == usual
    assert colour(strip, round(tip) + 3) == other


def test_nothing_known_is_a_line(strip: AnswerStrip, theme: Theme) -> None:
    strip.show_pieces([], None, "")
    assert strip.pieces == []
    image = strip.grab().toImage()
    assert image.pixelColor(100, 0) == theme.line
    assert image.pixelColor(100, 8) != theme.line
