"""After a full disk the screen says one thing: what happened, what is kept, what to do next."""

import errno
import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from desktop.train import wording
from desktop.widgets.labels import with_warning_sign
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run.state_and_actions import RunState
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, KeptRun, RunStore
from nncore.storage.training_state import TrainingState
from tests.desktop.hands import listen
from tests.desktop.train.tab_hands import Hands


class Disk:
    """Full from the end of epoch `full_from` on, until it is `emptied`."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.full_from = 10**9
        save = TrainingState.save

        def saved(state: TrainingState, path: str | Path) -> None:
            if state.progress.epoch >= self.full_from:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            save(state, path)

        patch.setattr(TrainingState, "save", saved)

    def emptied(self) -> None:
        self.full_from = 10**9


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """A disk that becomes full when a test says so."""
    return Disk(monkeypatch)


@pytest.fixture
def six() -> Recipe:
    """A run of six epochs, each as short as can be."""
    return Recipe(hidden=(16,), epochs=6)


def ended_on_a_full_disk(hands: Hands, disk: Disk, recipe: Recipe) -> None:
    """Given a run that was trained to its end, when the disk was full from epoch 3 on."""
    disk.full_from = 3
    hands.train(recipe)
    hands.refresh()


def words_on_screen(hands: Hands) -> str:
    shown = [each.text() for each in hands.tab.findChildren(QLabel) if each.isVisible()]
    return " ".join([*shown, hands.title("train_more_button")])


def test_one_thing_is_said_and_it_is_true(
    hands: Hands, disk: Disk, six: Recipe, store: RunStore
) -> None:
    ended_on_a_full_disk(hands, disk, six)
    (kept,) = store.runs()
    assert (kept.epochs, kept.ending) == (2, None)
    said = hands.says("status_line")
    assert said == "⚠ Trained 6 epochs, but kept up to epoch 2: No space left on device."
    assert hands.says("message_line").endswith(
        "File › Save network keeps the network as it is now. "
        "Or go on from epoch 2, once the disk takes more."
    )
    assert hands.title("train_more_button") == "Go on from epoch 2"
    assert not hands.tab.offer.isVisible()
    for other in ("Done", "interrupted", "to the bit", "Go on to epoch 6"):
        assert other not in words_on_screen(hands)


def test_with_room_again_the_run_goes_on_from_what_is_kept(
    hands: Hands, disk: Disk, six: Recipe, store: RunStore
) -> None:
    ended_on_a_full_disk(hands, disk, six)
    disk.emptied()
    hands.click("train_more_button")
    hands.qtbot.waitUntil(lambda: store.runs()[0].ending is Ending.FINISHED, timeout=20_000)
    hands.wait_for(RunState.IDLE)
    assert store.runs()[0].epochs == 6
    assert hands.says("status_line").startswith("Done")
    assert "Save network" not in words_on_screen(hands)


def test_a_stop_on_a_full_disk_says_what_is_kept(
    hands: Hands, disk: Disk, long: Recipe, store: RunStore
) -> None:
    disk.full_from = 1
    hands.start(long)
    hands.wait_for_steps(60)
    hands.stop()
    (kept,) = store.runs()
    assert (kept.epochs, kept.ending) == (0, Ending.STOPPED)
    assert "but kept nothing of it: No space left on device" in hands.says("status_line")
    assert "go on from the beginning" in hands.says("message_line")
    assert not hands.tab.offer.isVisible()


def test_the_message_above_the_tabs_says_the_same(hands: Hands, disk: Disk, six: Recipe) -> None:
    told = listen(hands.tab.announced)
    ended_on_a_full_disk(hands, disk, six)
    assert told[0].startswith(wording.cannot_be_kept_now("No space left on device"))
    assert with_warning_sign(told[-1]).startswith(hands.says("status_line"))


def test_where_deleted_runs_take_room_it_is_said_that_they_can_be_freed(
    hands: Hands, kept_runs: KeptRuns, disk: Disk, six: Recipe, yesterday: KeptRun
) -> None:
    told = listen(hands.tab.announced)
    hands.refresh()
    kept_runs.delete([yesterday.id])
    hands.qtbot.waitUntil(lambda: kept_runs.bin.contents.bytes > 0)
    ended_on_a_full_disk(hands, disk, six)
    advice = f". {kept_runs.bin.contents.in_words}: free it in Runs."
    assert told[0].endswith(advice)
    assert told[-1].endswith(advice)
    assert told[-1].startswith("Trained 6 epochs, but kept up to epoch 2")


def test_what_is_lost_of_a_run_is_told_no_more_when_another_begins(
    hands: Hands, disk: Disk, six: Recipe
) -> None:
    told, retracted = listen(hands.tab.announced), listen(hands.tab.controller.retracted)
    ended_on_a_full_disk(hands, disk, six)
    assert told[-1] not in retracted
    disk.emptied()
    hands.start(six)
    assert retracted[-1] == told[-1]
    hands.wait_for(RunState.IDLE)


def test_a_disk_that_was_full_for_a_while_is_made_up_for_and_that_is_said(
    hands: Hands, disk: Disk, long: Recipe, store: RunStore
) -> None:
    told = listen(hands.tab.announced)
    disk.full_from = 1
    hands.start(long)
    hands.qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    disk.emptied()
    hands.qtbot.waitUntil(lambda: store.runs()[0].epochs > 1, timeout=20_000)
    hands.stop()
    assert told[-1] == wording.KEPT_AFTER_ALL
    assert hands.says("status_line").startswith("Stopped")


def test_what_is_lost_stays_in_sight_when_nothing_can_be_started(
    hands: Hands, data: DataChoice, disk: Disk, six: Recipe
) -> None:
    ended_on_a_full_disk(hands, disk, six)
    said, advice = hands.says("status_line"), hands.says("message_line")
    data.choose("mnist")
    assert hands.says("status_line") == said
    assert hands.says("message_line") == f"{advice} {data.reason}"


def test_opening_the_run_again_says_how_far_it_is_kept(
    hands: Hands, disk: Disk, six: Recipe, store: RunStore
) -> None:
    ended_on_a_full_disk(hands, disk, six)
    (kept,) = store.runs()
    hands.open(kept.id)
    assert hands.says("status_line") == wording.summary(kept, kept.name)
    assert hands.title("train_more_button") == "Go on to epoch 6"
    assert "Save network" not in words_on_screen(hands)
