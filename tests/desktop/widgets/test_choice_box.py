"""A box whose names may be long, and may be told anew while it is open."""

from pytestqt.qtbot import QtBot

from desktop.widgets.choice_box import ChoiceBox


def test_a_long_name_does_not_widen_it(qtbot: QtBot) -> None:
    box = ChoiceBox("a_box", "Something to choose")
    qtbot.addWidget(box)
    box.offer(["short"], 0)
    width = box.minimumSizeHint().width()
    box.offer(["short", "long " * 50], 1)
    assert box.currentIndex() == 1
    assert box.minimumSizeHint().width() == width


def test_what_is_offered_again_is_not_filled_anew(qtbot: QtBot) -> None:
    box = ChoiceBox("a_box", "Something to choose")
    qtbot.addWidget(box)
    box.offer(["one", "two"], 1)
    with qtbot.assertNotEmitted(box.model().rowsInserted):
        box.offer(["one", "two"], 0)
    assert box.currentText() == "one"
    box.offer([], -1)
    assert box.count() == 0
