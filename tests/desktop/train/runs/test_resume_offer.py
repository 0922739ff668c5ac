"""The quiet offer to resume what was interrupted."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.runs.resume_offer import ResumeOffer
from desktop.workspace.kept_run_summary import KeptRunSummary


@pytest.fixture
def offer(qtbot: QtBot, theme: Theme) -> ResumeOffer:
    """The bar, with nothing to offer yet."""
    offer = ResumeOffer(theme)
    qtbot.addWidget(offer)
    offer.resize(860, 36)
    return offer


def line(store: Any, name: str, **facts: Any) -> KeptRunSummary:
    """An interrupted run as the list has it."""
    return KeptRunSummary.of(store.add(name, ending=None, **facts))


def press(offer: ResumeOffer, name: str) -> None:
    button = offer.findChild(QPushButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_is_not_there_while_nothing_was_interrupted(offer: ResumeOffer) -> None:
    offer.offer([])
    assert offer.isHidden()
    assert offer.run_id is None


def test_offers_the_newest_and_counts_the_others(offer: ResumeOffer, store: Any) -> None:
    runs = [line(store, f"Quick {each}", epochs=4) for each in (3, 2, 1)]
    offer.offer(runs[:1])
    assert offer.isVisible()
    assert offer.text == "“Quick 3” was interrupted after epoch 4 of 5."
    offer.offer(runs)
    assert offer.text.endswith("And 2 more in Runs.")


def test_resume_tells_which(qtbot: QtBot, offer: ResumeOffer, store: Any) -> None:
    offer.offer([line(store, "Quick 1")])
    with qtbot.waitSignal(offer.resume_requested) as requested:
        press(offer, "resume_button")
    assert requested.args == ["run-001"]


def test_not_now_holds_for_all_that_were_offered(
    qtbot: QtBot, offer: ResumeOffer, store: Any
) -> None:
    runs = [line(store, "Quick 2"), line(store, "Quick 1")]
    offer.offer(runs)
    with qtbot.waitSignal(offer.dismissed) as dismissed:
        press(offer, "later_button")
    assert dismissed.args == ["run-001"]
    assert offer.isHidden()
    offer.offer(runs)
    assert offer.isHidden()
    offer.offer([line(store, "Quick 3"), *runs])
    assert offer.text == "“Quick 3” was interrupted after epoch 5 of 5."


def test_steps_back_while_a_run_is_under_way(offer: ResumeOffer, store: Any) -> None:
    offer.set_busy(True)
    offer.offer([line(store, "Quick 1")])
    assert offer.isHidden()
    offer.set_busy(False)
    assert offer.isVisible()


def test_a_long_name_gives_way(qtbot: QtBot, offer: ResumeOffer, store: Any) -> None:
    offer.resize(540, 36)
    offer.offer([line(store, "long " * 16)])
    qtbot.waitExposed(offer)
    label = offer.findChild(QLabel, "resume_label")
    assert label is not None
    assert label.toolTip()
    assert offer.width() == 540


def test_the_buttons_are_named_for_those_who_do_not_see(offer: ResumeOffer, store: Any) -> None:
    offer.offer([line(store, "Quick 1")])
    names = [each.accessibleName() for each in offer.findChildren(QPushButton)]
    assert names == ["Resume “Quick 1”", "Not now: keep the run in the list"]
