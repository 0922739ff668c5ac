"""A run that leaves a step between two layers stands as if it had never begun that step."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.augmentation import AUGMENTATIONS
from nncore.events import Event, RateChanged, StepCancelled, StepFinished, StoppedEarly
from nncore.recipes.recipe import Recipe, Run, resume
from nncore.storage.training_state import TrainingState
from nncore.training_handle import Cancellation, StepCancelledError

Dataset = nn.datasets.Dataset

PICTURES = ("3x3x2 valid", "pool 3", "dropout 0.2", "3x3x3", 6)

RECIPES: dict[str, Recipe] = {
    "nothing drawn but the order": Recipe(hidden=(8,), epochs=2, batch_size=20),
    "batches made ahead": Recipe(
        hidden=(8,), epochs=2, batch_size=20, augmentation=AUGMENTATIONS["elastic"]
    ),
    "dropout": Recipe(hidden=(8, "dropout 0.3"), epochs=2, batch_size=20),
    "dropout, and batches that draw": Recipe(
        hidden=PICTURES, epochs=2, batch_size=20, augmentation=AUGMENTATIONS["light"]
    ),
    "one batch of all": Recipe(hidden=(8, "dropout 0.3"), epochs=4, batch_size=None),
    "one batch of all, that draws": Recipe(
        hidden=(8,), epochs=4, batch_size=None, augmentation=AUGMENTATIONS["light"]
    ),
}


class CancelAt(Cancellation):
    """Asks by itself, when it is checked for the nth time; n counts from 1."""

    def __init__(self, n: int) -> None:
        super().__init__()
        self.checks, self._n = 0, n

    def check(self) -> None:
        self.checks += 1
        if self.checks == self._n:
            self.ask()
        super().check()


@pytest.fixture(scope="module")
def few(digits: Dataset) -> Dataset:
    """Four and a half batches."""
    return Dataset("few", digits.training.between(0, 90), digits.validation, digits.test)


def start(recipe: Recipe, data: Dataset, cancellation: Cancellation) -> Run:
    return recipe.start(data, handle=nn.TrainingHandle(cancellation=cancellation))


def checks_of(recipe: Recipe, data: Dataset) -> int:
    """How often a run asks whether it is to leave a step."""
    cancellation = CancelAt(0)
    for _ in start(recipe, data, cancellation).events:
        pass
    return cancellation.checks


def some(count: int) -> list[int]:
    """Moments all over a run, those of the first step and the last one, too."""
    return sorted({1, 2, count, *range(3, count, max(1, count // 12))})


def outcome(run: Run) -> tuple[list[Any], Any, int]:
    """All that must be equal in the end."""
    progress = run.state.progress
    weights = [array.tobytes() for array in run.network.parameters]
    return weights, run.state.rng.bit_generator.state, progress.step


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_step_that_was_left_is_taken_again_as_if_nothing_had_been(
    recipe: Recipe, few: Dataset
) -> None:
    whole = recipe.start(few)
    expected = list(whole.events)

    for moment in some(checks_of(recipe, few)):
        run = start(recipe, few, CancelAt(moment))
        events = list(run.events)

        left = [event for event in events if isinstance(event, StepCancelled)]
        assert len(left) == 1
        after = events[events.index(left[0]) + 1]
        assert isinstance(after, StepFinished)
        assert after.step == left[0].step
        assert [event for event in events if event not in left] == expected
        assert outcome(run) == outcome(whole)


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_closed_in_the_middle_of_a_step_a_run_is_saved_and_gone_on_with_to_the_bit(
    recipe: Recipe, few: Dataset, tmp_path: Path
) -> None:
    whole = recipe.start(few)
    expected: list[Event] = list(whole.events)
    path = tmp_path / "left.run"

    for moment in some(checks_of(recipe, few)):
        run = start(recipe, few, CancelAt(moment))
        begun: list[Event] = []
        while not (begun and isinstance(begun[-1], StepCancelled)):
            begun.append(next(run.events))
        run.events.close()
        run.state.save(path)
        again = resume(TrainingState.load(path), few)

        assert begun[:-1] + list(again.events) == expected
        assert outcome(again) == outcome(whole)


def test_a_run_that_left_a_step_is_saved_as_it_was_before_it(few: Dataset, tmp_path: Path) -> None:
    recipe = RECIPES["dropout, and batches that draw"]
    checks = checks_of(recipe, few) // 10  # a step's
    before, left = recipe.start(few), start(recipe, few, CancelAt(2 * checks + 3))

    for _ in range(2):
        next(before.events)
        next(left.events)
    before.state.save(tmp_path / "before.run")
    assert isinstance(next(left.events), StepCancelled)
    left.state.save(tmp_path / "left.run")

    assert (tmp_path / "left.run").read_bytes() == (tmp_path / "before.run").read_bytes()


def test_a_rate_that_is_set_while_a_step_is_left_is_told_before_it(few: Dataset) -> None:
    run = start(Recipe(hidden=(8,), batch_size=20), few, CancelAt(7))
    cancelled = next(event for event in run.events if isinstance(event, StepCancelled))
    run.optimizer.learning_rate = 0.1

    assert next(run.events) == RateChanged(cancelled.step, 2e-3, 0.1)
    after = next(run.events)
    assert isinstance(after, StepFinished)
    assert after.step == cancelled.step


def test_an_impatient_run_that_left_a_step_stops_as_early(digits: Dataset) -> None:
    recipe = Recipe(hidden=(16,), learning_rate=0.05, epochs=60, schedule="constant", patience=2)
    whole = recipe.start(digits)
    expected = list(whole.events)
    run = start(recipe, digits, CancelAt(41))
    events = list(run.events)

    assert isinstance(expected[-1], StoppedEarly)
    assert [each for each in events if not isinstance(each, StepCancelled)] == expected
    assert len(events) == len(expected) + 1
    assert outcome(run) == outcome(whole)


def test_a_wish_ends_one_step_in_all_of_its_threads() -> None:
    cancellation = Cancellation()
    cancellation.check()
    cancellation.ask()
    cancellation.ask()

    for _ in range(2):
        with pytest.raises(StepCancelledError):
            cancellation.check()
    cancellation.end_step()
    cancellation.check()


def test_a_pass_ends_at_what_is_raised_before_a_layer(digits: Dataset) -> None:
    network, _, _ = Recipe(hidden=(8,)).build()
    cancellation = CancelAt(2)
    trace = network.trace(before_layer=cancellation.check)
    inputs = (digits.test.images[:3] / 255).astype(np.float32)

    with pytest.raises(StepCancelledError):
        trace.forward(inputs)
    assert cancellation.checks == 2
    cancellation.end_step()
    np.testing.assert_allclose(
        trace.forward(inputs), network.logits(digits.test.images[:3]), atol=1e-5
    )
