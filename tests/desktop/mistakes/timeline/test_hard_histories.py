"""Runs whose history is not that of an even row of epochs: interrupted, stopped early, damaged."""

from collections.abc import Callable
from threading import Event as Gate

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.filters import Filters, Outcome
from desktop.mistakes.results import EvaluationFollower
from desktop.mistakes.timeline.history import PredictionHistory
from desktop.mistakes.view import MistakesTab
from desktop.mistakes.wording import whole
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset, SplitName, generated
from nncore.events import EpochFinished, Event, StepFinished, TestAdvanced
from nncore.recipes.recipe import Recipe, resume
from nncore.runs import KeptRun, RunStore, keep
from tests.desktop.hands import find, words
from tests.desktop.mistakes.helpers import about, headline
from tests.desktop.mistakes.helpers import epoch_slider as slider

Open = Callable[[KeptRun, Dataset], MistakesTab]


def begun(
    store: RunStore, dataset: Dataset, recipe: Recipe, is_over: Callable[[Event], bool]
) -> KeptRun:
    """A run that was closed after an event."""
    record = store.begin("Cut", recipe, dataset)
    events = keep(recipe.start(dataset), dataset, record)
    for event in events:
        if is_over(event):
            break
    events.close()
    return record.kept()


def never(_event: Event) -> bool:
    return False


@pytest.fixture
def opened(qtbot: QtBot, tab: MistakesTab, workspace: Workspace, kept_runs: KeptRuns) -> Open:
    """Shows a kept run in the tab, with its epochs."""

    def look(kept: KeptRun, dataset: Dataset) -> MistakesTab:
        tab.resize(1_200, 800)
        kept_runs.refresh()
        qtbot.waitUntil(lambda: kept_runs.get(kept.id) is not None)
        workspace.set_dataset(dataset)
        workspace.choose(NetworkRef.of_run(kept.id))
        qtbot.waitUntil(find(tab, QLabel, "epoch_label").isVisible)
        return tab

    return look


def place(tab: MistakesTab) -> str:
    return words(tab, "epoch_label")


def test_an_epoch_that_was_cut_short_while_it_read_shows_all_that_its_weights_read(
    qtbot: QtBot, store: RunStore, opened: Open
) -> None:
    dataset = generated(rng=np.random.default_rng(5), training=1_200, validation=300, test=2_000)
    recipe = Recipe(hidden=(16,), epochs=3)

    def is_over(event: Event) -> bool:
        return isinstance(event, TestAdvanced) and event.epoch == 2

    kept = begun(store, dataset, recipe, is_over)
    record = store.reopen(kept)
    list(keep(resume(kept.state(), dataset), dataset, record))
    kept = record.kept()
    tab = opened(kept, dataset)
    slider(tab).setValue(1)
    qtbot.waitUntil(lambda: "after epoch 2 " in about(tab))
    misread = len(nn.evaluate(kept.network(2), dataset.test).misread_positions)
    assert headline(tab) == whole(misread, 2_000)


def test_a_run_that_stopped_early_has_a_place_for_its_last_epoch_and_one_for_now(
    qtbot: QtBot, store: RunStore, small_dataset: Dataset, opened: Open
) -> None:
    recipe = Recipe(hidden=(128,), epochs=200, patience=2, learning_rate=0.02)
    kept = begun(store, small_dataset, recipe, never)
    assert kept.weights_epoch is not None
    best, last = kept.weights_epoch.epoch, kept.epochs
    assert best < last
    tab = opened(kept, small_dataset)
    qtbot.waitUntil(lambda: place(tab) == f"now, after {best}")
    assert f"after epoch {best} " in about(tab)
    slider(tab).setValue(last - 1)
    qtbot.waitUntil(lambda: f"after epoch {last} " in about(tab))
    assert place(tab) == f"{last} of {last}"
    slider(tab).setValue(last)
    qtbot.waitUntil(lambda: f"after epoch {best} " in about(tab))


def test_of_a_full_batch_run_the_last_epoch_that_predicted_can_be_reached(
    qtbot: QtBot, store: RunStore, small_dataset: Dataset, opened: Open
) -> None:
    def is_over(event: Event) -> bool:
        return isinstance(event, EpochFinished) and event.epoch == 17

    recipe = Recipe(hidden=(16,), epochs=100, batch_size=None)
    tab = opened(begun(store, small_dataset, recipe, is_over), small_dataset)
    qtbot.waitUntil(lambda: place(tab) == "now, after 17")
    slider(tab).setValue(0)
    qtbot.waitUntil(lambda: "after epoch 10 " in about(tab))
    assert place(tab) == "10 of 10"


