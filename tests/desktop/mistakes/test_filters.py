"""The gallery's orders and filters, against plain Python over the same mistakes."""

from dataclasses import replace

import pytest

from desktop.mistakes.cards.examples import Example, Examples
from desktop.mistakes.filters import Filters, Order, shown_rows


def shown(examples: Examples, filters: Filters, order: Order) -> list[Example]:
    return [examples.example(int(row)) for row in shown_rows(examples, filters, order)]


@pytest.mark.parametrize("truth", [None, 3])
@pytest.mark.parametrize("predicted", [None, 7])
def test_filters_let_pass_exactly_the_chosen_digits(
    examples: Examples, truth: int | None, predicted: int | None
) -> None:
    everything = [examples.example(int(row)) for row in examples.misread]
    expected = [
        each
        for each in everything
        if truth in (None, each.truth) and predicted in (None, each.predicted)
    ]
    assert shown(examples, Filters(truth, predicted), Order.WORST) == expected


def test_worst_first_means_falling_loss(examples: Examples) -> None:
    losses = [each.loss or 0.0 for each in shown(examples, Filters(), Order.WORST)]
    assert losses == sorted(losses, reverse=True)


def test_worst_first_means_the_surest_where_losses_are_not_known(examples: Examples) -> None:
    unknown = Examples(examples.split, replace(examples.columns, losses=None))
    told = shown(unknown, Filters(), Order.WORST)
    assert {each.loss for each in told} == {None}
    confidences = [each.confidence for each in told]
    assert confidences == sorted(confidences, reverse=True)


def test_most_confident_first_means_falling_confidence(examples: Examples) -> None:
    confidences = [each.confidence for each in shown(examples, Filters(), Order.CONFIDENT)]
    assert confidences == sorted(confidences, reverse=True)


def test_in_file_order_means_rising_index(examples: Examples) -> None:
    indices = [each.index for each in shown(examples, Filters(), Order.POSITION)]
    assert indices == sorted(indices)


def test_by_digit_groups_what_was_read_alike_the_worst_first(examples: Examples) -> None:
    keys = [
        (each.truth, each.predicted, -(each.loss or 0.0))
        for each in shown(examples, Filters(), Order.DIGIT)
    ]
    assert keys == sorted(keys)


@pytest.mark.parametrize("order", Order)
def test_every_order_shows_every_mistake_once(examples: Examples, order: Order) -> None:
    assert sorted(shown_rows(examples, Filters(), order)) == sorted(examples.misread)


def test_filters_know_whether_they_hold_anything_back() -> None:
    assert not Filters().is_active
    assert Filters(truth=0).is_active
    assert Filters(predicted=0).is_active
