"""The history as a table: a line for each step, the epochs' figures where they end."""

import csv
from collections.abc import Callable
from dataclasses import astuple, replace
from pathlib import Path

import numpy as np
import pytest

from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, export_csv
from nncore.runs.csv_export import COLUMNS
from tests.nncore.runs.moments import step_finished

Started = Callable[..., KeptRun]


def test_every_number_reads_back(started: Started, tmp_path: Path) -> None:
    kept = started(stop=step_finished(10))
    export_csv(kept, tmp_path / "run.csv")
    with (tmp_path / "run.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    history = kept.history()
    assert tuple(rows[0]) == COLUMNS
    assert [int(row["step"]) for row in rows] == [*range(1, 11)]
    assert [int(row["epoch"]) for row in rows] == [1] * 4 + [2] * 4 + [3] * 2
    for name, values in (
        ("loss", history.losses),
        ("accuracy", history.accuracies),
        ("learning_rate", history.learning_rates),
    ):
        assert [np.float32(row[name]) for row in rows] == values.tolist()
    ends = {event.step: astuple(event)[2:6] for event in history.epochs}
    for row in rows:
        *figures, refused = [row[name] for name in COLUMNS[5:]]
        assert refused == ""
        if int(row["step"]) in ends:
            assert tuple(map(float, figures)) == ends[int(row["step"])]
        else:
            assert figures == [""] * 4


def test_without_validation_its_columns_are_empty(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = started()
    history = kept.history()
    bare = [
        replace(each, validation_loss=None, validation_accuracy=None) for each in history.epochs
    ]
    monkeypatch.setattr(KeptRun, "history", lambda self: replace(history, epochs=tuple(bare)))
    export_csv(kept, tmp_path / "run.csv")
    lines = (tmp_path / "run.csv").read_text().splitlines()
    assert lines[4].endswith(f",{bare[0].training_loss!r},{bare[0].training_accuracy!r},,,")
    assert {line.count(",") for line in lines} == {9}


def test_a_run_without_steps_gives_the_head_alone(
    started: Started, tmp_path: Path, recipe: Recipe
) -> None:
    kept = started(stop=lambda event: True)
    export_csv(replace(kept, commit=replace(kept.commit, steps=0)), tmp_path / "run.csv")
    assert (tmp_path / "run.csv").read_text() == ",".join(COLUMNS) + "\n"


def test_where_it_cannot_be_written_nothing_stands(started: Started, tmp_path: Path) -> None:
    kept = started()
    with pytest.raises(FileNotFoundError):
        export_csv(kept, tmp_path / "nowhere" / "run.csv")
