"""Augmented images stay within the ranges asked for, and the seed alone decides them."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore.array_types import FloatArray, ImageArray
from nncore.augmentation import AUGMENTATIONS, LIMITS, Augmentation
from nncore.augmentation import augmentation as module
from nncore.augmentation.places import pixels_of, source_places
from nncore.datasets import Dataset

NAMES = [field.name for field in fields(Augmentation)]
SOMETHING = [name for name in AUGMENTATIONS if name != "none"]

EVERYTHING = AUGMENTATIONS["photos"]

seeds = st.integers(0, 2**32 - 1)


def noise(count: int, seed: int = 7) -> ImageArray:
    return np.random.default_rng(seed).integers(0, 256, (count, 28, 28), np.uint8)


def augmented(augmentation: Augmentation, images: ImageArray, seed: int = 7) -> ImageArray:
    return augmentation(images, rng=np.random.default_rng(seed))


def ink(images: ImageArray) -> FloatArray:
    return np.asarray(images.sum(axis=(1, 2)), np.float64)


@pytest.fixture
def drawn_sources(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Asks an augmentation for the places it would take 5,000 images' pixels from."""

    def sources_of(augmentation: Augmentation) -> FloatArray:
        caught: list[FloatArray] = []

        def catch(
            images: ImageArray, inverse: FloatArray, bumps: Sequence[FloatArray | None]
        ) -> ImageArray:
            caught.append(pixels_of(source_places(inverse, *bumps)))
            return images

        monkeypatch.setattr(module, "warp", catch)
        augmented(augmentation, np.zeros((5000, 28, 28), np.uint8))
        return caught[0]

    return sources_of


def linear_part(sources: FloatArray) -> FloatArray:
    """(N, 2, 2) from (row, column) steps in the new image to steps in the old one."""
    start, down, right = sources[..., 0, 0], sources[..., 27, 0], sources[..., 0, 27]
    return np.stack([down - start, right - start], axis=-1) / 27


# Nothing asked for, and what decides the result


@pytest.mark.parametrize("name", AUGMENTATIONS)
@pytest.mark.parametrize("sizes", [(16, 16, 16, 7), (64, 64, 64, 64), (1, 200), (300, 16), (0, 3)])
def test_rows_changed_at_once_come_out_to_the_bit_as_they_would_alone(
    name: str, sizes: tuple[int, ...]
) -> None:
    augmentation, images = AUGMENTATIONS[name], noise(sum(sizes))
    rng = np.random.default_rng(7)
    rows = np.split(images, np.cumsum(sizes)[:-1])

    alone = [augmentation(row, rng=rng) for row in rows]
    rng = np.random.default_rng(7)
    drawn = [augmentation.draw(size, rng=rng) for size in sizes]

    assert np.array_equal(augmentation.apply(images, drawn), np.concatenate(alone))


def test_nothing_asked_for_changes_nothing_and_draws_nothing() -> None:
    images, rng = noise(3), np.random.default_rng(7)

    assert Augmentation().is_nothing
    assert Augmentation()(images, rng=rng) is images
    assert rng.bit_generator.state == np.random.default_rng(7).bit_generator.state


@pytest.mark.parametrize("name", NAMES)
def test_anything_asked_for_is_something(name: str, digits: Dataset) -> None:
    augmentation = Augmentation(**{name: LIMITS[name] / 4})
    images = digits.training.images[:20]

    assert not augmentation.is_nothing
    changed = (augmented(augmentation, images) != images).any(axis=(1, 2))
    # every second image is softened, every fourth defocused or noisy
    assert changed.mean() >= {"blur": 0.25, "defocus": 0.1, "noise": 0.1}.get(name, 1)


@given(count=st.integers(1, 40), seed=seeds, name=st.sampled_from(SOMETHING))
def test_the_same_seed_gives_the_same_bytes(count: int, seed: int, name: str) -> None:
    augmentation, images = AUGMENTATIONS[name], noise(count, seed)
    first = augmented(augmentation, images, seed)
    augmented(augmentation, noise(41), seed + 1)  # what came before leaves no trace

    again = augmented(replace(augmentation), images, seed)

    assert first.shape == (count, 28, 28)
    assert first.dtype == np.uint8
    assert first.tobytes() == again.tobytes()


