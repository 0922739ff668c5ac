"""A slider whose groove is clicked goes there."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.widgets.direct_slider import DirectSlider


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
