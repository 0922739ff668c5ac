"""A run that was kept goes on as if it had never stopped, to the bit; in a new process too."""

import subprocess
import sys
from collections.abc import Mapping
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
from nncore.recipes.recipe import Recipe, Run, recipe_of, resume
from nncore.schedules import SCHEDULES

Dataset = nn.datasets.Dataset

IMAGES = 90
DENSE = (8, "dropout 0.3")
PICTURES = ("3x3x2 valid", "pool 3", "dropout 0.2", "3x3x3", "pool", 6)

THREE_EPOCHS: dict[str, Any] = {"epochs": 3, "batch_size": 20, "seed": 5}
"""Four full batches an epoch and one of ten: with the events of epochs, 18 events in all."""


@pytest.fixture(scope="module")
def few(digits: Dataset) -> Dataset:
    """So few images that a whole run takes no time."""
    return Dataset("few", digits.training.between(0, IMAGES), digits.validation, digits.test)


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


def are_equal(ours: nn.Network, theirs: nn.Network) -> bool:
    return all(map(np.array_equal, ours.parameters, theirs.parameters))


def stopped_after(
    count: int, recipe: Recipe, data: Dataset, path: Path, rates: Mapping[int, float] | None = None
) -> list[nn.Event]:
    """Begin a run, save it after `count` events, and give it up."""
    run = recipe.start(data)
    events = pulled(run, count, rates=rates)
    run.state.save(path)
    run.events.close()
    return events


def assert_goes_on(
    recipe: Recipe,
    data: Dataset,
    stop: int,
    path: Path,
    rates: Mapping[int, float] | None = None,
) -> None:
    """Stopped after `stop` events, saved, loaded and gone on with: as if it had never stopped."""
    whole = recipe.start(data)
    expected = pulled(whole, rates=rates)

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


@pytest.mark.parametrize("changed", [3, 8, 9, 12])
def test_a_rate_that_was_changed_on_the_way_stays_changed(
    changed: int, few: Dataset, tmp_path: Path
) -> None:
    assert_goes_on(varied(schedule="cosine"), few, 8, tmp_path / "run", {changed: 1e-4})

    state = nn.TrainingState.load(tmp_path / "run")
    assert state.optimizer.learning_rate == (1e-4 if changed < 8 else varied().learning_rate)


def test_a_rate_changed_just_before_saving_stays_changed(few: Dataset, tmp_path: Path) -> None:
    run = varied().start(few)
    pulled(run, 4)
    run.optimizer.learning_rate = 0.015

    run.state.save(tmp_path / "run")

    assert nn.TrainingState.load(tmp_path / "run").optimizer.learning_rate == 0.015


IMPATIENT = Recipe(hidden=(12,), learning_rate=0.05, batch_size=45, epochs=60, patience=3, seed=1)
"""Stops early: it learns ninety images by heart."""


def test_early_stopping_goes_on_wherever_it_stopped(few: Dataset, tmp_path: Path) -> None:
    events = pulled(IMPATIENT.start(few))
    assert isinstance(events[-1], nn.StoppedEarly)
    assert len(events) < 60

    for stop in range(len(events)):
        assert_goes_on(IMPATIENT, few, stop, tmp_path / "run")


def test_a_run_that_stopped_early_learns_no_more(few: Dataset, tmp_path: Path) -> None:
    assert_goes_on(IMPATIENT, few, len(pulled(IMPATIENT.start(few))), tmp_path / "run")


def test_a_run_that_diverges_later_goes_back_to_weights_kept_before(
    few: Dataset, tmp_path: Path
) -> None:
    recipe, ruin = varied(optimizer="sgd", schedule="constant"), {14: 1e30}
    whole = recipe.start(few)
    expected = pulled(whole, rates=ruin)
    assert isinstance(expected[-1], nn.Diverged)
    assert expected[-1].kept_epoch == 2

    stopped_after(13, recipe, few, tmp_path / "run")
    again = resume(nn.TrainingState.load(tmp_path / "run"), few)
    rest = pulled(again, begun=13, rates=ruin)

    assert str(rest) == str(expected[13:])  # as text: a loss of NaN is not equal to itself
    assert are_equal(again.network, whole.network)


@pytest.mark.parametrize("batch_size", [None, 20])
def test_a_run_that_diverged_can_go_on_at_a_lower_rate(
    batch_size: int | None, few: Dataset, tmp_path: Path
) -> None:
    recipe = Recipe(
        hidden=(6,), optimizer="sgd", learning_rate=1e30, batch_size=batch_size, epochs=3
    )
    run = recipe.start(few)
    *_, diverged = pulled(run)
    assert isinstance(diverged, nn.Diverged)
    run.state.save(tmp_path / "run")

    again = resume(nn.TrainingState.load(tmp_path / "run"), few)
    again.optimizer.learning_rate = 0.1

    *_, last = pulled(again)
    assert isinstance(last, nn.EpochFinished)
    assert last.epoch == 3
    assert np.isfinite(last.training_loss)


@pytest.mark.parametrize("batch_size", [None, IMAGES, 45])
def test_a_run_whose_training_loss_alone_diverged_can_go_on_at_a_lower_rate(
    batch_size: int | None, few: Dataset, tmp_path: Path
) -> None:
    # on blank images the validation loss stays finite, and the first step of an epoch overflows
    blank = nn.datasets.Split(np.zeros((5, 28, 28), np.uint8), few.validation.labels[:5])
    data = Dataset("few, judged on blank paper", few.training, blank, few.test)
    recipe = Recipe(hidden=(), optimizer="sgd", learning_rate=1e38, batch_size=batch_size, epochs=3)
    run = recipe.start(data)
    *_, diverged = pulled(run)
    assert isinstance(diverged, nn.Diverged)
    run.state.save(tmp_path / "run")

    again = resume(nn.TrainingState.load(tmp_path / "run"), data)
    again.optimizer.learning_rate = 1e-3

    *_, last = pulled(again)
    assert isinstance(last, nn.EpochFinished | nn.Diverged)


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


def test_without_a_recipe_a_run_cannot_be_resumed(few: Dataset, tmp_path: Path) -> None:
    run = varied().start(few)
    run.state.notes.clear()
    run.state.save(tmp_path / "run")

    with pytest.raises(ValueError, match="no recipe was saved with it"):
        resume(nn.TrainingState.load(tmp_path / "run"), few)


@pytest.mark.parametrize("stop", [4, 5])
def test_data_too_few_for_where_a_run_stands_are_refused(
    stop: int, few: Dataset, tmp_path: Path
) -> None:
    stopped_after(stop, varied(), few, tmp_path / "run")
    fewer = Dataset("fewer", few.training.between(0, 60), few.validation, few.test)

    with pytest.raises(ValueError, match="stands beyond the 60 images of fewer"):
        resume(nn.TrainingState.load(tmp_path / "run"), fewer)


@pytest.mark.parametrize("stop", [0, 1, 3, 5])
def test_a_run_whose_loss_shoots_up_goes_on_to_the_same_end(
    stop: int, few: Dataset, tmp_path: Path
) -> None:
    recipe = Recipe(hidden=(8,), optimizer="sgd", learning_rate=500.0, **THREE_EPOCHS)
    last = list(recipe.start(few).events)[-1]

    assert isinstance(last, nn.Diverged)
    assert np.isfinite(last.loss)
    assert_goes_on(recipe, few, stop, tmp_path / "kept.run")
