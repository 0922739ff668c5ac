"""A slider goes where its groove is clicked; the strip below it stands place below place."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.widgets.answer_strip import pieces_of
from desktop.widgets.sliders import AnsweredSlider, DirectSlider


@pytest.fixture
def slider(qtbot: QtBot) -> DirectSlider:
    slider = DirectSlider()
    qtbot.addWidget(slider)
    slider.setRange(0, 100)
    slider.resize(300, 24)
    slider.show()
    return slider


def test_a_click_at_a_place_goes_there(slider: DirectSlider) -> None:
    low, high = slider.ends
    for value in (100, 30, 0, 75):
        at = QPoint(round(low + (high - low) * value / 100), slider.height() // 2)
        QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=at)
        assert abs(slider.value() - value) <= 1


def test_the_ends_are_where_the_handle_can_be(slider: DirectSlider) -> None:
    low, high = slider.ends
    assert 0 < low < 20
    assert 280 < high < 300


def marked(answered: AnsweredSlider, theme: Theme) -> float:
    """Where the mark is, in pixels: the middle of the text's colour on the strip's upper edge."""
    image = answered.strip.grab().toImage()
    text = theme.text
    dark = [x for x in range(image.width()) if image.pixelColor(x, 0) == text]
    return sum(dark) / len(dark)


def test_the_mark_follows_the_handle(qtbot: QtBot, theme: Theme) -> None:
    answered = AnsweredSlider(theme)
    qtbot.addWidget(answered)
    answered.slider.setRange(-5, 5)
    answered.resize(300, 40)
    answered.show()
    answered.strip.show_pieces(pieces_of([1] * 6 + [7] * 5), 1, "")
    for value in (-5, 0, 5):
        low, high = answered.slider.ends
        at = low + (high - low) * (value + 5) / 10
        place = QPoint(round(at), answered.slider.height() // 2)
        QTest.mouseClick(answered.slider, Qt.MouseButton.LeftButton, pos=place)
        assert answered.slider.value() == value
        assert abs(marked(answered, theme) - at) <= 1


def turn_wheel(answered: AnsweredSlider) -> bool:
    """Turn the mouse's wheel over the slider. Returns whether it took that; else Qt gives it on."""
    slider = answered.slider
    middle = QPointF(slider.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(slider.mapToGlobal(middle)),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider, event)
    return event.isAccepted()


def test_who_scrolls_past_it_does_not_move_it(qtbot: QtBot, theme: Theme) -> None:
    answered = AnsweredSlider(theme)
    qtbot.addWidget(answered)
    with qtbot.waitActive(answered):
        answered.show()
    answered.slider.setRange(0, 50)
    answered.slider.setValue(25)
    answered.slider.clearFocus()
    assert not turn_wheel(answered)
    assert answered.slider.value() == 25
    answered.slider.setFocus()
    assert turn_wheel(answered)
    assert answered.slider.value() != 25
