"""Kept epochs are read with their weights, or have the predictions that were kept of them."""

from pathlib import Path

import numpy as np
import pytest

import nncore as nn
from desktop.workspace.evaluation import EvaluationRequest
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.network_ref import NetworkRef
from nncore.datasets import Dataset, SplitName, generated
from nncore.epoch_predictions import NO_PREDICTION
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore, commit_steps
from tests.desktop.workspace.helpers import evaluate_now
from tests.desktop.workspace.real_runs import make_run

EPOCHS = 3


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    """Runs on the disk."""
    return RunStore(tmp_path / "runs")


def kept_run(store: RunStore, dataset: Dataset, *, steps: int | None = None) -> KeptRun:
    return make_run(store, "Quick 2", Recipe(hidden=(16,), epochs=EPOCHS), dataset, steps=steps)


@pytest.fixture
def thinned(
    store: RunStore, small_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> tuple[KeptRun, KeptRun]:
    """The same run twice: with the weights of every epoch, and with those of the last alone."""
    whole = kept_run(store, small_dataset)
    monkeypatch.setattr(commit_steps, "most_epochs", lambda _network: 1)
    return whole, kept_run(store, small_dataset)


@pytest.mark.parametrize("epoch", range(EPOCHS + 1))
def test_a_kept_epoch_has_the_answers_of_its_weights(
    evaluations: EvaluationService,
    thinned: tuple[KeptRun, KeptRun],
    small_dataset: Dataset,
    epoch: int,
) -> None:
    request = EvaluationRequest.of_epoch(thinned[0], epoch, small_dataset, SplitName.TEST)
    result = evaluate_now(evaluations, request)
    expected = nn.evaluate(thinned[0].network(epoch), small_dataset.test)
    assert result.columns.losses is not None
    assert np.array_equal(result.columns.predictions, expected.predictions)
    # what the run kept has half precision
    np.testing.assert_allclose(result.columns.losses, expected.losses, rtol=2e-3, atol=1e-6)
    assert result.request.ref == NetworkRef.of_run(thinned[0].id, epoch)
    assert result.accuracy.epoch == epoch
    assert evaluations.remembered(request) is not None


@pytest.mark.parametrize("split_name", [SplitName.TEST, SplitName.VALIDATION])
def test_of_an_epoch_without_weights_its_predictions_are_told(
    evaluations: EvaluationService,
    thinned: tuple[KeptRun, KeptRun],
    small_dataset: Dataset,
    split_name: SplitName,
) -> None:
    whole, kept = thinned
    assert kept.weights_epochs == (EPOCHS,)
    request = EvaluationRequest.of_epoch(kept, 1, small_dataset, split_name)
    result = evaluate_now(evaluations, request)
    expected = nn.evaluate(whole.network(1), request.split)
    assert np.array_equal(result.columns.labels, expected.labels)
    assert np.array_equal(result.columns.predictions, expected.predictions)
    assert np.allclose(result.columns.confidences, expected.confidences, atol=1e-3)
    assert result.columns.losses is not None
    assert result.columns.probabilities is not None
    assert np.allclose(result.columns.losses, expected.losses, rtol=1e-3, atol=1e-6)
    assert np.allclose(result.columns.probabilities, expected.probabilities, atol=1e-3)
    columns = (result.columns.confidences, result.columns.losses, result.columns.probabilities)
    assert {each.dtype for each in columns} == {np.dtype("f4")}
    assert result.accuracy.value == expected.accuracy
    assert result.title == request.title
    assert evaluations.remembered(request) is not None


def test_kept_predictions_of_training_images_are_called_as_seen_while_learning(
    evaluations: EvaluationService, thinned: tuple[KeptRun, KeptRun], small_dataset: Dataset
) -> None:
    request = EvaluationRequest.of_epoch(thinned[1], 2, small_dataset, SplitName.TRAINING)
    result = evaluate_now(evaluations, request)
    assert len(result.columns) == len(small_dataset.training)
    assert result.title == f"{request.title} as seen while learning"
    history = thinned[1].history()
    assert result.accuracy.value == pytest.approx(history.epochs[1].training_accuracy)


def test_training_images_of_an_epoch_with_weights_are_read_anew(
    evaluations: EvaluationService, thinned: tuple[KeptRun, KeptRun], small_dataset: Dataset
) -> None:
    request = EvaluationRequest.of_epoch(thinned[0], 2, small_dataset, SplitName.TRAINING)
    result = evaluate_now(evaluations, request)
    expected = nn.evaluate(thinned[0].network(2), small_dataset.training)
    assert np.array_equal(result.columns.predictions, expected.predictions)
    assert result.title == request.title


def test_the_last_weights_of_a_run_are_read_where_no_epoch_is_named(
    evaluations: EvaluationService, store: RunStore, small_dataset: Dataset
) -> None:
    kept = kept_run(store, small_dataset, steps=25)
    request = EvaluationRequest(
        "Quick 2", NetworkRef.of_run(kept.id), kept, small_dataset, SplitName.TEST, step=25
    )
    result = evaluate_now(evaluations, request)
    expected = nn.evaluate(kept.network(), small_dataset.test)
    assert np.array_equal(result.columns.predictions, expected.predictions)
    assert result.title == request.title
    assert result.accuracy.step == 25


def test_predictions_of_other_images_are_refused(
    evaluations: EvaluationService, thinned: tuple[KeptRun, KeptRun]
) -> None:
    others = generated(rng=np.random.default_rng(2), training=20, validation=20, test=20)
    with pytest.raises(ValueError, match="of other images"):
        evaluate_now(evaluations, EvaluationRequest.of_epoch(thinned[1], 1, others, SplitName.TEST))
    whole = EvaluationRequest.of_epoch(thinned[0], 1, others, SplitName.TEST)
    assert len(evaluate_now(evaluations, whole).columns) == 20


def test_an_epoch_that_nothing_was_kept_of_is_refused(
    evaluations: EvaluationService, thinned: tuple[KeptRun, KeptRun], small_dataset: Dataset
) -> None:
    with pytest.raises(ValueError, match="neither its weights nor its predictions"):
        evaluate_now(
            evaluations, EvaluationRequest.of_epoch(thinned[1], 9, small_dataset, SplitName.TEST)
        )


def test_images_that_the_run_did_not_come_to_are_refused(
    evaluations: EvaluationService,
    thinned: tuple[KeptRun, KeptRun],
    small_dataset: Dataset,
) -> None:
    kept = thinned[1]
    labels = np.load(kept.folder / "labels.npy")
    labels[0, -len(small_dataset.test) :] = NO_PREDICTION
    np.save(kept.folder / "labels.npy", labels)
    request = EvaluationRequest.of_epoch(kept, 1, small_dataset, SplitName.TEST)
    with pytest.raises(ValueError, match="interrupted before it read them"):
        evaluate_now(evaluations, request)
