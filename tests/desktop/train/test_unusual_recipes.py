"""Kept runs whose recipes no form makes: they open and go on, and no number is lost."""

import json
from dataclasses import replace
from itertools import product
from shutil import copytree
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QAbstractSpinBox

from desktop.train.recipe.count_boxes import MOST_BATCH, SeedBox
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run.state_and_actions import RunState
from nncore.datasets import Dataset
from nncore.events import EpochFinished
from nncore.recipes.recipe import MOST_COUNT, MOST_SEED, Recipe
from nncore.runs import RunStore, keep
from tests.desktop.hands import find

Hands = Any
"""The fixture `hands`: see conftest."""
ENTROPY = 281_396_187_043_318_552_021_375_208_472_346_019_217


def keep_run(store: RunStore, recipe: Recipe, dataset: Dataset) -> str:
    """A run that was given up after its first epoch."""
    record = store.begin("Unusual", recipe, dataset)
    events = keep(recipe.start(dataset), dataset, record)
    next(event for event in events if isinstance(event, EpochFinished))
    events.close()
    return record.id


@pytest.fixture
def told(hands: Hands) -> list[str]:
    """What the tab tells from now on."""
    said: list[str] = []
    hands.tab.announced.connect(said.append)
    return said


def open_the_run(hands: Hands, kept_runs: KeptRuns) -> None:
    hands.click("runs_toggle")
    with hands.qtbot.waitSignal(kept_runs.changed):
        kept_runs.refresh()
    view = hands.tab.findChild(QAbstractItemView, "runs_view")
    place = view.visualRect(view.model().index(0, 2)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with hands.qtbot.waitSignal(hands.run.begun):
        hands.click("open_button")


def box_says(hands: Hands, name: str) -> str:
    box = find(hands.tab, QAbstractSpinBox, name)
    return box.text()


def go_on(hands: Hands) -> None:
    before = hands.steps
    hands.go_on()
    hands.wait_for_steps(before + 1)
    hands.click("stop_button")
    hands.wait_for(RunState.IDLE)


@pytest.mark.parametrize("seed", [2**31, 2**63, 2**64, ENTROPY, 10**400, MOST_SEED])
def test_a_run_from_a_large_seed_opens_and_goes_on(
    hands: Hands,
    kept_runs: KeptRuns,
    store: RunStore,
    small_dataset: Dataset,
    told: list[str],
    seed: int,
) -> None:
    run_id = keep_run(store, Recipe(hidden=(8,), seed=seed, epochs=10_000), small_dataset)
    open_the_run(hands, kept_runs)
    box = hands.tab.findChild(SeedBox, "seed_box")
    assert box.value() == seed
    assert hands.tab.form.recipe == store.get(run_id).recipe
    assert len(hands.says("status_line")) < 300
    go_on(hands)
    assert store.get(run_id).recipe.seed == seed
    assert told == []


def test_a_large_seed_makes_the_same_run_in_the_window(
    hands: Hands, store: RunStore, small_dataset: Dataset
) -> None:
    recipe = Recipe(hidden=(8,), seed=ENTROPY, epochs=1)
    hands.start(recipe)
    hands.wait_for(RunState.IDLE)
    (kept,) = store.runs()
    assert kept.recipe == recipe
    run = recipe.start(small_dataset)
    for _ in run.events:
        pass
    assert kept.network().parameters[0].tobytes() == run.network.parameters[0].tobytes()


UNUSUAL: list[tuple[dict[str, Any], str, str]] = [
    ({"epochs": 20_000}, "epochs 20,000 (here 10,000)", "epochs_box"),
    ({"epochs": 2**31}, "epochs 2,147,483,648 (here 10,000)", "epochs_box"),
    ({"epochs": MOST_COUNT}, "epochs 1,000,000,000,000 (here 10,000)", "epochs_box"),
    ({"patience": 2**31}, "after 2,147,483,648 epochs (here after 10,000 epochs)", "patience_box"),
    ({"patience": MOST_COUNT}, "stop early after 1,000,000,000,000 epochs (here", "patience_box"),
    ({"learning_rate": 1e-300}, "learning rate 1e-300 (here 0.000001)", "learning_rate_box"),
    ({"learning_rate": 5e-324}, "learning rate 5e-324 (here 0.000001)", "learning_rate_box"),
    (
        {"learning_rate": 1.23456789123e-3},
        "0.00123456789123 (here 0.001234568)",
        "learning_rate_box",
    ),
    ({"weight_decay": 1e-300}, "weight decay 1e-300 (here none)", "weight_decay_box"),
    ({"weight_decay": 20, "learning_rate": 1e-3}, "weight decay 20 (here 10)", "weight_decay_box"),
]


@pytest.mark.parametrize(("entries", "words", "name"), UNUSUAL)
def test_what_the_form_cannot_hold_of_an_opened_run_is_said(
    hands: Hands,
    kept_runs: KeptRuns,
    store: RunStore,
    small_dataset: Dataset,
    told: list[str],
    entries: dict[str, Any],
    words: str,
    name: str,
) -> None:
    recipe = replace(Recipe(hidden=(8,), epochs=10_000), **entries)
    run_id = keep_run(store, recipe, small_dataset)
    open_the_run(hands, kept_runs)
    (said,) = told
    assert said.startswith("The form cannot hold all of this recipe: ")
    assert words in said
    assert said.endswith(f"(here {box_says(hands, name)}).")
    go_on(hands)
    assert store.get(run_id).recipe == recipe


@pytest.mark.parametrize("rate", [1e-30, 2.5e3, 1e37, 1e38, int(1e38)])
def test_a_run_with_a_rate_beyond_the_form_opens(
    hands: Hands,
    kept_runs: KeptRuns,
    store: RunStore,
    small_dataset: Dataset,
    told: list[str],
    rate: float,
) -> None:
    recipe = Recipe(hidden=(8,), learning_rate=rate)
    record = store.begin("Unusual", recipe, small_dataset)
    for _ in keep(recipe.start(small_dataset), small_dataset, record):
        pass
    open_the_run(hands, kept_runs)
    words = "2500" if rate == 2_500 else repr(float(rate))
    assert any(f"learning rate {words} (here " in said for said in told)


@pytest.mark.parametrize("batch", [1_201, 2**31, MOST_COUNT])
def test_a_run_whose_batch_is_larger_than_its_data_opens_and_says_why_it_cannot_go_on(
    hands: Hands,
    kept_runs: KeptRuns,
    store: RunStore,
    small_dataset: Dataset,
    told: list[str],
    batch: int,
) -> None:
    kept = store.get(keep_run(store, Recipe(hidden=(8,), epochs=10), small_dataset))
    note = json.loads((kept.folder / "run.json").read_text())
    note["recipe"]["batch_size"] = batch
    (kept.folder / "run.json").write_text(json.dumps(note))
    open_the_run(hands, kept_runs)
    held = min(batch, MOST_BATCH)
    refused = f"“{held:,}” is too large: 1 to 1,200, or “all”."
    assert hands.says("batch_size_box_note") == f"⚠ {refused}"
    assert [each.partition(": ")[2] for each in told] == (
        [f"batch size {batch:,} images (here {held:,} images)."] if held < batch else []
    )
    hands.click("train_more_button")
    hands.wait_for(RunState.FAILED)
    assert "the batch size must be 1 to 1200" in hands.says("status_line")
    assert hands.says("message_line") == f"Batch size: {refused}"


ENTRIES = ["epochs", "patience", "batch_size", "seed", "learning_rate"]
ANYTHING = [10**13, 10**400, 1e308, "9" * 5_000, True, None, [], -(2**31)]


def test_runs_whose_recipes_hold_anything_are_listed_whatever_it_is(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, small_dataset: Dataset
) -> None:
    kept = store.get(keep_run(store, Recipe(hidden=(8,), epochs=10), small_dataset))
    plain = json.loads((kept.folder / "run.json").read_text())
    for number, (entry, value) in enumerate(product(ENTRIES, ANYTHING)):
        folder = copytree(kept.folder, kept.folder.with_name(f"2026-01-01-000000-{number:04x}"))
        note = plain | {"recipe": plain["recipe"] | {entry: value}}
        (folder / "run.json").write_text(json.dumps(note))
    hands.click("runs_toggle")
    with hands.qtbot.waitSignal(kept_runs.changed):
        kept_runs.refresh()
    view = hands.tab.findChild(QAbstractItemView, "runs_view")
    listed, damaged = view.model().rowCount(), len(kept_runs.damaged)
    assert listed + damaged == 1 + len(ENTRIES) * len(ANYTHING)
    assert listed > 1
    assert damaged > 1


def test_runs_with_unusual_recipes_are_compared(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, small_dataset: Dataset
) -> None:
    for recipe in (
        Recipe(hidden=(8,), seed=MOST_SEED, epochs=MOST_COUNT, patience=MOST_COUNT),
        Recipe(hidden=(8,), seed=ENTROPY, batch_size=1_200, learning_rate=1e-300),
    ):
        keep_run(store, recipe, small_dataset)
    open_the_run(hands, kept_runs)
    view = hands.tab.findChild(QAbstractItemView, "runs_view")
    model = view.model()
    for row in range(model.rowCount()):
        ticked = Qt.CheckState.Checked
        model.setData(model.index(row, 0), ticked, Qt.ItemDataRole.CheckStateRole)
        for column in range(model.columnCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                assert len(str(model.index(row, column).data(role))) < 2_000
    hands.qtbot.waitUntil(lambda: "seed" in hands.says("comparison_note"))
    assert len(hands.says("comparison_note")) < 1_000


def test_a_run_whose_steps_take_seconds_does_not_go_on(
    hands: Hands,
    kept_runs: KeptRuns,
    store: RunStore,
    small_dataset: Dataset,
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keep_run(store, Recipe(hidden=(8,), epochs=3), small_dataset)
    open_the_run(hands, kept_runs)
    monkeypatch.setattr("desktop.workspace.run_costs.LARGEST_STEP", 1000)
    hands.click("train_more_button")
    hands.qtbot.waitUntil(lambda: bool(told))
    assert told[-1] == "“Unusual” cannot go on: each step would take seconds."
    assert hands.run.state is RunState.IDLE
    assert store.runs()[0].epochs == 1


def test_a_run_that_somebody_else_goes_on_with_is_refused_in_words(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, small_dataset: Dataset
) -> None:
    keep_run(store, Recipe(hidden=(8,), epochs=3), small_dataset)
    open_the_run(hands, kept_runs)
    with store.reopen(store.runs()[0]):
        hands.click("train_more_button")
        hands.wait_for(RunState.FAILED)
    assert "This run cannot go on: “Unusual” is under way already" in hands.says("status_line")
