"""Out of focus and noisy: beside SciPy's bell curve, and by what noise is asked to be."""

import numpy as np
import pytest

from nncore.augmentation.camera import defocused, noisy


def dots(count: int) -> np.ndarray:
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 12:15, 12:15] = 255
    return images


@pytest.mark.parametrize("deviation", [0.5, 1.0, 2.0, 4.0])
def test_a_spot_spreads_by_the_deviation_asked_for(deviation: float) -> None:
    (soft,) = defocused(dots(1), np.array([deviation])).astype(float)
    columns = soft.sum(axis=0) / soft.sum()
    mean = columns @ np.arange(28)
    assert mean == pytest.approx(13, abs=0.05)
    spread = columns @ (np.arange(28) - mean) ** 2
    assert spread == pytest.approx(deviation**2 + 2 / 3, rel=0.12)
    assert soft.sum() == pytest.approx(9 * 255, rel=0.05)


def test_each_image_has_a_deviation_of_its_own_and_some_have_none() -> None:
    images = dots(3)
    soft = defocused(images, np.array([0.0, 1.0, 2.0]))
    assert np.array_equal(soft[0], images[0])
    assert 255 > soft[1].max() > soft[2].max()
    assert np.array_equal(images, dots(3)), "what was given stays as it is"
    assert np.array_equal(defocused(images, np.zeros(3)), images)


def test_ink_at_the_border_stays_as_bright() -> None:
    white = np.full((1, 28, 28), 255, np.uint8)
    assert (defocused(white, np.array([3.0])) == 255).all()


def test_noise_has_the_deviation_asked_for_and_ends_at_black_and_white() -> None:
    grain = np.random.default_rng(3).standard_normal((2, 28, 28), dtype=np.float32)
    grey = np.full((3, 28, 28), 128, np.uint8)
    changed = noisy(grey, np.array([0.1, 0.0, 0.5]), grain).astype(float)
    assert changed[0].std() == pytest.approx(25.5, rel=0.1)
    assert changed[0].mean() == pytest.approx(128, abs=3)
    assert (changed[1] == 128).all()
    assert changed[2].min() == 0
    assert changed[2].max() == 255
    assert np.array_equal(noisy(grey, np.zeros(3), grain[:0]), grey)
