"""What a recipe can build lies within the bounds of files, and what does not is not saved."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.array_types import FloatArray
from nncore.layers.convolution import MOST_CHANNELS, WIDEST_KERNEL
from nncore.layers.dense import MOST_UNITS
from nncore.layers.registered_layer import MOST_NUMBERS, MOST_OUTPUTS, WIDEST
from nncore.recipes.architecture import MOST_PARTS, checked_hidden, network_costs
from nncore.storage.network_bounds import (
    MOST_LAYERS,
    MOST_MULTIPLICATIONS,
    MOST_OF_A_LAYER,
    MOST_WORKING_NUMBERS,
)

LARGEST = f"{WIDEST_KERNEL}x{WIDEST_KERNEL}x{MOST_CHANNELS}"
"""The dearest hidden layer that a recipe may have."""


def undrawn(inputs: int, outputs: int, *, rng: np.random.Generator) -> FloatArray:
    return np.zeros((inputs, outputs), np.float32)


def test_the_dearest_recipe_lies_within_the_bounds() -> None:
    dearest = checked_hidden([LARGEST] * MOST_PARTS)
    assert network_costs(dearest).multiplications <= MOST_MULTIPLICATIONS

    each = network_costs(dearest[:2]).multiplications - network_costs(dearest[:1]).multiplications
    assert each <= MOST_OF_A_LAYER
    assert 28 * 28 * MOST_CHANNELS * MOST_UNITS <= MOST_OF_A_LAYER
    assert 4 * MOST_PARTS + 1 <= MOST_LAYERS
    assert 28 * 28 * MOST_CHANNELS <= MOST_NUMBERS
    assert MOST_UNITS <= MOST_OUTPUTS
    assert WIDEST_KERNEL <= WIDEST


def test_the_widest_kernel_of_a_recipe_needs_no_more_numbers_than_are_allowed() -> None:
    rng = np.random.default_rng(1)
    kernels = nn.Conv2D(MOST_CHANNELS, 1, WIDEST_KERNEL, rng=rng, initializer=undrawn)
    assert kernels.working_numbers((28, 28, MOST_CHANNELS)) <= MOST_WORKING_NUMBERS


Build = Callable[[np.random.Generator], nn.Network]


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda _: nn.Network([nn.ReLU()] * 257), "at most 256 layers, got 257"),
        (
            lambda _: nn.Network([nn.MaxPool2D(300)], input_shape=(300, 300)),
            "size of MaxPool2D is at most 256, got 300",
        ),
        (
            lambda rng: nn.Network([nn.Conv2D(1, 1, 3, stride=257, rng=rng)]),
            "stride of Conv2D is at most 256, got 257",
        ),
        (
            lambda rng: nn.Network([nn.Conv2D(1, 6000, 1, rng=rng, initializer=undrawn)]),
            "makes a picture of 4704000 numbers, at most 4194304",
        ),
        (
            lambda rng: nn.Network(
                [nn.Conv2D(1, 1, 255, rng=rng, initializer=undrawn)], input_shape=(600, 600)
            ),
            "needs 130662000 numbers at once, at most 33554432",
        ),
        (
            lambda rng: nn.Network([nn.Conv2D(1, 16, 60, rng=rng)], input_shape=(500, 500)),
            "takes 14400000000 multiplications for one image",
        ),
        (
            lambda rng: nn.Network([nn.Dense(784, 10, rng=rng, dtype=np.float16)]),
            "weights must be float32 or float64, got float16",
        ),
    ],
)
def test_what_could_not_be_opened_is_not_saved(build: Build, message: str, tmp_path: Path) -> None:
    network = build(np.random.default_rng(1))
    path = tmp_path / "network"

    with pytest.raises(ValueError, match=re.escape(message)):
        nn.save(network, path)
    with pytest.raises(ValueError, match=re.escape(message)):
        nn.TrainingState(network, nn.Adam(), np.random.default_rng(1)).save(path)
    assert not path.exists()


def nested(depth: int) -> list[Any]:
    notes: list[Any] = []
    for _ in range(depth):
        notes = [notes]
    return notes


@pytest.mark.parametrize(
    ("notes", "message"),
    [
        ({"epochs": [[]] * 500_001}, "values, at most 500000 are read"),
        ({"name": "n" * 17_000_000}, "a header of at most 16777216 bytes, it would have"),
        ({"deep": nested(100_000)}, "nested too deeply"),
    ],
)
def test_notes_that_could_not_be_opened_are_not_saved(
    notes: dict[Any, Any], message: str, tmp_path: Path
) -> None:
    path = tmp_path / "network"
    network = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(1))])
    nn.save(network, path)
    before = path.read_bytes()

    with pytest.raises(ValueError, match=message):
        nn.save(network, path, notes=notes)
    assert path.read_bytes() == before


def test_work_counts_the_numbers_that_layers_move() -> None:
    rng = np.random.default_rng(1)
    few = nn.Network([nn.Dense(784, 10, rng=rng)])
    many = nn.Network([nn.Dense(784, 10, rng=rng), *[nn.ReLU()] * 100])
    assert few.multiplications == many.multiplications == 7840
    assert 7840 < few.work < many.work
