"""The epochs of a kept run in the Mistakes tab, as a person moves through them."""

from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLabel, QToolButton
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.cards.model import MistakeRole
from desktop.mistakes.filters import Filters, Order, Outcome
from desktop.mistakes.timeline.history import PredictionHistory
from desktop.mistakes.titles import ORDER_TITLES
from desktop.mistakes.view import MistakesTab
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset, SplitName
from nncore.recipes.recipe import Recipe, resume
from nncore.runs import KeptRun, RunStore, keep
from tests.desktop.hands import find, press_keys, words
from tests.desktop.mistakes.helpers import about, box, cards, click_card, figures, keep_run, sort_by
from tests.desktop.mistakes.helpers import epoch_slider as slider

EPOCHS = 4


@pytest.fixture
def kept(store: RunStore, small_dataset: Dataset) -> KeptRun:
    return keep_run(store, small_dataset, epochs=EPOCHS)


@pytest.fixture
def run_tab(
    qtbot: QtBot,
    tab: MistakesTab,
    workspace: Workspace,
    kept_runs: KeptRuns,
    kept: KeptRun,
    small_dataset: Dataset,
) -> MistakesTab:
    tab.resize(1_200, 800)
    kept_runs.refresh()
    qtbot.waitUntil(lambda: kept_runs.get(kept.id) is not None)
    workspace.set_dataset(small_dataset)
    named = NamedNetwork("Short", NetworkRef.of_run(kept.id), kept.network(EPOCHS), None, EPOCHS)
    workspace.put(named, choose=True, kept=kept)
    qtbot.waitUntil(slider(tab).isVisible)
    return tab


def shows(tab: MistakesTab, indices: list[int]) -> bool:
    return sorted(figures(tab, MistakeRole.INDEX)) == indices


def misread_at(kept: KeptRun, epoch: int, dataset: Dataset, split: SplitName) -> list[int]:
    read = nn.evaluate(kept.network(epoch), dataset.split(split))
    return sorted(int(read.first_index + each) for each in read.misread_positions)


@pytest.mark.parametrize("split", [SplitName.TEST, SplitName.VALIDATION])
def test_every_epoch_shows_what_its_weights_misread(
    qtbot: QtBot, run_tab: MistakesTab, kept: KeptRun, small_dataset: Dataset, split: SplitName
) -> None:
    if split is SplitName.VALIDATION:
        press_keys(box(run_tab, "split_box"), Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: "validation" in about(run_tab) and slider(run_tab).isVisible())
    for epoch in (1, 2, 3, EPOCHS):
        slider(run_tab).setValue(epoch - 1)
        expected = misread_at(kept, epoch, small_dataset, split)
        qtbot.waitUntil(partial(shows, run_tab, expected))
        assert f"after epoch {epoch} " in about(run_tab)


def test_a_run_that_was_reduced_shows_every_epoch_still(
    qtbot: QtBot,
    run_tab: MistakesTab,
    kept_runs: KeptRuns,
    kept: KeptRun,
    small_dataset: Dataset,
) -> None:
    split = SplitName.TEST
    epochs = range(1, EPOCHS + 1)
    expected = [misread_at(kept, each, small_dataset, split) for each in epochs]
    with qtbot.waitSignal(kept_runs.reduction.reduced):
        kept_runs.reduction.reduce({kept.id: kept.name})
    qtbot.waitUntil(lambda: run_of(kept_runs, kept).weights_epochs == (EPOCHS,))
    for epoch in (2, 1, EPOCHS, 3):
        slider(run_tab).setValue(epoch - 1)
        qtbot.waitUntil(partial(shows, run_tab, expected[epoch - 1]))
    click_card(run_tab, 0)
    assert words(run_tab, "inspector_story")


def run_of(kept_runs: KeptRuns, kept: KeptRun) -> KeptRun:
    found = kept_runs.get(kept.id)
    assert found is not None
    return found


