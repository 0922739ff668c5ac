"""Images are read in the background with the same outcome as in one go, and may be left."""

import pytest

import nncore as nn
from desktop.workspace.evaluation_service import read_in_parts
from nncore.datasets import Dataset
from nncore.evaluation import chunk_size
from nncore.recipes.architecture import Hidden
from nncore.recipes.recipe import Recipe


def network(hidden: Hidden) -> nn.Network:
    return Recipe(hidden=hidden).build()[0]


@pytest.mark.parametrize("hidden", [(16,), ("5x5x16", "pool", "3x3x32", "pool", 16)])
def test_the_outcome_is_that_of_nncore_and_progress_is_told_before_each_chunk(
    small_dataset: Dataset, hidden: Hidden
) -> None:
    reader, split = network(hidden), small_dataset.validation
    told: list[float] = []
    read, expected = read_in_parts(reader, split, told.append), nn.evaluate(reader, split)
    assert read.summary() == expected.summary()
    assert read.mistakes() == expected.mistakes()
    assert told[0] == 0
    assert len(told) == -(-len(split) // chunk_size(reader))
    assert told == sorted(told)


def test_an_image_that_takes_long_can_be_left_between_two_layers(
    small_dataset: Dataset,
) -> None:
    words: list[float] = []
    slow = network(("15x15x64", "15x15x64"))  # some 700 million multiplications an image

    def leave_the_second_layer(done: float) -> None:
        words.append(done)
        if len(words) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        read_in_parts(slow, small_dataset.test, leave_the_second_layer)
    assert words == [0, 0, 0]


def test_what_progress_raises_ends_the_reading(small_dataset: Dataset) -> None:
    def refuse(_done: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        read_in_parts(network((16,)), small_dataset.test, refuse)


def test_answers_that_are_no_numbers_are_told(small_dataset: Dataset) -> None:
    reader = network((16, 16))
    for parameter in reader.parameters:
        parameter[...] = 1e38
    with pytest.raises(ValueError, match="so large that its answers are no numbers"):
        read_in_parts(reader, small_dataset.validation, lambda _done: None)
