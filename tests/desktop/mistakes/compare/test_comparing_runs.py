"""A comparison with kept runs, and with the epochs of any of them."""

from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QWidget
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.compare.wording import SAME
from desktop.mistakes.examples import ComparedNames
from desktop.mistakes.filter_wording import outcome_sentence
from desktop.mistakes.filters import Outcome
from desktop.mistakes.view import MistakesTab
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset, generated
from nncore.recipes.recipe import resume
from nncore.runs import KeptRun, RunStore, keep
from tests.desktop.hands import find, press_keys
from tests.desktop.mistakes.compare.helpers import (
    FILE,
    between,
    columns,
    compares,
    epochs,
    pick,
    pick_epoch,
    press,
    rivals,
    show_mode,
    shown,
    whom,
    words,
)
from tests.desktop.mistakes.helpers import box, epoch_slider, headline, keep_run


@pytest.fixture
def kept(
    qtbot: QtBot,
    workspace: Workspace,
    store: RunStore,
    kept_runs: KeptRuns,
    small_dataset: Dataset,
) -> KeptRun:
    """A run of three epochs on the disk, which the workspace lists."""
    kept = keep_run(store, small_dataset)
    with qtbot.waitSignal(kept_runs.changed):
        kept_runs.refresh()
    return kept


@pytest.fixture
def own_tab(
    qtbot: QtBot, kept: KeptRun, tab: MistakesTab, workspace: Workspace, small_dataset: Dataset
) -> MistakesTab:
    """The tab that compares the run with itself: there is nobody else."""
    workspace.set_dataset(small_dataset)
    workspace.choose(NetworkRef.of_run(kept.id))
    qtbot.waitUntil(lambda: "misread" in headline(tab))
    qtbot.waitUntil(epoch_slider(tab).isVisible)
    show_mode(tab, "Compare")
    qtbot.waitUntil(lambda: words(tab) != "")
    return tab


@pytest.fixture
def other_tab(qtbot: QtBot, kept: KeptRun, comparing: MistakesTab) -> MistakesTab:
    """The tab that compares the network "Run", which is no kept one, with the run after epoch 1."""
    pick(comparing, "Short")
    qtbot.waitUntil(lambda: epochs(comparing) != [])
    pick_epoch(comparing, "after epoch 1")
    qtbot.waitUntil(lambda: whom(comparing) == between("Short after epoch 1", "Run"))
    return comparing


def test_an_epoch_of_its_runcompares_with_the_network_as_it_is_now(
    qtbot: QtBot, kept: KeptRun, own_tab: MistakesTab, small_dataset: Dataset
) -> None:
    tab, split = own_tab, small_dataset.test
    names = ComparedNames(moment="after epoch 1")
    assert rivals(tab) == ["Short"]
    assert epochs(tab) == ["after epoch 2", "after epoch 1", "untrained"]
    assert whom(tab) == between("Short after epoch 2", "Short after epoch 3")
    pick_epoch(tab, "after epoch 1")
    qtbot.waitUntil(lambda: "Before: Short after epoch 1." in words(tab))
    assert shown(tab) == columns(kept.network(1), kept.network(3), split)[0]
    assert "trainings" not in words(tab)
    assert headline(tab).endswith(f" {outcome_sentence(Outcome.FIXED, names)}")
    pick_epoch(tab, "untrained")
    qtbot.waitUntil(lambda: "Before: Short, untrained." in words(tab))
    assert shown(tab) == columns(kept.network(0), kept.network(3), split)[0]
    qtbot.waitUntil(lambda: headline(tab).endswith("misread before training"))
    matrix = find(tab, QAbstractItemView, "confusion_view").model()
    assert "than before training" in matrix.index(4, 4).data(Qt.ItemDataRole.ToolTipRole)
    assert "other network" not in find(tab, QWidget, "reliability_curve").accessibleName()


