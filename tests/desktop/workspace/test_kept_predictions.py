"""Of a kept epoch without weights: what was kept of it, which an earlier version kept less of."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop.workspace.evaluation import EvaluationColumns, EvaluationRequest
from desktop.workspace.kept_predictions import kept_columns, tells_all
from nncore.datasets import Dataset, SplitName
from nncore.epoch_predictions import NO_PREDICTION
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunError, RunPredictions, RunStore
from tests.desktop.workspace.real_runs import make_run

EPOCHS = 2


@pytest.fixture
def kept(tmp_path: Path, small_dataset: Dataset) -> KeptRun:
    """A run of two epochs."""
    recipe = Recipe(hidden=(16,), epochs=EPOCHS)
    return make_run(RunStore(tmp_path / "runs"), "Quick 2", recipe, small_dataset)


def columns_of(
    kept: KeptRun, dataset: Dataset, split_name: SplitName | None, epoch: int = 1
) -> EvaluationColumns:
    """As the service would answer of an epoch without weights."""
    request = EvaluationRequest.of_epoch(kept, epoch, dataset, split_name)
    return kept_columns(request, kept, epoch)


def change_commit(kept: KeptRun, **values: int) -> KeptRun:
    path = kept.folder / "commit.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | values), "utf-8")
    return KeptRun.read(kept.folder)


def change_row(kept: KeptRun, name: str, place: int | tuple[int, ...], value: float) -> None:
    rows = np.load(kept.folder / f"{name}.npy")
    rows[0][place] = value
    np.save(kept.folder / f"{name}.npy", rows)


def test_all_images_have_what_each_split_has(kept: KeptRun, small_dataset: Dataset) -> None:
    whole = columns_of(kept, small_dataset, None)
    parts = [columns_of(kept, small_dataset, each) for each in SplitName]
    assert whole.is_seen_while_learning
    assert np.array_equal(whole.labels, small_dataset.whole.labels)
    for name in ("predictions", "confidences", "losses"):
        joined = np.concatenate([getattr(part, name) for part in parts])
        assert np.array_equal(getattr(whole, name), joined), name
    assert whole.probabilities is not None
    first = len(small_dataset.training)
    assert np.isnan(whole.probabilities[:first]).all()
    for part, start in zip(parts[1:], (first, first + len(parts[1])), strict=True):
        assert part.probabilities is not None
        assert np.array_equal(whole.probabilities[start:][: len(part)], part.probabilities)


def test_training_images_have_their_losses_and_no_probabilities(
    kept: KeptRun, small_dataset: Dataset
) -> None:
    columns = columns_of(kept, small_dataset, SplitName.TRAINING)
    assert columns.losses is not None
    assert columns.probabilities is None
    mean = kept.history().epochs[0].training_loss
    assert columns.losses.mean() == pytest.approx(mean, rel=1e-3)
    is_right = columns.predictions == columns.labels
    assert 0 < np.count_nonzero(is_right) < len(columns)
    assert np.array_equal(columns.confidences[is_right], np.exp(-columns.losses[is_right]))
    assert np.all(columns.confidences[~is_right] > np.exp(-columns.losses[~is_right]))


@pytest.mark.parametrize("split_name", SplitName)
def test_what_is_nearly_sure_is_not_sure(
    split_name: SplitName, kept: KeptRun, small_dataset: Dataset
) -> None:
    told = kept.predictions()
    first = {"training": told.training, "validation": told.validation, "test": told.test}
    image = first[split_name.value].start
    truth = int(small_dataset.split(split_name).labels[0])
    change_row(kept, "labels", image, truth)
    change_row(kept, "confidences", image, 0.9999)
    change_row(kept, "losses", image, 1e-4)
    if split_name is not SplitName.TRAINING:
        change_row(kept, "log-probabilities", (image - told.training.stop, truth), -1e-4)
    columns = columns_of(kept, small_dataset, split_name)
    assert np.load(kept.folder / "confidences.npy")[0, image] == 1
    assert columns.confidences[0] == pytest.approx(0.9999, abs=1e-6)


@pytest.mark.parametrize("split_name", SplitName)
def test_an_earlier_version_kept_labels_and_confidences_alone(
    split_name: SplitName, kept: KeptRun, small_dataset: Dataset
) -> None:
    now = columns_of(kept, small_dataset, split_name)
    earlier = change_commit(kept, losses=0, log_probabilities=0)
    before = columns_of(earlier, small_dataset, split_name)
    assert (before.losses, before.probabilities) == (None, None)
    assert np.array_equal(before.predictions, now.predictions)
    assert np.allclose(before.confidences, now.confidences, atol=1e-3)
    assert before.nbytes < now.nbytes


def test_an_epoch_that_an_earlier_version_began_has_no_losses_of_training_images(
    kept: KeptRun, small_dataset: Dataset
) -> None:
    change_row(kept, "losses", 7, np.nan)
    columns = columns_of(kept, small_dataset, SplitName.TRAINING)
    assert columns.losses is None
    assert np.isfinite(columns.confidences).all()
    assert columns_of(kept, small_dataset, SplitName.TEST).losses is not None


def test_images_that_were_not_read_have_no_numbers(kept: KeptRun, small_dataset: Dataset) -> None:
    image = kept.predictions().test.start
    change_row(kept, "labels", image, NO_PREDICTION)
    change_row(kept, "confidences", image, 0)
    change_row(kept, "losses", image, np.nan)
    change_row(kept, "log-probabilities", image - kept.predictions().training.stop, np.nan)
    columns = columns_of(kept, small_dataset, SplitName.TEST)
    assert columns.losses is not None
    assert columns.probabilities is not None
    assert np.isnan(columns.losses).tolist() == [True] + [False] * (len(columns) - 1)
    assert np.isnan(columns.probabilities[0]).all()
    assert columns.confidences[0] == 0
    assert columns.read_count == len(columns) - 1
    assert 0 not in columns.misread_positions


@pytest.mark.parametrize(
    ("name", "value"), [("losses", -1), ("log-probabilities", 1), ("log-probabilities", np.nan)]
)
def test_numbers_that_no_run_keeps_name_their_file(
    name: str, value: float, kept: KeptRun, small_dataset: Dataset
) -> None:
    change_row(kept, name, 3 if name == "losses" else (3, 3), value)
    with pytest.raises(RunError, match=f"{name}.npy is damaged"):
        columns_of(kept, small_dataset, SplitName.TEST)
    assert columns_of(kept, small_dataset, SplitName.TEST, epoch=2).losses is not None


def test_a_forged_run_of_other_sizes_is_of_other_images(
    kept: KeptRun, small_dataset: Dataset
) -> None:
    path = kept.folder / "run.json"
    values = json.loads(path.read_text("utf-8"))
    values["dataset"]["test"] -= 1
    values["dataset"]["validation"] += 1
    path.write_text(json.dumps(values), "utf-8")
    forged = KeptRun.read(kept.folder)
    with pytest.raises(ValueError, match="of other images"):
        columns_of(forged, small_dataset, SplitName.TEST)


def test_the_rows_of_a_run_that_forges_the_other_splits_are_not_read(
    kept: KeptRun, small_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    # as sparse files would have it, whose rows are as long as the forged sizes say
    predictions = kept.predictions()
    sizes = replace(kept.dataset, training=10_000_000_000)
    forged = replace(kept, note=replace(kept.note, dataset=sizes))
    monkeypatch.setattr(KeptRun, "predictions", lambda _: replace(predictions, dataset=sizes))
    monkeypatch.setattr(RunPredictions, "at", lambda *_: pytest.fail("a row was read"))
    with pytest.raises(ValueError, match="of other images"):
        columns_of(forged, small_dataset, SplitName.TEST)
    request = EvaluationRequest.of_epoch(forged, 1, small_dataset, SplitName.TEST)
    assert not tells_all(request, forged)
