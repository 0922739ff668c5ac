"""The run in sight is deleted, brought back or renamed, here or by another window."""

import shutil
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from desktop.train import wording
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run.state_and_actions import RunState
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore
from tests.desktop.hands import CONTROL, bring_back, press_keys
from tests.desktop.train.tab_hands import FOLLOW_UPS, Hands
from tests.desktop.workspace.real_runs import Keep

GONE = wording.gone("Yesterday")

Discard = Callable[[], KeptRun]


def seen(hands: Hands) -> tuple[object, ...]:
    """What a person sees of the run in sight; the curves and the bar first."""
    lines = ("status_line", "message_line", "accuracy_figure", "accuracy_moment")
    return hands.steps, hands.bar, hands.offered(*FOLLOW_UPS), *map(hands.says, lines)


def wait_until_listed(hands: Hands) -> str:
    """The id of the run in sight, which ended here, once the list has it."""
    hands.qtbot.waitUntil(lambda: hands.kept_runs.get(hands.run.id) is not None, timeout=20_000)
    return hands.run.id


@pytest.mark.parametrize("steps", [None, 25], ids=["ended", "stopped"])
def test_of_a_run_deleted_while_in_sight_all_is_said_by_its_name_and_undo_brings_it_back(
    hands: Hands, kept_runs: KeptRuns, keep_run: Keep, short: Recipe, steps: int | None
) -> None:
    run_id = keep_run("Yesterday", short, steps=steps).id
    hands.open(run_id)
    before = seen(hands)
    assert kept_runs.delete([run_id]) == [run_id]
    assert hands.offered(*FOLLOW_UPS) == []
    assert hands.says("status_line") == GONE
    assert seen(hands)[:2] == before[:2], "the curves and the bar stay"
    bring_back(kept_runs, [run_id])
    assert seen(hands) == before


def test_of_a_run_that_another_window_deletes_the_same_is_said(
    hands: Hands, opened: KeptRun, kept_runs: KeptRuns, store: RunStore
) -> None:
    before = seen(hands)
    store.delete(opened.id)
    kept_runs.refresh()
    hands.qtbot.waitUntil(lambda: hands.says("status_line") == GONE)
    assert hands.offered(*FOLLOW_UPS) == []
    store.put_back(opened.id)
    kept_runs.refresh()
    hands.qtbot.waitUntil(lambda: seen(hands) == before)


def test_of_a_run_that_ended_here_whose_folder_vanishes_the_same_is_said(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, short: Recipe
) -> None:
    hands.train(short)
    shutil.rmtree(store.folder / wait_until_listed(hands))
    kept_runs.refresh()
    gone = wording.gone(hands.run.name)
    hands.qtbot.waitUntil(lambda: hands.says("status_line") == gone)
    assert hands.offered(*FOLLOW_UPS) == []


def test_why_a_deleted_run_failed_is_said_below(
    hands: Hands, kept_runs: KeptRuns, data: DataChoice
) -> None:
    hands.fail()
    before = seen(hands)
    failure = hands.run.failure
    run_id = wait_until_listed(hands)
    assert kept_runs.delete([run_id])
    assert hands.says("status_line") == wording.gone(hands.run.name)
    assert failure in hands.says("message_line")
    data.choose("mnist")
    assert hands.says("message_line") == data.reason != ""
    data.choose("generated")
    bring_back(kept_runs, [run_id])
    hands.qtbot.waitUntil(lambda: seen(hands) == before)


def test_what_is_deleted_and_brought_back_during_another_run_changes_nothing_of_that(
    hands: Hands, opened: KeptRun, kept_runs: KeptRuns, long: Recipe
) -> None:
    hands.start(long)
    kept_runs.delete([opened.id])
    assert hands.says("status_line") != GONE
    bring_back(kept_runs, [opened.id])
    assert hands.run.state is RunState.RUNNING
    hands.stop()
    assert hands.run.id != opened.id
    assert hands.says("status_line").startswith("Stopped")


