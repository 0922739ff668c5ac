"""A box whose names may be long, and may be told anew while it is open."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.widgets.name_box import NameBox


def test_a_long_name_does_not_widen_it(qtbot: QtBot) -> None:
    box = NameBox("a_box", "Something to choose")
    qtbot.addWidget(box)
    box.offer(["short"], 0)
    width = box.minimumSizeHint().width()
    box.offer(["short", "long " * 50], 1)
    assert box.currentIndex() == 1
    assert box.minimumSizeHint().width() == width


def test_what_is_offered_again_is_not_filled_anew(qtbot: QtBot) -> None:
    box = NameBox("a_box", "Something to choose")
    qtbot.addWidget(box)
    box.offer(["one", "two"], 1)
    with qtbot.assertNotEmitted(box.model().rowsInserted):
        box.offer(["one", "two"], 0)
    assert box.currentText() == "one"
    box.offer([], -1)
    assert box.count() == 0


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize(
    ("told", "looked_at"),
    [
        (["one, 90", "two", "three"], "three"),
        (["one", "two", "three, 90"], "three, 90"),
        (["none", "one", "two", "three"], "three"),
        (["three", "one"], "three"),
        (["one", "two"], "one"),
    ],
)
def test_whoever_moves_in_the_open_list_stays_there(
    qtbot: QtBot, told: list[str], looked_at: str
) -> None:
    box = NameBox("a_box", "Something to choose")
    qtbot.addWidget(box)
    box.offer(["one", "two", "three"], 0)
    box.show()
    box.showPopup()
    qtbot.waitUntil(box.view().isVisible)
    for _ in range(2):
        QTest.keyClick(box.view(), Qt.Key.Key_Down)
    assert box.view().currentIndex().data() == "three"
    chosen = next(row for row, each in enumerate(told) if each.startswith("one"))
    box.offer(told, chosen)
    assert box.view().isVisible()
    assert box.view().currentIndex().data() == looked_at
    assert box.currentIndex() == chosen
    with qtbot.waitSignal(box.activated) as activated:
        QTest.keyClick(box.view(), Qt.Key.Key_Return)
    assert activated.args == [told.index(looked_at)]
