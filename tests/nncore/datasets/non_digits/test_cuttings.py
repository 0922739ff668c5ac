"""Digits that were cut, swapped, mirrored or turned: only those that are none afterwards."""

from collections.abc import Callable

import numpy as np
import pytest

from nncore.array_types import ImageArray
from nncore.datasets.dataset import Split
from nncore.datasets.non_digits.cuttings import MIRRORED, PARTS, SWAPPED, changed
from nncore.drawing.framing import frame_drawing


def corner() -> ImageArray:
    """An upright line with a foot to the right, as an L."""
    canvas = np.zeros((20, 12), np.uint8)
    canvas[:, :3] = 255
    canvas[-3:] = 255
    return canvas


def applied(name: str, ink: ImageArray) -> ImageArray:
    operations: dict[str, Callable[[ImageArray], ImageArray]] = {
        each.__name__: each
        for table in (MIRRORED, PARTS, SWAPPED)
        for group in table.values()
        for each in group
    }
    return operations[name](ink)


def test_mirrored_stands_on_its_other_side() -> None:
    assert np.array_equal(applied("_mirrored", corner()), corner()[:, ::-1])


def test_turns_to_the_left_and_to_the_right_differ_by_half_a_turn() -> None:
    left, right = applied("_turned_left", corner()), applied("_turned_right", corner())
    assert left.shape == (12, 20)
    assert np.array_equal(left, applied("_upside_down", right))


def test_parts_keep_less_than_half() -> None:
    upper, lower = applied("_upper_part", corner()), applied("_lower_part", corner())
    assert len(upper) == len(lower) == 8
    assert lower[-1].all()
    assert not upper[-1].all()


def test_swapping_twice_gives_the_digit_back() -> None:
    for name in ("_halves_swapped", "_sides_swapped"):
        assert np.array_equal(applied(name, applied(name, corner())), corner())


@pytest.mark.parametrize("turn", ["_mirrored", "_turned_left", "_turned_right", "_upside_down"])
def test_no_digit_that_would_stay_one_is_turned(turn: str) -> None:
    turned = {
        digit for digit, group in MIRRORED.items() if turn in [each.__name__ for each in group]
    }
    assert turned.isdisjoint({0, 1})
    if turn == "_upside_down":
        assert turned.isdisjoint({5, 6, 8, 9, 2})
    if turn == "_mirrored":
        assert turned.isdisjoint({8, 2, 5})


def test_only_digits_with_an_operation_are_taken() -> None:
    image = frame_drawing(corner())
    split = Split(np.stack([image, np.zeros_like(image)]), np.array([4, 1], np.uint8))
    (images,) = changed(5, split, MIRRORED, rng=np.random.default_rng(1))
    assert images.shape == (5, 28, 28)
    assert images.any(axis=(1, 2)).all()


def test_without_such_digits_there_is_no_image() -> None:
    split = Split(frame_drawing(corner())[np.newaxis], np.array([1], np.uint8))
    assert not [*changed(5, split, MIRRORED, rng=np.random.default_rng(1))]
