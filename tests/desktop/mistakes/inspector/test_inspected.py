"""One image as it was read: its rival, its network, and when what explains it stays true."""

from dataclasses import replace
from math import nan

import numpy as np
import pytest

import nncore as nn
from desktop.mistakes.examples import Examples
from desktop.mistakes.inspector.explanations import find_blame
from desktop.mistakes.inspector.inspected import NO_WEIGHTS, NOT_READ, Inspected
from desktop.workspace.evaluation import EvaluationRequest
from desktop.workspace.evaluation_service import columns_of
from desktop.workspace.mark import Mark, MarkKind
from nncore.datasets import Dataset, SplitName
from nncore.epoch_predictions import NO_PREDICTION
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, KeptRun, RunError, RunStore, commit_steps, keep
from tests.desktop.mistakes.helpers import nothing
from tests.desktop.mistakes.inspector.conftest import Inspect


@pytest.mark.parametrize(("predicted", "rival"), [(3, 7), (7, 3)])
def test_the_rival_of_a_digit_that_is_as_probable_is_that_digit(
    inspect: Inspect, predicted: int, rival: int
) -> None:
    tied = np.zeros(10, np.float32)
    tied[[3, 7]] = 0.5
    found = replace(inspect(0, truth=predicted, predicted=predicted), probabilities=tied)
    assert found.rival == rival
    find_blame(found, nothing)


def test_a_mark_and_a_comparison_change_nothing_that_was_explained(inspect: Inspect) -> None:
    before = inspect(0)
    assert inspect(0, mark=Mark.now(MarkKind.AMBIGUOUS, "Run", "run")).same_as(before)
    assert inspect(0, rival_predicted=4).same_as(before)
    assert replace(before, story=((1, 4),), story_words="Learned at epoch 1.").same_as(before)
    assert not inspect(1).same_as(before)
    assert not replace(before, epoch=1).same_as(before)
    assert not before.same_as(None)


def test_an_image_whose_loss_is_not_known_is_the_same_image(inspect: Inspect) -> None:
    unknown = {"predicted": NO_PREDICTION, "confidence": nan, "loss": nan}
    assert inspect(0, **unknown).why_unexplained == NOT_READ
    assert not inspect(0).why_unexplained
    assert inspect(0, **unknown).same_as(inspect(0, **unknown))


@pytest.fixture
def stopped_early(
    store: RunStore, small_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> KeptRun:
    """A run that rests at its best epoch, and kept the weights of the last one alone."""
    monkeypatch.setattr(commit_steps, "most_epochs", lambda _network: 1)
    recipe = Recipe(hidden=(64,), epochs=200, patience=2, learning_rate=0.02)
    record = store.begin("Early", recipe, small_dataset)
    list(keep(recipe.start(small_dataset), small_dataset, record))
    kept = record.kept()
    assert kept.ending is Ending.EARLY
    return kept


def at_epoch(kept: KeptRun, epoch: int, dataset: Dataset, split: SplitName) -> Inspected:
    request = EvaluationRequest.of_epoch(kept, epoch, dataset, split)
    examples = Examples(request.split, columns_of(request, nothing))
    return Inspected.of(examples, 0, request, None)


def test_what_was_read_by_the_weights_that_a_run_rests_at_is_explained_by_them(
    stopped_early: KeptRun, small_dataset: Dataset
) -> None:
    assert stopped_early.weights_epoch is not None
    best = stopped_early.weights_epoch.epoch
    assert best not in stopped_early.weights_epochs

    found = at_epoch(stopped_early, best, small_dataset, SplitName.TRAINING)

    assert not found.why_unexplained
    parameters = stopped_early.network().parameters
    assert all(map(np.array_equal, found.network().parameters, parameters))
    assert found.probabilities is not None
    read = found.network().predict(found.pixels[np.newaxis])[0]
    assert np.allclose(read, found.probabilities, atol=1e-6)


def test_without_weights_there_is_no_network(
    stopped_early: KeptRun, small_dataset: Dataset, network: nn.Network
) -> None:
    found = at_epoch(stopped_early, 1, small_dataset, SplitName.TEST)
    assert found.why_unexplained == NO_WEIGHTS
    with pytest.raises(RunError, match="after epoch 1 were not kept"):
        found.network()
    assert replace(found, source=network).network() is network


def test_a_damaged_run_is_told_of_by_whoever_asks_for_its_network(
    stopped_early: KeptRun, small_dataset: Dataset
) -> None:
    last = stopped_early.weights_epoch
    assert last is not None
    found = at_epoch(stopped_early, last.epoch, small_dataset, SplitName.TEST)
    for path in stopped_early.folder.rglob("*.safetensors"):
        path.write_bytes(b"no network")
    assert not found.why_unexplained
    with pytest.raises(RunError):
        found.network()
