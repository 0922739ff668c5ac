"""What a recipe asks for reaches the run: decay, augmentation, patience, dropout, kernels."""

from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.augmentation import AUGMENTATIONS
from nncore.recipes.recipe import Recipe


def test_a_recipe_starts_a_run_that_repeats(digits: nn.datasets.Dataset) -> None:
    recipe = Recipe(hidden=(8,), epochs=2, batch_size=100, seed=5)
    first, second = recipe.start(digits), recipe.start(digits)

    assert list(first.events) == list(second.events)
    assert all(map(np.array_equal, first.network.parameters, second.network.parameters))


def trained(digits: nn.datasets.Dataset, **changes: Any) -> tuple[nn.Network, list[nn.Event]]:
    """Two epochs of four steps."""
    values = {"hidden": (16,), "batch_size": 150, "epochs": 2, "schedule": "constant"}
    run = Recipe(**{**values, **changes}).start(digits)
    return run.network, list(run.events)


def length_of(network: nn.Network) -> float:
    return float(sum(np.square(array).sum() for array in network.parameters))


@pytest.mark.parametrize(
    ("optimizer", "decay"),
    [("sgd", 2), ("momentum", 1), ("nesterov", 1), ("adam", 1), ("adamw", 10)],
)
def test_weight_decay_reaches_the_run(
    optimizer: str, decay: float, digits: nn.datasets.Dataset
) -> None:
    rate = {"adam": 0.01, "adamw": 0.01}.get(optimizer, 0.05)
    free, _ = trained(digits, optimizer=optimizer, learning_rate=rate)
    drawn, _ = trained(digits, optimizer=optimizer, learning_rate=rate, weight_decay=decay)

    assert length_of(drawn) < 0.8 * length_of(free)


def test_decoupled_decay_is_another_one(digits: nn.datasets.Dataset) -> None:
    coupled, _ = trained(digits, optimizer="adam", weight_decay=0.1)
    decoupled, _ = trained(digits, optimizer="adamw", weight_decay=0.1)

    assert not np.array_equal(coupled.parameters[0], decoupled.parameters[0])


def test_augmentation_reaches_the_run(digits: nn.datasets.Dataset) -> None:
    _, plain = trained(digits)
    network, moved = trained(digits, augmentation=AUGMENTATIONS["affine"])
    _, far = trained(digits, augmentation=AUGMENTATIONS["affine"], seed=8)

    # the same weights and order at first, but not the same images
    ours, theirs = moved[0], plain[0]
    assert isinstance(ours, nn.StepFinished)
    assert isinstance(theirs, nn.StepFinished)
    assert ours.loss != theirs.loss
    assert ours.loss == pytest.approx(theirs.loss, rel=0.2)
    assert moved != far

    by_hand, optimizer, rng = Recipe(hidden=(16,)).build()
    events = nn.train(
        by_hand,
        digits.training,
        optimizer=optimizer,
        epochs=2,
        batch_size=150,
        rng=rng,
        validation=digits.validation,
        augmentation=AUGMENTATIONS["affine"],
    )
    assert list(events) == moved
    assert all(map(np.array_equal, by_hand.parameters, network.parameters))


def test_augmentation_that_does_nothing_draws_nothing(digits: nn.datasets.Dataset) -> None:
    plain, told = trained(digits)
    moved, others = trained(digits, augmentation=nn.Augmentation())

    assert told == others
    assert all(map(np.array_equal, plain.parameters, moved.parameters))


def test_augmentation_changes_whole_batches_and_no_data(digits: nn.datasets.Dataset) -> None:
    before = digits.training.images.copy()

    _, told = trained(digits, batch_size=None, augmentation=AUGMENTATIONS["affine"])

    losses = [event.loss for event in told if isinstance(event, nn.StepFinished)]
    assert len(set(losses)) == len(losses)
    assert np.array_equal(digits.training.images, before)


def test_patience_reaches_the_run(digits: nn.datasets.Dataset) -> None:
    _, events = trained(digits, learning_rate=0.1, epochs=60, patience=2)

    last = events[-1]
    assert isinstance(last, nn.StoppedEarly)
    assert last.epoch - last.best_epoch == 2


def test_dropout_reaches_the_run(digits: nn.datasets.Dataset) -> None:
    plain, told = trained(digits)
    dropping, others = trained(digits, hidden=(16, "dropout 0.5"))

    assert told != others
    assert not np.array_equal(plain.parameters[0], dropping.parameters[0])


def test_kernels_reach_the_run(digits: nn.datasets.Dataset) -> None:
    network, events = trained(digits, hidden=["3x3x4", "pool", "pool", 8], epochs=1)

    assert str(network) == "28×28–3×3×4–pool–pool–8–10"
    assert isinstance(events[-1], nn.EpochFinished)
