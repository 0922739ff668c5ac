"""Skeletons are read from text; curves go through their control points."""

import numpy as np
import pytest

from nncore.datasets.generated_digits.skeletons import (
    PIECES_PER_SPAN,
    curve_through,
    skeleton,
)
from nncore.datasets.generated_digits.writings import WRITINGS


def test_curve_passes_through_every_control_point() -> None:
    controls = np.random.default_rng(1).random((6, 2))
    points = curve_through(6, corners=(2,)) @ controls
    assert np.allclose(points[::PIECES_PER_SPAN], controls, atol=1e-6)


def test_curve_through_points_on_a_line_is_that_line() -> None:
    controls = np.linspace(0, 1, 5)[:, np.newaxis] * np.array([2.0, 3.0])
    points = curve_through(5) @ controls
    assert np.allclose(points[:, 0] * 1.5, points[:, 1], atol=1e-6)
    assert np.all(np.diff(points[:, 0]) > 0)


def test_corner_turns_at_once() -> None:
    corner = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    points = curve_through(3, corners=(1,)) @ corner
    on_first_leg = np.isclose(points[:, 1], 0, atol=1e-6)
    on_second_leg = np.isclose(points[:, 0], 1, atol=1e-6)
    assert np.all(on_first_leg | on_second_leg)


def test_text_gives_strokes_forms_and_points() -> None:
    read = skeleton(0.5, "0,0 50,50! 100,0 | 50,0 50,100", "0,0 40,60! 90,0 | 50,0 60,100")
    assert [stroke.forms.shape for stroke in read.strokes] == [(2, 3, 2), (2, 2, 2)]
    assert read.strokes[0].forms[0].tolist() == [[-1, -1], [0, 0], [1, -1]]


def test_forms_that_do_not_fit_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="same strokes, points and corners"):
        skeleton(1, "0,0 50,50! 100,0", "0,0 50,50 100,0")


def test_every_digit_can_be_written_in_several_ways() -> None:
    assert len(WRITINGS) == 10
    assert all(len(skeletons) >= 2 for skeletons in WRITINGS)
