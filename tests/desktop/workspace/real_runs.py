"""Runs that are really made, for tests: trained a little, and kept on the disk."""

from collections.abc import Callable
from typing import Any

import pytest

from nncore.datasets import Dataset
from nncore.events import EpochFinished, StepFinished
from nncore.recipes.recipe import Recipe, resume
from nncore.runs import Ending, KeptRun, RunStore, keep

Keep = Callable[..., KeptRun]
"""The fixture `keep_run`: see `make_run`."""

GoOn = Callable[..., None]
"""The fixture `go_on_elsewhere`."""


def make_run(
    store: RunStore,
    name: str,
    recipe: Recipe,
    dataset: Dataset,
    *,
    steps: int | None = None,
    epochs: int | None = None,
    rates: dict[int, float] | None = None,
) -> KeptRun:
    """A run in the store, trained to its end.

    steps: after how many it was stopped. epochs: after how many it was given up, as when the power
    fails. rates: from which steps on, which.
    """
    record = store.begin(name, recipe, dataset)
    run = recipe.start(dataset)
    events = keep(run, dataset, record)
    for event in () if steps == 0 else events:
        if isinstance(event, StepFinished):
            rate = (rates or {}).get(event.step + 1, run.optimizer.learning_rate)
            run.optimizer.learning_rate = rate
            if event.step == steps:
                record.end(Ending.STOPPED)
                break
        elif isinstance(event, EpochFinished) and event.epoch == epochs:
            break
    events.close()
    record.close()  # events that nobody pulled close nothing
    return store.get(record.id)


@pytest.fixture
def keep_run(store: RunStore, small_dataset: Dataset) -> Keep:
    """Makes runs on the small data set by name and recipe; the list of runs is not read anew."""

    def keep_now(name: str, recipe: Recipe, **how: Any) -> KeptRun:
        return make_run(store, name, recipe, small_dataset, **how)

    return keep_now


@pytest.fixture
def go_on_elsewhere(store: RunStore, small_dataset: Dataset) -> GoOn:
    """Trains a kept run on, as another window does.

    more_epochs: how many more than it was to have. until: the epoch after which it is given up.
    """

    def go_on(run_id: str, *, more_epochs: int = 0, until: int | None = None) -> None:
        kept = store.get(run_id)
        run = resume(kept.state(), small_dataset, more_epochs=more_epochs)
        events = keep(run, small_dataset, store.reopen(kept))
        for event in events:
            if isinstance(event, EpochFinished) and event.epoch == until:
                break
        events.close()

    return go_on
