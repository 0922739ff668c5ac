"""A run has the threads that its steps are worth, and gives all back however it ends."""

import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from threadpoolctl import threadpool_limits

import nncore as nn
from nncore.recipes.recipe import Recipe, Run, resume
from nncore.runtime import threads
from nncore.runtime.threads import blas_threads
from nncore.storage.training_state import TrainingState

Events = Generator[nn.Event, None, None]
Settings = Callable[[], tuple[int, float, int]]


class Kind(NamedTuple):
    """A recipe, how many threads share its steps, how many are BLAS's; has_beside: a pair's own."""

    recipe: Recipe
    threads: int
    of_blas: int
    has_beside: bool


KINDS = {
    "small": Kind(Recipe(hidden=(16,), epochs=2, batch_size=100), 1, 1, False),
    "wide": Kind(Recipe(hidden=(512,), epochs=2, batch_size=64), 2, 2, False),
    "full batch": Kind(Recipe(hidden=(16,), epochs=2, batch_size=None), 2, 1, True),
    "few pictures": Kind(Recipe(hidden=("3x3x2", "pool 4"), epochs=2, batch_size=20), 1, 1, False),
    "pictures": Kind(Recipe(hidden=("5x5x8", "pool 4"), epochs=2, batch_size=100), 2, 2, False),
    "many pictures": Kind(Recipe(hidden=("5x5x8", "pool 4"), epochs=2, batch_size=200), 2, 1, True),
}


@pytest.fixture(autouse=True)
def many_cores(three_threads: None, eight_cores: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight cores, of which BLAS uses three; all the images are a large batch.

    Pictures that take 20 million multiplications are halved.
    """
    monkeypatch.setattr("nncore.runtime.batch_pass.WHOLE", 500)
    monkeypatch.setattr("nncore.runtime.batch_pass.SHARED_PICTURES", 20_000_000)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def events(kind: Kind, digits: nn.datasets.Dataset) -> Events:
    return kind.recipe.start(digits).events


def test_it_has_its_threads_from_the_first_pull_on(kind: Kind, digits: nn.datasets.Dataset) -> None:
    run = kind.recipe.start(digits)
    assert run.state.threads == kind.threads
    assert blas_threads() == 3, "a run that is never pulled takes nothing"
    for _ in run.events:
        assert blas_threads() == kind.of_blas
        names = {each.name for each in threading.enumerate()}
        assert ("beside" in names) == kind.has_beside
    assert blas_threads() == 3


def pull_all(events: Events) -> None:
    for _ in events:
        pass


def close_early(events: Events) -> None:
    next(events)
    events.close()


def throw(events: Events) -> None:
    next(events)
    with pytest.raises(KeyboardInterrupt):
        events.throw(KeyboardInterrupt)


@pytest.mark.parametrize("end", [pull_all, close_early, throw, lambda events: events.close()])
def test_a_run_gives_everything_back_however_it_ends(
    events: Events, end: Callable[[Events], None], settings: Settings
) -> None:
    before = settings()
    end(events)
    assert settings() == before


@pytest.mark.parametrize("where", ["forward", "update"])
def test_a_run_that_fails_in_a_step_gives_everything_back(
    events: Events, where: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise MemoryError

    before = settings()
    next(events)
    monkeypatch.setattr({"forward": nn.Dense, "update": nn.Adam}[where], where, fail)
    with pytest.raises(MemoryError):
        pull_all(events)
    assert settings() == before


def result(run: Run) -> list[Any]:
    """All events to come, and the bits of weights and moments at their end."""
    told: list[Any] = list(run.events)
    arrays = [*run.network.parameters, *run.optimizer.state().values()]
    return [*told, *(array.tobytes() for array in arrays)]


@pytest.mark.parametrize("where", ["one core", "one thread of BLAS"])
def test_a_run_goes_on_with_its_threads_and_bits_where_one_is_usable(
    where: str,
    kind: Kind,
    digits: nn.datasets.Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, begun = kind.recipe.start(digits), kind.recipe.start(digits)
    next(whole.events)
    next(begun.events)
    begun.state.save(tmp_path / "a.run")
    begun.events.close()
    expected = result(whole)

    if where == "one core":
        monkeypatch.setattr(threads, "cores", lambda: 1)
    with threadpool_limits(limits=3 if where == "one core" else 1, user_api="blas"):
        before = blas_threads()
        assert kind.recipe.threads(len(digits.training)) == 1
        again = resume(TrainingState.load(tmp_path / "a.run"), digits)
        assert again.state.threads == kind.threads
        first = next(again.events)
        assert blas_threads() == kind.of_blas
        assert not any(each.name == "beside" for each in threading.enumerate())
        assert [first, *result(again)] == expected
        assert blas_threads() == before
