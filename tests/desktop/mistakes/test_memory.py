"""The tab as it was left, through a settings file that may say anything."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.application import create_window
from desktop.mistakes import memory
from desktop.mistakes.cards.card_layout import CardSize
from desktop.mistakes.filter_controls import FilterChips
from desktop.mistakes.filters import Filters, Order, Outcome
from desktop.mistakes.memory import KeptSelection, TabMemory
from desktop.mistakes.view import MistakesTab
from desktop.theme import Theme
from desktop.widgets.buttons import Toggle
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.marks import Marks
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset, SplitName
from tests.desktop.hands import find
from tests.desktop.mistakes.helpers import cards, headline

LEFT = TabMemory(
    Filters(
        Outcome.RIGHT,
        truths=frozenset({3, 5}),
        predictions=frozenset({0}),
        confidence=(0.5, 0.9),
        marked=True,
    ),
    Order.MARGIN,
    is_grouped=True,
    card_size=CardSize.LARGE,
    shows_matrix=False,
    shows_inspector=False,
    split_name=None,
    selection=KeptSelection("ab" * 32, SplitName.TEST, (3, 5, 8)),
)


@pytest.mark.parametrize(
    "memory", [TabMemory(), LEFT, TabMemory(Filters(cells=frozenset({(4, 9), (9, 4)})))]
)
def test_what_was_left_comes_back_through_json(memory: TabMemory) -> None:
    assert TabMemory.of_json(json.loads(json.dumps(memory.as_json()))) == memory


def test_what_is_missing_is_as_at_first() -> None:
    assert TabMemory.of_json({}) == TabMemory()


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": "x"},
        {"outcome": []},
        {"cells": [[1, 10]]},
        {"cells": [[1]]},
        {"cells": "49"},
        {"cells": [[1, 2]] * 101},
        {"truths": [True]},
        {"truths": [-1]},
        {"predictions": 3},
        {"confidence": [0.9, 0.5]},
        {"confidence": ["a", "b"]},
        {"confidence": [0.1]},
        {"confidence": [0.0, float("nan")]},
        {"confidence": [0, int("9" * 400)]},
        {"confidence": [-int("9" * 400), 0.5]},
        {"order": None},
        {"grouped": 1},
        {"card_size": "huge"},
        {"matrix": "yes"},
        {"marked": "yes"},
        {"split": "half"},
        {"split": None},
        {"selection": []},
        {"selection": {"data": 1, "split": "test", "positions": []}},
        {"selection": {"data": "a", "split": "half", "positions": []}},
        {"selection": {"data": "a", "split": ["test"], "positions": []}},
        {"selection": {"data": "a", "split": "test", "positions": [-1]}},
        {"selection": {"data": "a", "split": "test", "positions": [True]}},
        {"selection": {"data": "a", "split": "test", "positions": [10**400]}},
        {"selection": {"data": "a", "split": "test", "positions": [1] * 2_001}},
        {"selection": {"data": "a", "split": "test", "positions": [1], "bits": "AAAA"}},
        {"selection": {"data": "a", "split": "test", "bits": [1]}},
        {"selection": {"data": "a", "split": "test", "bits": "é" * 40}},
        {"selection": {"data": "a", "split": "test", "bits": "AAA"}},
        {"selection": {"data": "a", "split": "test", "bits": "A" * 100_000}},
        {"more": 1},
    ],
    ids=lambda values: str(values)[:60],
)
def test_what_nobody_can_have_chosen_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        TabMemory.of_json(values)


@pytest.mark.parametrize("name", TabMemory().as_json())
@pytest.mark.parametrize(
    "value",
    [int("9" * 4_000), "x" * 5_000, [["x"] * 5_000], {"x": 10**400}],
    ids=["number", "text", "list", "object"],
)
def test_what_is_refused_is_said_in_few_words(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=r".+") as caught:
        TabMemory.of_json({name: value})
    assert len(str(caught.value)) < 250


def test_filters_and_panes_are_kept_between_starts(qtbot: QtBot, tmp_path: Path) -> None:
    window = create_window(tmp_path, None)
    qtbot.addWidget(window)
    tab = find(window, MistakesTab, "mistakes_tab")
    tab.exploration.set_filters(LEFT.filters)
    tab.exploration.set_order(Order.MARGIN)
    toggle = find(tab, Toggle, "matrix_toggle")
    toggle.click()
    window.close()

    again = create_window(tmp_path, None)
    qtbot.addWidget(again)
    tab = find(again, MistakesTab, "mistakes_tab")
    chips = find(tab, FilterChips, "filter_chips")
    assert chips.titles == ["Read right", "Truth 3, 5", "Read as 0", "50 to 90\u00a0%", "Marked"]
    assert tab.exploration.order is Order.MARGIN
    matrix = find(tab, QWidget, "confusion_view")
    assert not matrix.isVisibleTo(tab)
    again.close()


@pytest.mark.parametrize("damaged", [{"cells": [[1, 99]]}, {"confidence": [0, int("9" * 400)]}])
def test_a_damaged_memory_is_kept_aside_and_said(
    qtbot: QtBot, tmp_path: Path, damaged: dict[str, Any]
) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({"format": 1, "mistakes": damaged}), "utf-8")
    window = create_window(tmp_path, None)
    qtbot.addWidget(window)
    tab = find(window, MistakesTab, "mistakes_tab")
    assert tab.exploration.filters == Filters()
    assert "Mistakes tab" in window.notice.text
    assert len(list(tmp_path.glob("*damaged*"))) == 1
    window.close()


@pytest.mark.parametrize("count", [2_000, 2_001, 35_000, 70_000])
def test_as_many_as_are_selected_are_kept_in_little_room(count: int) -> None:
    rng = np.random.default_rng(count)
    positions = np.sort(rng.choice(70_000, count, replace=False)).tolist()
    memory = TabMemory(selection=KeptSelection("ab" * 32, None, tuple(positions)))
    told = json.dumps(memory.as_json())
    assert len(told) < 20_000
    assert TabMemory.of_json(json.loads(told)) == memory


def test_thousands_of_selected_images_are_there_after_a_restart(
    read_tab: MistakesTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "MOST", 2)
    read_tab.exploration.select(read_tab.exploration.rows[:30])
    selected = sorted(read_tab.exploration.selected.tolist())
    left = json.loads(json.dumps(read_tab.memory))
    assert isinstance(left["selection"]["bits"], str)
    recalled = TabMemory.of_json(left).selection
    assert recalled is not None
    assert [*recalled.positions] == selected


def test_a_selection_is_there_after_a_restart(
    qtbot: QtBot,
    read_tab: MistakesTab,
    workspace: Workspace,
    kept_runs: KeptRuns,
    evaluations: EvaluationService,
    marks: Marks,
    theme: Theme,
    small_dataset: Dataset,
) -> None:
    read_tab.exploration.select(read_tab.exploration.rows[:3])
    selected = sorted(read_tab.exploration.selected.tolist())
    left = json.loads(json.dumps(read_tab.memory))
    assert left["selection"]["positions"] == selected
    read_tab.close()
    again = MistakesTab(workspace, kept_runs, evaluations, marks, theme)
    qtbot.addWidget(again)
    again.recall(left)
    assert again.memory["selection"] == left["selection"], "also if nothing was shown meanwhile"
    again.show()
    qtbot.waitUntil(lambda: "misread" in headline(again) and len(cards(again)) > 0)
    assert sorted(again.exploration.selected.tolist()) == selected
    other = Dataset("Other", None, None, small_dataset.validation)
    workspace.set_dataset(other)
    qtbot.waitUntil(lambda: again.exploration.split is other.test)
    assert len(again.exploration.selected) == 0