@pytest.mark.parametrize("name", SOMETHING)
def test_another_seed_and_the_next_batch_give_other_images(name: str) -> None:
    images, rng = noise(4), np.random.default_rng(7)
    first, second = (AUGMENTATIONS[name](images, rng=rng) for _ in range(2))

    assert np.array_equal(first, augmented(AUGMENTATIONS[name], images))
    assert (first != second).any(axis=(1, 2)).all()
    assert (first != augmented(AUGMENTATIONS[name], images, seed=8)).any(axis=(1, 2)).all()


def test_equal_images_of_a_batch_are_changed_differently() -> None:
    images = np.repeat(noise(1), 10, axis=0)

    assert len(np.unique(augmented(EVERYTHING, images), axis=0)) == 10


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_what_is_given_stays_as_it_is(name: str) -> None:
    images = noise(70)
    before = images.copy()
    images.setflags(write=False)

    augmented(AUGMENTATIONS[name], images)

    assert np.array_equal(images, before)


@pytest.mark.parametrize("name", NAMES)
def test_images_may_lie_anywhere_in_memory(name: str) -> None:
    images, augmentation = noise(20), Augmentation(**{name: LIMITS[name] / 4})

    for view in (images[::2], images.transpose(0, 2, 1), images[:, ::-1]):
        assert np.array_equal(augmented(augmentation, view), augmented(augmentation, view.copy()))


def test_no_images_give_no_images() -> None:
    assert augmented(EVERYTHING, noise(0)).shape == (0, 28, 28)


# The ranges


@pytest.mark.parametrize("name", [name for name in SOMETHING if name != "photos"])
def test_blank_images_stay_blank(name: str) -> None:
    assert not augmented(AUGMENTATIONS[name], np.zeros((30, 28, 28), np.uint8)).any()


def test_black_comes_in_from_outside() -> None:
    white = np.full((200, 28, 28), 255, np.uint8)

    moved = augmented(Augmentation(shift=28), white)

    assert moved.min(axis=(1, 2)).max() == 0
    assert set(np.unique(moved[:, 13, 13])) >= {0, 255}


def test_shifts_fill_their_range_and_stay_in_it(drawn_sources: Any) -> None:
    shifts = 13.5 - drawn_sources(Augmentation(shift=3)).mean(axis=(2, 3))

    assert np.abs(shifts).max() <= 3 + 1e-4
    assert shifts.min(axis=0) == pytest.approx(-3, abs=0.02)
    assert shifts.max(axis=0) == pytest.approx(3, abs=0.02)


def test_angles_fill_their_range_and_stay_in_it(drawn_sources: Any) -> None:
    linear = linear_part(drawn_sources(Augmentation(rotation=15)))
    angles = np.degrees(np.arctan2(linear[:, 0, 1], linear[:, 0, 0]))

    assert np.abs(angles).max() <= 15 + 1e-3
    assert [angles.min(), angles.max()] == pytest.approx([-15, 15], abs=0.1)


def test_heights_and_widths_fill_their_range_each_for_itself(drawn_sources: Any) -> None:
    linear = linear_part(drawn_sources(Augmentation(scale=0.25)))
    sizes = 1 / np.stack([linear[:, 0, 0], linear[:, 1, 1]])

    assert sizes.min(axis=1) == pytest.approx(0.8, abs=0.005)
    assert sizes.max(axis=1) == pytest.approx(1.25, abs=0.005)
    assert sizes.min() >= 0.8 - 1e-4
    assert sizes.max() <= 1.25 + 1e-4
    assert np.asarray(np.corrcoef(sizes)).item(1) == pytest.approx(0, abs=0.05)


def test_slants_fill_their_range_and_stay_in_it(drawn_sources: Any) -> None:
    slants = linear_part(drawn_sources(Augmentation(shear=0.3)))[:, 1, 0]

    assert np.abs(slants).max() <= 0.3 + 1e-4
    assert [slants.min(), slants.max()] == pytest.approx([-0.3, 0.3], abs=0.005)


