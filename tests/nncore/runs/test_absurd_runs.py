"""Files that are well formed and tell of what no run does: told of in words, or shown as far as it
makes sense, and never at the cost of all the time or memory.
"""

import math
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.recipes.recipe import Recipe, resume
from nncore.runs import KeptRun, RunError, RunStore, keep
from nncore.runs.commit import MOST_RATE_CHANGES, Commit
from nncore.runs.disk import MOST_ENTRIES, folder_bytes
from nncore.runs.tables import MOST_EPOCHS, Tables
from tests.nncore.runs.forged import change, change_column, change_rows, document

Started = Callable[..., KeptRun]


def made_sparse(path: Path, size: int) -> None:
    """As long as that, and hardly anything of it on the disk."""
    with path.open("r+b") as file:
        file.truncate(size)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("seconds", 1e300, "“seconds” must be at most 3162240000, which is a century"),
        ("best_validation", 1.5, "“best_validation” must be a share from 0 to 1"),
        ("best_validation", -0.1, "“best_validation” must be a share from 0 to 1"),
        ("weights", [0, 1, 1], "a row of at most 4000 rising counts"),
        ("weights", [2, 1], "a row of at most 4000 rising counts"),
        ("weights", [*range(10**5)], "a row of at most 4000 rising counts"),
        ("weights", [0] * 10**6, "a row of at most 4000 rising counts"),
        ("rate_changes", [[9, 0.1, 0.2], [3, 0.2, 0.1]], "in the order of their steps"),
        ("rate_changes", [[14, 0.1, 0.2]], "of steps up to 13"),
    ],
)
def test_a_commit_of_no_run_is_damaged(
    copied: Path, name: str, value: object, message: str
) -> None:
    change(copied, "commit", **{name: value})
    with pytest.raises(RunError) as caught:
        KeptRun.read(copied)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    "created",
    ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-14:00", "1969-07-20T20:17:00+00:00"],
)
def test_dates_that_no_clock_tells_are_damaged(copied: Path, created: str) -> None:
    change(copied, "run", created=created)
    with pytest.raises(RunError, match="“created” must be"):
        KeptRun.read(copied)


def test_of_very_many_rate_changes_the_latest_are_told(copied: Path) -> None:
    rows = [[1 + number // 30_000, 0.1, 0.2 + number] for number in range(300_000)]
    change(copied, "commit", rate_changes=rows)
    kept = KeptRun.read(copied)
    assert len(kept.rate_changes) == MOST_RATE_CHANGES
    assert kept.rate_changes[-1].after == 0.2 + 299_999


def test_a_run_whose_rate_is_set_at_each_step_stays_readable(
    store: RunStore,
    few: nn.datasets.Dataset,
    recipe: Recipe,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nncore.runs.run_writer.MOST_RATE_CHANGES", 5)
    run = recipe.start(few)
    for event in keep(run, few, store.begin("name", recipe, few)):
        if isinstance(event, nn.StepFinished):
            run.optimizer.learning_rate *= 0.99
    (kept,) = store.runs()
    assert [each.step for each in kept.rate_changes] == [9, 10, 11, 12, 13]


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (lambda rows: rows["step"].__setitem__(1, -4), "row 1 must tell of epoch 2"),
        (lambda rows: rows["step"].__setitem__(1, 2**60), "it tells of epoch 2 and step 1152"),
        (lambda rows: rows["step"].__setitem__(slice(None), 4), "row 1 must tell of epoch 2"),
        (lambda rows: rows["epoch"].__setitem__(0, 7), "row 0 must tell of epoch 1"),
        (lambda rows: rows["epoch"].__setitem__(slice(None), 1), "row 2 must tell of epoch 3"),
    ],
)
def test_epochs_that_do_not_follow_each_other_are_damaged(
    copied: Path, write: Callable[[Any], object], message: str
) -> None:
    change_rows(copied, "epochs", write)
    with pytest.raises(RunError) as caught:
        KeptRun.read(copied).history()
    assert message in str(caught.value)
    assert str(copied / "epochs.npy") in str(caught.value)


def test_a_damaged_last_epoch_is_found_when_runs_are_listed(copied: Path) -> None:
    change_column(copied, "epochs", ["step"], -1, -1)
    ((_, why),) = RunStore(copied.parent).damaged()
    assert "row 2 must tell of epoch 3" in why


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -1.0, 7.0, 1e308])
def test_figures_of_an_epoch_that_cannot_be_are_left_out(copied: Path, value: float) -> None:
    names = ("training_loss", "training_accuracy", "validation_loss", "validation_accuracy")
    change_column(copied, "epochs", names, 1, value)
    kept = KeptRun.read(copied)
    first, damaged, _ = kept.history().epochs
    assert first.validation_accuracy is not None
    assert damaged.epoch == 2
    assert damaged.validation_accuracy is None
    assert damaged.validation_loss is None
    assert math.isnan(damaged.training_accuracy)
    assert not damaged.training_loss < 0


def test_a_best_epoch_is_one_that_can_have_been(copied: Path) -> None:
    def write(rows: Any) -> None:
        rows["validation_loss"][:] = [-math.inf, 0.5, 0.6]

    change_rows(copied, "epochs", write)
    change(copied, "commit", ending="early")
    best = KeptRun.read(copied).weights_epoch
    assert best is not None
    assert (best.epoch, best.validation_loss) == (2, 0.5)