def test_the_rivals_epoch_stays_while_the_slider_moves_also_over_it(
    qtbot: QtBot, kept: KeptRun, own_tab: MistakesTab, small_dataset: Dataset
) -> None:
    tab, split = own_tab, small_dataset.test
    slider, epoch_box = epoch_slider(tab), box(tab, "rival_epoch_box")
    QTest.keyClick(slider, Qt.Key.Key_Left)
    same = between("Short after epoch 2", "Short after epoch 2")
    qtbot.waitUntil(lambda: whom(tab) == same)
    assert SAME in words(tab)
    assert epoch_box.currentText() == "after epoch 2"
    QTest.keyClick(slider, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: whom(tab) == between("Short after epoch 2", "Short after epoch 1"))
    assert epochs(tab) == ["now, after 3", "after epoch 2", "untrained"]
    assert shown(tab) == columns(kept.network(2), kept.network(1), split)[0]
    pick_epoch(tab, "now, after 3")
    qtbot.waitUntil(lambda: "Before: Short after epoch 3." in words(tab))
    assert shown(tab) == columns(kept.network(3), kept.network(1), split)[0]


def test_a_run_that_is_not_in_memory_is_read_from_the_disk(
    qtbot: QtBot, kept: KeptRun, read_tab: MistakesTab, network: nn.Network, small_dataset: Dataset
) -> None:
    show_mode(read_tab, "Compare")
    qtbot.waitUntil(lambda: whom(read_tab) == between("Short after epoch 3", "Run"))
    press(read_tab, "broken")
    assert shown(read_tab) == columns(kept.network(), network, small_dataset.test)[1]


def test_every_epoch_of_another_run_can_be_compared_with(
    qtbot: QtBot,
    kept: KeptRun,
    comparing: MistakesTab,
    network: nn.Network,
    small_dataset: Dataset,
) -> None:
    assert epochs(comparing) == []
    pick(comparing, "Short")
    offered = ["now, after 3", "after epoch 2", "after epoch 1", "untrained"]
    qtbot.waitUntil(lambda: epochs(comparing) == offered)
    names = ["after epoch 3", "after epoch 2", "after epoch 1"]
    for title, name, epoch in zip(offered, names, (3, 2, 1), strict=False):
        pick_epoch(comparing, title)
        qtbot.waitUntil(partial(compares, comparing, between(f"Short {name}", "Run")))
        expected = columns(kept.network(epoch), network, small_dataset.test)
        assert shown(comparing) == expected[0]
    pick(comparing, "File")
    qtbot.waitUntil(lambda: whom(comparing) == between("File", "Run"))
    assert epochs(comparing) == []


