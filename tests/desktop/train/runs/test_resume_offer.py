"""The quiet offer to resume what was interrupted."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import Theme, sized
from desktop.train.runs import wording
from desktop.train.runs.resume_offer import ResumeOffer
from desktop.widgets.wrapped_caption import WrappedCaption
from desktop.workspace.kept_run_summary import KeptRunSummary
from desktop.workspace.kept_runs import KeptRuns
from tests.desktop.hands import bring_back, click, find
from tests.desktop.train.runs.drawer_hands import visible_words


@pytest.fixture
def offer(qtbot: QtBot, kept_runs: KeptRuns, theme: Theme) -> ResumeOffer:
    """The bar, with nothing to offer yet."""
    offer = ResumeOffer(kept_runs, theme)
    qtbot.addWidget(offer)
    offer.resize(860, 36)
    return offer


def line(store: Any, name: str, **facts: Any) -> KeptRunSummary:
    """An interrupted run as the list has it."""
    return KeptRunSummary.of(store.add(name, ending=None, **facts))


def test_is_not_there_while_nothing_was_interrupted(offer: ResumeOffer) -> None:
    offer.offer([])
    assert offer.isHidden()
    assert offer.run_id is None


def test_offers_the_newest_and_counts_the_others(offer: ResumeOffer, store: Any) -> None:
    runs = [line(store, f"Quick {each}", epochs=4) for each in (3, 2, 1)]
    offer.offer(runs[:1])
    assert offer.isVisible()
    assert offer.text == wording.interrupted(runs[0])
    offer.offer(runs)
    assert offer.text == wording.interrupted(runs[0], 2)


def test_resume_tells_which(qtbot: QtBot, offer: ResumeOffer, store: Any) -> None:
    offer.offer([line(store, "Quick 1")])
    with qtbot.waitSignal(offer.resume_requested) as requested:
        click(offer, "resume_button")
    assert requested.args == ["run-001"]


def test_not_now_holds_for_all_that_were_offered(
    qtbot: QtBot, offer: ResumeOffer, store: Any
) -> None:
    runs = [line(store, "Quick 2"), line(store, "Quick 1")]
    offer.offer(runs)
    with qtbot.waitSignal(offer.dismissed) as dismissed:
        click(offer, "later_button")
    assert dismissed.args == ["run-001"]
    assert offer.isHidden()
    offer.offer(runs)
    assert offer.isHidden()
    newer = line(store, "Quick 3")
    offer.offer([newer, *runs])
    assert offer.text == wording.interrupted(newer)


def test_steps_back_while_a_run_is_under_way(offer: ResumeOffer, store: Any) -> None:
    offer.set_busy(True)
    offer.offer([line(store, "Quick 1")])
    assert offer.isHidden()
    offer.set_busy(False)
    assert offer.isVisible()


@pytest.mark.parametrize("width", [412, 540, 580, 640, 900])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_wraps_between_words_at_any_width_and_a_long_name_gives_way(
    qtbot: QtBot, offer: ResumeOffer, store: Any, width: int, scale: float
) -> None:
    for each in (offer, *offer.findChildren(QWidget)):
        each.setFont(sized(each.font(), scale))
    runs = [line(store, "an endless name of so many words " * 3), line(store, "Quick 1")]
    offer.offer(runs)
    offer.resize(width, 36)
    QApplication.processEvents()
    offer.resize(width, offer.heightForWidth(width))
    label = find(offer, WrappedCaption, "resume_label")
    assert " ".join(label.shown_lines) == label.text()
    assert label.text() == wording.interrupted(runs[0], 1)
    assert "…" in label.text(), "of the name"
    buttons = [each for each in offer.findChildren(QPushButton) if each.isVisible()]
    for each in buttons:
        assert offer.rect().contains(each.geometry())
        assert not label.geometry().intersects(each.geometry())
        assert each.width() >= each.sizeHint().width()


def test_the_buttons_are_named_for_those_who_do_not_see(offer: ResumeOffer, store: Any) -> None:
    offer.offer([line(store, "Quick 1")])
    buttons = [each for each in offer.findChildren(QPushButton) if each.isVisible()]
    assert [each.accessibleName() for each in buttons] == [
        "Resume “Quick 1”",
        "Discard “Quick 1”: delete it",
        "Not now: keep the run in the list",
    ]


def offered(qtbot: QtBot, offer: ResumeOffer, kept_runs: KeptRuns) -> None:
    """Read the runs, and offer those that were interrupted, as the tab does."""
    with qtbot.waitSignal(kept_runs.changed):
        kept_runs.refresh()
    offer.offer(kept_runs.interrupted)


def test_discard_deletes_the_run_with_undo(
    qtbot: QtBot, offer: ResumeOffer, kept_runs: KeptRuns, store: Any
) -> None:
    store.add("Quick 1", ending=None)
    store.add("Quick 2", ending=None)
    offered(qtbot, offer, kept_runs)
    click(offer, "discard_button")
    qtbot.waitUntil(lambda: [*store.aside] == ["run-002"])
    assert visible_words(offer, "discard_undo_label") == wording.deleted(["Quick 2"])
    offer.offer(kept_runs.interrupted)
    assert visible_words(offer, "discard_undo_label") == wording.deleted(["Quick 2"])
    with qtbot.waitSignal(kept_runs.restored):
        click(offer, "discard_undo_delete_button")
    offer.offer(kept_runs.interrupted)
    assert [*store.kept] == ["run-001", "run-002"]
    assert offer.run_id == "run-002"
    assert visible_words(offer, "discard_undo_label") == ""


def test_what_was_discarded_makes_room_for_the_next_when_it_is_let_go_of(
    qtbot: QtBot, offer: ResumeOffer, kept_runs: KeptRuns, store: Any
) -> None:
    store.add("Quick 1", ending=None)
    store.add("Quick 2", ending=None)
    offered(qtbot, offer, kept_runs)
    click(offer, "discard_button")
    offer.offer(kept_runs.interrupted)
    click(offer, "discard_undo_close_button")
    assert offer.run_id == "run-001"
    click(offer, "discard_button")
    click(offer, "discard_undo_close_button")
    offer.offer(kept_runs.interrupted)
    assert offer.isHidden()


def test_a_declined_run_that_is_deleted_and_brought_back_is_not_offered_again(
    qtbot: QtBot, offer: ResumeOffer, kept_runs: KeptRuns, store: Any
) -> None:
    store.add("Quick 1", ending=None)
    offered(qtbot, offer, kept_runs)
    click(offer, "later_button")
    kept_runs.delete(["run-001"])
    offer.offer(kept_runs.interrupted)
    bring_back(kept_runs, ["run-001"])
    offer.offer(kept_runs.interrupted)
    assert offer.isHidden()


def test_what_cannot_be_discarded_is_offered_still(
    qtbot: QtBot, offer: ResumeOffer, kept_runs: KeptRuns, store: Any
) -> None:
    store.add("Quick 1", ending=None)
    offered(qtbot, offer, kept_runs)
    store.refusals["delete"] = OSError(28, "No space left on device", "/runs")
    with qtbot.waitSignal(kept_runs.failed):
        click(offer, "discard_button")
    assert offer.run_id == "run-001"
    assert visible_words(offer, "discard_undo_label") == ""


def test_what_was_declined_on_another_day_is_not_offered(
    qtbot: QtBot, offer: ResumeOffer, kept_runs: KeptRuns, store: Any
) -> None:
    store.add("Quick 1", ending=None)
    offer.decline(["run-001", "gone"])
    offer.offer([])  # the list is not read yet
    assert [*offer.declined] == ["run-001", "gone"]
    offered(qtbot, offer, kept_runs)
    assert offer.isHidden()
    assert [*offer.declined] == ["run-001"]


def test_a_run_that_went_on_and_was_interrupted_again_is_offered_again(
    qtbot: QtBot, offer: ResumeOffer, kept_runs: KeptRuns, store: Any
) -> None:
    run = store.add("Quick 1", ending=None)
    offer.decline([run.id])
    offered(qtbot, offer, kept_runs)
    store.kept[run.id] = replace(run, is_under_way=True)
    offered(qtbot, offer, kept_runs)
    store.kept[run.id] = run
    offered(qtbot, offer, kept_runs)
    assert offer.run_id == run.id
