"""What a run costs is told by earlier runs on this machine, else by a short measurement."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pytestqt.qtbot import QtBot

from desktop.workspace import run_costs
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.data_library import DataLibrary
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run_costs import RunCost, RunCosts, is_too_large
from desktop.workspace.workspace import Workspace
from nncore.augmentation import AUGMENTATIONS
from nncore.datasets import Dataset
from nncore.recipes.architecture import Hidden
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe
from nncore.runs import estimated_seconds, estimated_size
from tests.desktop.fake_runs import GENERATED
from tests.desktop.stand_ins import load_instead

SIZES = 1_200, 300, 300
RUN_SIZES = GENERATED.training, GENERATED.validation, GENERATED.test
WIDE = Recipe(hidden=(1024, 1024), batch_size=1_000, epochs=50)
NARROW = Recipe(hidden=(512,), batch_size=1_000, epochs=100)


class Measuring(NamedTuple):
    """How often the speed was measured."""

    times: list[float]


@pytest.fixture
def measuring(monkeypatch: pytest.MonkeyPatch) -> Measuring:
    """A machine three times slower than estimated."""
    made = Measuring([])

    def slowness() -> float:
        made.times.append(3.0)
        return 3.0

    monkeypatch.setattr(run_costs, "slowness", slowness)
    return made


@pytest.fixture
def data(
    jobs: Jobs, workspace: Workspace, small_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> DataChoice:
    load_instead(monkeypatch, "generated", small_dataset)
    return DataChoice(DataLibrary(jobs), workspace)


@pytest.fixture
def costs(data: DataChoice, kept_runs: KeptRuns, jobs: Jobs, measuring: Measuring) -> RunCosts:
    return RunCosts(data, kept_runs, jobs, data)


@pytest.fixture
def load(qtbot: QtBot, data: DataChoice) -> Callable[[], None]:
    """Have the data here, and wait for them."""

    def load_now() -> None:
        with qtbot.waitSignal(data.library.loaded):
            data.library.load("generated")

    return load_now


def keep(store: Any, recipe: Recipe, times: float, **facts: Any) -> None:
    """A kept run that took so many times as long as estimated; it has ten steps an epoch."""
    seconds = times * estimated_seconds(replace(recipe, epochs=20), *RUN_SIZES)
    store.add("a run", recipe=recipe, epochs=20, seconds=seconds, **facts)


def cost(costs: RunCosts, recipe: Recipe) -> RunCost:
    told = costs.of(recipe)
    assert told is not None
    return told


def times(costs: RunCosts, recipe: Recipe) -> float:
    """How many times as long as estimated a run is said to take."""
    seconds = cost(costs, recipe).seconds
    assert seconds is not None
    return seconds / estimated_seconds(recipe, *SIZES)


def test_without_data_nothing_is_known(costs: RunCosts) -> None:
    assert costs.of(WIDE) is None


def test_the_size_is_known_as_soon_as_the_data_are(
    costs: RunCosts, load: Callable[[], None]
) -> None:
    load()
    told = cost(costs, WIDE)
    size = estimated_size(WIDE, *SIZES)
    assert (told.size, told.most) == (size.kept, size.most)
    assert not told.may_end_early
    assert cost(costs, replace(WIDE, patience=3)).may_end_early


def test_the_speed_is_measured_once_where_no_run_has_told_of_it(
    qtbot: QtBot,
    costs: RunCosts,
    load: Callable[[], None],
    read: Callable[[], None],
    measuring: Measuring,
) -> None:
    load()
    assert cost(costs, WIDE).seconds is None
    read()
    qtbot.waitUntil(lambda: cost(costs, WIDE).seconds is not None)
    assert times(costs, WIDE) == pytest.approx(3, rel=0.1)
    read()
    assert measuring.times == [3.0]


def test_earlier_runs_tell_of_the_speed_and_nothing_is_measured(
    store: Any,
    costs: RunCosts,
    load: Callable[[], None],
    read: Callable[[], None],
    measuring: Measuring,
) -> None:
    for each in (2.0, 4.0, 5.0):
        keep(store, WIDE, each)
    read()
    load()
    assert times(costs, WIDE) == pytest.approx(4, rel=0.1)
    assert times(costs, NARROW) == pytest.approx(4, rel=0.1)
    assert measuring.times == []


def test_runs_of_the_same_network_tell_more_than_others(
    store: Any, costs: RunCosts, load: Callable[[], None], read: Callable[[], None]
) -> None:
    for each in (2.0, 2.0, 2.0):
        keep(store, WIDE, each)
    keep(store, NARROW, 5.0)
    read()
    load()
    assert times(costs, NARROW) == pytest.approx(5, rel=0.1)
    assert times(costs, replace(NARROW, epochs=3, seed=9)) == pytest.approx(5, rel=0.1)
    assert times(costs, WIDE) == pytest.approx(2, rel=0.1)


@pytest.mark.parametrize(
    "absurd", [{"seconds": 3e9}, {"seconds": 1e-9}, {"seconds": 0.0}, {"epochs": 0}]
)
def test_a_run_that_cannot_have_been_tells_nothing(
    store: Any,
    costs: RunCosts,
    load: Callable[[], None],
    read: Callable[[], None],
    absurd: dict[str, Any],
) -> None:
    keep(store, WIDE, 2.0)
    store.add("absurd", recipe=NARROW, **absurd)
    read()
    load()
    assert times(costs, NARROW) == pytest.approx(2, rel=0.1)


def test_nothing_is_measured_while_a_run_is_under_way(
    qtbot: QtBot,
    data: DataChoice,
    costs: RunCosts,
    load: Callable[[], None],
    read: Callable[[], None],
    measuring: Measuring,
) -> None:
    load()
    data.set_locked(True)
    read()
    assert measuring.times == []
    data.set_locked(False)
    qtbot.waitUntil(lambda: measuring.times == [3.0])


def test_the_free_room_is_that_of_the_disk_with_the_runs(
    qtbot: QtBot, store: Any, costs: RunCosts, load: Callable[[], None], tmp_path: Path
) -> None:
    store.folder = tmp_path / "not made yet" / "runs"
    load()
    qtbot.waitUntil(lambda: cost(costs, WIDE).free is not None)
    free = cost(costs, WIDE).free
    assert free == pytest.approx(shutil.disk_usage(tmp_path).free, rel=0.2)


def test_it_is_looked_again_how_much_is_free_when_something_was_freed(
    qtbot: QtBot,
    kept_runs: KeptRuns,
    store: Any,
    costs: RunCosts,
    load: Callable[[], None],
    read: Callable[[], None],
) -> None:
    store.add("Quick 1", bytes_on_disk=7_000_000)
    read()
    load()
    qtbot.waitUntil(lambda: cost(costs, WIDE).free is not None)
    kept_runs.delete(["run-001"])
    qtbot.waitUntil(lambda: cost(costs, WIDE).held.bytes == 7_000_000)
    with qtbot.waitSignal(kept_runs.bin.emptied):
        kept_runs.bin.empty()
    with qtbot.waitSignal(costs._looking.finished):
        pass
    assert cost(costs, WIDE).held.bytes == 0


MNIST = 55_000
FEW = 12_000
READER: Hidden = (
    *("5x5x16", "pool", "3x3x32", "3x3x32", "pool", "3x3x64", "3x3x64", "pool"),
    128,
)


@pytest.mark.parametrize("images", [MNIST, FEW, MNIST + FEW])
@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_may_start_on_every_data_set(key: str, images: int) -> None:
    assert not is_too_large(PRESETS[key], images)


@pytest.mark.parametrize("batch_size", [1, 64, 256, 512])
def test_a_convolution_may_start_in_batches(batch_size: int) -> None:
    assert not is_too_large(Recipe(hidden=READER, batch_size=batch_size), MNIST)


@pytest.mark.parametrize("hidden", [READER, ("5x5x16", "pool", 128), ("1x1x1", 10)])
@pytest.mark.parametrize("batch_size", [None, 5_000])
def test_a_convolution_of_all_images_at_once_may_not(
    hidden: Hidden, batch_size: int | None
) -> None:
    assert is_too_large(Recipe(hidden=hidden, batch_size=batch_size), MNIST)


def test_wide_layers_may_start_in_small_batches_only() -> None:
    wide: Hidden = (4096, 4096)
    assert not is_too_large(Recipe(hidden=wide, batch_size=64), MNIST)
    assert is_too_large(Recipe(hidden=wide, batch_size=512), MNIST)


def test_all_images_at_once_may_start_as_they_are_but_not_varied() -> None:
    whole = Recipe(hidden=(128,), batch_size=None)
    varied = Recipe(hidden=(128,), batch_size=None, augmentation=AUGMENTATIONS["light"])
    assert not is_too_large(whole, MNIST)
    assert is_too_large(varied, MNIST)


def test_there_are_no_more_images_in_a_batch_than_there_are() -> None:
    assert not is_too_large(Recipe(hidden=READER, batch_size=5_000), 400)
