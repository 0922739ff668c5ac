"""The gallery's orders and filters, against plain Python over the same mistakes."""

import pytest

from desktop.mistakes.cards.examples import Mistakes
from desktop.mistakes.filters import Filters, Order, shown_rows
from nncore.evaluation import Mistake


def shown(mistakes: Mistakes, filters: Filters, order: Order) -> list[Mistake]:
    return [mistakes.mistake(int(row)) for row in shown_rows(mistakes, filters, order)]


@pytest.mark.parametrize("truth", [None, 3])
@pytest.mark.parametrize("predicted", [None, 7])
def test_filters_let_pass_exactly_the_chosen_digits(
    mistakes: Mistakes, truth: int | None, predicted: int | None
) -> None:
    everything = [mistakes.mistake(row) for row in range(len(mistakes))]
    expected = [
        each
        for each in everything
        if truth in (None, each.truth) and predicted in (None, each.predicted)
    ]
    assert shown(mistakes, Filters(truth, predicted), Order.WORST) == expected


def test_worst_first_means_falling_loss(mistakes: Mistakes) -> None:
    losses = [each.loss for each in shown(mistakes, Filters(), Order.WORST)]
    assert losses == sorted(losses, reverse=True)


def test_most_confident_first_means_falling_confidence(mistakes: Mistakes) -> None:
    confidences = [each.confidence for each in shown(mistakes, Filters(), Order.CONFIDENT)]
    assert confidences == sorted(confidences, reverse=True)


def test_in_file_order_means_rising_index(mistakes: Mistakes) -> None:
    indices = [each.index for each in shown(mistakes, Filters(), Order.POSITION)]
    assert indices == sorted(indices)


def test_by_digit_groups_what_was_read_alike_the_worst_first(mistakes: Mistakes) -> None:
    keys = [
        (each.truth, each.predicted, -each.loss) for each in shown(mistakes, Filters(), Order.DIGIT)
    ]
    assert keys == sorted(keys)


@pytest.mark.parametrize("order", Order)
def test_every_order_shows_every_mistake_once(mistakes: Mistakes, order: Order) -> None:
    assert sorted(shown_rows(mistakes, Filters(), order)) == list(range(len(mistakes)))


def test_filters_know_whether_they_hold_anything_back() -> None:
    assert not Filters().is_active
    assert Filters(truth=0).is_active
    assert Filters(predicted=0).is_active
