"""Runs whose steps two threads share: repeatable, resumable and cancellable, to the bit."""

from collections.abc import Callable
from math import isfinite
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.augmentation import AUGMENTATIONS
from nncore.recipes.recipe import Recipe, Run, resume
from nncore.storage.training_state import ARITHMETIC, TrainingState
from nncore.training_handle import Cancellation

Dataset = nn.datasets.Dataset
OnCores = Callable[[int], None]

RECIPES: dict[str, Recipe] = {
    "wide": Recipe(hidden=(40,), epochs=2, batch_size=32),
    "pictures": Recipe(hidden=("3x3x3 valid", "pool 3", 12), epochs=2, batch_size=33),
    "full batch": Recipe(hidden=(24,), epochs=4, batch_size=None, optimizer="momentum"),
    "full batch of pictures": Recipe(hidden=("3x3x2", "pool 4", 6), epochs=4, batch_size=None),
    "dropout and pictures": Recipe(
        hidden=("3x3x2 valid", "pool 3", "dropout 0.3", 12), epochs=2, batch_size=32
    ),
    "batches made ahead": Recipe(
        hidden=(24,), epochs=2, batch_size=40, augmentation=AUGMENTATIONS["light"]
    ),
}


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step is worth sharing, and 100 images are a large batch."""
    for name in ("SHARED_PRODUCT", "SHARED_PICTURES"):
        monkeypatch.setattr(f"nncore.runtime.batch_pass.{name}", 1)
    monkeypatch.setattr("nncore.runtime.batch_pass.WHOLE", 100)
    monkeypatch.setattr("nncore.network._CHUNK", 30)


@pytest.fixture
def on_cores(monkeypatch: pytest.MonkeyPatch) -> OnCores:
    """Have so many cores from now on."""

    def have(count: int) -> None:
        monkeypatch.setattr("nncore.runtime.batch_pass.usable_threads", lambda: count)

    have(2)
    return have


@pytest.fixture(scope="module")
def few(digits: Dataset) -> Dataset:
    return Dataset("few", digits.training.between(0, 170), digits.validation, digits.test)


@pytest.fixture(params=RECIPES)
def recipe(request: pytest.FixtureRequest) -> Recipe:
    return RECIPES[request.param]


class CancelAt(Cancellation):
    """Asks by itself at the nth check of a thread that computes."""

    def __init__(self, n: int) -> None:
        super().__init__()
        self.checks, self._n = 0, n
        self._lock = Lock()

    def check(self) -> None:
        with self._lock:
            self.checks += 1
            if self.checks == self._n:
                self.ask()
        super().check()


def outcome(run: Run) -> list[bytes]:
    """Weights, moments and the random generator's place, all of which must be equal."""
    arrays = [*run.network.parameters, *run.optimizer.state().values()]
    return [
        *(array.tobytes() for array in arrays),
        repr(run.state.rng.bit_generator.state).encode(),
    ]


def done(run: Run) -> list[Any]:
    return [*list(run.events), *outcome(run)]


@pytest.mark.parametrize("cores", [1, 2])
def test_the_same_seed_gives_the_same_bits(
    recipe: Recipe, cores: int, few: Dataset, on_cores: OnCores
) -> None:
    on_cores(cores)
    first, second = recipe.start(few), recipe.start(few)
    assert first.state.threads == second.state.threads == cores
    assert done(first) == done(second)


def test_two_threads_learn_the_same_but_for_the_last_bits(
    recipe: Recipe, few: Dataset, on_cores: OnCores
) -> None:
    shared = recipe.start(few)
    on_cores(1)
    alone = recipe.start(few)
    for run in (shared, alone):
        list(run.events)
    for ours, theirs in zip(shared.network.parameters, alone.network.parameters, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=2e-3 * np.abs(theirs).max())


@pytest.mark.parametrize("then", [1, 2])
def test_a_run_goes_on_with_the_threads_that_it_began_with(
    recipe: Recipe, then: int, few: Dataset, on_cores: OnCores, tmp_path: Path
) -> None:
    whole, begun = recipe.start(few), recipe.start(few)
    list(whole.events)
    for _ in range(3):
        next(begun.events)
    begun.events.close()
    begun.state.save(tmp_path / "a.run")

    on_cores(then)
    again = resume(TrainingState.load(tmp_path / "a.run"), few)
    assert again.state.threads == 2
    list(again.events)
    assert outcome(again) == outcome(whole)
    again.state.save(tmp_path / "b.run")
    assert TrainingState.load(tmp_path / "b.run").threads == 2