def test_the_last_place_is_the_network_as_it_is_now(qtbot: QtBot, run_tab: MistakesTab) -> None:
    label = find(run_tab, QLabel, "epoch_label")
    assert label.text() == f"now, after {EPOCHS}"
    slider(run_tab).setValue(0)
    assert label.text() == f"1 of {EPOCHS}"
    qtbot.waitUntil(lambda: "after epoch 1 " in about(run_tab))
    slider(run_tab).setValue(EPOCHS - 1)
    qtbot.waitUntil(lambda: f"after epoch {EPOCHS} " in about(run_tab))


def test_a_click_in_the_groove_goes_to_that_epoch(run_tab: MistakesTab) -> None:
    bar = slider(run_tab)
    for share, place in ((0.02, 0), (0.98, EPOCHS - 1), (0.34, 1)):
        where = QPoint(round(bar.width() * share), bar.height() // 2)
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=where)
        assert bar.value() == place


def test_play_goes_from_the_first_epoch_to_the_last(qtbot: QtBot, run_tab: MistakesTab) -> None:
    play = find(run_tab, QToolButton, "play_button")
    QTest.mouseClick(play, Qt.MouseButton.LeftButton)
    assert slider(run_tab).value() == 0
    qtbot.waitUntil(lambda: slider(run_tab).value() == EPOCHS - 1, timeout=10_000)
    qtbot.waitUntil(lambda: not play.isChecked(), timeout=2_000)


def test_the_inspector_tells_the_story_of_an_image(
    run_tab: MistakesTab, kept: KeptRun, small_dataset: Dataset
) -> None:
    history = PredictionHistory.read(kept, small_dataset, SplitName.TEST)
    click_card(run_tab, 0)
    position = cards(run_tab)[0].data(MistakeRole.INDEX) - small_dataset.test.first_index
    assert words(run_tab, "inspector_story") == history.story(position)


def test_since_when_a_chosen_cell_is_misread_so_stands_above_its_cards(
    run_tab: MistakesTab, kept: KeptRun, small_dataset: Dataset
) -> None:
    test, answers = small_dataset.test, kept.predictions().labels[:, kept.predictions().test]
    wrong = [*zip(test.labels.tolist(), answers[-1].tolist(), strict=True)]
    cell = max({each for each in wrong if each[0] != each[1]}, key=wrong.count)
    run_tab.exploration.set_cells(frozenset({cell}))
    since = []
    for position, each in enumerate(wrong):
        if each == cell:
            epochs = [*range(1, EPOCHS + 1)]
            while epochs and answers[epochs[-1] - 1, position] == cell[1]:
                epochs.pop()
            since.append(len(epochs) + 1)
    count = "all" if since.count(min(since)) == len(since) else since.count(min(since))
    assert len(since) > 1
    assert f" · {count} of them since epoch {min(since)}" in about(run_tab)
    run_tab.exploration.set_filters(Filters())
    assert "since" not in about(run_tab)


def test_a_run_of_one_epoch_says_why_there_is_nothing_to_replay(
    qtbot: QtBot,
    tab: MistakesTab,
    workspace: Workspace,
    kept_runs: KeptRuns,
    store: RunStore,
    small_dataset: Dataset,
) -> None:
    recipe = Recipe(hidden=(16,), epochs=1)
    record = store.begin("Brief", recipe, small_dataset)
    list(keep(recipe.start(small_dataset), small_dataset, record))
    kept_runs.refresh()
    qtbot.waitUntil(lambda: kept_runs.get(record.id) is not None)
    workspace.set_dataset(small_dataset)
    workspace.choose(NetworkRef.of_run(record.id))
    label = find(tab, QLabel, "epoch_label")
    qtbot.waitUntil(label.isVisible)
    assert label.text() == "1, the only one of this run that can be shown"
    assert not slider(tab).isVisible()


def test_the_history_sorts_and_filters(
    qtbot: QtBot, run_tab: MistakesTab, kept: KeptRun, small_dataset: Dataset
) -> None:
    history = PredictionHistory.read(kept, small_dataset, SplitName.TEST)
    sort_by(run_tab, Order.LEARNED_LATE)
    first = small_dataset.test.first_index
    shown = [
        history.first_learned[int(each) - first] for each in figures(run_tab, MistakeRole.INDEX)
    ]
    assert shown == sorted(shown, reverse=True)
    exploration = run_tab.exploration
    exploration.set_filters(Filters(Outcome.LOST))
    expected = np.flatnonzero(history.was_right & ~history.is_right[-1]) + first
    assert sorted(figures(run_tab, MistakeRole.INDEX)) == expected.tolist()


