"""Non-digits: the same for the same seed, of each kind the share, framed as a drawing is."""

import numpy as np
import pytest

from nncore.datasets.dataset import Split
from nncore.datasets.generated_digits.digits import generated
from nncore.datasets.non_digits.images import KINDS, NonDigits
from nncore.datasets.non_digits.non_digits import SHARES, non_digits
from nncore.drawing.background import ink_box
from nncore.drawing.framing import centre_by_mass, fit_ink


@pytest.fixture(scope="module")
def digits() -> Split:
    return generated(rng=np.random.default_rng(2), training=200, validation=1, test=1).training


@pytest.fixture(scope="module")
def drawn(digits: Split) -> NonDigits:
    return non_digits(rng=np.random.default_rng(7), count=600, digits=digits)


def test_same_seed_gives_the_same_bytes(digits: Split, drawn: NonDigits) -> None:
    again = non_digits(
        rng=np.random.default_rng(7), count=600, digits=digits, progress=lambda fraction: None
    )
    assert again.images.tobytes() == drawn.images.tobytes()
    assert again.kinds.tobytes() == drawn.kinds.tobytes()


def test_another_seed_gives_other_images(digits: Split, drawn: NonDigits) -> None:
    other = non_digits(rng=np.random.default_rng(8), count=600, digits=digits)
    assert not np.array_equal(other.images, drawn.images)


def test_images_and_kinds_have_the_shapes_of_a_split(drawn: NonDigits) -> None:
    assert len(drawn) == 600
    assert drawn.images.shape == (600, 28, 28)
    assert drawn.images.dtype == np.uint8
    assert drawn.kinds.shape == (600,)
    assert drawn.kinds.dtype == np.uint8


def test_each_kind_has_its_share(drawn: NonDigits) -> None:
    assert sum(SHARES.values()) == pytest.approx(1)
    for name in KINDS:
        assert len(drawn.of_kind(name)) == pytest.approx(600 * SHARES[name], abs=1)


def test_kinds_are_shuffled(drawn: NonDigits) -> None:
    assert len(set(drawn.kinds[:60].tolist())) > 3


@pytest.mark.parametrize("name", ["letters", "shapes", "scribbles", "side by side", "overlaid"])
def test_no_two_images_that_were_written_are_equal(drawn: NonDigits, name: str) -> None:
    images = drawn.of_kind(name)
    assert len(np.unique(images.reshape(len(images), -1), axis=0)) == len(images)


def test_images_stand_where_a_drawing_is_framed(drawn: NonDigits) -> None:
    for image in drawn.images:
        box = ink_box(image)
        assert box is not None
        assert max(box.bottom - box.top, box.right - box.left) in (19, 20)
        assert image.max() > 100
        middle = [profile @ np.arange(28) / profile.sum() for profile in _profiles(image)]
        at_border = 0 in box or 28 in box
        assert at_border or np.abs(np.array(middle) - 14).max() <= 0.5 + 1e-9


def test_framing_an_image_again_leaves_it_where_it_is(drawn: NonDigits) -> None:
    for image in drawn.images[:100]:
        box = ink_box(image)
        assert box is not None
        if max(box.bottom - box.top, box.right - box.left) < 20:
            continue
        ink = image[box.top : box.bottom, box.left : box.right]
        again = centre_by_mass(fit_ink(ink)[np.newaxis])[0]
        assert np.abs(again.astype(int) - image).mean() < 20


def test_unknown_kind_is_refused(drawn: NonDigits) -> None:
    with pytest.raises(ValueError, match=r"must be one of letters, .* got 'digits'"):
        drawn.of_kind("digits")


@pytest.mark.parametrize("count", [0, -1])
def test_count_below_one_is_refused(digits: Split, count: int) -> None:
    with pytest.raises(ValueError, match=f"at least 1 image, got {count}"):
        non_digits(rng=np.random.default_rng(0), count=count, digits=digits)


def test_digits_that_lack_one_are_refused(digits: Split) -> None:
    without = digits.labels != 3
    some = Split(digits.images[without], digits.labels[without])
    with pytest.raises(ValueError, match="all ten digits, but there is none of 3"):
        non_digits(rng=np.random.default_rng(0), count=10, digits=some)


def test_smallest_set_has_one_image(digits: Split) -> None:
    assert len(non_digits(rng=np.random.default_rng(0), count=1, digits=digits)) == 1


def test_progress_rises_from_zero_to_one(digits: Split) -> None:
    seen: list[float] = []
    non_digits(rng=np.random.default_rng(0), count=300, digits=digits, progress=seen.append)
    assert seen[0] == 0
    assert seen[-1] == 1
    assert seen == sorted(seen)


def test_exception_from_progress_cancels(digits: Split) -> None:
    def cancel(fraction: float) -> None:
        if fraction > 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        non_digits(rng=np.random.default_rng(0), count=300, digits=digits, progress=cancel)


def _profiles(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ink of each row, and of each column."""
    ink = image.astype(np.int64)
    return ink.sum(axis=1), ink.sum(axis=0)
