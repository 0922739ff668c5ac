"""Runs that are pulled by turns in one process: each with its own threads, and bits as if alone."""

import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest

import nncore as nn
from nncore.recipes.recipe import Recipe, Run
from nncore.runtime.threads import blas_threads
from nncore.training_handle import Cancellation

Dataset = nn.datasets.Dataset
Pull = Callable[[Run], nn.Event | None]

SMALL = Recipe(hidden=(128,), epochs=2, batch_size=64)
WIDE = Recipe(hidden=(512,), epochs=2, batch_size=64)
FULL = Recipe(hidden=(128,), epochs=9, batch_size=None)

THREADS = {SMALL: (1, 1), WIDE: (2, 2), FULL: (2, 1)}
"""How many share a step, and how many of them are BLAS's."""


@pytest.fixture(autouse=True)
def many_cores(three_threads: None, eight_cores: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight cores, of which BLAS uses three; all the images are a large batch."""
    monkeypatch.setattr("nncore.runtime.batch_pass.WHOLE", 500)


class Watching(Cancellation):
    """Notes BLAS's threads before each layer's turn."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[int] = set()

    def check(self) -> None:
        self.seen.add(blas_threads())
        super().check()


def pulled_here(run: Run) -> nn.Event | None:
    return next(run.events, None)


def pulled_beside(run: Run) -> nn.Event | None:
    told: list[nn.Event | None] = []
    thread = threading.Thread(target=lambda: told.append(next(run.events, None)))
    thread.start()
    thread.join()
    return told[0]


Alone = Callable[[Recipe], tuple[list[nn.Event], list[bytes]]]


@pytest.fixture(scope="module")
def known() -> dict[Recipe, tuple[list[nn.Event], list[bytes]]]:
    """What runs have come to that nobody disturbed."""
    return {}


@pytest.fixture
def alone(known: dict[Recipe, tuple[list[nn.Event], list[bytes]]], digits: Dataset) -> Alone:
    """The losses and weights of a recipe's run by itself, which is made once."""

    def made(recipe: Recipe) -> tuple[list[nn.Event], list[bytes]]:
        if recipe not in known:
            run = recipe.start(digits)
            known[recipe] = losses(list(run.events)), weights(run)
        return known[recipe]

    return made


def weights(run: Run) -> list[bytes]:
    return [array.tobytes() for array in run.network.parameters]


def losses(events: list[nn.Event]) -> list[nn.Event]:
    return [event for event in events if isinstance(event, nn.StepFinished)]


def pulled_by_turns(runs: list[Run], turns: list[int], pull: Pull) -> list[list[nn.Event]]:
    """All events of each run; `turns` says over and over whose turn it is."""
    told: list[list[nn.Event]] = [[] for _ in runs]
    left = set(range(len(runs)))
    for number in cycle(turns):
        if not left:
            return told
        event = pull(runs[number])
        if event is None:
            left.discard(number)
        else:
            told[number].append(event)
    raise AssertionError("nobody's turn")


@pytest.mark.parametrize("pull", [pulled_here, pulled_beside])
@pytest.mark.parametrize("turns", [[0, 1], [1, 0], [0, 0, 0, 1], [0, 1, 1, 1, 1, 1]], ids=str)
@pytest.mark.parametrize(
    "recipes",
    [[SMALL, WIDE], [FULL, WIDE], [WIDE, replace(WIDE, seed=2)]],
    ids=["one and two of BLAS", "two of ours and two of BLAS", "twice two of BLAS"],
)
def test_runs_by_turns_have_the_bits_that_each_has_alone(
    recipes: list[Recipe], turns: list[int], pull: Pull, digits: Dataset, alone: Alone
) -> None:
    expected = [alone(recipe) for recipe in recipes]
    watching = [Watching() for _ in recipes]
    runs = [
        recipe.start(digits, handle=nn.TrainingHandle(cancellation=watch))
        for recipe, watch in zip(recipes, watching, strict=True)
    ]

    told = pulled_by_turns(runs, turns, pull)

    for recipe, run, watch in zip(recipes, runs, watching, strict=True):
        total, of_blas = THREADS[replace(recipe, seed=SMALL.seed)]
        assert run.state.threads == total
        assert watch.seen == {of_blas}
    assert [losses(events) for events in told] == [events for events, _ in expected]
    assert [weights(run) for run in runs] == [bits for _, bits in expected]
    assert blas_threads() == 3


@pytest.mark.parametrize("leaves", [0, 1])
def test_whoever_stays_has_its_bits_though_the_other_left(
    leaves: int, digits: Dataset, alone: Alone
) -> None:
    recipes = [SMALL, WIDE]
    expected, expected_weights = alone(recipes[1 - leaves])
    runs = [recipe.start(digits) for recipe in recipes]
    told: list[Any] = []
    for _ in range(3):
        for run in runs:
            event = next(run.events)
            if run is not runs[leaves]:
                told.append(event)
    runs[leaves].events.close()
    stays = runs[1 - leaves]
    told += list(stays.events)

    assert losses(told) == expected
    assert weights(stays) == expected_weights
    assert blas_threads() == 3


def test_a_run_that_begins_while_another_trains_chooses_as_if_alone(digits: Dataset) -> None:
    for first, second in ((SMALL, WIDE), (WIDE, SMALL), (FULL, WIDE)):
        earlier = first.start(digits)
        next(earlier.events)
        assert blas_threads() == THREADS[first][1]
        later = second.start(digits)
        assert later.state.threads == THREADS[second][0]
        next(later.events)
        assert blas_threads() == THREADS[second][1]
        earlier.events.close()
        later.events.close()
        assert blas_threads() == 3
