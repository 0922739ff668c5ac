"""The generated digits: the same for the same seed, complete, and cancelled by whoever asks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nncore.datasets.dataset import Dataset
from nncore.datasets.generated_digits.digits import generated, generated_strokes
from nncore.drawing.background import ink_box


def small(seed: int = 7) -> Dataset:
    return generated(rng=np.random.default_rng(seed), training=300, validation=40, test=50)


def test_same_seed_gives_the_same_bytes() -> None:
    first, second = small(), small()
    for name in ("training", "validation", "test"):
        assert getattr(first, name).images.tobytes() == getattr(second, name).images.tobytes()
        assert getattr(first, name).labels.tobytes() == getattr(second, name).labels.tobytes()


def test_another_seed_gives_other_images() -> None:
    assert not np.array_equal(small(7).training.images, small(8).training.images)


def test_watching_the_progress_changes_no_byte() -> None:
    watched = generated(
        rng=np.random.default_rng(7),
        training=300,
        validation=40,
        test=50,
        progress=lambda fraction: None,
    )
    assert np.array_equal(watched.training.images, small().training.images)


def test_splits_have_the_sizes_asked_for() -> None:
    dataset = small()
    assert dataset.name == "Generated digits"
    assert [len(dataset.training), len(dataset.validation), len(dataset.test)] == [300, 40, 50]
    assert dataset.training.images.shape == (300, 28, 28)


def test_indices_tell_positions_as_in_mnist() -> None:
    dataset = small()
    assert dataset.validation.index(0) == 300
    assert dataset.test.index(0) == 0


def test_digits_are_equally_frequent_and_shuffled() -> None:
    labels = small().training.labels
    assert np.bincount(labels, minlength=10).tolist() == [30] * 10
    assert not np.array_equal(labels[:10], np.arange(10))


def test_no_two_images_are_equal() -> None:
    images = small().training.images.reshape(300, -1)
    assert len(np.unique(images, axis=0)) == 300


def test_images_are_framed_as_mnist_is() -> None:
    for image in small().training.images:
        box = ink_box(image)
        assert box is not None
        assert max(box.bottom - box.top, box.right - box.left) in (19, 20)
        assert image.max() > 200


def test_smallest_data_set_has_one_image_a_split() -> None:
    dataset = generated(rng=np.random.default_rng(0), training=1, validation=1, test=1)
    assert len(dataset.test) == 1


@pytest.mark.parametrize("name", ["training", "validation", "test"])
@pytest.mark.parametrize("count", [0, -3])
def test_count_below_one_is_refused(name: str, count: int) -> None:
    with pytest.raises(ValueError, match=f"{name} must be at least 1 image, got {count}"):
        generated(rng=np.random.default_rng(0), **{name: count})  # type: ignore[arg-type]


def test_progress_rises_from_zero_to_one() -> None:
    seen: list[float] = []
    generated(
        rng=np.random.default_rng(0), training=900, validation=9, test=9, progress=seen.append
    )
    assert seen[0] == 0
    assert seen[-1] == 1
    assert seen == sorted(seen)
    assert len(seen) > 10


class CancelledError(Exception):
    pass


def test_exception_from_progress_cancels() -> None:
    seen: list[float] = []

    def cancel(fraction: float) -> None:
        seen.append(fraction)
        if fraction > 0:
            raise CancelledError

    with pytest.raises(CancelledError):
        generated(rng=np.random.default_rng(0), progress=cancel)
    assert len(seen) == 2


@settings(max_examples=200, deadline=None)
@given(digit=st.integers(0, 9), seed=st.integers(0, 2**32 - 1))
def test_strokes_lie_in_the_unit_square_with_a_margin(digit: int, seed: int) -> None:
    strokes = generated_strokes(digit, rng=np.random.default_rng(seed))
    points = np.concatenate(strokes)
    assert all(stroke.ndim == 2 and stroke.shape[1] == 2 for stroke in strokes)
    assert points.min() > 0.1
    assert points.max() < 0.9
    assert np.ptp(points, axis=0).max() == pytest.approx(0.7, abs=1e-4)


def test_same_seed_gives_the_same_strokes() -> None:
    first, second = (generated_strokes(4, rng=np.random.default_rng(3)) for _ in range(2))
    assert all(np.array_equal(one, other) for one, other in zip(first, second, strict=True))


@pytest.mark.parametrize("digit", [-1, 10])
def test_strokes_of_no_digit_are_refused(digit: int) -> None:
    with pytest.raises(ValueError, match=f"0 to 9, got {digit}"):
        generated_strokes(digit, rng=np.random.default_rng(0))
