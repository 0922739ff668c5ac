"""Runs between versions: rows that an earlier one did not write are of the latest epochs alone."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load, save

import nncore as nn
from nncore.recipes.recipe import Recipe, resume
from nncore.runs import KeptRun, RunError, RunStore, keep
from tests.nncore.runs.failing_disk import PowerCut, failing
from tests.nncore.runs.forged import change
from tests.nncore.runs.moments import epoch_finished, step_finished

Started = Callable[..., KeptRun]

LATER = ("losses.npy", "log-probabilities.npy")


amid_the_second_epoch, after_two_epochs = step_finished(6), epoch_finished(2)


def drop_counts(folder: Path) -> None:
    """Do as an earlier version does that writes a commit."""
    change(folder, "commit", "losses", "log_probabilities")


def as_before(kept: KeptRun, *, with_files: bool = False) -> None:
    """Leave a run as an earlier version would have kept it."""
    drop_counts(kept.folder)
    for name in () if with_files else LATER:
        (kept.folder / name).unlink()
    path = kept.folder / str(kept.commit.state)
    content = path.read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    arrays = load(content)
    arrays.pop("predictions.training.losses", None)
    path.write_bytes(save(arrays, header["__metadata__"]))


def test_a_run_of_an_earlier_version_has_neither(started: Started, store: RunStore) -> None:
    kept = started()
    as_before(kept)
    told = store.get(kept.id).predictions()
    assert (len(told.losses), len(told.log_probabilities)) == (0, 0)
    for epoch in (1, 2, 3):
        predicted = told.at(epoch)
        assert (predicted.losses, predicted.log_probabilities) == (None, None)
    assert store.damaged() == []


@pytest.mark.parametrize("with_files", [False, True])
def test_a_resumed_one_has_them_from_then_on(
    with_files: bool, started: Started, continued: Started, whole: KeptRun
) -> None:
    kept = started(stop=after_two_epochs)
    as_before(kept, with_files=with_files)
    again = continued(continued(KeptRun.read(kept.folder)), more_epochs=1)
    told, expected = again.predictions(), whole.predictions()
    assert told.epochs.tolist() == [1, 2, 3, 4]
    assert (again.commit.losses, again.commit.log_probabilities) == (2, 2)
    assert told.at(2).losses is None
    assert np.array_equal(told.labels[:3], expected.labels)
    third, fourth = told.at(3), told.at(4)
    assert np.array_equal(np.asarray(third.losses), expected.losses[2])
    assert np.array_equal(np.asarray(third.log_probabilities), expected.log_probabilities[2])
    assert fourth.losses is not None
    assert not np.isnan(fourth.losses).any()
    for name in LATER:
        assert len(np.load(again.folder / name)) == 2


def test_amid_an_epoch_it_knows_the_losses_of_the_rest(
    started: Started, continued: Started, whole: KeptRun
) -> None:
    kept = started(stop=amid_the_second_epoch)
    state = kept.state().progress.predictions
    assert state is not None
    is_earlier = state.training.labels != 255
    as_before(kept)
    told, expected = continued(KeptRun.read(kept.folder)).predictions(), whole.predictions()
    losses = told.at(2).losses
    assert losses is not None
    assert np.isnan(losses[:80]).tolist() == is_earlier.tolist()
    assert np.array_equal(losses[:80][~is_earlier], expected.losses[1, :80][~is_earlier])
    assert np.array_equal(losses[80:], expected.losses[1, 80:])
    assert np.array_equal(told.losses[-1], expected.losses[2])


def test_an_earlier_version_that_goes_on_leaves_the_rows_before_out(
    store: RunStore, few: nn.datasets.Dataset, started: Started, continued: Started
) -> None:
    kept = started(stop=after_two_epochs)
    drop_counts(kept.folder)
    store.reopen(KeptRun.read(kept.folder)).close()
    for name in LATER:
        assert len(np.load(kept.folder / name)) == 0, "the header tells what counts"
    again = continued(KeptRun.read(kept.folder))
    assert (again.commit.predictions, again.commit.losses) == (3, 1)
    assert again.predictions().at(2).losses is None
    assert again.predictions().at(3).losses is not None


def test_the_two_files_have_counts_of_their_own(started: Started, whole: KeptRun) -> None:
    kept = started()
    change(kept.folder, "commit", losses=1)
    told = KeptRun.read(kept.folder).predictions()
    assert told.at(2).losses is None
    assert told.at(2).log_probabilities is not None
    first_of_whole = whole.predictions().losses[0]
    assert np.array_equal(np.asarray(told.at(3).losses), first_of_whole), "row 0 is of epoch 3"


def test_power_that_goes_while_an_earlier_run_is_resumed_harms_nothing(
    few: nn.datasets.Dataset, recipe: Recipe, tmp_path: Path, facts: Callable[[KeptRun], Any]
) -> None:
    def resumed(store: RunStore) -> KeptRun:
        (kept,) = store.runs()
        if kept.is_interrupted:
            list(keep(resume(kept.state(), few), few, store.reopen(kept)))
        return store.get(kept.id)

    expected = None
    for first in (10**9, *range(1, 60)):
        store = RunStore(tmp_path / str(first))
        record = store.begin("name", recipe, few)
        events = keep(recipe.start(few), few, record)
        next(event for event in events if after_two_epochs(event))
        events.close()
        as_before(record.kept())
        with failing(first, failures=10**9, error=PowerCut()), suppress(PowerCut):
            resumed(store)
        assert store.damaged() == []
        for epoch in store.get(record.id).predictions().epochs.tolist():
            store.get(record.id).predictions().at(epoch)
        found = facts(resumed(store))
        expected = expected or found
        assert found == expected, f"operation {first}"


@pytest.mark.parametrize("name", LATER)
def test_a_link_where_a_file_is_to_be_is_not_followed(
    name: str, started: Started, store: RunStore, tmp_path: Path
) -> None:
    kept = started(stop=after_two_epochs)
    as_before(kept)
    victim = tmp_path / "thesis"
    victim.write_bytes(b"all of it")
    (kept.folder / name).symlink_to(victim)
    with pytest.raises(RunError, match="is not a plain file"):
        KeptRun.read(kept.folder)
    assert victim.read_bytes() == b"all of it"
    (kept.folder / name).unlink()
    store.reopen(KeptRun.read(kept.folder)).close()
