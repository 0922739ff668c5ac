"""Comparison: every image falls into its class, and the p-value is exact."""

from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import nncore as nn
from nncore.datasets import Dataset
from nncore.epoch_predictions import NO_PREDICTION
from nncore.explanation.comparison import mcnemar, reading_changes

DIGITS = arrays(np.uint8, 40, elements=st.integers(0, 3))
READ = arrays(np.uint8, 40, elements=st.sampled_from([0, 1, 2, NO_PREDICTION]))


@dataclass(frozen=True)
class Columns:
    """As much of an evaluation as is needed."""

    labels: np.ndarray
    predictions: np.ndarray


def evaluation(labels: np.ndarray, predictions: np.ndarray, first_index: int = 0) -> nn.Evaluation:
    none: Any = np.zeros(len(labels), np.float32)
    indices = np.arange(first_index, first_index + len(labels))
    return nn.Evaluation(labels, predictions, none, none, none, none, indices)


def test_images_are_told_by_how_they_were_read() -> None:
    labels = np.array([1, 1, 1, 1, 1], np.uint8)
    before = Columns(labels, np.array([1, 1, 7, 7, 7], np.uint8))
    after = Columns(labels, np.array([1, 7, 1, 7, 4], np.uint8))

    compared = nn.compare(before, after)

    assert compared.fixed.tolist() == [2]
    assert compared.broken.tolist() == [1]
    assert compared.both_wrong_alike.tolist() == [3]
    assert compared.both_wrong_differently.tolist() == [4]
    assert compared.p_value == 1


def test_images_are_named_by_their_place_in_the_file() -> None:
    labels = np.array([2, 2], np.uint8)
    before = evaluation(labels, np.array([2, 3], np.uint8), first_index=55_000)
    after = evaluation(labels, labels, first_index=55_000)

    assert nn.compare(before, after).fixed.tolist() == [55_001]
    assert nn.compare(Columns(labels, labels), before).broken.tolist() == [55_001]


@given(labels=DIGITS, first=DIGITS, second=DIGITS)
def test_every_image_is_in_one_class_or_right_twice(
    labels: np.ndarray, first: np.ndarray, second: np.ndarray
) -> None:
    compared = nn.compare(Columns(labels, first), Columns(labels, second))

    columns = [compared.fixed, compared.broken, compared.both_wrong_alike]
    named = np.concatenate([*columns, compared.both_wrong_differently])
    right_twice = np.flatnonzero((first == labels) & (second == labels))
    assert sorted([*named, *right_twice]) == list(range(len(labels)))
    gained = int(np.sum(second == labels)) - int(np.sum(first == labels))
    assert len(compared.fixed) - len(compared.broken) == gained


def test_images_that_either_did_not_read_are_left_out() -> None:
    labels = np.arange(10, dtype=np.uint8)
    half = np.where(labels < 5, labels, NO_PREDICTION).astype(np.uint8)

    there = nn.compare(Columns(labels, half), Columns(labels, labels))
    back = nn.compare(Columns(labels, labels), Columns(labels, half))
    twice = nn.compare(Columns(labels, half), Columns(labels, half))

    for compared in (there, back, twice):
        columns = [compared.fixed, compared.broken, compared.both_wrong_alike]
        assert not any(map(len, [*columns, compared.both_wrong_differently]))
        assert compared.p_value == 1


@given(labels=DIGITS, first=READ, second=READ)
def test_what_was_read_is_compared_as_if_there_were_nothing_else(
    labels: np.ndarray, first: np.ndarray, second: np.ndarray
) -> None:
    is_read = (first != NO_PREDICTION) & (second != NO_PREDICTION)
    rows = np.flatnonzero(is_read)

    told = vars(reading_changes(labels, first, second))
    alone = vars(reading_changes(labels[is_read], first[is_read], second[is_read]))

    assert told.keys() == alone.keys()
    for name, mask in told.items():
        assert np.flatnonzero(mask).tolist() == rows[alone[name]].tolist()


def test_of_all_images_of_a_data_set_each_keeps_its_index(digits: Dataset) -> None:
    whole = digits.whole
    rng = np.random.default_rng(2)
    before, after = (nn.Network([nn.Dense(784, 10, rng=rng)]) for _ in range(2))

    compared = nn.compare(nn.evaluate(before, whole), nn.evaluate(after, whole))

    for name in ("fixed", "broken", "both_wrong_alike", "both_wrong_differently"):
        by_split = [
            getattr(nn.compare(nn.evaluate(before, split), nn.evaluate(after, split)), name)
            for split in digits.splits.values()
        ]
        assert getattr(compared, name).tolist() == np.concatenate(by_split).tolist()
    assert len(compared.both_wrong_differently) > 0


@given(labels=DIGITS, first=DIGITS, second=DIGITS)
def test_the_other_way_round_what_was_fixed_is_broken(
    labels: np.ndarray, first: np.ndarray, second: np.ndarray
) -> None:
    there = nn.compare(Columns(labels, first), Columns(labels, second))
    back = nn.compare(Columns(labels, second), Columns(labels, first))

    assert np.array_equal(there.fixed, back.broken)
    assert np.array_equal(there.broken, back.fixed)
    assert there.p_value == back.p_value


@pytest.mark.parametrize("labels", [[1, 2, 4], [1, 2]])
def test_other_labels_are_refused(labels: list[int]) -> None:
    one, other = np.array([1, 2, 3], np.uint8), np.array(labels, np.uint8)

    with pytest.raises(ValueError, match="labels"):
        nn.compare(Columns(one, one), Columns(other, other))


def test_another_place_in_the_file_is_refused() -> None:
    labels = np.array([1, 1], np.uint8)

    with pytest.raises(ValueError, match="at position 0 of these stand 0 and 2"):
        nn.compare(evaluation(labels, labels), evaluation(labels, labels, first_index=2))


@pytest.mark.parametrize(
    ("fixed", "broken", "expected"),
    [(11, 1, 0.0063), (60, 40, 0.0569), (10, 10, 1), (0, 0, 1), (1, 0, 1), (0, 6, 0.03125)],
)
def test_known_p_values(fixed: int, broken: int, expected: float) -> None:
    assert mcnemar(fixed, broken) == pytest.approx(expected, abs=5e-5)


@given(fixed=st.integers(0, 300), broken=st.integers(0, 300))
def test_p_values_are_those_of_whole_numbers(fixed: int, broken: int) -> None:
    changes = fixed + broken
    tail = sum(comb(changes, count) for count in range(min(fixed, broken) + 1))

    exact = min(1.0, tail * 2 / 2**changes)

    assert mcnemar(fixed, broken) == pytest.approx(exact, rel=1e-9, abs=1e-300)


@given(fixed=st.integers(0, 70_000), broken=st.integers(0, 70_000))
def test_large_counts_give_a_probability(fixed: int, broken: int) -> None:
    assert 0 <= mcnemar(fixed, broken) <= 1
    assert mcnemar(fixed, fixed) == 1


def test_counts_below_0_are_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        mcnemar(3, -1)
