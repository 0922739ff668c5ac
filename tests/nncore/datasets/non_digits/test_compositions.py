"""Digits in a row are wider than high; each way of spoiling them gives as many as asked for."""

from collections.abc import Iterator

import numpy as np
import pytest

from nncore.array_types import ImageArray
from nncore.datasets.non_digits.compositions import (
    BATCH,
    CROSSED_OUT,
    OVERLAID,
    crossed_out,
    overlaid,
    side_by_side,
)
from nncore.datasets.non_digits.scribbles import scribbles
from nncore.datasets.non_digits.writings import CAPITALS


def row_of_digits(count: int, *, rng: np.random.Generator) -> Iterator[ImageArray]:
    return side_by_side(count, rng=rng, letters=CAPITALS)


@pytest.mark.parametrize("way", [row_of_digits, overlaid, crossed_out, scribbles])
@pytest.mark.parametrize("count", [1, BATCH, 3 * BATCH + 1])
def test_as_many_are_drawn_as_asked_for(way: object, count: int) -> None:
    assert callable(way)
    images = np.concatenate([*way(count, rng=np.random.default_rng(3))])
    assert images.shape == (count, 28, 28)
    assert images.any(axis=(1, 2)).all()


def test_digits_in_a_row_are_mostly_wider_than_high() -> None:
    images = np.concatenate([*row_of_digits(200, rng=np.random.default_rng(3))])
    widths = np.count_nonzero(images.max(axis=1), axis=1)
    heights = np.count_nonzero(images.max(axis=2), axis=1)
    assert np.mean(widths > heights) > 0.8


def test_a_stroke_through_a_digit_is_not_taken_for_spoiling_it() -> None:
    assert all(1 not in pair and pair[0] != pair[1] for pair in OVERLAID)
    assert not {1, 7} & set(CROSSED_OUT)
