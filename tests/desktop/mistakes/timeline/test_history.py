"""What a run took images for, epoch by epoch, and the sentences that follow from it."""

from pathlib import Path

import numpy as np
import pytest

import nncore as nn
from desktop.mistakes.cards.wording import since_when
from desktop.mistakes.timeline.history import MOST_BYTES, NEVER, PredictionHistory
from nncore.datasets import Dataset, SplitName
from nncore.epoch_predictions import NO_PREDICTION
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunError, RunStore, keep

EPOCHS = np.array([1, 2, 3, 4, 5], np.int32)


def history(*taken_for: int) -> PredictionHistory:
    """Of one four."""
    predictions = np.array(taken_for, np.uint8)[:, np.newaxis]
    return PredictionHistory(EPOCHS[: len(taken_for)], predictions, np.array([4], np.uint8))


@pytest.mark.parametrize(
    ("taken_for", "story"),
    [
        ((4, 4, 4), "Right since epoch 1."),
        ((9, 9, 4, 4, 4), "Learned at epoch 3."),
        ((9, 4, 4, 9, 4), "Learned at epoch 2, lost at 4, learned at 5."),
        ((4, 4, 9), "Right at first, lost at 3."),
        ((9, 9, 9), "Never learned; read as 9 since epoch 1."),
        ((7, 9, 9), "Never learned; read as 9 since epoch 2."),
        ((NO_PREDICTION, 9, 4), "Learned at epoch 3."),
        ((NO_PREDICTION,), ""),
        ((), ""),
    ],
)
def test_a_story_in_words(taken_for: tuple[int, ...], story: str) -> None:
    assert history(*taken_for).story(0) == story


def test_a_story_of_many_turns_is_told_in_a_few_words() -> None:
    epochs = np.arange(1, 1_001, dtype=np.int32)
    predictions = np.full((1_000, 1), 9, np.uint8)
    predictions[1::2] = 4
    many = PredictionHistory(epochs, predictions, np.array([4], np.uint8))
    expected = "Learned at epoch 2, lost at 3, … 996 more turns …, learned at 1000."
    assert many.story(0) == expected
    few = PredictionHistory(epochs[:7], predictions[:7], many.truths)
    assert few.story(0).count(",") == 5
    assert "more turns" not in few.story(0)


def test_since_when_images_are_read_as_they_are() -> None:
    unknown = NO_PREDICTION
    taken_for = np.array([[9, 4, 7, 9, unknown], [9, 9, 9, 4, 4], [9, 9, 9, 9, unknown]], np.uint8)
    told = PredictionHistory(EPOCHS[:3], taken_for, np.full(5, 4, np.uint8))
    assert told.since(range(5)).tolist() == [1, 2, 2, 3, NEVER]
    assert told.since([3, 0]).tolist() == [3, 1]
    assert told.until(0).since([0]).tolist() == [NEVER]
    assert since_when(told.since(range(5))) == "1 of them since epoch 1, 3 later"
    assert since_when(told.since([1, 2])) == "all of them since epoch 2"
    assert since_when(told.since([3])) == "since epoch 3"
    assert since_when(told.since([4])) == ""


def test_what_was_not_read_at_an_epoch_was_not_forgotten_then() -> None:
    unknown = NO_PREDICTION
    assert history(9, 4, unknown, 4, 4).times_forgotten.tolist() == [0]
    assert history(4, unknown, unknown, 9, 4).times_forgotten.tolist() == [1]
    assert history(unknown, unknown, 4).first_learned.tolist() == [3]
    assert not history(unknown, 9, unknown).was_right.any()


def test_an_image_epoch_by_epoch() -> None:
    assert history(9, NO_PREDICTION, 4).of_image(0) == [(1, 9), (2, None), (3, 4)]


def test_until_an_epoch_nothing_of_later_ones_is_known() -> None:
    whole = history(9, 4, 9, 4, 4)
    assert whole.until(3).story(0) == "Learned at epoch 2, lost at 3."
    assert whole.until(None) is whole
    assert whole.until(0).first_learned.tolist() == whole.until(1).first_learned.tolist()
    assert not whole.until(0).was_right.any()


@pytest.fixture
def kept(tmp_path: Path, small_dataset: Dataset) -> KeptRun:
    recipe = Recipe(hidden=(16,), epochs=3)
    record = RunStore(tmp_path / "runs").begin("short", recipe, small_dataset)
    list(keep(recipe.start(small_dataset), small_dataset, record))
    return record.kept()


@pytest.mark.parametrize("split_name", [SplitName.TEST, SplitName.VALIDATION])
def test_a_kept_run_s_history_is_what_its_weights_say(
    kept: KeptRun, small_dataset: Dataset, split_name: SplitName
) -> None:
    told = PredictionHistory.read(kept, small_dataset, split_name)
    assert told.epochs.tolist() == [1, 2, 3]
    for row, epoch in enumerate(told.epochs.tolist()):
        read = nn.evaluate(kept.network(epoch), small_dataset.split(split_name))
        assert np.array_equal(told.predictions[row], read.predictions)


def test_of_other_images_there_is_no_history(kept: KeptRun, small_dataset: Dataset) -> None:
    other = Dataset("other", small_dataset.training, small_dataset.test, small_dataset.validation)
    with pytest.raises(ValueError, match="other images"):
        PredictionHistory.read(kept, other, SplitName.TEST)


def test_a_long_history_leaves_epochs_out_evenly_and_keeps_the_latest(
    kept: KeptRun, small_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.mistakes.timeline.history.MOST_BYTES", 2 * 300)
    told = PredictionHistory.read(kept, small_dataset, SplitName.TEST)
    assert told.epochs.tolist() == [1, 3]
    assert MOST_BYTES > 2 * 300


def test_predictions_that_are_no_digits_are_refused(kept: KeptRun, small_dataset: Dataset) -> None:
    path = kept.folder / "labels.npy"
    labels = np.load(path)
    labels[1, -1] = 77
    np.save(path, labels)
    with pytest.raises(RunError, match="no digits"):
        PredictionHistory.read(KeptRun.read(kept.folder), small_dataset, SplitName.TEST)
