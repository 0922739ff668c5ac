"""Images soften by degrees, and no ink is lost in the middle of the paper."""

import numpy as np
import pytest

from nncore.augmentation.blur import soften


def dot() -> np.ndarray:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 14, 10] = 255
    return image


def test_nothing_asked_for_changes_nothing() -> None:
    image = dot()

    assert np.array_equal(soften(image, np.zeros(1)), image)


def test_a_dot_becomes_a_bell_of_deviation_one() -> None:
    soft = soften(dot(), np.ones(1))[0].astype(float)

    assert soft[14, 10] == pytest.approx(255 * 36 / 256, abs=1)
    columns = soft.sum(axis=0) / soft.sum()
    mean = columns @ np.arange(28)
    assert mean == pytest.approx(10, abs=0.05)
    assert columns @ (np.arange(28) - mean) ** 2 == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("place", [(0, 0), (0, 13), (27, 27), (14, 27), (1, 26)])
def test_a_dot_at_the_border_becomes_the_same_bell_cut_off(place: tuple[int, int]) -> None:
    image = np.zeros((3, 28, 28), np.uint8)
    image[1][place] = 255
    bell = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) * 255 / 256
    wide = np.zeros((32, 32))
    wide[place[0] : place[0] + 5, place[1] : place[1] + 5] = bell

    soft = soften(image, np.ones(3))

    assert np.abs(soft[1] - wide[2:30, 2:30]).max() <= 0.5
    assert not soft[[0, 2]].any()  # nothing comes in at the other images' borders


def test_half_the_amount_goes_half_the_way() -> None:
    half, whole = soften(np.repeat(dot(), 2, axis=0), np.array([0.5, 1.0])).astype(int)

    assert np.abs(half - (dot()[0].astype(int) + whole) / 2).max() <= 1


def test_ink_is_kept() -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 6:20, 8:18] = 200

    assert int(soften(image, np.ones(1)).sum()) == pytest.approx(int(image.sum()), rel=0.01)


def test_rows_and_columns_are_softened_alike() -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 10, 5:20] = 255

    turned = soften(image.transpose(0, 2, 1).copy(), np.ones(1))

    assert np.array_equal(turned.transpose(0, 2, 1), soften(image, np.ones(1)))


def test_what_was_given_stays_as_it_is() -> None:
    image = dot()

    soften(image, np.ones(1))

    assert np.array_equal(image, dot())