def test_between_two_epochs_lost_and_since_are_of_the_answers_that_are_shown(
    qtbot: QtBot, store: RunStore, small_dataset: Dataset, opened: Open
) -> None:
    def is_over(event: Event) -> bool:
        return isinstance(event, StepFinished) and event.step == 3 * 19 + 12

    kept = begun(store, small_dataset, Recipe(hidden=(16,), epochs=6), is_over)
    tab = opened(kept, small_dataset)
    qtbot.waitUntil(lambda: place(tab) == "now")
    exploration = tab.exploration
    for outcome in (Outcome.LOST, Outcome.NEVER_LEARNED):
        exploration.set_filters(Filters(outcome))
        examples = exploration.examples
        assert examples is not None
        assert len(exploration.rows) > 0
        assert not examples.is_right[exploration.rows].any()
    examples = exploration.examples
    assert examples is not None
    history = examples.history
    assert history is not None
    rows = np.arange(300)
    is_told = examples.since(rows) < np.iinfo(np.int32).max
    assert is_told.tolist() == (history.predictions[-1] == examples.columns.predictions).tolist()
    assert 0 < np.count_nonzero(~is_told) < 100


@pytest.mark.parametrize("split_name", [SplitName.TRAINING, None])
def test_lost_training_images_are_misread_by_the_weights_that_are_shown(
    qtbot: QtBot,
    store: RunStore,
    small_dataset: Dataset,
    opened: Open,
    split_name: SplitName | None,
) -> None:
    kept = begun(store, small_dataset, Recipe(hidden=(16,), epochs=4), never)
    tab = opened(kept, small_dataset)
    find(tab, EvaluationFollower).choose_split(split_name)
    words = "all images" if split_name is None else "training"
    qtbot.waitUntil(lambda: words in about(tab) and slider(tab).isVisible())
    slider(tab).setValue(1)
    qtbot.waitUntil(lambda: "after epoch 2 " in about(tab))
    for outcome in (Outcome.LOST, Outcome.NEVER_LEARNED):
        tab.exploration.set_filters(Filters(outcome))
        examples = tab.exploration.examples
        assert examples is not None
        assert not examples.is_right[tab.exploration.rows].any()


def test_an_epoch_that_cannot_be_read_leaves_the_network_as_it_is_now(
    qtbot: QtBot, store: RunStore, small_dataset: Dataset, opened: Open
) -> None:
    kept = begun(store, small_dataset, Recipe(hidden=(16,), epochs=3), never)
    confidences = np.load(kept.folder / "confidences.npy")
    confidences[1, -1] = np.nan
    np.save(kept.folder / "confidences.npy", confidences)
    tab = opened(kept, small_dataset)
    before = headline(tab)
    slider(tab).setValue(1)
    qtbot.waitUntil(lambda: "epoch 2 cannot be read" in about(tab))
    assert "after epoch 3 " in about(tab)
    assert (place(tab), headline(tab)) == ("now, after 3", before)
    slider(tab).setValue(0)
    qtbot.waitUntil(lambda: "after epoch 1 " in about(tab))
    assert "cannot" not in about(tab)


def test_a_history_that_comes_late_is_not_that_of_other_images(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tab: MistakesTab,
    workspace: Workspace,
    kept_runs: KeptRuns,
    store: RunStore,
    small_dataset: Dataset,
) -> None:
    kept = begun(store, small_dataset, Recipe(hidden=(16,), epochs=2), never)
    other = generated(rng=np.random.default_rng(9), training=300, validation=100, test=700)
    gate, asked, read = Gate(), Gate(), PredictionHistory.read

    def late(kept: KeptRun, dataset: Dataset, split_name: SplitName | None) -> PredictionHistory:
        history = read(kept, dataset, split_name)
        asked.set()
        gate.wait(10)
        return history

    monkeypatch.setattr(PredictionHistory, "read", late)
    kept_runs.refresh()
    qtbot.waitUntil(lambda: kept_runs.get(kept.id) is not None)
    workspace.set_dataset(small_dataset)
    workspace.choose(NetworkRef.of_run(kept.id))
    qtbot.waitUntil(asked.is_set)
    workspace.set_dataset(other)
    qtbot.waitUntil(lambda: "of 700" in headline(tab))
    tab.exploration.set_filters(Filters(Outcome.LOST))
    gate.set()
    qtbot.waitUntil(slider(tab).isVisible)
    examples = tab.exploration.examples
    assert examples is not None
    assert examples.history is None
