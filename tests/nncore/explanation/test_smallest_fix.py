"""The smallest fix: few touches of a pen, an image that is still ink, another answer."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.explanation.fix_search import MOST_TOUCHES, FixSearch
from nncore.explanation.pen import Pen, Touch, count_specks
from nncore.explanation.variants import variants

NewNetwork = Callable[..., nn.Network]


def read(network: nn.Network, image: np.ndarray) -> int:
    return int(network.predict(image[np.newaxis])[0].argmax())


@pytest.fixture(scope="module")
def fixes(reader: nn.Network, digits: nn.datasets.Dataset) -> list[tuple[np.ndarray, nn.Fix]]:
    """Generated digits, made to be read as anything else."""
    images = digits.test.images[:12]
    found = [(image, nn.find_fix(reader, image)) for image in images]
    return [(image, fix) for image, fix in found if fix is not None]


def test_fixes_are_found_for_most(fixes: list[tuple[np.ndarray, nn.Fix]]) -> None:
    assert len(fixes) >= 10
    assert sum(fix.holds for _, fix in fixes) >= 0.7 * len(fixes)


def test_the_fixed_image_is_read_otherwise(
    fixes: list[tuple[np.ndarray, nn.Fix]], reader: nn.Network
) -> None:
    for image, fix in fixes:
        assert (fix.image.shape, fix.image.dtype) == ((28, 28), np.dtype(np.uint8))
        assert read(reader, fix.image) == fix.digit != read(reader, image)
        assert 1 <= fix.touches == len(fix.places) <= MOST_TOUCHES


def test_what_the_masks_tell_is_what_changed(fixes: list[tuple[np.ndarray, nn.Fix]]) -> None:
    for image, fix in fixes:
        assert np.array_equal(fix.pen, fix.image > image)
        assert np.array_equal(fix.eraser, fix.image < image)
        change = np.abs(fix.image.astype(int) - image).sum()
        assert fix.ink_changed == pytest.approx(change / 255)
        assert fix.ink_changed <= fix.touches * 50


def outcome(image: np.ndarray, touches: Sequence[Touch]) -> np.ndarray | None:
    """The image after the touches; None where they may not be made without those left out."""
    pen, made = Pen.of(image), image
    for touch in touches:
        if not pen.may_touch(made, touch):
            return None
        made = pen.apply(made, touch)
    is_clean = count_specks(made, pen.ink / 2) <= count_specks(image, pen.ink / 2)
    return made if is_clean else None


def test_each_touch_meets_the_ink_and_no_speck_is_left(
    fixes: list[tuple[np.ndarray, nn.Fix]],
) -> None:
    for image, fix in fixes:
        made = outcome(image, fix.places)
        assert made is not None
        assert np.array_equal(made, fix.image)


def test_no_touch_can_be_left_out(
    fixes: list[tuple[np.ndarray, nn.Fix]], reader: nn.Network
) -> None:
    tried = 0
    for image, fix in fixes:
        before = read(reader, image)
        for place in range(fix.touches):
            made = outcome(image, fix.places[:place] + fix.places[place + 1 :])
            if made is None or not fix.holds:
                continue
            tried += 1
            digits = set(reader.predict(variants(made[np.newaxis])[0]).argmax(axis=1).tolist())
            assert len(digits) > 1 or digits == {before}
    assert tried


def test_a_fix_that_holds_is_read_so_when_blurred_and_shifted(
    fixes: list[tuple[np.ndarray, nn.Fix]], reader: nn.Network
) -> None:
    for _, fix in fixes:
        ink = fix.image.astype(np.float64) / 255
        rows = (np.roll(ink, 1, 0) + 2 * ink + np.roll(ink, -1, 0)) / 4
        blurred = (np.roll(rows, 1, 1) + 2 * rows + np.roll(rows, -1, 1)) / 4
        shifted = [(ink + np.roll(ink, by, axis)) / 2 for by in (1, -1) for axis in (0, 1)]
        looks = np.stack([(ink + blurred) / 2, *shifted])
        assert fix.holds == bool((reader.predict(looks).argmax(axis=1) == fix.digit).all())


def test_the_digit_asked_for_is_read(reader: nn.Network, digits: nn.datasets.Dataset) -> None:
    image, label = digits.test.images[0], int(digits.test.labels[0])
    wanted: Any = np.uint8((label + 1) % 10)  # as labels are

    fix, changed = nn.find_fix(reader, image, wanted), nn.smallest_fix(reader, image, wanted)

    assert fix is not None
    assert changed is not None
    assert np.array_equal(fix.image, changed)
    assert read(reader, changed) == fix.digit == wanted


def test_what_is_read_so_already_needs_no_touch(
    reader: nn.Network, digits: nn.datasets.Dataset
) -> None:
    image = digits.test.images[0]

    fix = nn.find_fix(reader, image, read(reader, image))

    assert fix is not None
    assert (fix.touches, fix.ink_changed) == (0, 0)
    assert np.array_equal(fix.image, image)


def test_without_ink_there_is_no_fix(reader: nn.Network) -> None:
    assert nn.smallest_fix(reader, np.zeros((28, 28), np.uint8)) is None


def test_a_network_that_answers_always_alike_cannot_be_fixed(
    new_network: NewNetwork, digits: nn.datasets.Dataset
) -> None:
    network = new_network()
    for array in network.parameters:
        array[...] = 0
    network.parameters[-1][3] = 1

    assert nn.smallest_fix(network, digits.test.images[0]) is None
    assert nn.smallest_fix(network, digits.test.images[0], 5) is None


def test_in_double_precision_fixes_are_found_too(
    digits: nn.datasets.Dataset, rng: np.random.Generator
) -> None:
    layers = [
        nn.Dense(784, 16, rng=rng, dtype=np.float64),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Dense(16, 10, rng=rng, dtype=np.float64),
    ]
    network = nn.Network(layers)

    fix = nn.find_fix(network, digits.test.images[0])

    assert fix is not None
    assert read(network, fix.image) == fix.digit


def test_a_search_can_be_left_before_any_layer_and_is_asked_before_each_touch(
    new_network: NewNetwork, digits: nn.datasets.Dataset
) -> None:
    network, image = new_network(), digits.test.images[0]
    asked = 0

    def ask() -> None:
        nonlocal asked
        asked += 1

    fix = nn.find_fix(network, image, between_layers=ask)
    plain = nn.find_fix(network, image)

    assert fix is not None
    assert plain is not None
    assert np.array_equal(fix.image, plain.image)
    # the image itself and its variants; for each touch its turn, a slope and two readings; at the
    # end the outcome and its variants
    layers = len(network.layers)
    assert asked >= 2 * layers + fix.touches * (1 + 4 * layers) + 2 * layers

    class Left(Exception):  # noqa: N818
        pass

    for last in (1, layers + 1, asked // 2, asked):
        left = iter(range(1, last))

        def leave(left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise Left

        with pytest.raises(Left):
            nn.smallest_fix(network, image, between_layers=leave)


@pytest.mark.parametrize("digit", [10, -1, 3.0])
def test_what_is_no_digit_is_refused(digit: int, new_network: NewNetwork) -> None:
    with pytest.raises(ValueError, match="a digit is"):
        nn.smallest_fix(new_network(), np.zeros((28, 28), np.uint8), digit)


def test_misread_mnist_digits_become_what_they_are(
    reader: nn.Network, mnist: nn.datasets.Dataset
) -> None:
    split = mnist.validation
    misread = nn.evaluate(reader, split).misread_positions

    fixes = [nn.find_fix(reader, split.images[at], int(split.labels[at])) for at in misread]

    found = [fix for fix in fixes if fix is not None]
    assert len(found) >= 0.9 * len(fixes)
    assert sum(fix.holds for fix in found) >= 0.7 * len(found)
    assert float(np.median([fix.touches for fix in found])) <= 3


def test_where_no_touch_leads_out_the_search_ends_before_twelve(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(3)
    network = nn.Network([nn.Dense(784, 12, rng=rng), nn.ReLU(), nn.Dense(12, 10, rng=rng)])
    for array in network.layers[-1].parameters.values():
        array *= 1e-4  # equally unsure of all
    image = nn.datasets.generated(rng=rng, training=10, validation=1, test=1).training.images[0]
    read_as = int(network.predict(image[np.newaxis]).argmax())
    network.layers[-1].parameters["bias"][read_as] += 0.02
    touched, best = [], FixSearch._with_best_touch

    def counted(search: FixSearch, made: Any) -> Any:
        touched.append(made)
        return best(search, made)

    monkeypatch.setattr(FixSearch, "_with_best_touch", counted)
    assert nn.find_fix(network, image, (read_as + 1) % 10) is None
    assert len(touched) == 4