@pytest.mark.parametrize("column", ["loss", "accuracy", "learning_rate"])
@pytest.mark.parametrize("value", [math.nan, math.inf, -1.0])
def test_steps_are_told_as_they_stand_there(copied: Path, column: str, value: float) -> None:
    change_column(copied, "steps", [column], 5, value)
    history = KeptRun.read(copied).history()
    assert len(history.losses) == 12
    nn.runs.export_csv(KeptRun.read(copied), copied.parent / "table.csv")
    assert len((copied.parent / "table.csv").read_text().splitlines()) == 13


@pytest.mark.parametrize(
    "epochs", [[1, 1, 2], [3, 2, 1], [0, 1, 2], [1, 2, 4], [-1, 2, 3], [1, 2, 2**31 - 1]]
)
def test_predicted_epochs_that_do_not_rise_are_damaged(copied: Path, epochs: list[int]) -> None:
    change_rows(copied, "predicted-epochs", lambda rows: rows.__setitem__(slice(None), epochs))
    with pytest.raises(RunError, match="epochs that rise from 1 to 3"):
        KeptRun.read(copied).predictions()


def test_more_steps_than_memory_holds_are_told_of(copied: Path) -> None:
    made_sparse(copied / "steps.npy", 2**34)
    change(copied, "commit", steps=10**9)
    kept = KeptRun.read(copied)
    with pytest.raises(RunError, match="tells of 1000000000 steps, at most 20000000 are read"):
        kept.history()


def test_more_epochs_than_anybody_reads_are_told_of(copied: Path) -> None:
    many = 300_000
    epochs = np.zeros(many, np.load(copied / "epochs.npy").dtype)
    epochs["epoch"] = epochs["step"] = np.arange(1, many + 1)
    np.save(copied / "epochs.npy", epochs)
    made_sparse(copied / "steps.npy", 2**23)
    change(copied, "commit", epochs=many, steps=many)
    kept = KeptRun.read(copied)
    with pytest.raises(RunError, match="tells of 300000 epochs, at most 200000 are read"):
        kept.history()


def test_more_predicted_epochs_than_anybody_reads_are_told_of(copied: Path) -> None:
    many = 10**7
    made_sparse(copied / "predicted-epochs.npy", 2**27)
    tables = Tables(copied, KeptRun.read(copied).dataset)
    commit = Commit(asked=many, steps=many, epochs=many, predictions=many)
    tracemalloc.start()
    with pytest.raises(RunError, match="tells of 10000000 epochs, at most 200000 are read"):
        tables.told_predictions(commit)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2**20


def test_of_very_many_predicted_epochs_those_that_do_not_rise_are_shown(copied: Path) -> None:
    epochs = np.arange(1, MOST_EPOCHS + 1, dtype=np.int32)
    epochs[150_000] = 7
    np.save(copied / "predicted-epochs.npy", epochs)
    tables = Tables(copied, KeptRun.read(copied).dataset)
    commit = Commit(asked=1, steps=10**6, epochs=10**6, predictions=MOST_EPOCHS)
    with pytest.raises(RunError) as caught:
        tables.told_predictions(commit)
    assert "got [150000, 7, 150002] from row 149999 on" in str(caught.value)
    assert len(str(caught.value)) < 400


def test_rows_of_a_very_long_type_are_told_of_in_few_words(copied: Path) -> None:
    rows = np.zeros(3, [(f"column {number}", "<f8") for number in range(150)])
    np.save(copied / "predicted-epochs.npy", rows)
    with pytest.raises(RunError, match="must hold rows of int32") as caught:
        KeptRun.read(copied).predictions()
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("name", ["state-12.safetensors", "weights/epoch-00002.safetensors"])
def test_a_file_of_weights_far_too_large_is_not_read(copied: Path, name: str) -> None:
    made_sparse(copied / name, 2**32)
    kept = KeptRun.read(copied)
    with pytest.raises(RunError, match=r"must have at most 3[0-9]+ bytes, it has 4294967296"):
        _ = kept.state() if name.startswith("state") else kept.network(2)


def test_a_folder_of_very_many_files_is_measured_in_part(tmp_path: Path) -> None:
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    for number in range(MOST_ENTRIES + 500):
        os.close(os.open(tmp_path / f"{number}.txt", os.O_CREAT))
    (tmp_path / "0.txt").write_bytes(b"1234")
    assert folder_bytes(tmp_path) in (0, 4)


def test_a_state_with_numbers_that_no_update_leaves_is_refused(
    store: RunStore, started: Started, few: nn.datasets.Dataset
) -> None:
    kept = started(stop=lambda event: isinstance(event, nn.EpochFinished))
    state = kept.state()
    memory = state.optimizer.state()
    for name, value in (("means.0", np.nan), ("squares.0", -1.0), ("squares.0", np.nan)):
        damaged = memory | {name: np.full_like(memory[name], value)}
        with pytest.raises(ValueError, match=f"{name} of the state holds numbers"):
            state.optimizer.restore(damaged, state.network.parameters)
    state.optimizer.restore(memory, state.network.parameters)
    list(keep(resume(state, few), few, store.reopen(kept)))


def test_counts_of_a_recipe_are_bounded_and_its_seed_is_not(copied: Path) -> None:
    recipe = document(copied, "run")["recipe"]
    for name in ("epochs", "batch_size", "patience"):
        change(copied, "run", recipe=recipe | {name: 2**60})
        with pytest.raises(RunError, match="1 to 1000000000000"):
            KeptRun.read(copied)
    change(copied, "run", recipe=recipe | {"seed": 10**100})
    assert KeptRun.read(copied).recipe.seed == 10**100
