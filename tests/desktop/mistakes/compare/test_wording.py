"""What a comparison says, to the letter, and its p-value against the binomial sum."""

from math import comb

import pytest

from desktop.mistakes.compare.wording import ComparedCounts, comparison, whom
from nncore.datasets import SplitName

SPACE = "\N{NO-BREAK SPACE}"


def told(counts: ComparedCounts, *, is_one_run: bool = False) -> str:
    return comparison(counts, SplitName.TEST, is_one_run=is_one_run).replace(SPACE, " ")


def test_a_difference_that_is_hardly_luck() -> None:
    assert told(ComparedCounts(10_000, 31, 12, 40, 5)) == (
        "Of 10,000 test images 31 are fixed (misread before, right now), 12 broken (the other way "
        "round). A difference like this comes up by luck in 0.54 % of cases: it is "
        "hardly luck (exact McNemar test, p = 0.0054). It compares these two trainings, not their "
        "recipes."
    )


def test_who_is_compared_and_who_stands_in_for_whom() -> None:
    assert whom("Quick", "Quick 2", "") == "Before: Quick. Now: Quick 2."
    assert whom("Reader", "Quick 2", "Quick") == (
        "Before: Reader instead of Quick, which cannot be had here. Now: Quick 2."
    )


def test_a_difference_that_could_be_luck_between_two_moments_of_one_run() -> None:
    words = told(ComparedCounts(10_000, 14, 10, 40, 5), is_one_run=True)
    assert "in 54 % of cases: it could well be luck (exact McNemar test, p = 0.54)." in words
    assert "trainings" not in words


def test_a_difference_too_large_for_luck_has_no_endless_zeros() -> None:
    words = told(ComparedCounts(10_000, 300, 20, 40, 5))
    assert "in fewer than 0.01 % of cases: it is hardly luck" in words
    assert "p < 0.0001" in words


def test_as_many_each_way_is_no_difference_in_the_count() -> None:
    words = told(ComparedCounts(10_000, 7, 7, 40, 5))
    assert "Both read as many right (exact McNemar test, p = 1)." in words


def test_of_one_image_and_of_one_that_is_fixed_it_is_said_so() -> None:
    assert told(ComparedCounts(100, 1, 0, 0, 0)).startswith("Of 100 test images 1 is fixed (")
    assert told(ComparedCounts(1, 0, 1, 0, 0)).startswith("Of 1 test image 0 are fixed (")


def test_no_difference_at_all() -> None:
    same = "The same ones of 300 test images are read right."
    assert told(ComparedCounts(300, 0, 0, 4, 0)) == f"{same} There is no difference."
    assert told(ComparedCounts(300, 0, 0, 4, 1)) == same


@pytest.mark.parametrize(("fixed", "broken"), [(31, 12), (0, 5), (9, 9), (1, 0)])
def test_the_p_value_is_the_two_sided_binomial_tail(fixed: int, broken: int) -> None:
    changes = fixed + broken
    tail = sum(comb(changes, each) for each in range(min(fixed, broken) + 1)) / 2**changes
    counts = ComparedCounts(100, fixed, broken, 0, 0)
    assert counts.p_value == pytest.approx(min(1.0, 2 * tail))
