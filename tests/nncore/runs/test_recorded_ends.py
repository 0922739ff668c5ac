"""However a run ends, and wherever it is closed, what was made of it is kept."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import enumerate as enumerate_threads
from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.epoch_predictions import NO_PREDICTION
from nncore.recipes.recipe import Recipe, resume
from nncore.runs import (
    Ending,
    KeptRun,
    RunStore,
    keep,
    recording,
)
from tests.nncore.runs.moments import epoch_finished, step_finished

Started = Callable[..., KeptRun]


def test_closed_while_the_test_split_is_read_the_epoch_is_kept(
    started: Started, continued: Started, whole: KeptRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "_MOST_IMAGES", 8)
    kept = started(stop=lambda event: isinstance(event, nn.TestAdvanced) and event.images == 16)
    assert (kept.epochs, kept.steps, kept.is_interrupted) == (1, 4, True)
    assert kept.weights_epochs == (0, 1)
    told = kept.predictions()
    assert ((told.labels[0] == NO_PREDICTION) == (np.arange(130) >= 116)).all()
    again = continued(kept)
    assert again.history().epochs == whole.history().epochs
    assert np.array_equal(again.predictions().labels[1:], whole.predictions().labels[1:])


@pytest.mark.parametrize("step", [1, 3, 4, 5, 11, 12])
def test_closed_between_two_steps_nothing_is_lost(
    step: int,
    started: Started,
    continued: Started,
    whole: KeptRun,
    facts: Callable[[KeptRun], object],
) -> None:
    kept = started(stop=step_finished(step))
    assert (kept.steps, kept.epochs) == (step, (step - 1) // 4)
    assert kept.state().progress.step == step
    assert kept.is_interrupted
    assert len(np.load(kept.folder / "steps.npy")) == step
    assert facts(continued(kept)) == facts(whole)


@pytest.fixture(scope="module")
def much_to_validate() -> nn.datasets.Dataset:
    """Validation in two parts, in the middle of which a run can be met."""
    rng = np.random.default_rng(7)
    return nn.datasets.generated(rng=rng, training=40, validation=300, test=100)


def readers() -> list[str]:
    return [thread.name for thread in enumerate_threads() if thread.name.startswith("reader")]


def test_closed_while_validation_is_read_nothing_is_lost(
    store: RunStore, recipe: Recipe, much_to_validate: nn.datasets.Dataset
) -> None:
    record = store.begin("name", recipe, much_to_validate)
    events = keep(recipe.start(much_to_validate), much_to_validate, record)
    next(event for event in events if isinstance(event, nn.ValidationAdvanced))
    events.close()
    assert not readers()
    kept = record.kept()
    assert (kept.steps, kept.epochs) == (2, 0)
    again = resume(kept.state(), much_to_validate)
    list(keep(again, much_to_validate, store.reopen(kept)))
    bare = recipe.start(much_to_validate).events
    told = [each for each in bare if isinstance(each, nn.EpochFinished)]
    assert record.kept().history().epochs == tuple(told)


def test_the_test_split_is_read_beside_validation_with_the_weights_of_the_epochs_end(
    store: RunStore, recipe: Recipe, much_to_validate: nn.datasets.Dataset
) -> None:
    test, record = much_to_validate.test, store.begin("name", recipe, much_to_validate)
    run = recipe.start(much_to_validate)
    begun = []
    for event in keep(run, much_to_validate, record):
        if isinstance(event, nn.ValidationAdvanced):
            begun.append(len(readers()))
        if isinstance(event, nn.EpochFinished):
            assert not readers()
            told = record.kept().predictions()
            labels = told.at(event.epoch).labels
            expected = run.network.predict(test.images).argmax(axis=1)
            assert np.array_equal(labels[told.test], expected)
    assert len(begun) == 3
    assert min(begun) > 0


def test_a_run_that_diverges_while_validation_is_read_ends_the_reading_beside(
    store: RunStore, recipe: Recipe, much_to_validate: nn.datasets.Dataset
) -> None:
    record = store.begin("name", recipe, much_to_validate)
    run = recipe.start(much_to_validate)
    events = []
    for event in keep(run, much_to_validate, record):
        events.append(event)
        if isinstance(event, nn.ValidationAdvanced):
            run.network.parameters[-1][0] = np.inf
    assert isinstance(events[-1], nn.Diverged)
    assert not readers()
    kept = record.kept()
    assert (kept.ending, kept.epochs, kept.predictions().epochs.tolist()) == (
        Ending.DIVERGED,
        0,
        [],
    )


def test_a_generator_that_is_let_go_of_is_closed(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    record = store.begin("name", recipe, few)
    events = keep(recipe.start(few), few, record)
    for _ in range(3):
        next(events)
    del events
    assert record.kept().steps == 3
    assert record.kept().is_interrupted


@pytest.mark.parametrize("is_closed_first", [True, False])
def test_a_run_that_was_stopped_says_so(
    is_closed_first: bool, store: RunStore, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    record = store.begin("name", recipe, few)
    events = keep(recipe.start(few), few, record)
    for _ in range(7):
        next(events)
    if is_closed_first:
        events.close()
        assert record.kept().is_interrupted
    record.end(Ending.STOPPED)
    events.close()
    kept = record.kept()
    assert kept.ending is record.ending is Ending.STOPPED
    assert not kept.is_interrupted
    assert not kept.is_under_way
    assert (kept.steps, record.failure) == (6, None)


def test_an_end_that_the_run_came_to_is_not_changed(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    record = store.begin("name", recipe, few)
    list(keep(recipe.start(few), few, record))
    record.end(Ending.STOPPED)
    assert record.kept().ending is Ending.FINISHED


def test_closed_after_its_last_epoch_a_run_is_finished(started: Started) -> None:
    assert started(stop=epoch_finished(3)).ending is Ending.FINISHED


def test_stopped_early_the_best_weights_are_kept(
    started: Started, store: RunStore, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    overfitting = replace(recipe, epochs=60, patience=2, learning_rate=0.05)
    kept = started(overfitting)
    assert kept.ending is Ending.EARLY
    assert 3 <= kept.epochs < 60
    bare = overfitting.start(few)
    stop = list(bare.events)[-1]
    assert isinstance(stop, nn.StoppedEarly)
    for network in (kept.network(), kept.network(stop.best_epoch)):
        assert all(map(np.array_equal, network.parameters, bare.network.parameters))


def test_a_run_with_patience_is_not_finished_before_it_is(
    started: Started, continued: Started, recipe: Recipe
) -> None:
    kept = started(replace(recipe, patience=3), stop=epoch_finished(3))
    assert kept.is_interrupted
    assert continued(kept).ending is Ending.FINISHED


def test_of_a_diverged_run_all_steps_are_kept(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    record = store.begin("name", recipe, few)
    run = recipe.start(few)
    events = []
    for event in keep(run, few, record):
        events.append(event)
        if step_finished(9)(event):
            run.optimizer.learning_rate = 1e30
    end = events[-1]
    assert isinstance(end, nn.Diverged)
    kept = record.kept()
    assert kept.ending is Ending.DIVERGED
    assert (kept.epochs, kept.steps, kept.state().progress.step) == (2, end.step - 1, 8)
    assert [each.after for each in kept.rate_changes] == [1e30]
    assert kept.network().is_finite

    # gone on with, at a rate that does not diverge
    state = kept.state()
    state.optimizer.learning_rate = 1e-3
    record = store.reopen(kept)
    assert record.kept().steps == 8
    list(keep(resume(state, few), few, record))
    again = record.kept()
    assert (again.steps, again.epochs, again.ending) == (12, 3, Ending.FINISHED)
    assert [(each.step, each.after) for each in again.rate_changes] == [(9, 1e30), (9, 1e-3)]
    assert len(np.load(kept.folder / "steps.npy")) == 12


def test_a_run_that_fails_amid_a_step_is_kept_as_it_last_stood(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    record = store.begin("name", recipe, few)
    run = recipe.start(few)

    def torn() -> Iterator[Any]:
        for event in run.events:
            yield event
            if step_finished(6)(event):
                run.network.parameters[0][...] = 7
                raise MemoryError

    events = keep(run._replace(events=torn()), few, record)  # type: ignore[arg-type]
    with pytest.raises(MemoryError):
        list(events)
    kept = record.kept()
    assert (kept.steps, kept.epochs, kept.is_interrupted) == (4, 1, True)


def test_the_last_weights_are_known_by_the_epoch_that_they_stood_at_the_end_of(
    started: Started, recipe: Recipe
) -> None:
    finished = started()
    assert finished.weights_epoch == finished.last_epoch
    assert started(stop=step_finished(1)).weights_epoch is None
    assert started(stop=step_finished(6)).weights_epoch is None
    assert started(stop=epoch_finished(2)).weights_epoch == finished.history().epochs[1]


def test_the_last_weights_of_a_run_that_stopped_early_are_those_of_its_best_epoch(
    started: Started, recipe: Recipe
) -> None:
    early = started(replace(recipe, learning_rate=0.1, epochs=40, patience=1))
    assert early.ending is Ending.EARLY
    best = early.weights_epoch
    assert best is not None
    assert best.epoch == early.epochs - 1
    assert all(
        np.array_equal(ours, theirs)
        for ours, theirs in zip(
            early.network().parameters, early.network(best.epoch).parameters, strict=True
        )
    )
