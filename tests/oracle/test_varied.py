"""Images that are turned, shifted and thickened by known amounts come out as SciPy's."""

import numpy as np
import pytest

from nncore.augmentation.varied import varied

ndimage = pytest.importorskip("scipy.ndimage")


@pytest.mark.parametrize("turn", [-60.0, -17.5, 0.0, 4.0, 45.0])
def test_turned_and_shifted_images_are_scipys(turn: float) -> None:
    image = np.zeros((28, 28), np.uint8)
    image[7:21, 8:20] = np.random.default_rng(1).integers(0, 256, (14, 12))
    right, down = 2.3, -1.6
    angle = np.radians(turn)
    # rows grow downwards: clockwise on the screen
    inverse = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    centre = np.array([13.5, 13.5])
    offset = centre - inverse @ (centre + np.array([down, right]))
    expected = ndimage.affine_transform(
        image.astype(np.float64), inverse, offset, order=1, mode="constant"
    )
    found = varied(image[np.newaxis], turn=turn, right=right, down=down)[0]
    assert np.abs(found - expected).max() <= 2.0


def test_thickened_strokes_are_scipys() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[6:22, 6:22] = np.random.default_rng(2).integers(0, 256, (16, 16))
    cross = ndimage.generate_binary_structure(2, 1)
    once = ndimage.grey_dilation(image, footprint=cross)
    twice = ndimage.grey_dilation(once, footprint=cross)
    halfway = np.rint(once + 0.5 * (twice.astype(float) - once))
    assert np.abs(varied(image[np.newaxis], thicken=1.5)[0] - halfway).max() <= 1
    assert np.array_equal(varied(image[np.newaxis], thicken=1.0)[0], once)
    eroded = ndimage.grey_erosion(image, footprint=cross)
    thinned = image - 0.5 * (image.astype(float) - eroded)
    assert np.abs(varied(image[np.newaxis], thicken=-0.5)[0] - thinned).max() <= 1