def test_elastic_displacement_has_the_deviation_asked_for(drawn_sources: Any) -> None:
    displacement = drawn_sources(Augmentation(elastic=1.5)) - np.indices((28, 28))

    assert displacement.std(axis=0) == pytest.approx(1.5, rel=0.05)


def test_thickness_goes_both_ways(digits: Dataset) -> None:
    images = np.repeat(digits.training.images[:1], 500, axis=0)

    shares = ink(augmented(Augmentation(thickness=0.5), images)) / ink(images)

    assert shares.min() < 0.95
    assert shares.max() > 1.1


def test_thickness_alone_moves_nothing() -> None:
    images = np.zeros((50, 28, 28), np.uint8)
    images[:, 13, 13] = 255

    changed_images = augmented(Augmentation(thickness=1), images)

    assert (changed_images.reshape(50, -1).argmax(axis=1) == 13 * 28 + 13).all()


# What is refused, and what travels


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("wrong", [-0.1, 1000, float("nan"), float("inf"), "1", None, True])
def test_a_range_that_is_none_is_refused(name: str, wrong: Any) -> None:
    message = f"{name} must be a number from 0 to {LIMITS[name]:g}, got {wrong!r}"
    with pytest.raises(ValueError, match=re.escape(message)):
        Augmentation(**{name: wrong})


@pytest.mark.parametrize("name", NAMES)
def test_the_most_of_each_range_is_accepted(name: str) -> None:
    augmented(Augmentation(**{name: LIMITS[name]}), noise(5))


@pytest.mark.parametrize("name", ["none", "pens"])
@pytest.mark.parametrize(
    ("images", "given"),
    [
        (np.zeros((2, 28, 28), np.float32), r"float32 \(2, 28, 28\)"),
        (np.zeros((2, 784), np.uint8), r"uint8 \(2, 784\)"),
        (np.zeros((28, 28), np.uint8), r"uint8 \(28, 28\)"),
        ([1, 2], "list"),
    ],
)
def test_anything_but_images_is_refused(name: str, images: Any, given: str) -> None:
    with pytest.raises(ValueError, match=rf"of the shape \(N, 28, 28\), got {given}"):
        augmented(AUGMENTATIONS[name], images)


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_an_augmentation_travels_through_json(name: str) -> None:
    augmentation = AUGMENTATIONS[name]

    assert Augmentation(**json.loads(json.dumps(asdict(augmentation)))) == augmentation


def test_named_strengths_go_from_nothing_to_everything() -> None:
    assert AUGMENTATIONS["none"].is_nothing
    assert all(getattr(AUGMENTATIONS["photos"], name) > 0 for name in NAMES)


def test_what_a_camera_does_comes_last_and_leaves_the_rest_as_it_is() -> None:
    images, photos = noise(400), AUGMENTATIONS["photos"]
    pens = replace(photos, defocus=0, noise=0)
    drawn = photos.draw(400, rng=np.random.default_rng(3))
    before = pens.draw(400, rng=np.random.default_rng(3))
    assert np.array_equal(drawn.evenly, before.evenly)
    untouched = (drawn.camera == 0).all(axis=0)
    assert 0.45 < untouched.mean() < 0.67, "three quarters of three quarters"
    assert np.array_equal(
        photos.apply(images, [drawn])[untouched], pens.apply(images, [before])[untouched]
    )
    for deviations, most in zip(drawn.camera, (photos.defocus, photos.noise), strict=True):
        assert deviations.max() <= most
        assert deviations.max() > 0.9 * most
    assert len(drawn.grain) == np.count_nonzero(drawn.camera[1])


def test_ranges_that_earlier_versions_did_not_know_are_written_where_they_are_used() -> None:
    assert [*AUGMENTATIONS["pens"].as_json()] == NAMES[:-2]
    assert [*AUGMENTATIONS["photos"].as_json()] == NAMES
