"""Runs that are stopped, saved, and gone on with."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

import nncore as nn
from nncore.augmentation import AUGMENTATIONS
from nncore.recipes.recipe import Recipe, Run, resume
from tests.nncore.training_runs import are_equal

Dataset = nn.datasets.Dataset

IMAGES = 90
DENSE = (8, "dropout 0.3")
PICTURES = ("3x3x2 valid", "pool 3", "dropout 0.2", "3x3x3", "pool", 6)

THREE_EPOCHS: dict[str, Any] = {"epochs": 3, "batch_size": 20, "seed": 5}
"""Four full batches an epoch and one of ten: with the events of epochs, 18 events in all."""


def pulled(
    run: Run, count: int | None = None, *, begun: int = 0, rates: Mapping[int, float] | None = None
) -> list[nn.Event]:
    """The next events, all that are left without `count`.

    rates: learning rates to set before the event of that number; `begun` were pulled before.
    """
    events: list[nn.Event] = []
    while count is None or len(events) < count:
        rate = (rates or {}).get(begun + len(events))
        if rate is not None:
            run.optimizer.learning_rate = rate
        event = next(run.events, None)
        if event is None:
            break
        events.append(event)
    return events


def stopped_after(
    count: int, recipe: Recipe, data: Dataset, path: Path, rates: Mapping[int, float] | None = None
) -> list[nn.Event]:
    """Begin a run, save it after `count` events, and give it up."""
    run = recipe.start(data)
    events = pulled(run, count, rates=rates)
    run.state.save(path)
    run.events.close()
    return events


@lru_cache(maxsize=8)
def _never_stopped(
    recipe: Recipe, data: Dataset, rates: tuple[tuple[int, float], ...]
) -> tuple[Run, list[nn.Event]]:
    """The whole run, and what it told; made once for all the places that it is stopped at."""
    whole = recipe.start(data)
    return whole, pulled(whole, rates=dict(rates))


def assert_goes_on(
    recipe: Recipe,
    data: Dataset,
    stop: int,
    path: Path,
    rates: Mapping[int, float] | None = None,
) -> None:
    """Stopped after `stop` events, saved, loaded and gone on with: as if it had never stopped."""
    whole, expected = _never_stopped(recipe, data, tuple((rates or {}).items()))

    begun = stopped_after(stop, recipe, data, path, rates)
    again = resume(nn.TrainingState.load(path), data)
    rest = pulled(again, begun=len(begun), rates=rates)

    assert begun == expected[:stop]
    # a run that stopped early is over, and may say so again
    is_over = bool(begun) and isinstance(begun[-1], nn.StoppedEarly)
    assert rest == expected[stop:] or (is_over and rest == begun[-1:])
    assert are_equal(again.network, whole.network)
    assert again.state.rng.bit_generator.state == whole.state.rng.bit_generator.state


def varied(**changes: Any) -> Recipe:
    """Everything that draws at random or remembers something is on."""
    values = {"hidden": DENSE, "weight_decay": 0.01, "augmentation": AUGMENTATIONS["elastic"]}
    return Recipe(**{**THREE_EPOCHS, **values, **changes})


def small_state() -> nn.TrainingState:
    """A run amid its second epoch, with everything that a state may hold, in a few kB."""
    rng = np.random.default_rng(1)
    layers = [nn.Conv2D(1, 2, 3, rng=rng), nn.MaxPool2D(2), nn.Flatten(), nn.Dense(8, 10, rng=rng)]
    state = nn.TrainingState(nn.Network(layers, input_shape=(4, 4)), nn.Adam(), rng)
    state.optimizer.update(
        state.network.parameters, [1 + each for each in state.network.parameters]
    )
    progress = state.progress
    progress.epoch, progress.step = 1, 7
    progress.position.batch, progress.position.shuffled_from = 2, dict(rng.bit_generator.state)
    progress.mean.add(0.5, 0.75, 40)
    progress.keep(state.network)
    progress.keep_if_best(state.network, 0.25)
    state.notes["name"] = "seven"
    return state
