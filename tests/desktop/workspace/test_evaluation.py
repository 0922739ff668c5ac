"""Many images are read in parts that never take long, with the same outcome as in one go."""

import numpy as np
import pytest

import nncore as nn
from desktop.workspace.evaluation import read_in_parts
from nncore.datasets import Dataset
from nncore.recipes.architecture import Hidden, network_costs
from nncore.recipes.recipe import Recipe
from nncore.runtime.chunks import LARGEST_PART, part_size

READER: Hidden = (
    *("5x5x16", "pool", "3x3x32", "3x3x32", "pool", "3x3x64", "3x3x64", "pool"),
    128,
)


def network(hidden: Hidden) -> nn.Network:
    return Recipe(hidden=hidden).build()[0]


@pytest.mark.parametrize("hidden", [(16,), ("5x5x16", "pool", "3x3x32", "pool", 16)])
def test_parts_make_the_same_whole(small_dataset: Dataset, hidden: Hidden) -> None:
    reader, split = network(hidden), small_dataset.validation
    told: list[float] = []
    read, expected = read_in_parts(reader, split, told.append), nn.evaluate(reader, split)
    assert np.array_equal(read.predictions, expected.predictions)
    assert np.allclose(read.losses, expected.losses, atol=1e-5)
    assert read.first_index == expected.first_index
    assert np.array_equal(read.labels, expected.labels)
    assert told[0] == 0
    assert len(told) == -(-len(split) // part_size(reader))
    assert told == sorted(told)


@pytest.mark.parametrize(
    "hidden", [READER, ("5x5x8 valid", "pool 3", 32), ("15x15x64",), (4096, 4096, 4096)]
)
def test_a_part_of_a_dear_network_is_as_large_as_allowed(hidden: Hidden) -> None:
    each, size = network(hidden).work, part_size(network(hidden))
    assert each > network_costs(hidden).multiplications
    assert size * each <= LARGEST_PART
    assert size == 2048 or (size + 1) * each > LARGEST_PART


def test_a_cheap_network_reads_many_at_a_time() -> None:
    assert part_size(network((128,))) == 2048


def test_an_image_that_takes_long_can_be_left_between_two_layers(
    small_dataset: Dataset,
) -> None:
    words: list[float] = []
    dear = network(("15x15x64", "15x15x64"))  # some 700 million multiplications an image

    def leave_the_second_layer(done: float) -> None:
        words.append(done)
        if len(words) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        read_in_parts(dear, small_dataset.test, leave_the_second_layer)
    assert words == [0, 0, 0]


def test_what_progress_raises_ends_the_reading(small_dataset: Dataset) -> None:
    def refuse(_done: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        read_in_parts(network((16,)), small_dataset.test, refuse)


def test_weights_about_to_diverge_are_told_without_a_warning(small_dataset: Dataset) -> None:
    reader = network((16, 16))
    for parameter in reader.parameters:
        parameter[...] = 1e38
    words = pytest.raises(ValueError, match="so large that its answers are no numbers")
    with np.errstate(over="raise", invalid="raise"), words:
        read_in_parts(reader, small_dataset.validation, lambda _done: None)
