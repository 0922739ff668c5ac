"""A comparison with an epoch, in the whole window: cards have room in large letters too."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QLabel, QTabBar
from pytestqt.qtbot import QtBot

from desktop.demo.walkthrough import Walkthrough
from desktop.window.main_window import MainWindow
from tests.desktop.hands import button, find
from tests.desktop.reach import out_of_reach
from tests.desktop.whole_window import epochs_box

SIZES = [(1366, 690), (1024, 520), (960, 500), (900, 600), (900, 480)]


@pytest.fixture(autouse=True)
def _ended_run(letters: float, qtbot: QtBot, window: MainWindow) -> None:
    """In either size of letters a run of two epochs has ended."""
    epochs_box(window).setValue(2)
    button(window, "start_button").click()
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=60_000)


def test_boxes_buttons_and_cards_all_have_room(qtbot: QtBot, window: MainWindow) -> None:
    assert Walkthrough(window).gather_mistakes() > 0
    modes, rivals = find(window, QTabBar, "mode_bar"), find(window, QComboBox, "rival_box")
    QTest.mouseClick(modes, Qt.MouseButton.LeftButton, pos=modes.tabRect(1).center())
    qtbot.waitUntil(button(window, "broken_button").isEnabled, timeout=10_000)
    QTest.keyClick(rivals, Qt.Key.Key_End)
    sentence = find(window, QLabel, "compare_label")
    qtbot.waitUntil(lambda: "after epoch 1. Now: " in sentence.text(), timeout=10_000)
    epoch_box = find(window, QComboBox, "rival_epoch_box")
    cards = find(window, QAbstractItemView, "mistakes_view")
    for size in SIZES:
        window.resize(*size)
        QApplication.processEvents()
        assert window.size().toTuple() == size
        assert epoch_box.isVisible()
        qtbot.waitUntil(lambda: out_of_reach(window) == [])
        assert cards.height() > 60, f"at {size}"
        assert "exact McNemar test" in sentence.toolTip(), "also where its end has no room"
