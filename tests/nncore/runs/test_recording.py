"""A kept run tells the same events, and has them on the disk before it tells of an epoch."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest

import nncore as nn
from nncore.epoch_predictions import NO_PREDICTION
from nncore.recipes.recipe import Recipe, resume
from nncore.runs import (
    Ending,
    KeptRun,
    RunError,
    RunStore,
    keep,
    pending,
    recording,
    stopwatch,
)
from nncore.runs.disk import checked_size
from nncore.runs.weights import epochs_to_keep
from tests.nncore.runs.moments import epoch_finished, pull_until, step_finished

Started = Callable[..., KeptRun]


def test_the_events_are_those_of_the_bare_run(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    bare = list(recipe.start(few).events)
    record = store.begin("name", recipe, few)
    assert list(keep(recipe.start(few), few, record)) == bare


def test_an_epoch_is_on_the_disk_before_it_is_told_of(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    record = store.begin("name", recipe, few)
    run = recipe.start(few)
    told: list[nn.EpochFinished] = []
    for event in keep(run, few, record):
        if isinstance(event, nn.EpochFinished):
            told.append(event)
            kept = record.kept()
            assert kept.history().epochs == tuple(told)
            assert (kept.epochs, kept.steps) == (event.epoch, event.step)
            assert kept.is_under_way
            assert len(np.load(kept.folder / "steps.npy")) == event.step
            for ours, theirs in zip(kept.network().parameters, run.network.parameters, strict=True):
                assert np.array_equal(ours, theirs)
    assert len(told) == 3
    assert not record.is_open
    assert not record.kept().is_under_way


def test_every_step_is_on_record(store: RunStore, few: nn.datasets.Dataset, recipe: Recipe) -> None:
    record = store.begin("name", recipe, few)
    events = list(keep(recipe.start(few), few, record))
    steps = [event for event in events if isinstance(event, nn.StepFinished)]
    history = record.kept().history()
    assert history.losses.tolist() == [np.float32(each.loss) for each in steps]
    assert history.accuracies.tolist() == [np.float32(each.accuracy) for each in steps]
    assert history.learning_rates.tolist() == [np.float32(each.learning_rate) for each in steps]
    assert history.examples.tolist() == [20] * 12
    assert history.epoch_numbers.tolist() == [each.epoch for each in steps]


def test_predictions_of_all_images_are_kept(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    record = store.begin("name", recipe, few)
    run = recipe.start(few)  # asks for no predictions: keeping them does
    training: list[np.ndarray] = []
    for event in keep(run, few, record):
        if isinstance(event, nn.EpochFinished):
            assert run.state.progress.predictions is not None
            training.append(run.state.progress.predictions.training.labels.copy())
            probabilities = run.network.predict(few.test.images)
            told = record.kept().predictions()
            kept = told.at(event.epoch)
            labels, confidences = kept.labels, kept.confidences
            assert np.array_equal(labels[told.training], training[-1])
            assert np.array_equal(labels[told.test], probabilities.argmax(axis=1))
            most = probabilities.max(axis=1).astype(np.float16)
            assert np.array_equal(confidences[told.test], most)
            hits = labels[told.validation] == few.validation.labels
            assert hits.mean() == event.validation_accuracy
    assert told.epochs.tolist() == [1, 2, 3]
    assert told.labels.shape == told.confidences.shape == (3, 130)
    assert (told.labels.dtype, told.confidences.dtype) == (np.dtype("u1"), np.dtype("f2"))
    assert all(len(np.unique(each)) > 1 for each in training)
    with pytest.raises(KeyError):
        told.at(4)


def test_the_test_split_is_read_in_parts(
    store: RunStore,
    few: nn.datasets.Dataset,
    recipe: Recipe,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recording, "_MOST_IMAGES", 8)
    record = store.begin("name", recipe, few)
    events = list(keep(recipe.start(few), few, record))
    advanced = [each for each in events if isinstance(each, nn.TestAdvanced)]
    assert advanced[:3] == [nn.TestAdvanced(1, 4, images, 30) for images in (8, 16, 24)]
    assert len(advanced) == 9
    assert isinstance(events[events.index(advanced[2]) + 1], nn.EpochFinished)
    told = record.kept().predictions()
    assert (told.labels != NO_PREDICTION).all()


def test_rates_that_were_changed_are_kept(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    record = store.begin("name", recipe, few)
    run = recipe.start(few)
    events = keep(run, few, record)
    told = []
    for event in events:
        if isinstance(event, nn.RateChanged):
            told.append(event)
            if event.step == 7:
                break
        if step_finished(5)(event):
            run.optimizer.learning_rate = 1 / 3
        if step_finished(6)(event):
            run.optimizer.learning_rate = 0.1
    events.close()
    kept = record.kept()
    assert list(kept.rate_changes) == told
    assert [each.step for each in told] == [6, 7]
    record = store.reopen(kept)
    changes = [
        each
        for each in keep(resume(kept.state(), few), few, record)
        if isinstance(each, nn.RateChanged)
    ]
    assert changes == []
    assert list(record.kept().rate_changes) == told


def test_full_batch_runs_keep_the_predictions_of_every_tenth_epoch_and_the_last(
    started: Started, continued: Started, recipe: Recipe
) -> None:
    for size in (None, 80):
        kept = started(replace(recipe, batch_size=size, epochs=23))
        assert kept.predictions().epochs.tolist() == [10, 20, 23]
        assert (kept.epochs, kept.steps) == (23, 23)
    kept = continued(kept, more_epochs=8)
    assert kept.predictions().epochs.tolist() == [10, 20, 23, 30, 31]
    early = started(
        replace(recipe, batch_size=None, epochs=500, patience=1, learning_rate=0.3, optimizer="sgd")
    )
    assert early.ending is Ending.EARLY
    assert early.predictions().epochs[-1] == early.epochs < 500


def test_weights_are_thinned_to_their_size(
    started: Started, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nncore.runs.weights.MOST_WEIGHTS_BYTES", 150_000)
    kept = started(replace(recipe, epochs=20))
    assert kept.weights_epochs == epochs_to_keep(range(21), 5) == (0, 8, 16, 20)
    folder = kept.folder / "weights"
    assert sorted(each.name for each in folder.iterdir()) == [
        f"epoch-{epoch:05}.safetensors" for epoch in (0, 8, 16, 20)
    ]
    assert sum(each.stat().st_size for each in folder.iterdir()) <= 150_000
    network = nn.load(folder / "epoch-00000.safetensors")
    assert all(map(np.array_equal, network.parameters, recipe.build()[0].parameters))
    with pytest.raises(KeyError):
        kept.network(1)


def test_the_network_of_an_epoch_can_be_had_where_the_run_rests_at_it_too(
    started: Started, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nncore.runs.commit_steps.most_epochs", lambda _network: 1)
    kept = started(replace(recipe, epochs=60, patience=2, learning_rate=0.05))
    assert kept.ending is Ending.EARLY
    assert kept.weights_epoch is not None
    best = kept.weights_epoch.epoch
    assert kept.weights_epochs == (kept.epochs,) != (best,)

    have = [epoch for epoch in range(kept.epochs + 1) if kept.has_weights_at(epoch)]

    assert have == [best, kept.epochs]
    assert kept.has_weights_at(None)
    for epoch, network in ((best, kept.network()), (None, kept.network())):
        assert all(map(np.array_equal, kept.network_at(epoch).parameters, network.parameters))
    latest = kept.network(kept.epochs)
    assert all(map(np.array_equal, kept.network_at(kept.epochs).parameters, latest.parameters))
    with pytest.raises(RunError, match="after epoch 0 were not kept"):
        kept.network_at(0)


def test_pauses_do_not_count(
    store: RunStore,
    few: nn.datasets.Dataset,
    recipe: Recipe,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = count()  # each look at it takes a second
    monkeypatch.setattr(stopwatch, "perf_counter", lambda: next(clock))
    record = store.begin("name", recipe, few)
    events = keep(recipe.start(few), few, record)
    for pulled in range(1, 4):
        next(events)
        for _ in range(1000):
            next(clock)
        assert pulled <= record.watch.seconds < 100
    events.close()
    kept = record.kept()
    assert 3 <= kept.seconds < 100
    record = store.reopen(kept)
    list(keep(resume(kept.state(), few), few, record))
    assert kept.seconds + 12 <= record.kept().seconds < 200


def test_what_does_not_belong_together_is_refused(
    started: Started, store: RunStore, few: nn.datasets.Dataset, recipe: Recipe, whole: KeptRun
) -> None:
    kept = started(stop=step_finished(6))
    other = replace(few, test=few.validation)
    record = store.reopen(kept)
    with pytest.raises(RunError, match="begun with other images than Generated digits's"):
        keep(resume(kept.state(), other), other, record)
    with pytest.raises(RunError, match="state stands at step 0 after 0 epochs, the record of"):
        keep(recipe.start(few), few, record)
    record.close()
    with pytest.raises(RunError, match="is closed: reopen the run"):
        keep(resume(kept.state(), few), few, record)


def test_predictions_that_cannot_be_written_do_not_take_all_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pending, "MOST_WAITING_BYTES", 300)
    waiting = pending.Pending()
    for epoch in range(9):
        labels, halves = np.zeros(10, np.uint8), np.zeros(10, np.float16)
        logs = np.zeros((2, 10), np.float16)
        row = pending.EpochRow(epoch, labels, halves, halves, logs)
        assert row.nbytes == 10 + 20 + 20 + 40
        waiting.predict(row)
    assert waiting.predicted("epoch").tolist() == [6, 7, 8]


def test_a_run_is_read_while_a_commit_replaces_the_files_that_are_looked_at(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = store.begin("name", recipe, few)
    events = keep(recipe.start(few), few, record)
    pull_until(events, epoch_finished(1))
    looks = count()

    def commit_first(path: Path) -> int:
        if next(looks) == 0:
            pull_until(events, epoch_finished(2))  # which deletes what `path` names
        return checked_size(path)

    monkeypatch.setattr("nncore.runs.kept_run.checked_size", commit_first)
    assert store.get(record.id).epochs == 2
    events.close()
