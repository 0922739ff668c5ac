"""What the gallery says, to the letter."""

from dataclasses import replace

import pytest

from desktop.mistakes import titles, wording
from desktop.mistakes.examples import ComparedNames, Example, Examples
from desktop.mistakes.filter_wording import headline, nothing_passes
from desktop.mistakes.filters import Filters, Outcome, whole_rows
from desktop.mistakes.matrix import wording as matrix_wording
from nncore.datasets import SplitName

MISREAD = Filters()
ANY = Filters(Outcome.ANY)


@pytest.mark.parametrize(
    ("filters", "shown", "text"),
    [
        (MISREAD, 212, "212 of 10,000 misread · 97.88\u00a0% right"),
        (ANY, 10_000, "All 10,000 images · 212 misread"),
        (Filters(Outcome.RIGHT), 9_788, "9,788 of 10,000 read right · 97.88\u00a0%"),
        (Filters(Outcome.NEAR_MISS), 31, "31 of 10,000 read right, but barely"),
        (Filters(cells=frozenset({(4, 9)})), 7, "7 of 982 fours are read as 9"),
        (Filters(cells=frozenset({(4, 9)})), 1, "1 of 982 fours is read as 9"),
        (Filters(cells=frozenset({(4, 4)})), 960, "960 of 982 fours are read right"),
        (
            Filters(Outcome.NEAR_MISS, frozenset({(4, 4)})),
            2,
            "2 of 982 fours are read right, but barely",
        ),
        (
            Filters(Outcome.LOST, frozenset({(4, 9)})),
            3,
            "3 of 982 fours are read as 9, and were right at an earlier epoch",
        ),
        (Filters(cells=whole_rows(frozenset({4}))), 982, "All 982 fours, however they were read"),
        (replace(ANY, truths=frozenset({4})), 982, "All 982 fours, however they were read"),
        (Filters(Outcome.NEAR_MISS, frozenset({(4, 9)})), 7, "7 of 982 fours are read as 9"),
        (Filters(cells=frozenset({(4, 9), (9, 4)})), 16, "16 of 10,000 images shown"),
        (Filters(truths=frozenset({4})), 22, "22 of 982 fours are misread"),
        (Filters(Outcome.ANY, marked=True), 2, "2 of 10,000 images are marked"),
        (replace(ANY, confidence=(0.9, 1.0)), 40, "40 of 10,000 images shown"),
    ],
)
def test_headline_says_what_the_filters_leave(filters: Filters, shown: int, text: str) -> None:
    assert headline(filters, shown, 10_000, 212, 982) == text


def test_a_comparison_says_whom_it_is_with() -> None:
    of_run = ComparedNames("Quick after epoch 5", "Quick after epoch 1", "after epoch 1")
    untrained = ComparedNames("Quick after epoch 5", "Quick, untrained", "untrained")
    fixed = Filters(Outcome.FIXED)
    for names, by_other in (
        (ComparedNames(), "by the other network"),
        (ComparedNames("Quick", "Reader"), "by the other network"),
        (of_run, "after epoch 1"),
        (untrained, "before training"),
    ):
        told = headline(fixed, 7, 10_000, 212, 982, is_compared=True, names=names)
        assert told == f"7 of 10,000 read right, but misread {by_other}"
        told = matrix_wording.of_difference((4, 9), -3, 7, names)
        assert told == f"7 fours are read as 9, 3 fewer than {by_other}."

    row = Filters(cells=whole_rows(frozenset({4})))
    told = headline(row, 20, 10_000, 212, 982, is_compared=True, names=of_run)
    assert told == "20 of 982 fours are read differently"


@pytest.mark.parametrize(
    ("difference", "text"),
    [
        (10, "Read as 8: 10 more images than by the other network."),
        (-2, "Read as 8: 2 fewer images than by the other network."),
        (0, "Read as 8: as many images as by the other network."),
    ],
)
def test_a_digit_was_the_answer_more_or_less_often(difference: int, text: str) -> None:
    assert matrix_wording.of_digit_difference(8, difference) == text


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (0.4, ", 0.4 more than after epoch 1."),
        (-1.2, ", 1.2 less than after epoch 1."),
        (0, ", the same as after epoch 1."),
        (None, "."),
    ],
)
def test_a_figure_of_a_digit_tells_its_change(change: float | None, text: str) -> None:
    names = ComparedNames("Quick after epoch 5", "Quick after epoch 1", "after epoch 1")
    told = matrix_wording.of_digit_figure("Recall", 4, "97.9", change, names)
    assert told == f"Recall of the fours: 97.9\N{NO-BREAK SPACE}%{text}"