def test_a_network_of_no_run_has_no_epochs(
    qtbot: QtBot, run_tab: MistakesTab, workspace: Workspace, network: nn.Network
) -> None:
    sort_box = box(run_tab, "sort_box")
    assert sort_box.findText(ORDER_TITLES[Order.FORGOTTEN]) >= 0
    workspace.put(NamedNetwork("Reader", NetworkRef.shipped(), network), choose=True)
    qtbot.waitUntil(lambda: not slider(run_tab).isVisible())
    qtbot.waitUntil(lambda: sort_box.findText(ORDER_TITLES[Order.FORGOTTEN]) < 0)


def test_on_other_images_the_epochs_are_those_whose_weights_were_kept(
    qtbot: QtBot,
    run_tab: MistakesTab,
    workspace: Workspace,
    kept: KeptRun,
    small_dataset: Dataset,
) -> None:
    other = Dataset("Other", small_dataset.training, small_dataset.test, small_dataset.validation)
    workspace.set_dataset(other)
    sort_box = box(run_tab, "sort_box")
    qtbot.waitUntil(lambda: "on Other" in about(run_tab))
    qtbot.waitUntil(lambda: slider(run_tab).isVisible() and slider(run_tab).maximum() == EPOCHS - 1)
    qtbot.waitUntil(lambda: sort_box.findText(ORDER_TITLES[Order.FORGOTTEN]) < 0)
    slider(run_tab).setValue(1)
    expected = misread_at(kept, 2, other, SplitName.TEST)
    qtbot.waitUntil(partial(shows, run_tab, expected))


def test_while_nobody_looks_a_run_that_goes_on_is_not_followed(
    qtbot: QtBot,
    run_tab: MistakesTab,
    kept_runs: KeptRuns,
    store: RunStore,
    kept: KeptRun,
    small_dataset: Dataset,
) -> None:
    run_tab.hide()
    record = store.reopen(kept)
    run = resume(kept.state(), small_dataset, more_epochs=1)
    list(keep(run, small_dataset, record))
    kept_runs.refresh(kept.id)
    qtbot.waitUntil(lambda: kept_runs.get(kept.id).epochs == EPOCHS + 1)  # type: ignore[union-attr]
    assert slider(run_tab).maximum() == EPOCHS - 1
    run_tab.show()
    qtbot.waitUntil(lambda: slider(run_tab).maximum() == EPOCHS)


def test_three_clicks_tell_which_since_when_and_why(
    qtbot: QtBot, run_tab: MistakesTab, kept: KeptRun, small_dataset: Dataset
) -> None:
    """The cell, one of its images, and why."""
    read = nn.evaluate(kept.network(EPOCHS), small_dataset.test)
    mistakes = np.where(np.eye(10, dtype=np.bool_), 0, read.confusion)
    truth, predicted = divmod(int(mistakes.argmax()), 10)
    matrix = find(run_tab, QAbstractItemView, "confusion_view")
    where = matrix.visualRect(matrix.model().index(truth, predicted)).center()

    QTest.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=where)
    click_card(run_tab, 0)
    why = find(run_tab, QToolButton, "why_toggle")
    QTest.mouseClick(why, Qt.MouseButton.LeftButton)

    count, total = int(mistakes.max()), int(read.confusion[truth].sum())
    which = words(run_tab, "count_label")
    assert which.startswith(f"{count} of {total} ")
    assert which.endswith(f"read as {predicted}")
    since = find(run_tab, QLabel, "inspector_story")
    assert since.isVisible()
    assert "epoch" in since.text()
    told = find(run_tab, QLabel, "inspector_words")
    qtbot.waitUntil(lambda: f"Orange ink speaks for {predicted} by " in told.text())
    assert told.isVisible()
