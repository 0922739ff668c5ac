"""Each unit's weights come out as the pixels that it looks at, all on one scale."""

import numpy as np
import pytest

from desktop.train.inside.picture_grid import PictureGrid
from desktop.train.inside.unit_maps import UnitMaps, contact_sheet
from desktop.widgets.images import emphasised_levels


def test_a_dense_unit_is_a_map_of_the_image() -> None:
    weights = np.zeros((784, 3), np.float32)
    weights[28 * 4 + 9, 1] = 2.0  # row 4, column 9
    maps = UnitMaps(weights)
    assert (maps.count, maps.side, maps.is_kernels) == (3, 28, False)
    assert np.argwhere(maps.maps(0, 3)).tolist() == [[1, 4, 9]]


def test_a_kernel_is_a_small_map_over_all_its_channels() -> None:
    weights = np.zeros((5, 5, 2, 4), np.float32)
    weights[0, 3, :, 2] = 1, 3
    maps = UnitMaps(weights)
    assert (maps.count, maps.side, maps.is_kernels) == (4, 5, True)
    assert maps.maps(2, 3)[0, 0, 3] == 2


@pytest.mark.parametrize("inputs", [0, 1, 300])
def test_what_makes_no_square_has_no_pictures(inputs: int) -> None:
    maps = UnitMaps(np.zeros((inputs, 4), np.float32))
    assert not maps.has_pictures
    assert UnitMaps(np.empty(0, np.float32)).has_pictures is False


def test_a_few_strong_weights_do_not_make_the_others_pale() -> None:
    weights = np.random.default_rng(1).normal(size=(784, 8)).astype(np.float32)
    usual = UnitMaps(weights).most
    weights[::784, 0] = 1e6
    assert UnitMaps(weights).most == pytest.approx(usual, rel=0.05)


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
def test_a_scale_is_there_whatever_the_weights(value: float) -> None:
    maps = UnitMaps(np.full((784, 2), value, np.float32))
    assert maps.most == 1.0
    assert maps.levels(0, 2).shape == (2, 28, 28)


def test_emphasis_keeps_signs_order_and_ends() -> None:
    levels = emphasised_levels(np.linspace(-2, 2, 41), 1.0).astype(int)
    assert (levels[0], levels[20], levels[-1]) == (1, 128, 255)
    assert (np.diff(levels) >= 0).all()
    assert abs(levels[22] - 128) < 0.2 * 127  # a fifth of the scale is paler than a fifth


def test_a_sheet_holds_each_picture_at_its_place() -> None:
    levels = np.arange(1, 4, dtype=np.uint8)[:, np.newaxis, np.newaxis] * np.ones((3, 2, 2), "u1")
    grid = PictureGrid(side=2, magnification=3, columns=2, rows=2, gap=1)
    sheet = contact_sheet(levels, grid)
    assert sheet.shape == (14, 14)
    for position in range(3):
        left, top = grid.place(position)
        assert (sheet[top : top + 6, left : left + 6] == position + 1).all()
    assert sheet[:, 6].max() == 0  # the gap
    assert sheet[7:, 7:].max() == 0  # no fourth picture
