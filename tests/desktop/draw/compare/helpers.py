"""The drawer Compare as tests use it: its parts by their names, a network picked by keys."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QSlider
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.view import DrawTab
from desktop.formats import percent
from desktop.widgets.answer_strip import AnswerStrip
from nncore.recognition.reading import read_frame
from tests.desktop.draw.pad import (
    bars,
    reading_on,
)
from tests.desktop.hands import find


def words(tab: DrawTab, name: str = "compared_label") -> str:
    return find(tab, QLabel, name).text()


def box(tab: DrawTab) -> QComboBox:
    return find(tab, QComboBox, "other_network_box")


def slider(tab: DrawTab) -> QSlider:
    return find(tab, QSlider, "other_epoch_slider")


def strip(tab: DrawTab) -> AnswerStrip:
    return find(tab, AnswerStrip, "other_epoch_answers")


def shares(tab: DrawTab) -> list[str]:
    """What the other network's bars say."""
    return [*bars(tab, "other_bars").labels]


def pick(tab: DrawTab, name: str) -> None:
    """Choose a network from the box by keys."""
    rows = [row for row in range(box(tab).count()) if box(tab).itemText(row).startswith(name)]
    box(tab).setFocus()
    while box(tab).currentIndex() != rows[0]:
        is_below = box(tab).currentIndex() < rows[0]
        QTest.keyClick(box(tab), Qt.Key.Key_Down if is_below else Qt.Key.Key_Up)


def expected(tab: DrawTab, network: nn.Network) -> list[str]:
    other = read_frame(network, reading_on(tab).frame)
    assert other is not None
    return [percent(float(each)) for each in other.probabilities]


def reads(tab: DrawTab, network: nn.Network, qtbot: QtBot) -> None:
    """Wait until the bars are those of this network."""
    told = expected(tab, network)
    qtbot.waitUntil(lambda: shares(tab) == told)
