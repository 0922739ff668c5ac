"""Kept runs whose recipes no form makes: they open and go on, and no number is lost."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from shutil import copytree
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox

from desktop.formats import count
from desktop.train import wording
from desktop.train.recipe.count_boxes import MOST_BATCH, SeedBox
from desktop.train.recipe.number_box import NumberBox
from desktop.train.recipe.wording import cannot_hold
from desktop.widgets.labels import with_warning_sign
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run.state_and_actions import RunState
from nncore.datasets import Dataset
from nncore.recipes.recipe import MOST_COUNT, MOST_SEED, Recipe
from nncore.runs import KeptRun, RunStore
from tests.desktop.hands import find, listen
from tests.desktop.train.tab_hands import Hands
from tests.desktop.workspace.real_runs import Keep

ENTROPY = 281_396_187_043_318_552_021_375_208_472_346_019_217

Open = Callable[..., KeptRun]


@pytest.fixture
def told(hands: Hands) -> list[str]:
    """What the tab tells from now on."""
    return listen(hands.tab.announced)


@pytest.fixture
def open_run(hands: Hands, keep_run: Keep) -> Open:
    """Opens a run of such a recipe that was given up after so many epochs, one by default."""

    def open_now(*, done: int | None = 1, **entries: Any) -> KeptRun:
        kept = keep_run("Unusual", Recipe(hidden=(8,), **entries), epochs=done)
        hands.open(kept.id)
        return kept

    return open_now


def go_on(hands: Hands) -> None:
    before = hands.steps
    hands.go_on()
    hands.wait_for_steps(before + 1)
    hands.stop()


def change_recipe(kept: KeptRun, **entries: object) -> None:
    """Write something else into the file of a run."""
    path = kept.folder / "run.json"
    note = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(note | {"recipe": note["recipe"] | entries}), "utf-8")


@pytest.mark.parametrize("seed", [2**31, 2**63, 2**64, ENTROPY, 10**400, MOST_SEED])
def test_a_run_from_a_large_seed_opens_and_goes_on(
    hands: Hands, open_run: Open, store: RunStore, told: list[str], seed: int
) -> None:
    kept = open_run(seed=seed, epochs=10_000)
    assert find(hands.tab, SeedBox, "seed_box").value() == seed
    assert hands.tab.form.recipe == kept.recipe
    assert len(hands.says("status_line")) < 300
    go_on(hands)
    assert store.get(kept.id).recipe.seed == seed
    assert told == []


def test_a_large_seed_makes_the_same_run_in_the_window(
    hands: Hands, store: RunStore, small_dataset: Dataset
) -> None:
    recipe = Recipe(hidden=(8,), seed=ENTROPY, epochs=1)
    hands.train(recipe)
    (kept,) = store.runs()
    assert kept.recipe == recipe
    run = recipe.start(small_dataset)
    for _ in run.events:
        pass
    assert kept.network().parameters[0].tobytes() == run.network.parameters[0].tobytes()


UNUSUAL: list[tuple[dict[str, Any], str, str, str]] = [
    ({"epochs": 20_000}, "epochs", "20,000", "10,000"),
    ({"epochs": 2**31}, "epochs", "2,147,483,648", "10,000"),
    ({"epochs": MOST_COUNT}, "epochs", "1,000,000,000,000", "10,000"),
    (
        {"patience": 2**31},
        "stop early",
        "after 2,147,483,648 epochs",
        "after 10,000 epochs",
    ),
    (
        {"patience": MOST_COUNT},
        "stop early",
        "after 1,000,000,000,000 epochs",
        "after 10,000 epochs",
    ),
    ({"learning_rate": 1e-300}, "learning rate", "1e-300", "0.000001"),
    ({"learning_rate": 5e-324}, "learning rate", "5e-324", "0.000001"),
    ({"learning_rate": 1.23456789123e-3}, "learning rate", "0.00123456789123", "0.001234568"),
    ({"weight_decay": 1e-300}, "weight decay", "1e-300", "none"),
    ({"weight_decay": 20, "learning_rate": 1e-3}, "weight decay", "20", "10"),
]


@pytest.mark.parametrize(("entries", "field", "said", "held"), UNUSUAL)
def test_what_the_form_cannot_hold_of_an_opened_run_is_said(
    hands: Hands,
    open_run: Open,
    store: RunStore,
    told: list[str],
    entries: dict[str, Any],
    field: str,
    said: str,
    held: str,
) -> None:
    kept = open_run(**{"epochs": 10_000, **entries})
    assert told == [cannot_hold([(field, said, held)])]
    name = "patience_box" if "patience" in entries else f"{field.replace(' ', '_')}_box"
    assert find(hands.tab, QAbstractSpinBox, name).text() == held
    go_on(hands)
    assert store.get(kept.id).recipe == kept.recipe


@pytest.mark.parametrize("rate", [1e-30, 2.5e3, 1e37, 1e38, int(1e38)])
def test_a_run_with_a_rate_beyond_the_form_opens(
    open_run: Open, told: list[str], rate: float
) -> None:
    open_run(done=None, learning_rate=rate)
    words = "2500" if rate == 2_500 else repr(float(rate))
    assert any(f"learning rate {words} (here " in said for said in told)


@pytest.mark.parametrize("batch", [1_201, 2**31, MOST_COUNT])
def test_a_run_whose_batch_is_larger_than_its_data_opens_and_says_why_it_cannot_go_on(
    hands: Hands, keep_run: Keep, told: list[str], batch: int
) -> None:
    kept = keep_run("Unusual", Recipe(hidden=(8,), epochs=10), epochs=1)
    change_recipe(kept, batch_size=batch)
    hands.open(kept.id)
    held = min(batch, MOST_BATCH)
    entry = ("batch size", f"{count(batch)} images", f"{count(held)} images")
    assert told == ([cannot_hold([entry])] if held < batch else [])
    box = find(hands.tab, QAbstractSpinBox, "batch_size_box")
    assert isinstance(box, NumberBox)
    assert count(held) in box.problem
    assert hands.says("batch_size_box_note") == with_warning_sign(box.problem)
    hands.click("train_more_button")
    hands.wait_for(RunState.FAILED)
    assert "batch size must be 1 to 1200" in hands.says("status_line")
    assert hands.says("message_line") == hands.tab.form.problem != ""


ENTRIES = ["epochs", "patience", "batch_size", "seed", "learning_rate"]
ANYTHING = [10**13, 10**400, 1e308, "9" * 5_000, True, None, [], -(2**31)]


def test_runs_whose_recipes_hold_anything_are_listed_whatever_it_is(
    hands: Hands, keep_run: Keep, kept_runs: KeptRuns
) -> None:
    kept = keep_run("Unusual", Recipe(hidden=(8,), epochs=10), epochs=1)
    for number, (entry, value) in enumerate(product(ENTRIES, ANYTHING)):
        folder = copytree(kept.folder, kept.folder.with_name(f"2026-01-01-000000-{number:04x}"))
        change_recipe(replace(kept, folder=folder), **{entry: value})
    hands.click("runs_toggle")
    hands.refresh()
    listed, damaged = hands.tab.runs.model.rowCount(), len(kept_runs.damaged)
    assert listed + damaged == 1 + len(ENTRIES) * len(ANYTHING)
    assert listed > 1
    assert damaged > 1


def test_runs_with_unusual_recipes_are_compared(hands: Hands, open_run: Open) -> None:
    hands.click("runs_toggle")
    open_run(seed=MOST_SEED, epochs=MOST_COUNT, patience=MOST_COUNT)
    open_run(seed=ENTROPY, batch_size=1_200, learning_rate=1e-300)
    model = hands.tab.runs.model
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
    open_run: Open,
    store: RunStore,
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_run(epochs=3)
    monkeypatch.setattr("desktop.workspace.run_costs.LARGEST_STEP", 1000)
    hands.click("train_more_button")
    hands.qtbot.waitUntil(lambda: bool(told))
    assert told == [wording.steps_take_seconds("Unusual")]
    assert not hands.run.is_active
    assert store.runs()[0].epochs == 1


def test_a_run_that_somebody_else_goes_on_with_is_refused_in_words(
    hands: Hands, open_run: Open, store: RunStore
) -> None:
    kept = open_run(epochs=3)
    with store.reopen(kept):
        hands.click("train_more_button")
        hands.wait_for(RunState.FAILED)
    assert "is under way already" in hands.run.failure