def test_accuracy_is_whole_only_without_a_mistake() -> None:
    assert wording.whole(0, 10_000) == "0 of 10,000 misread · 100.00\u00a0% right"
    assert wording.whole(1, 100_000) == "1 of 100,000 misread · 99.99\u00a0% right"


def test_what_is_being_read_is_told_with_the_other_network_where_it_reads() -> None:
    assert wording.reading_images(12_000) == "Reading 12,000 images"
    assert wording.reading_images(300, "Slow") == "Reading 300 images with Slow"
    assert wording.all_right(1_000) == "All 1,000 read right."


def test_each_filter_has_a_chip_and_the_filters_without_it() -> None:
    filters = Filters(
        Outcome.NEAR_MISS,
        truths=frozenset({4, 2}),
        predictions=frozenset({9}),
        confidence=(0.0, 0.5),
    )
    told = dict(titles.chips(filters))
    assert [*told] == ["Near misses", "Truth 2, 4", "Read as 9", "under 50\u00a0%"]
    assert told["Near misses"] == replace(filters, outcome=Outcome.ANY)
    assert told["Truth 2, 4"] == replace(filters, truths=frozenset())
    assert told["Read as 9"] == replace(filters, predictions=frozenset())
    assert told["under 50\u00a0%"] == replace(filters, confidence=None)


def test_cells_have_one_chip_by_name_or_by_number() -> None:
    assert [*dict(titles.chips(Filters(cells=frozenset({(4, 9)}))))] == ["4 → 9"]
    both = Filters(cells=frozenset({(9, 4), (4, 9)}))
    assert [*dict(titles.chips(both))] == ["4 → 9, 9 → 4"]
    column = Filters(cells=frozenset((digit, 4) for digit in range(10)))
    assert [*dict(titles.chips(column))] == ["10 cells of the matrix"]
    row = Filters(cells=whole_rows(frozenset({4})))
    assert [*dict(titles.chips(row))] == ["Truth 4"]


@pytest.mark.parametrize(
    ("span", "text"),
    [
        ((0.9, 1.0), "over 90\u00a0%"),
        ((0.0, 0.5), "under 50\u00a0%"),
        ((0.5, 0.9), "50 to 90\u00a0%"),
    ],
)
def test_a_range_of_confidence_in_words(span: tuple[float, float], text: str) -> None:
    assert titles.confidence_title(span) == text


def _sentence(example: Example) -> str:
    return wording.sentence(replace(example, split_name=SplitName.TEST))


def test_sentence_tells_all_of_a_mistake() -> None:
    example = Example(index=247, truth=4, predicted=9, confidence=0.97, loss=3.507)
    expected = "Test image 247: a 4 read as 9 with 97\u00a0% confidence (loss 3.5070)."
    assert _sentence(example) == expected


def test_a_loss_that_is_not_known_is_not_told() -> None:
    example = Example(index=247, truth=4, predicted=9, confidence=0.97, loss=None)
    assert _sentence(example).endswith("a 4 read as 9 with 97\u00a0% confidence.")


def test_an_eight_has_its_own_article() -> None:
    example = Example(index=1_000, truth=8, predicted=3, confidence=0.5, loss=1.0)
    assert _sentence(example).startswith("Test image 1,000: an 8 read as 3")


@pytest.mark.parametrize(
    ("filters", "text"),
    [
        (Filters(cells=frozenset({(4, 9)})), "No 4 was read as 9."),
        (Filters(cells=frozenset({(8, 8)})), "No 8 was read right."),
        (Filters(truths=frozenset({4})), "No image passes all of this: Misread, Truth 4."),
        (ANY, "There is no image."),
    ],
)
def test_filters_without_a_match_say_what_does_not_exist(
    examples: Examples, filters: Filters, text: str
) -> None:
    assert nothing_passes(filters, examples) == text