def test_an_epoch_without_weights_has_the_predictions_that_its_run_kept(
    qtbot: QtBot,
    kept: KeptRun,
    kept_runs: KeptRuns,
    comparing: MistakesTab,
    network: nn.Network,
    small_dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = kept.network(1)
    monkeypatch.setattr(KeptRun, "weights_epochs", property(lambda _: (0, 3)))
    pick(comparing, "Short")
    qtbot.waitUntil(lambda: "after epoch 1" in epochs(comparing))
    pick_epoch(comparing, "after epoch 1")
    qtbot.waitUntil(lambda: whom(comparing) == between("Short after epoch 1", "Run"))
    assert shown(comparing) == columns(before, network, small_dataset.test)[0]


def test_on_other_images_only_epochs_with_weights_are_offered(
    qtbot: QtBot,
    other_tab: MistakesTab,
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(KeptRun, "weights_epochs", property(lambda _: (0, 2, 3)))
    rng = np.random.default_rng(7)
    workspace.set_dataset(generated(rng=rng, training=10, validation=10, test=100))
    qtbot.waitUntil(lambda: "Of 100 test images" in words(other_tab), timeout=10_000)
    assert epochs(other_tab) == ["now, after 3", "after epoch 2", "untrained"]
    assert whom(other_tab) == between("Short after epoch 3", "Run", "Short after epoch 1")


def test_the_epoch_of_another_run_stays_when_another_network_is_chosen(
    qtbot: QtBot, kept: KeptRun, other_tab: MistakesTab, workspace: Workspace
) -> None:
    workspace.choose(FILE)
    qtbot.waitUntil(lambda: whom(other_tab) == between("Short after epoch 1", "File"))
    workspace.choose(NetworkRef.of_run(kept.id))
    own = between("Short after epoch 1", "Short after epoch 3")
    qtbot.waitUntil(lambda: whom(other_tab) == own)
    press_keys(box(other_tab, "split_box"), Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "validation images" in words(other_tab))
    assert whom(other_tab) == own


def test_the_run_and_the_epoch_that_were_looked_at_become_the_rival_in_a_swap(
    qtbot: QtBot, comparing: MistakesTab, kept: KeptRun, workspace: Workspace
) -> None:
    workspace.choose(NetworkRef.of_run(kept.id))
    slider = epoch_slider(comparing)
    qtbot.waitUntil(slider.isVisible)
    QTest.keyClick(slider, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: whom(comparing) == between("File", "Short after epoch 2"))
    workspace.choose(FILE)
    qtbot.waitUntil(lambda: whom(comparing) == between("Short after epoch 2", "File"))
    assert box(comparing, "rival_epoch_box").currentText() == "after epoch 2"


def test_two_runs_of_one_name_are_told_apart(
    qtbot: QtBot,
    kept: KeptRun,
    other_tab: MistakesTab,
    kept_runs: KeptRuns,
    store: RunStore,
    network: nn.Network,
    small_dataset: Dataset,
) -> None:
    later = keep_run(store, small_dataset, epochs=2, seed=9)
    kept_runs.refresh()
    qtbot.waitUntil(lambda: len(rivals(other_tab)) == 3)
    assert len({*rivals(other_tab)}) == 3
    names = [each for each in rivals(other_tab) if each.startswith("Short")]
    chosen = box(other_tab, "rival_box").currentText()
    assert shown(other_tab) == columns(kept.network(1), network, small_dataset.test)[0]
    (other,) = {*names} - {chosen}
    pick(other_tab, other)
    qtbot.waitUntil(lambda: whom(other_tab) == between(f"{other} after epoch 2", "Run"))
    assert epochs(other_tab) == ["now, after 2", "after epoch 1", "untrained"]
    assert shown(other_tab) == columns(later.network(2), network, small_dataset.test)[0]


def test_a_rival_that_goes_on_has_its_new_epochs_offered(
    qtbot: QtBot,
    kept: KeptRun,
    other_tab: MistakesTab,
    kept_runs: KeptRuns,
    store: RunStore,
    small_dataset: Dataset,
) -> None:
    record = store.reopen(kept)
    list(keep(resume(kept.state(), small_dataset, more_epochs=1), small_dataset, record))
    kept_runs.refresh(kept.id)
    offered = ["now, after 4", "after epoch 3", "after epoch 2", "after epoch 1", "untrained"]
    qtbot.waitUntil(lambda: epochs(other_tab) == offered)
    assert whom(other_tab) == between("Short after epoch 1", "Run")


def test_a_rival_that_is_deleted_gives_way_and_comes_back(
    qtbot: QtBot, kept: KeptRun, other_tab: MistakesTab, kept_runs: KeptRuns
) -> None:
    kept_runs.delete([kept.id])
    qtbot.waitUntil(lambda: words(other_tab).startswith("Before: File"))
    assert whom(other_tab) == between("File", "Run", "Short after epoch 1")
    assert rivals(other_tab) == ["File"]
    assert epochs(other_tab) == []
    kept_runs.restore([kept.id])
    qtbot.waitUntil(lambda: whom(other_tab) == between("Short after epoch 1", "Run"))
