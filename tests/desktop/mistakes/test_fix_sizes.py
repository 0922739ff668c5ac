"""The gallery in the order of the smallest fixes, which are computed while somebody looks."""

from dataclasses import replace
from threading import Event
from weakref import ref

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes import fix_sizes
from desktop.mistakes.cards.model import CardRole, MistakeRole
from desktop.mistakes.exploration import Exploration
from desktop.mistakes.filters import NO_FIX, Order
from desktop.mistakes.fix_sizes import FixSizes
from desktop.mistakes.inspector.explanations import fix_of
from desktop.mistakes.results import Results
from desktop.mistakes.view import MistakesTab
from desktop.workspace.evaluation import EvaluationRequest
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.jobs import Cancelled, Progress
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.array_types import ImageArray
from nncore.datasets import Dataset, Split, SplitName
from nncore.explanation.smallest_fix import Fix, find_fix
from nncore.runs import KeptRun, RunStore, commit_steps
from tests.desktop.hands import find
from tests.desktop.mistakes.helpers import (
    about,
    cards,
    click_card,
    epoch_slider,
    figures,
    keep_run,
    sort_by,
    view,
)


def said(tab: MistakesTab) -> list[str]:
    return [str(card.data(CardRole.SORT_TEXT)) for card in cards(tab)]


def size_of(network: nn.Network, dataset: Dataset, index: int) -> float:
    fix = find_fix(network, dataset.test.images[index], int(dataset.test.labels[index]))
    return NO_FIX if fix is None else fix.ink_changed


def test_the_smallest_fixes_come_first_once_they_are_found(
    qtbot: QtBot,
    read_tab: MistakesTab,
    workspace: Workspace,
    network: nn.Network,
    small_dataset: Dataset,
) -> None:
    few = replace(small_dataset, test=small_dataset.test.between(0, 60))
    workspace.set_dataset(few)
    qtbot.waitUntil(lambda: 12 < len(cards(read_tab)) <= 60)
    count = len(cards(read_tab))
    sort_by(read_tab, Order.FIX)
    click_card(read_tab, 0)
    QTest.keyClick(view(read_tab), Qt.Key.Key_End)
    view(read_tab).verticalScrollBar().setValue(0)
    assert len(cards(read_tab)) == count
    qtbot.waitUntil(lambda: "not looked at yet" not in said(read_tab), timeout=60_000)
    indices = [int(each) for each in figures(read_tab, MistakeRole.INDEX)]
    sizes = [size_of(network, few, each) for each in indices[:12]]
    assert sizes == sorted(sizes)
    assert view(read_tab).verticalScrollBar().value() == 0, "the smallest are in sight"
    assert said(read_tab)[0] == f"fix: {sizes[0]:.1f}\u00a0px ink"


def test_another_order_ends_the_work_and_what_was_found_stays(
    qtbot: QtBot, read_tab: MistakesTab
) -> None:
    sort_by(read_tab, Order.FIX)
    qtbot.waitUntil(lambda: any(text.startswith("fix:") for text in said(read_tab)))
    sort_by(read_tab, Order.WORST)
    losses = np.array(figures(read_tab, MistakeRole.LOSS))
    assert (np.diff(losses) <= 0).all()
    sort_by(read_tab, Order.FIX)
    assert any(text.startswith("fix:") for text in said(read_tab))


class Searches:
    """Counts the searches for a fix of few images, and lets something happen before each."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = self.cancelled = 0
        self.gate = Event()
        self.gate.set()
        self.error: Exception | None = None
        monkeypatch.setattr(fix_sizes, "fix_of", self)
        every = fix_sizes._candidates
        monkeypatch.setattr(fix_sizes, "_candidates", lambda *told: every(*told)[:12])

    def __call__(
        self, network: nn.Network, image: ImageArray, truth: int, read: int, progress: Progress
    ) -> Fix | None:
        self.count += 1
        try:
            while not self.gate.wait(0.005):
                progress(0.0)
        except Cancelled:
            self.cancelled += 1
            raise
        if self.error is not None:
            raise self.error
        return fix_of(network, image, truth, read, progress)

    def begin(self, qtbot: QtBot, tab: MistakesTab) -> None:
        """Have sizes searched for, and hold up the first of them."""
        self.gate.clear()
        tab.exploration.set_order(Order.FIX)
        qtbot.waitUntil(lambda: self.count == 1)


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> Searches:
    return Searches(monkeypatch)


def is_done(tab: MistakesTab) -> bool:
    is_found = any(text.startswith(("fix:", "no fix")) for text in said(tab))
    return is_found and "images looked at" not in about(tab)


def test_who_returns_to_the_order_at_once_gets_all_sizes(
    qtbot: QtBot, read_tab: MistakesTab, searches: Searches
) -> None:
    searches.begin(qtbot, read_tab)
    read_tab.exploration.set_order(Order.WORST)
    read_tab.exploration.set_order(Order.FIX)
    searches.gate.set()
    qtbot.waitUntil(lambda: is_done(read_tab), timeout=60_000)


def test_while_nobody_looks_nothing_is_searched_and_then_it_goes_on(
    qtbot: QtBot, read_tab: MistakesTab, searches: Searches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fix_sizes, "_TURN", 0.0)
    searches.begin(qtbot, read_tab)
    assert "images looked at" in about(read_tab)
    read_tab.hide()
    assert "looked at" not in about(read_tab)
    qtbot.waitUntil(lambda: searches.cancelled == 1)
    searches.gate.set()
    read_tab.exploration.set_order(Order.WORST)
    read_tab.exploration.set_order(Order.FIX)
    read_tab.image_actions.marking.changed.emit()
    with qtbot.assertNotEmitted(find(read_tab, FixSizes).working, wait=50):
        pass
    assert searches.count == 1
    monkeypatch.setattr(fix_sizes, "_TURN", 1.0)
    read_tab.show()
    qtbot.waitUntil(lambda: is_done(read_tab), timeout=60_000)


def test_a_turn_that_ends_unseen_is_the_last_one(
    qtbot: QtBot, read_tab: MistakesTab, searches: Searches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fix_sizes, "_TURN", 0.0)
    searches.begin(qtbot, read_tab)
    job = find(read_tab, FixSizes)._job
    assert job is not None
    searches.gate.set()
    assert job.left.wait(10)  # what it tells has not arrived yet
    read_tab.hide()
    qtbot.waitUntil(lambda: any(text.startswith("fix:") for text in said(read_tab)))
    assert searches.count == 1


def test_a_search_that_fails_leaves_no_words_behind(
    qtbot: QtBot, read_tab: MistakesTab, searches: Searches
) -> None:
    searches.error = ValueError("it cannot")
    read_tab.exploration.set_order(Order.FIX)
    assert "images looked at" in about(read_tab)
    qtbot.waitUntil(lambda: "images looked at" not in about(read_tab))
    assert searches.count == 1


def test_other_weights_do_not_wait_for_the_search_under_way(
    qtbot: QtBot,
    read_tab: MistakesTab,
    searches: Searches,
    workspace: Workspace,
    other_network: nn.Network,
    small_dataset: Dataset,
) -> None:
    searches.begin(qtbot, read_tab)
    workspace.put(NamedNetwork("Run", NetworkRef.of_run("run"), other_network, None, 2))
    qtbot.waitUntil(lambda: searches.count == 2)
    assert searches.cancelled == 1
    searches.gate.set()
    qtbot.waitUntil(lambda: is_done(read_tab), timeout=60_000)
    assert_of(read_tab, other_network, small_dataset)


def assert_of(tab: MistakesTab, network: nn.Network, dataset: Dataset) -> None:
    """Whether the first card tells the size of that network's fix."""
    index = int(figures(tab, MistakeRole.INDEX)[0]) - dataset.test.first_index
    size = size_of(network, dataset, index)
    assert said(tab)[0] == f"fix: {size:.1f}\u00a0px ink"


