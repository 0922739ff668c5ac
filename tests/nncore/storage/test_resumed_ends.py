"""A resumed run ends as it would have: early, diverged, at a rate that was changed."""

from pathlib import Path

import numpy as np
import pytest

import nncore as nn
from nncore.recipes.recipe import Recipe, resume
from tests.nncore.storage.stopped_runs import (
    IMAGES,
    THREE_EPOCHS,
    Dataset,
    assert_goes_on,
    pulled,
    stopped_after,
    varied,
)
from tests.nncore.training_runs import are_equal


@pytest.mark.parametrize("changed", [3, 8, 9, 12])
def test_a_rate_that_was_changed_on_the_way_stays_changed(
    changed: int, few: Dataset, tmp_path: Path
) -> None:
    assert_goes_on(varied(schedule="cosine"), few, 8, tmp_path / "run", {changed: 1e-4})

    state = nn.TrainingState.load(tmp_path / "run")
    assert state.optimizer.learning_rate == (1e-4 if changed < 8 else varied().learning_rate)


def test_a_rate_changed_just_before_saving_stays_changed(few: Dataset, tmp_path: Path) -> None:
    run = varied().start(few)
    pulled(run, 4)
    run.optimizer.learning_rate = 0.015

    run.state.save(tmp_path / "run")

    assert nn.TrainingState.load(tmp_path / "run").optimizer.learning_rate == 0.015


IMPATIENT = Recipe(hidden=(12,), learning_rate=0.05, batch_size=45, epochs=60, patience=3, seed=1)
"""Stops early: it learns ninety images by heart."""


def test_early_stopping_goes_on_wherever_it_stopped(few: Dataset, tmp_path: Path) -> None:
    events = pulled(IMPATIENT.start(few))
    assert isinstance(events[-1], nn.StoppedEarly)
    assert len(events) < 60

    for stop in range(len(events)):
        assert_goes_on(IMPATIENT, few, stop, tmp_path / "run")


def test_a_run_that_stopped_early_learns_no_more(few: Dataset, tmp_path: Path) -> None:
    assert_goes_on(IMPATIENT, few, len(pulled(IMPATIENT.start(few))), tmp_path / "run")


def test_a_run_that_diverges_later_goes_back_to_weights_kept_before(
    few: Dataset, tmp_path: Path
) -> None:
    recipe, ruin = varied(optimizer="sgd", schedule="constant"), {14: 1e30}
    whole = recipe.start(few)
    expected = pulled(whole, rates=ruin)
    assert isinstance(expected[-1], nn.Diverged)
    assert expected[-1].kept_epoch == 2

    stopped_after(13, recipe, few, tmp_path / "run")
    again = resume(nn.TrainingState.load(tmp_path / "run"), few)
    rest = pulled(again, begun=13, rates=ruin)

    assert str(rest) == str(expected[13:])  # as text: a loss of NaN is not equal to itself
    assert are_equal(again.network, whole.network)


@pytest.mark.parametrize("batch_size", [None, 20])
def test_a_run_that_diverged_can_go_on_at_a_lower_rate(
    batch_size: int | None, few: Dataset, tmp_path: Path
) -> None:
    recipe = Recipe(
        hidden=(6,), optimizer="sgd", learning_rate=1e30, batch_size=batch_size, epochs=3
    )
    run = recipe.start(few)
    *_, diverged = pulled(run)
    assert isinstance(diverged, nn.Diverged)
    run.state.save(tmp_path / "run")

    again = resume(nn.TrainingState.load(tmp_path / "run"), few)
    again.optimizer.learning_rate = 0.1

    *_, last = pulled(again)
    assert isinstance(last, nn.EpochFinished)
    assert last.epoch == 3
    assert np.isfinite(last.training_loss)


@pytest.mark.parametrize("batch_size", [None, IMAGES, 45])
def test_a_run_whose_training_loss_alone_diverged_can_go_on_at_a_lower_rate(
    batch_size: int | None, few: Dataset, tmp_path: Path
) -> None:
    # on blank images the validation loss stays finite, and the first step of an epoch overflows
    blank = nn.datasets.Split(np.zeros((5, 28, 28), np.uint8), few.validation.labels[:5])
    data = Dataset("few, judged on blank paper", few.training, blank, few.test)
    recipe = Recipe(hidden=(), optimizer="sgd", learning_rate=1e38, batch_size=batch_size, epochs=3)
    run = recipe.start(data)
    *_, diverged = pulled(run)
    assert isinstance(diverged, nn.Diverged)
    run.state.save(tmp_path / "run")

    again = resume(nn.TrainingState.load(tmp_path / "run"), data)
    again.optimizer.learning_rate = 1e-3

    *_, last = pulled(again)
    assert isinstance(last, nn.EpochFinished | nn.Diverged)


@pytest.mark.parametrize("stop", [0, 1, 3, 5])
def test_a_run_whose_loss_shoots_up_goes_on_to_the_same_end(
    stop: int, few: Dataset, tmp_path: Path
) -> None:
    recipe = Recipe(hidden=(8,), optimizer="sgd", learning_rate=500.0, **THREE_EPOCHS)
    last = list(recipe.start(few).events)[-1]

    assert isinstance(last, nn.Diverged)
    assert np.isfinite(last.loss)
    assert_goes_on(recipe, few, stop, tmp_path / "kept.run")
