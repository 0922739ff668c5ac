"""Where BLAS's number of threads must not show, and where a run's file must not decide it."""

from itertools import zip_longest
from typing import Any

import pytest

import nncore as nn
from nncore.augmentation import AUGMENTATIONS
from nncore.recipes.recipe import Recipe, Run, resume
from nncore.runtime.threads import blas_threads

Dataset = nn.datasets.Dataset

WIDE = Recipe(hidden=(512,), epochs=2, batch_size=64)

pytestmark = pytest.mark.usefixtures("three_threads", "eight_cores")


def beside_a_wide_one(run: Run, digits: Dataset) -> list[Any]:
    """All events of a run, each of which follows one of a run with two threads of BLAS."""
    wide = WIDE.start(digits)
    both = list(zip_longest(wide.events, run.events))
    return [event for _, event in both if event is not None]


def bits(run: Run) -> list[bytes]:
    return [array.tobytes() for array in run.network.parameters]


def test_runs_by_turns_have_the_validation_losses_that_each_has_alone(digits: Dataset) -> None:
    several_chunks = Dataset("more to validate", digits.training, digits.training, digits.test)
    recipe = Recipe(hidden=(128,), epochs=2, batch_size=64)
    alone, run = recipe.start(several_chunks), recipe.start(several_chunks)
    assert run.state.threads == 1
    told, expected = beside_a_wide_one(run, digits), list(alone.events)
    assert bits(run) == bits(alone)
    assert told == expected


@pytest.mark.parametrize("name", ["elastic", "pens"])
def test_runs_by_turns_have_the_varied_images_that_each_has_alone(
    name: str, digits: Dataset
) -> None:
    # with Dropout each batch is varied when it is asked for
    hidden: tuple[Any, ...] = (128, "dropout 0.2")
    recipe = Recipe(hidden=hidden, epochs=2, batch_size=64, augmentation=AUGMENTATIONS[name])
    alone, run = recipe.start(digits), recipe.start(digits)
    assert run.state.threads == 1
    list(alone.events)
    beside_a_wide_one(run, digits)
    assert bits(run) == bits(alone)


def test_no_run_goes_on_with_more_than_two_threads_of_blas(digits: Dataset) -> None:
    begun = Recipe(hidden=(8,), epochs=1, batch_size=20).start(digits)
    next(begun.events)
    begun.events.close()
    begun.state.progress.threads = 5
    again = resume(begun.state, digits)
    next(again.events)
    seen = blas_threads()
    again.events.close()
    assert seen <= 2
