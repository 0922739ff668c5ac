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
from nncore.explanation.comparison import mcnemar

DIGITS = arrays(np.uint8, 40, elements=st.integers(0, 3))


@dataclass(frozen=True)
class Columns:
    """As much of an evaluation as is needed."""

    labels: np.ndarray
    predictions: np.ndarray


def evaluation(labels: np.ndarray, predictions: np.ndarray, first_index: int = 0) -> nn.Evaluation:
    none: Any = np.zeros(len(labels), np.float32)
    return nn.Evaluation(labels, predictions, none, none, none, none, first_index)


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

    with pytest.raises(ValueError, match="begin at 0 and 2"):
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
