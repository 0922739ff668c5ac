"""A run that was kept goes on as if it had never stopped, to the bit; in a new process too."""

import subprocess
import sys
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nncore as nn
from nncore.augmentation import AUGMENTATIONS
from nncore.optimizers import OPTIMIZERS
from nncore.recipes.recipe import Recipe, recipe_of, resume
from nncore.schedules import SCHEDULES
from tests.nncore.storage.stopped_runs import (
    DENSE,
    IMAGES,
    PICTURES,
    THREE_EPOCHS,
    Dataset,
    assert_goes_on,
    pulled,
    stopped_after,
    varied,
)
from tests.nncore.training_runs import are_equal

ANOTHER_PROCESS = """
import sys
import numpy as np
import nncore as nn
from nncore.recipes.recipe import resume

kept = np.load("data.npz")
splits = [nn.datasets.Split(kept[f"{name} images"], kept[f"{name} labels"])
          for name in ("training", "validation", "test")]
for name in sys.argv[1:]:
    run = resume(nn.TrainingState.load(f"{name}.run"), nn.datasets.Dataset("few", *splits))
    for event in run.events:
        print(event)
    nn.save(run.network, f"{name}.network")
"""


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_in_a_new_process_a_run_goes_on_as_if_never_stopped(
    optimizer: str, few: Dataset, tmp_path: Path
) -> None:
    recipes = {
        "dense": varied(optimizer=optimizer),
        "pictures": varied(optimizer=optimizer, hidden=PICTURES, schedule="one-cycle"),
    }
    np.savez(
        tmp_path / "data.npz",
        **{
            f"{name} {what}": getattr(getattr(few, name), what)
            for name in ("training", "validation", "test")
            for what in ("images", "labels")
        },
    )
    expected: list[str] = []
    for stop, (name, recipe) in zip((8, 9), recipes.items(), strict=True):
        stopped_after(stop, recipe, few, tmp_path / f"{name}.run")
        whole = recipe.start(few)
        expected += map(str, pulled(whole)[stop:])
        nn.save(whole.network, tmp_path / f"{name}.expected")

    result = subprocess.run(
        [sys.executable, "-c", ANOTHER_PROCESS, *recipes],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    assert result.stdout.splitlines() == expected
    for name in recipes:
        ours, theirs = (tmp_path / f"{name}.{which}" for which in ("network", "expected"))
        assert ours.read_bytes() == theirs.read_bytes()


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    return Recipe(
        hidden=draw(st.sampled_from([(), (6,), DENSE, PICTURES])),
        optimizer=draw(st.sampled_from([*OPTIMIZERS])),
        learning_rate=draw(st.sampled_from([1e-3, 0.02, 0.3])),
        batch_size=draw(st.sampled_from([None, IMAGES, 45, 40, 23])),
        epochs=draw(st.integers(1, 4)),
        seed=draw(st.integers(0, 100)),
        schedule=draw(st.sampled_from([*SCHEDULES])),
        weight_decay=draw(st.sampled_from([0.0, 0.1])),
        augmentation=AUGMENTATIONS[draw(st.sampled_from(["none", "affine", "pens"]))],
        patience=draw(st.sampled_from([None, None, 1, 2])),
    )


@settings(max_examples=40)
@given(recipes(), st.integers(0, 20), st.dictionaries(st.integers(0, 20), st.floats(1e-4, 0.1)))
def test_any_run_stopped_anywhere_goes_on_as_if_never_stopped(
    tmp_path_factory: pytest.TempPathFactory,
    few: Dataset,
    recipe: Recipe,
    stop: int,
    rates: dict[int, float],
) -> None:
    assert_goes_on(recipe, few, stop, tmp_path_factory.getbasetemp() / "any run", rates)


@pytest.mark.parametrize(
    "stop",
    [
        pytest.param(0, id="before the first step"),
        pytest.param(1, id="after the first step"),
        pytest.param(3, id="amid the first epoch"),
        pytest.param(5, id="after the last step of an epoch"),
        pytest.param(6, id="right after an epoch"),
        pytest.param(7, id="after the first step of an epoch"),
        pytest.param(17, id="after the last step of all"),
        pytest.param(18, id="after the end"),
    ],
)
@pytest.mark.parametrize("hidden", [DENSE, PICTURES], ids=["dense", "pictures"])
def test_wherever_a_run_stopped_it_goes_on(
    stop: int, hidden: tuple[int | str, ...], few: Dataset, tmp_path: Path
) -> None:
    assert_goes_on(varied(hidden=hidden), few, stop, tmp_path / "run")


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("hidden", [DENSE, PICTURES], ids=["dense", "pictures"])
def test_every_optimizer_goes_on(
    optimizer: str, hidden: tuple[int | str, ...], few: Dataset, tmp_path: Path
) -> None:
    assert_goes_on(varied(optimizer=optimizer, hidden=hidden), few, 9, tmp_path / "run")


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule_goes_on(schedule: str, few: Dataset, tmp_path: Path) -> None:
    assert_goes_on(varied(schedule=schedule), few, 9, tmp_path / "run")


@pytest.mark.parametrize("batch_size", [None, IMAGES, 89, 45, 23, 1])
def test_every_batch_size_goes_on_at_every_place(
    batch_size: int | None, few: Dataset, tmp_path: Path
) -> None:
    recipe = varied(batch_size=batch_size, epochs=2, augmentation=AUGMENTATIONS["light"])
    events = len(pulled(recipe.start(few)))
    for stop in range(min(events, 7)):
        assert_goes_on(recipe, few, stop, tmp_path / "run")


def test_a_run_stopped_amid_its_validation_validates_again(
    digits: Dataset, few: Dataset, tmp_path: Path
) -> None:
    data = Dataset("much validation", few.training, digits.training, few.test)
    recipe = varied(hidden=(6,), epochs=2, patience=1, batch_size=45)
    whole = recipe.start(data)
    expected = pulled(whole)
    amid = [
        place
        for place, event in enumerate(expected, start=1)
        if isinstance(event, nn.ValidationAdvanced)
    ]
    assert amid

    for stop in amid:
        begun = stopped_after(stop, recipe, data, tmp_path / "run")
        again = resume(nn.TrainingState.load(tmp_path / "run"), data)
        rest = pulled(again)

        # what tells nothing new may be told again; all else is told once
        assert all_but_validation(begun + rest) == all_but_validation(expected)
        assert are_equal(again.network, whole.network)


def all_but_validation(events: list[nn.Event]) -> list[nn.Event]:
    return [event for event in events if not isinstance(event, nn.ValidationAdvanced)]


def test_a_run_without_chance_in_its_steps_goes_on(few: Dataset, tmp_path: Path) -> None:
    assert_goes_on(Recipe(hidden=(6,), **THREE_EPOCHS), few, 8, tmp_path / "run")
    assert_goes_on(Recipe(hidden=(6,), batch_size=None, epochs=9), few, 8, tmp_path / "run")


def test_a_run_may_stop_and_go_on_many_times(few: Dataset, tmp_path: Path) -> None:
    recipe = varied(hidden=PICTURES, optimizer="adamw")
    whole = recipe.start(few)
    expected = pulled(whole)

    told = stopped_after(2, recipe, few, tmp_path / "run")
    while True:
        run = resume(nn.TrainingState.load(tmp_path / "run"), few)
        told += pulled(run, 3)
        run.state.save(tmp_path / "run")
        if len(told) >= len(expected):
            break

    assert told == expected
    assert are_equal(run.network, whole.network)


def test_saving_changes_nothing_in_the_run(few: Dataset, tmp_path: Path) -> None:
    saved, alone = varied().start(few), varied().start(few)
    events = []
    for event in saved.events:
        saved.state.save(tmp_path / "run")
        events.append(event)

    assert events == pulled(alone)
    assert are_equal(saved.network, alone.network)


@pytest.mark.parametrize("stop", [0, 8, 12, 18])
def test_the_same_state_gives_the_same_bytes(stop: int, few: Dataset, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("first", "second", "third")]
    for path in paths[:2]:
        stopped_after(stop, varied(patience=2), few, path)

    nn.TrainingState.load(paths[0]).save(paths[2])

    assert len({path.read_bytes() for path in paths}) == 1


@pytest.mark.parametrize("hidden", [DENSE, PICTURES], ids=["dense", "pictures"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_seed_decides_a_run_to_the_bit(
    optimizer: str, hidden: tuple[int | str, ...], few: Dataset
) -> None:
    first, second, other = (
        varied(optimizer=optimizer, hidden=hidden, epochs=1, seed=seed).start(few)
        for seed in (4, 4, 5)
    )

    told = pulled(first)

    assert pulled(second) == told
    assert are_equal(first.network, second.network)
    assert pulled(other) != told
    assert not are_equal(first.network, other.network)


def test_what_else_belongs_to_a_run_travels_with_it(few: Dataset, tmp_path: Path) -> None:
    run = varied(augmentation=AUGMENTATIONS["pens"]).start(few)
    pulled(run, 8)
    run.state.notes["name"] = "Größe ✓"

    run.state.save(tmp_path / "run")
    state = nn.TrainingState.load(tmp_path / "run")

    assert recipe_of(state.notes) == varied(augmentation=AUGMENTATIONS["pens"])
    assert state.notes["dataset"] == "few"
    assert state.notes["name"] == "Größe ✓"
    assert state.threads is not None
    assert state.threads >= 1
    assert str(state.network) == str(run.network)
    assert asdict(state.progress.position) == asdict(run.state.progress.position)
    assert state.progress.mean == run.state.progress.mean


@pytest.mark.parametrize("kind", [np.random.PCG64, np.random.PCG64DXSM])
def test_both_generators_go_on(kind: Any, few: Dataset, tmp_path: Path) -> None:
    def start() -> tuple[nn.TrainingState, Any]:
        rng = np.random.Generator(kind(3))
        # half of a 64-bit number is left over, and must not be lost
        rng.integers(0, 10, dtype=np.uint32)
        network = nn.Network([nn.Dropout(0.1), nn.Dense(784, 10, rng=rng)])
        state = nn.TrainingState(network, nn.Adam(), rng)
        return state, events_of(state)

    def events_of(state: nn.TrainingState) -> Any:
        return nn.train(
            state.network,
            few.training,
            optimizer=state.optimizer,
            epochs=2,
            batch_size=40,
            rng=state.rng,
            handle=nn.TrainingHandle(progress=state.progress),
        )

    whole, events = start()
    expected = list(events)
    part, events = start()
    told = list(islice(events, 2))
    part.save(tmp_path / "run")
    again = nn.TrainingState.load(tmp_path / "run")

    assert told + list(events_of(again)) == expected
    assert are_equal(again.network, whole.network)
