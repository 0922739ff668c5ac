"""Whatever single thing the disk refuses, and wherever the power goes, a run stays whole.

Every operation of writing is made to fail in turn: once, as a full disk does for a while, and for
good, as a power cut does.
"""

import errno
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import nncore as nn
from nncore.recipes.recipe import Recipe, resume
from nncore.runs import Ending, KeptRun, RunStore, RunWriter, keep
from tests.nncore.runs.failing_disk import PowerCut, assert_readable, failing

Started = Callable[..., KeptRun]
Facts = Callable[[KeptRun], dict[str, Any]]

EPOCHS = 2


@pytest.fixture(scope="module")
def short(recipe: Recipe) -> Recipe:
    return replace(recipe, epochs=EPOCHS)


@pytest.fixture(scope="module")
def expected(
    short: Recipe,
    few: nn.datasets.Dataset,
    facts: Facts,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    store = RunStore(tmp_path_factory.mktemp("expected"))
    return facts(_trained(store, short, few)[0].kept())


@pytest.fixture(scope="module")
def operations(
    short: Recipe, few: nn.datasets.Dataset, tmp_path_factory: pytest.TempPathFactory
) -> int:
    """How many there are in a whole run."""
    with failing(10**9) as disk:
        _trained(RunStore(tmp_path_factory.mktemp("counted")), short, few)
    return disk.count


def _trained(
    store: RunStore, recipe: Recipe, few: nn.datasets.Dataset
) -> tuple[RunWriter, list[nn.Event]]:
    record = store.begin("name", recipe, few)
    return record, list(keep(recipe.start(few), few, record))


def _finished(store: RunStore, recipe: Recipe, few: nn.datasets.Dataset) -> KeptRun:
    """Do as the next start of the program does."""
    runs = store.runs()
    if not runs:
        return _trained(store, recipe, few)[0].kept()
    (kept,) = runs
    if kept.is_interrupted:
        list(keep(resume(kept.state(), few), few, store.reopen(kept)))
    return store.get(kept.id)


def test_wherever_the_power_goes_the_run_is_resumed_to_the_bit(
    short: Recipe,
    few: nn.datasets.Dataset,
    expected: dict[str, Any],
    operations: int,
    facts: Facts,
    tmp_path: Path,
) -> None:
    for first in range(1, operations + 1):
        store = RunStore(tmp_path / str(first))
        told: list[nn.Event] = []
        with failing(first, failures=10**9, error=PowerCut()), suppress(PowerCut):
            record = store.begin("name", short, few)
            told.extend(keep(short.start(few), few, record))

        assert_readable(store)
        kept = _finished(store, short, few)
        assert facts(kept) == expected, f"operation {first}"
        assert len(store.runs()) == 1


def test_no_epoch_that_was_told_of_is_lost(
    short: Recipe, few: nn.datasets.Dataset, operations: int, tmp_path: Path
) -> None:
    for first in range(1, operations + 1, 3):
        store = RunStore(tmp_path / str(first))
        told = 0
        with failing(first, failures=10**9, error=PowerCut()), suppress(PowerCut):
            record = store.begin("name", short, few)
            for event in keep(short.start(few), few, record):
                told += isinstance(event, nn.EpochFinished)
        done = [kept.epochs for kept in store.runs()]
        assert max(done, default=0) >= told


def test_power_that_goes_while_a_run_is_resumed_harms_nothing(
    short: Recipe, few: nn.datasets.Dataset, expected: dict[str, Any], facts: Facts, tmp_path: Path
) -> None:
    for first in range(1, 60, 2):
        store = RunStore(tmp_path / str(first))
        record = store.begin("name", short, few)
        events = keep(short.start(few), few, record)
        for _ in range(7):
            next(events)
        events.close()
        with failing(first, failures=10**9, error=PowerCut()), suppress(PowerCut):
            _finished(store, short, few)
        assert_readable(store)
        assert facts(_finished(store, short, few)) == expected, f"operation {first}"


@pytest.mark.parametrize("failures", [1, 25])
def test_a_disk_that_refuses_ends_nothing_and_loses_nothing(
    failures: int,
    short: Recipe,
    few: nn.datasets.Dataset,
    expected: dict[str, Any],
    operations: int,
    facts: Facts,
    tmp_path: Path,
) -> None:
    bare = list(short.start(few).events)
    for first in range(1, operations + 1):
        store = RunStore(tmp_path / str(first))
        try:
            with failing(first, failures=failures):
                _, events = _trained(store, short, few)
        except OSError:
            assert_readable(store)
            assert all(each.steps == 0 for each in store.runs()), "it had not begun"
            continue
        complaints = [each for each in events if isinstance(each, nn.KeepingFailed)]
        assert [each for each in events if each not in complaints] == bare
        assert len(complaints) <= 2
        assert all("No space left on device" in each.message for each in complaints)
        assert_readable(store)
        kept = _finished(store, short, few)
        assert kept.ending is Ending.FINISHED
        ours = facts(kept)
        different = {name for name in expected if ours.get(name) != expected[name]}
        # weights of an epoch whose commit failed are not kept apart
        assert all(name.startswith("weights") for name in different), f"operation {first}"


def test_a_full_disk_is_told_of_once_and_made_up_for(
    store: RunStore,
    few: nn.datasets.Dataset,
    recipe: Recipe,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long = replace(recipe, epochs=8)
    record = store.begin("name", long, few)
    told: list[nn.Event] = []
    full = OSError(errno.ENOSPC, "No space left on device", "state")

    def refuse(*_: object) -> None:
        raise full

    with monkeypatch.context() as patch:
        for event in keep(long.start(few), few, record):
            told.append(event)
            if isinstance(event, nn.EpochFinished):
                if event.epoch == 2:
                    patch.setattr(nn.TrainingState, "save", refuse)
                assert record.epochs == (event.epoch if event.epoch not in range(3, 7) else 2)
                assert (record.failure is None) == (event.epoch not in range(3, 7))
                if event.epoch == 6:
                    patch.undo()
    assert [each for each in told if isinstance(each, nn.KeepingFailed)] == [
        nn.KeepingFailed(12, "No space left on device: state", lacks_room=True)
    ]
    kept = record.kept()
    assert (kept.epochs, kept.steps, kept.ending) == (8, 32, Ending.FINISHED)
    assert kept.predictions().epochs.tolist() == [*range(1, 9)]
    assert kept.weights_epochs == (0, 1, 2, 7, 8)
    assert len([*kept.folder.glob("state-*")]) == 1


def test_a_full_disk_at_the_close_shows_in_the_record(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    record = store.begin("name", recipe, few)
    events = keep(recipe.start(few), few, record)
    for _ in range(7):
        next(events)
    with failing(1, failures=10**9):
        events.close()
        assert "No space left on device" in str(record.failure)
        record.end(Ending.STOPPED)
    kept = record.kept()
    assert (kept.steps, kept.epochs, kept.is_interrupted) == (4, 1, True)


def test_a_folder_that_vanishes_ends_nothing(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    record = store.begin("name", recipe, few)
    events = keep(recipe.start(few), few, record)
    next(events)
    record.folder.rename(record.folder.with_name("elsewhere"))
    rest = list(events)
    assert sum(isinstance(each, nn.EpochFinished) for each in rest) == 3
    assert sum(isinstance(each, nn.KeepingFailed) for each in rest) == 1