@pytest.fixture
def kept(store: RunStore, small_dataset: Dataset) -> KeptRun:
    return keep_run(store, small_dataset)


def look_at_first_epoch(
    qtbot: QtBot, tab: MistakesTab, workspace: Workspace, runs: KeptRuns, kept: KeptRun
) -> None:
    """Choose a run, and move the slider to its first epoch."""
    runs.refresh()
    qtbot.waitUntil(lambda: runs.get(kept.id) is not None)
    workspace.choose(NetworkRef.of_run(kept.id))
    slider = epoch_slider(tab)
    qtbot.waitUntil(slider.isVisible)
    slider.setValue(0)
    qtbot.waitUntil(lambda: "after epoch 1 " in about(tab))


def test_at_an_earlier_epoch_fixes_are_those_of_its_weights(
    qtbot: QtBot,
    tab: MistakesTab,
    workspace: Workspace,
    kept_runs: KeptRuns,
    kept: KeptRun,
    small_dataset: Dataset,
    searches: Searches,
) -> None:
    workspace.set_dataset(small_dataset)
    look_at_first_epoch(qtbot, tab, workspace, kept_runs, kept)
    tab.exploration.set_order(Order.FIX)
    qtbot.waitUntil(lambda: is_done(tab), timeout=60_000)
    assert_of(tab, kept.network(1), small_dataset)
    epoch_slider(tab).setValue(1)
    qtbot.waitUntil(lambda: "after epoch 2 " in about(tab))
    qtbot.waitUntil(lambda: is_done(tab), timeout=60_000)
    assert_of(tab, kept.network(2), small_dataset)
    count = searches.count
    epoch_slider(tab).setValue(0)
    qtbot.waitUntil(lambda: "after epoch 1 " in about(tab))
    assert_of(tab, kept.network(1), small_dataset)
    assert searches.count == count, "what was found stays known"


def test_without_the_weights_of_an_epoch_it_is_said_that_fixes_need_them(
    qtbot: QtBot,
    tab: MistakesTab,
    workspace: Workspace,
    kept_runs: KeptRuns,
    store: RunStore,
    small_dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(commit_steps, "most_epochs", lambda _network: 1)
    workspace.set_dataset(small_dataset)
    kept = keep_run(store, small_dataset)
    look_at_first_epoch(qtbot, tab, workspace, kept_runs, kept)
    tab.exploration.set_order(Order.FIX)
    assert fix_sizes.NO_WEIGHTS in about(tab)
    tab.exploration.set_order(Order.WORST)
    assert fix_sizes.NO_WEIGHTS not in about(tab)


def test_sizes_go_with_the_images_that_they_are_of(
    network: nn.Network,
    workspace: Workspace,
    kept_runs: KeptRuns,
    evaluations: EvaluationService,
    small_dataset: Dataset,
) -> None:
    results = Results(workspace, kept_runs, evaluations)
    fixes = FixSizes(Exploration(), results, evaluations.jobs)
    test = small_dataset.test
    dataset = Dataset("Other", None, None, Split(test.images[:9], test.labels[:9]))
    named = NamedNetwork("Run", NetworkRef.of_run("run"), network)
    request = EvaluationRequest.of(named, dataset, SplitName.TEST)
    fixes._remember(fix_sizes._Turn(fix_sizes._Search.of(request), network, {3: 1.5}))
    known = fixes.of(request)
    assert known is not None
    assert known[3] == 1.5
    assert np.isnan(np.delete(known, 3)).all()

    images = ref(request.split)
    del dataset, request

    assert images() is None
