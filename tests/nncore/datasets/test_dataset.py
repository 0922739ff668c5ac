"""Splits are checked when they are made, and keep the indices of their original file."""

import re
from hashlib import sha256
from typing import Any

import numpy as np
import pytest

from nncore.datasets import Dataset, JoinedSplit, Split, SplitName, combined


def split_of(count: int, first_index: int = 0, value: int = 0) -> Split:
    images = np.full((count, 28, 28), value, np.uint8)
    return Split(images, (np.arange(count) % 10).astype(np.uint8), first_index)


IMAGES = np.zeros((3, 28, 28), np.uint8)


@pytest.mark.parametrize(
    ("images", "labels", "message"),
    [
        (IMAGES.astype(float), [1, 2, 3], "images must be a uint8 array of shape (N, 28, 28), got"),
        (IMAGES.tolist(), [1, 2, 3], "images must be a uint8 array of shape (N, 28, 28), got list"),
        (IMAGES[0], [1] * 28, "images must have the shape (N, 28, 28), got (28, 28)"),
        (IMAGES[:, 1:], [1, 2, 3], "images must have the shape (N, 28, 28), got (3, 27, 28)"),
        (IMAGES[:0], [], "a split needs at least one image, got none"),
        (IMAGES, [1, 2], "labels must have the shape (3,), one an image, got (2,)"),
        (IMAGES, [1, 2, 10], "labels must be 0 to 9, got 10 at position 2"),
        (IMAGES, [1, -1, 0], "labels must be 0 to 9, got -1 at position 1"),
        (IMAGES, [1.0, 2.0, 3.0], "labels must be an integer array of shape (3,), got float64"),
        (IMAGES, [True, False, True], "labels must be an integer array of shape (3,), got bool"),
    ],
)
def test_what_is_no_split_is_refused(images: Any, labels: list[Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        Split(images, np.array(labels, None if labels else np.uint8))


def test_labels_of_any_integer_type_are_kept_as_bytes() -> None:
    labels: Any = np.array([1, 2, 9], np.int64)

    assert Split(IMAGES, labels).labels.dtype == np.uint8


def test_a_part_keeps_its_indices() -> None:
    part = split_of(20, first_index=100).between(5, 12)

    assert len(part) == 7
    assert (part.first_index, part.index(0), part.index(6)) == (105, 105, 111)
    assert part.indices.tolist() == [*range(105, 112)]
    assert part.labels.tolist() == [5, 6, 7, 8, 9, 0, 1]


def test_a_part_of_a_part_keeps_its_indices() -> None:
    assert split_of(20).between(5, 15).between(3, 4).first_index == 8


def test_a_part_shares_its_images() -> None:
    whole = split_of(20)

    assert np.shares_memory(whole.between(5, 9).images, whole.images)


@pytest.mark.parametrize("limits", [(-5, 20), (7, 7), (20, 30)])
def test_a_part_without_images_or_from_behind_is_refused(limits: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"start must be 0 or more|needs at least one image"):
        split_of(20).between(*limits)


def test_combined_sets_are_learned_together_and_tested_on_the_first() -> None:
    first = Dataset("MNIST", split_of(6, 0, 1), split_of(2, 6, 1), split_of(3, 0, 1))
    second = Dataset("Generated", split_of(4, 0, 2), split_of(1, 4, 2), split_of(3, 0, 2))

    both = combined(first, second)

    assert both.name == "MNIST + Generated"
    assert both.training.images[:, 0, 0].tolist() == [1] * 6 + [2] * 4
    assert both.training.labels.tolist() == [0, 1, 2, 3, 4, 5, 0, 1, 2, 3]
    assert both.validation.images[:, 0, 0].tolist() == [1, 1, 2]
    assert (both.training.first_index, both.validation.first_index) == (0, 10)
    assert both.test is first.test


def test_a_combined_set_can_have_a_name_of_its_own() -> None:
    one = Dataset("one", split_of(6), split_of(2), split_of(3))

    assert combined(one, one, name="twice").name == "twice"


def test_the_fingerprint_is_of_images_and_labels_alone() -> None:
    splits = split_of(6, value=1), split_of(2, value=2), split_of(3, value=3)
    digest = sha256()
    for split in splits:
        digest.update(split.images.tobytes() + split.labels.tobytes())

    assert Dataset("one", *splits, key="mnist").fingerprint == digest.hexdigest()
    assert Dataset("other", *splits).fingerprint == digest.hexdigest()
    assert Dataset("one", *splits[::-1]).fingerprint != digest.hexdigest()


def test_a_data_set_may_only_test() -> None:
    drawings = Dataset("My drawings", None, None, split_of(3))

    assert drawings.splits == {SplitName.TEST: drawings.test}
    assert not drawings.is_trainable
    assert drawings.fingerprint == Dataset("again", None, None, split_of(3)).fingerprint
    for name in (SplitName.TRAINING, SplitName.VALIDATION):
        message = f"My drawings has no {name} images, only test"
        with pytest.raises(ValueError, match=message):
            getattr(drawings, name)
        with pytest.raises(ValueError, match=message):
            drawings.split(name)


def test_three_splits_are_there_by_their_names() -> None:
    whole = Dataset("whole", split_of(6), split_of(2), split_of(3))

    assert [(str(name), len(split)) for name, split in whole.splits.items()] == [
        ("training", 6),
        ("validation", 2),
        ("test", 3),
    ]
    assert whole.is_trainable


def test_all_splits_joined_keep_the_places_of_their_images() -> None:
    test = Split(np.full((3, 28, 28), 9, np.uint8), np.array([7, 8, 9]))
    validation = split_of(10).between(6, 8)
    whole = Dataset("whole", split_of(6), validation, test).whole

    assert whole.labels.tolist() == [*split_of(6).labels, *validation.labels, 7, 8, 9]
    assert np.array_equal(whole.images[6:8], validation.images)
    assert np.array_equal(whole.images[8:], test.images)
    places = [whole.place(position) for position in range(len(whole))]
    assert places[5:9] == [
        (SplitName.TRAINING, 5),
        (SplitName.VALIDATION, 6),
        (SplitName.VALIDATION, 7),
        (SplitName.TEST, 0),
    ]
    assert whole.indices.tolist() == [whole.index(each) for each in range(11)]
    assert whole.indices.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2]
    for outside in (-1, 11):
        with pytest.raises(IndexError, match=f"there are 11 images, got position {outside}"):
            whole.place(outside)


@pytest.mark.parametrize(
    ("start", "stop"), [(0, 11), (0, 6), (2, 3), (5, 9), (6, 8), (7, 50), (10, 11), (3, -2)]
)
def test_a_part_of_joined_splits_keeps_the_places_of_its_images(start: int, stop: int) -> None:
    splits = split_of(6, 0, 1), split_of(2, 6, 2), split_of(3, 0, 3)
    whole = Dataset("whole", *splits).whole
    part = whole.between(start, stop)

    assert np.shares_memory(part.images, whole.images)
    assert np.array_equal(part.images, whole.images[start:stop])
    assert np.array_equal(part.labels, whole.labels[start:stop])
    places = [whole.place(position) for position in range(len(whole))][start:stop]
    assert [part.place(position) for position in range(len(part))] == places
    assert part.indices.tolist() == [index for _, index in places]
    assert part.first_index == places[0][1]
    again = part.between(len(part) - 1, len(part))
    assert again.place(0) == places[-1]


@pytest.mark.parametrize("limits", [(-5, 8), (7, 7), (11, 12), (5, 3)])
def test_a_part_of_joined_splits_without_images_is_refused(limits: tuple[int, int]) -> None:
    whole = Dataset("whole", split_of(6), split_of(2, 6), split_of(3)).whole

    with pytest.raises(ValueError, match=r"start must be 0 or more|needs at least one image"):
        whole.between(*limits)


def test_all_images_are_joined_once_and_asked_for_by_no_name() -> None:
    dataset = Dataset("whole", split_of(6), split_of(2), split_of(3))
    assert dataset.split(None) is dataset.whole is dataset.split(None)
    assert len(Dataset("tests", None, None, split_of(3)).whole) == 3


def test_nothing_cannot_be_joined() -> None:
    with pytest.raises(ValueError, match="at least one split is needed to join, got none"):
        JoinedSplit({})
