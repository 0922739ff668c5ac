"""The pen writes as the digit was written, and touches only what it may."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nncore as nn
from nncore.augmentation.thickness import change_thickness
from nncore.explanation.pen import Pen, Touch, count_specks, stroke_width
from nncore.explanation.variants import VARIANTS, combined_slope, variants


def bar(width: int, ink: int = 255) -> np.ndarray:
    image = np.zeros((28, 28), np.uint8)
    image[4:24, 10 : 10 + width] = ink
    return image


@pytest.mark.parametrize("width", [2, 3, 4])
@pytest.mark.parametrize("ink", [40, 255])
def test_the_width_of_a_stroke_is_found(width: int, ink: int) -> None:
    assert stroke_width(bar(width, ink)) == pytest.approx(width, rel=0.2)


def test_a_thicker_pen_is_noticed(digits: nn.datasets.Dataset) -> None:
    images = digits.test.images[:20]
    thicker = change_thickness(images, np.ones(20, np.float32))

    for image, thick in zip(images, thicker, strict=True):
        assert stroke_width(thick) > stroke_width(image) + 0.5


def test_without_ink_there_is_no_stroke_and_nothing_to_touch() -> None:
    blank = np.zeros((28, 28), np.uint8)

    assert stroke_width(blank) == 0
    assert Pen.of(blank).candidates(blank, np.ones((28, 28), np.float32))[0] == []


@given(
    seed=st.integers(0, 2**32 - 1),
    width=st.floats(0, 9),
    row=st.integers(0, 27),
    column=st.integers(0, 27),
)
def test_the_pen_only_adds_and_the_eraser_only_takes_nearby(
    seed: int, width: float, row: int, column: int
) -> None:
    image = np.random.default_rng(seed).integers(0, 256, (28, 28)).astype(np.uint8)
    before = image.copy()
    pen = Pen(width, 255)
    rows, columns = np.indices(image.shape)

    drawn = pen.apply(image, Touch(row, column, erases=False))
    erased = pen.apply(image, Touch(row, column, erases=True))

    assert np.array_equal(image, before)
    assert (drawn >= image).all()
    assert (erased <= image).all()
    assert drawn[row, column] == 255
    assert erased[row, column] == 0
    for outcome in (drawn, erased):
        assert outcome.dtype == np.uint8
        assert np.hypot(rows - row, columns - column)[outcome != image].max(initial=0) <= 4.5


def test_the_pen_is_no_brighter_than_the_ink() -> None:
    image = bar(3, ink=90)

    drawn = Pen.of(image).apply(image, Touch(12, 14, erases=False))

    assert drawn.max() == 90
    assert drawn.sum(dtype=int) > image.sum(dtype=int)


def test_candidates_join_the_ink_or_lie_on_it() -> None:
    image = bar(3)
    pen = Pen.of(image)

    touches, promises = pen.candidates(image, np.ones((28, 28), np.float32))

    assert len(touches) == len(promises)
    assert all(pen.may_touch(image, touch) for touch in touches)
    assert all(image[row, column] for row, column, erases in touches if erases)
    assert all(8 <= column <= 14 for _, column, erases in touches if not erases)
    assert not pen.may_touch(image, Touch(12, 20, erases=False))
    assert not pen.may_touch(image, Touch(12, 8, erases=True))


def test_a_promise_is_the_slope_times_the_change() -> None:
    image = bar(2)
    slope = np.random.default_rng(7).normal(size=(28, 28)).astype(np.float32)
    pen = Pen.of(image)

    touches, promises = pen.candidates(image, slope)

    for touch, promise in zip(touches, promises, strict=True):
        change = pen.apply(image, touch).astype(np.float32) - image
        assert promise == pytest.approx(float((change * slope).sum()), rel=1e-3, abs=0.1)


def test_specks_are_pieces_that_are_too_small() -> None:
    image = bar(3)
    assert count_specks(image, 1000) == 0

    image[3, 3] = image[4, 4] = 100
    image[26, 26] = 1
    image[0, 27] = 255

    assert count_specks(image, 1000) == 3
    assert count_specks(image, 201) == 2
    assert count_specks(image, 200) == 1


def test_the_first_variant_is_the_image_and_the_others_have_its_ink() -> None:
    images = np.stack([bar(2), bar(4)])

    inputs = variants(images)

    assert inputs.shape == (2, VARIANTS, 28, 28)
    assert np.array_equal(inputs[:, 0], (images / 255).astype(np.float32))
    np.testing.assert_allclose(inputs.sum(axis=(2, 3)), inputs[:, :1].sum(axis=(2, 3)).repeat(6, 1))
    assert all(np.abs(inputs[:, 1:] - inputs[:, :1]).max(axis=(0, 2, 3)) > 0.1)


@given(seed=st.integers(0, 2**32 - 1))
def test_a_slope_by_the_variants_is_one_by_the_image(seed: int) -> None:
    rng = np.random.default_rng(seed)
    image = rng.integers(0, 256, (28, 28)).astype(np.uint8)
    slopes = rng.normal(size=(VARIANTS, 28, 28))

    by_variants = float((variants(image[np.newaxis])[0] * slopes).sum()) / VARIANTS

    by_image = float((combined_slope(slopes) * (image / 255)).sum())
    assert by_image == pytest.approx(by_variants, abs=1e-4)
