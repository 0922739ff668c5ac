"""Losses of all images and the probabilities of the evaluated ones are kept of each epoch."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.epoch_predictions import BatchAnswers, PredictionTable
from nncore.losses import cross_entropy
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore, keep, recording
from tests.nncore.runs.conftest import facts_of
from tests.nncore.runs.moments import step_finished

Started = Callable[..., KeptRun]

LATER = ("losses.npy", "log-probabilities.npy")


def assert_near(ours: Any, theirs: Any) -> None:
    """As near as float16 is to what it rounds, and one chunk of images to another."""
    np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-6)


def test_losses_and_probabilities_are_those_of_the_weights_at_each_epochs_end(
    whole: KeptRun, few: nn.datasets.Dataset
) -> None:
    told = whole.predictions()
    assert told.losses.shape == (3, 130)
    assert told.log_probabilities.shape == (3, 50, 10)
    assert told.losses.dtype == told.log_probabilities.dtype == np.dtype("f2")
    for epoch in (1, 2, 3):
        network, predicted = whole.network(epoch), told.at(epoch)
        read = [nn.evaluate(network, split) for split in (few.validation, few.test)]
        expected = np.concatenate([each.losses for each in read])
        logs = np.concatenate([np.log(each.probabilities) for each in read])
        assert predicted.losses is not None
        assert predicted.log_probabilities is not None
        assert_near(predicted.losses[80:], expected)
        assert_near(predicted.log_probabilities, logs)
        truth = np.concatenate([few.validation.labels, few.test.labels])
        of_truth = predicted.log_probabilities[np.arange(50), truth]
        assert_near(-of_truth, predicted.losses[80:])


def test_losses_of_training_images_are_those_of_the_batch_that_was_learned_from(
    started: Started, few: nn.datasets.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected: list[np.ndarray] = []
    note_batch = PredictionTable.note_batch

    def noted(table: PredictionTable, positions: np.ndarray, answers: BatchAnswers) -> None:
        truth = few.training.labels[positions]
        row = expected[-1] if expected and np.isnan(expected[-1]).any() else np.full(80, np.nan)
        if not expected or row is not expected[-1]:
            expected.append(row)
        row[positions] = cross_entropy(answers.logits.copy(), truth)
        note_batch(table, positions, answers)

    monkeypatch.setattr(PredictionTable, "note_batch", noted)
    kept = started()
    told, history = kept.predictions(), kept.history()
    assert len(expected) == 3
    for epoch in history.epochs:
        losses = told.at(epoch.epoch).losses
        assert losses is not None
        assert_near(losses[:80], expected[epoch.epoch - 1])
        assert losses[:80].mean(dtype=float) == pytest.approx(epoch.training_loss, rel=1e-3)


def test_numbers_too_large_for_the_file_are_clipped() -> None:
    predicted = nn.EpochPredictions.empty(2, 3)
    logits = np.zeros((2, 10), np.float32)
    logits[:, 4] = 1e6, 3e38
    answers = BatchAnswers(np.array([7, 4]), logits.argmax(axis=1), logits)
    predicted.training.note_batch(np.array([1, 0]), answers)
    assert predicted.training.losses.tolist() == [0, 65504]
    table = predicted.validation
    losses, logs = np.array([np.inf, 0.5]), np.array([[-np.inf] * 10, [-2.0] * 10])
    table.note(slice(1, 3), np.array([1, 2]), np.array([0.5, 0.5]), losses, logs)
    assert table.losses[1:].tolist() == [65504, 0.5]
    assert table.log_probabilities[1:, 0].tolist() == [-65504, -2]
    assert np.isnan(table.losses[0])
    assert np.isnan(table.log_probabilities[0]).all()
    predicted.clear()
    assert np.isnan(predicted.training.losses).all()
    assert np.isnan(table.losses).all()
    assert np.isnan(table.log_probabilities).all()


def test_probabilities_too_small_for_single_precision_have_their_logs(
    few: nn.datasets.Dataset,
) -> None:
    network = Recipe(hidden=(), seed=3).build()[0]
    network.parameters[0][:] *= 400
    read = nn.evaluate(network, few.test)
    assert (read.probabilities == 0).any()
    assert np.isfinite(read.log_probabilities).all()
    assert (read.log_probabilities <= 0).all()
    of_truth = read.log_probabilities[np.arange(30), few.test.labels]
    assert_near(-of_truth, read.losses)


def test_images_that_were_not_read_have_neither(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "_MOST_IMAGES", 8)
    kept = started(stop=lambda event: isinstance(event, nn.TestAdvanced) and event.images == 16)
    predicted = kept.predictions().at(1)
    assert predicted.losses is not None
    assert predicted.log_probabilities is not None
    assert np.isnan(predicted.losses).tolist() == [False] * 116 + [True] * 14
    is_unread = np.isnan(predicted.log_probabilities)
    assert is_unread.all(axis=1).tolist() == is_unread.any(axis=1).tolist()
    assert is_unread[:, 0].tolist() == [False] * 36 + [True] * 14


def test_a_row_takes_so_many_bytes(whole: KeptRun) -> None:
    header = 128
    sizes = {name: (whole.folder / name).stat().st_size for name in LATER}
    assert sizes == {"losses.npy": header + 3 * 260, "log-probabilities.npy": header + 3 * 1000}
    assert whole.bytes_on_disk >= sum(sizes.values())


def test_a_deleted_run_comes_back_with_them(started: Started, store: RunStore) -> None:
    kept = started()
    before = kept.predictions().at(3)
    kept.rename("another name")
    store.delete(kept.id)
    after = store.restore(kept.id).predictions().at(3)
    for ours, theirs in (
        (after.losses, before.losses),
        (after.log_probabilities, before.log_probabilities),
    ):
        assert ours is not None
        assert theirs is not None
        assert ours.tobytes() == theirs.tobytes()


@pytest.mark.parametrize("step", [1, 4, 5, 7])
def test_a_state_amid_an_epoch_has_the_losses_so_far(step: int, started: Started) -> None:
    kept = started(stop=step_finished(step))
    predicted = kept.state().progress.predictions
    assert predicted is not None
    losses, is_read = predicted.training.losses, predicted.training.labels != 255
    assert np.isnan(losses).tolist() == (~is_read).tolist()
    assert np.count_nonzero(is_read) == 20 * ((step - 1) % 4 + 1)


def test_a_state_between_two_epochs_holds_what_earlier_versions_read(whole: KeptRun) -> None:
    held = facts_of(whole)
    assert {name for name in held if name.startswith("state predictions.")} == {
        f"state predictions.{split}.{column}"
        for split in ("training", "validation")
        for column in ("labels", "confidences")
    }


def test_full_batch_runs_keep_them_of_the_predicted_epochs(
    started: Started, recipe: Recipe, few: nn.datasets.Dataset
) -> None:
    kept = started(replace(recipe, batch_size=None, epochs=13))
    told = kept.predictions()
    assert told.epochs.tolist() == [10, 13]
    losses = told.at(10).losses
    assert losses is not None
    mean = kept.history().epochs[9].training_loss
    assert losses[told.training].mean(dtype=float) == pytest.approx(mean, rel=1e-3)
    with pytest.raises(KeyError):
        told.at(9)


def test_other_programs_read_them(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe, tmp_path: Path
) -> None:
    record = store.begin("name", recipe, few)
    for event in keep(recipe.start(few), few, record):
        if isinstance(event, nn.EpochFinished):
            for name in LATER:
                assert len(np.load(record.folder / name)) == event.epoch