def test_a_run_started_after_a_deletion_takes_the_place_of_what_was_deleted(
    hands: Hands, opened: KeptRun, kept_runs: KeptRuns, short: Recipe
) -> None:
    kept_runs.delete([opened.id])
    hands.train(short)
    assert hands.says("status_line").startswith("Done")
    bring_back(kept_runs, [opened.id])
    assert hands.says("status_line").startswith("Done")


def test_a_run_deleted_while_in_sight_and_brought_back_goes_on(
    hands: Hands, opened: KeptRun, kept_runs: KeptRuns, store: RunStore
) -> None:
    kept_runs.delete([opened.id])
    bring_back(kept_runs, [opened.id])
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert store.get(opened.id).epochs == 7


def test_a_run_that_ended_here_is_deleted_and_brought_back_and_goes_on(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, short: Recipe
) -> None:
    hands.train(short)
    run_id = wait_until_listed(hands)
    said = hands.says("status_line")
    kept_runs.delete([run_id])
    assert hands.offered(*FOLLOW_UPS) == []
    bring_back(kept_runs, [run_id])
    hands.qtbot.waitUntil(lambda: hands.offered(*FOLLOW_UPS) == ["train_more_button"])
    assert hands.says("status_line") == said
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert store.get(run_id).epochs == 7


@pytest.fixture
def discard(hands: Hands, keep_run: Keep, store: RunStore) -> Discard:
    """Discards what is offered of an interrupted run."""

    def discard_now() -> KeptRun:
        kept = keep_run("Left", Recipe(hidden=(4,), epochs=3), epochs=1)
        hands.refresh()
        hands.click("discard_button")
        hands.qtbot.waitUntil(lambda: store.runs() == [])
        return kept

    return discard_now


def test_a_discarded_run_in_sight_comes_back_with_its_curves_and_its_offer(
    hands: Hands, keep_run: Keep, short: Recipe
) -> None:
    hands.open(keep_run("Left", short, epochs=1).id)
    before = seen(hands)
    hands.click("discard_button")
    assert hands.says("status_line") == wording.gone("Left")
    hands.click("discard_undo_delete_button")
    hands.qtbot.waitUntil(lambda: seen(hands) == before)
    assert hands.offered("resume_button") == ["resume_button"]


def test_ctrl_z_brings_back_what_was_discarded_wherever_the_focus_is(
    hands: Hands, discard: Discard, store: RunStore
) -> None:
    kept = discard()
    hands.tab.activateWindow()
    hands.qtbot.waitUntil(hands.tab.isActiveWindow)
    hands.button("start_button").setFocus()
    press_keys(hands.button("start_button"), Qt.Key.Key_Z, modifier=CONTROL)
    hands.qtbot.waitUntil(lambda: [each.id for each in store.runs()] == [kept.id])


def test_a_run_that_starts_ends_the_undo_of_what_was_deleted_before(
    hands: Hands, discard: Discard, long: Recipe
) -> None:
    discard()
    assert hands.button("discard_undo_delete_button").isVisible()
    hands.start(long)
    assert not hands.button("discard_undo_delete_button").isVisible()
    assert hands.tab.offer.isHidden()
    hands.stop()


def test_a_run_renamed_while_in_sight_goes_on_by_its_new_name(
    hands: Hands, opened: KeptRun, kept_runs: KeptRuns
) -> None:
    assert kept_runs.rename(opened.id, "Tuesday")
    assert hands.says("status_line") == wording.summary(opened, "Tuesday")
    hands.go_on()
    assert hands.run.name == "Tuesday"
    hands.wait_for(RunState.IDLE)


def test_a_run_renamed_while_it_is_under_way_has_its_new_name_at_once_and_at_its_end(
    hands: Hands, kept_runs: KeptRuns, long: Recipe
) -> None:
    hands.start(long)
    assert kept_runs.rename(wait_until_listed(hands), "Tuesday")
    assert hands.run.name == "Tuesday"
    hands.stop()
    assert hands.run.name == "Tuesday"