def test_a_run_of_one_thread_stays_one_of_one(
    recipe: Recipe, few: Dataset, on_cores: OnCores, tmp_path: Path
) -> None:
    on_cores(1)
    whole, begun = recipe.start(few), recipe.start(few)
    list(whole.events)
    next(begun.events)
    begun.state.save(tmp_path / "a.run")
    on_cores(2)
    again = resume(TrainingState.load(tmp_path / "a.run"), few)
    list(again.events)
    assert again.state.threads == 1
    assert outcome(again) == outcome(whole)


def test_a_run_of_the_first_arithmetic_chooses_its_threads_anew(
    few: Dataset, on_cores: OnCores, tmp_path: Path
) -> None:
    on_cores(1)
    begun = RECIPES["wide"].start(few)
    next(begun.events)
    begun.state.arithmetic = 1
    begun.state.save(tmp_path / "a.run")
    state = TrainingState.load(tmp_path / "a.run")
    assert (state.arithmetic, state.threads) == (1, 1)

    on_cores(2)
    again = resume(state, few)
    assert (again.state.arithmetic, again.state.threads) == (ARITHMETIC, 2)
    list(again.events)
    again.state.save(tmp_path / "b.run")
    later = TrainingState.load(tmp_path / "b.run")
    assert (later.arithmetic, later.threads, later.progress.epoch) == (ARITHMETIC, 2, 2)


@pytest.mark.parametrize("cores", [1, 2])
def test_a_cancelled_step_leaves_nothing_in_either_thread(
    recipe: Recipe, cores: int, few: Dataset, on_cores: OnCores
) -> None:
    whole = recipe.start(few)
    expected = done(whole)
    on_cores(cores)
    # where both threads ask, how far each has come differs: the outcome must not
    for moment in (1, 2, 5, 9, 14, 20):
        handle = nn.TrainingHandle(cancellation=CancelAt(moment))
        handle.progress.threads = 2
        run = recipe.start(few, handle=handle)
        events = list(run.events)
        left = [event for event in events if isinstance(event, nn.StepCancelled)]
        assert len(left) == 1
        assert [each for each in events if each not in left] + outcome(run) == expected


def test_a_cancelled_step_is_left_by_both_threads_at_their_next_layer(
    few: Dataset, on_cores: OnCores
) -> None:
    recipe = Recipe(hidden=(24,), epochs=1, batch_size=None)
    on_cores(2)
    handle = nn.TrainingHandle(cancellation=CancelAt(3))
    handle.progress.threads = 2
    run = recipe.start(few, handle=handle)
    assert isinstance(next(run.events), nn.StepCancelled)
    assert handle.cancellation.checks <= 3 + 2  # type: ignore[attr-defined]
    run.events.close()


def test_a_full_batch_can_be_left_between_two_parts(few: Dataset, on_cores: OnCores) -> None:
    recipe = Recipe(hidden=(24,), epochs=1, batch_size=None)
    of_a_part = 2 * len(recipe.build()[0].layers)  # there and back
    parts = 6  # of 30 images and fewer
    whole = nn.TrainingHandle(cancellation=CancelAt(0))
    list(recipe.start(few, handle=whole).events)
    assert whole.cancellation.checks == parts * of_a_part  # type: ignore[attr-defined]

    on_cores(1)
    left = CancelAt(of_a_part + 1)
    run = recipe.start(few, handle=nn.TrainingHandle(cancellation=left))
    assert isinstance(next(run.events), nn.StepCancelled)
    assert left.checks == of_a_part + 1, "the second part was never begun"


def test_a_loss_that_is_no_number_in_one_half_ends_the_run_and_updates_nothing(
    few: Dataset, on_cores: OnCores, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates: list[int] = []
    monkeypatch.setattr(nn.Adam, "update", lambda *arguments: updates.append(1))
    images = np.zeros_like(few.training.images)
    images[-1] = 255
    data = Dataset(
        "one spoils it", nn.datasets.Split(images, few.training.labels), few.validation, few.test
    )
    recipe = Recipe(hidden=("3x3x2 valid", "pool 3"), epochs=3, batch_size=None)
    for cores in (1, 2):
        on_cores(cores)
        run = recipe.start(data)
        run.network.parameters[0][...] = 3e38
        before = [array.copy() for array in run.network.parameters]
        *_, last = run.events
        assert isinstance(last, nn.Diverged)
        assert not isfinite(last.loss)
        assert not updates
        for ours, theirs in zip(run.network.parameters, before, strict=True):
            assert np.array_equal(ours, theirs)
