"""Filters, orders and groups, against plain Python over the same images."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from desktop.mistakes.examples import Example, Examples
from desktop.mistakes.filters import (
    NEAR,
    OF_HISTORY,
    ORDERS_OF_HISTORY,
    Filters,
    Order,
    Outcome,
    grouped,
    ordered,
)
from desktop.mistakes.timeline.history import PredictionHistory
from nncore.epoch_predictions import NO_PREDICTION


def everything(examples: Examples) -> list[Example]:
    return [examples.example(row) for row in range(len(examples.columns))]


def passing(examples: Examples, filters: Filters) -> list[Example]:
    return [examples.example(int(row)) for row in np.flatnonzero(filters.passes(examples))]


def test_misread_are_shown_at_first(examples: Examples) -> None:
    expected = [each for each in everything(examples) if each.truth != each.predicted]
    assert passing(examples, Filters()) == expected


@pytest.mark.parametrize("truth", [None, 3])
@pytest.mark.parametrize("predicted", [None, 7])
def test_digits_pass_that_were_chosen(
    examples: Examples, truth: int | None, predicted: int | None
) -> None:
    filters = Filters(
        Outcome.ANY,
        truths=frozenset() if truth is None else frozenset({truth}),
        predictions=frozenset() if predicted is None else frozenset({predicted}),
    )
    expected = [
        each
        for each in everything(examples)
        if truth in (None, each.truth) and predicted in (None, each.predicted)
    ]
    assert passing(examples, filters) == expected


def test_every_cell_lets_as_many_pass_as_the_confusion_counts(examples: Examples) -> None:
    for truth in range(10):
        for predicted in range(10):
            shown = passing(examples, Filters(cells=frozenset({(truth, predicted)})))
            assert {(each.truth, each.predicted) for each in shown} <= {(truth, predicted)}
            assert len(shown) == examples.confusion[truth, predicted]


def test_several_cells_let_all_of_theirs_pass(examples: Examples) -> None:
    cells = frozenset({(4, 9), (9, 4), (3, 3)})
    shown = passing(examples, Filters(cells=cells))
    assert len(shown) == sum(examples.confusion[cell] for cell in cells)


def test_cells_take_the_place_of_digits_and_of_the_outcome() -> None:
    filters = Filters(Outcome.MISREAD, truths=frozenset({3})).with_cells(frozenset({(4, 4)}))
    assert filters.truths == frozenset()
    assert filters.shown_outcome is Outcome.ANY
    assert replace(filters, cells=frozenset()).shown_outcome is Outcome.MISREAD


@pytest.mark.parametrize("cell", [(4, 4), (4, 9)])
@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_holds_beside_a_cell_if_it_tells_more_of_its_images(
    cell: tuple[int, int], outcome: Outcome
) -> None:
    together = {
        (4, 4): {Outcome.NEAR_MISS, Outcome.FLIP_FLOP},
        (4, 9): {Outcome.NEVER_LEARNED, Outcome.LOST, Outcome.FLIP_FLOP},
    }[cell]
    cells = frozenset({cell})
    after_a_click = Filters(outcome).with_cells(cells)
    from_the_menu = Filters(cells=cells).with_outcome(outcome)
    if outcome in together:
        assert after_a_click.shown_outcome is outcome
        assert from_the_menu == after_a_click
    else:
        assert after_a_click.shown_outcome is Outcome.ANY
        assert from_the_menu == Filters(outcome)
    assert replace(after_a_click, cells=frozenset()).shown_outcome is outcome


def test_of_several_cells_those_stay_that_may_have_the_outcome() -> None:
    both = Filters(cells=frozenset({(4, 4), (4, 9)}))
    near = both.with_outcome(Outcome.NEAR_MISS)
    assert near.cells == {(4, 4)}
    assert near.with_cells(both.cells).shown_outcome is Outcome.ANY


def test_near_misses_of_a_cell(examples: Examples) -> None:
    near = passing(examples, Filters(Outcome.NEAR_MISS))
    cell = (near[0].truth, near[0].truth)
    shown = passing(examples, Filters(Outcome.NEAR_MISS, cells=frozenset({cell})))
    assert shown == [each for each in near if each.truth == cell[0]]


def test_a_range_of_confidence(examples: Examples) -> None:
    shown = passing(examples, Filters(Outcome.ANY, confidence=(0.5, 0.9)))
    assert shown == [each for each in everything(examples) if 0.5 <= each.confidence <= 0.9]


def test_near_misses_are_right_but_barely(examples: Examples) -> None:
    probabilities = examples.columns.probabilities
    assert probabilities is not None
    lead = np.sort(probabilities, axis=1)
    is_near = lead[:, -1] - lead[:, -2] < NEAR
    expected = [
        each
        for each, near in zip(everything(examples), is_near, strict=True)
        if each.is_right & near
    ]
    assert passing(examples, Filters(Outcome.NEAR_MISS)) == expected


def test_images_without_a_prediction_never_pass(examples: Examples) -> None:
    predictions = examples.columns.predictions.copy()
    predictions[:50] = NO_PREDICTION
    columns = replace(examples.columns, predictions=predictions, probabilities=None, losses=None)
    partly = Examples(examples.split, columns)
    for outcome in Outcome:
        assert not Filters(outcome).passes(partly)[:50].any()
    assert partly.read_count == len(columns) - 50
    assert partly.confusion.sum() == len(columns) - 50


@pytest.mark.parametrize("order", [each for each in Order if each not in ORDERS_OF_HISTORY])
def test_every_order_holds_and_equal_ones_come_by_falling_loss(
    examples: Examples, order: Order
) -> None:
    keys: dict[Order, Callable[[int], Any]] = {
        Order.WORST: lambda row: 0,
        Order.CONFIDENT: lambda row: -examples.columns.confidences[row],
        Order.MARGIN: lambda row: examples.margins[row],
        Order.FIX: lambda row: 0,  # none is known
        Order.POSITION: lambda row: row,
        Order.DIGIT: lambda row: (examples.columns.labels[row], examples.answers[row]),
        Order.PREDICTED: lambda row: (examples.answers[row], examples.columns.labels[row]),
    }
    rows = np.arange(len(examples.columns))
    losses = examples.columns.losses
    assert losses is not None
    expected = sorted(rows.tolist(), key=lambda row: (keys[order](row), -losses[row]))
    assert ordered(examples, rows, order).tolist() == expected


def test_without_losses_the_surest_mistakes_come_first_and_the_surest_right_ones_last(
    examples: Examples,
) -> None:
    unknown = Examples(examples.split, replace(examples.columns, losses=None))
    shown = [unknown.example(row) for row in ordered(unknown, np.arange(300), Order.WORST)]
    outcomes = [each.is_right for each in shown]
    assert outcomes == sorted(outcomes)
    wrong = [each.confidence for each in shown if not each.is_right]
    right = [each.confidence for each in shown if each.is_right]
    assert wrong == sorted(wrong, reverse=True)
    assert right == sorted(right)


def test_groups_hold_what_was_confused_alike_the_largest_first(examples: Examples) -> None:
    rows = ordered(examples, np.arange(len(examples.columns)), Order.WORST)
    together, groups = grouped(examples, rows)
    assert sorted(together) == sorted(rows)
    bounds = [*groups.firsts.tolist(), len(together)]
    sizes = [end - begin for begin, end in pairwise(bounds)]
    for cell, (begin, end) in zip(groups.cells, pairwise(bounds), strict=True):
        members = [examples.example(int(row)) for row in together[begin:end]]
        assert {(each.truth, each.predicted) for each in members} == {cell}
        losses = [each.loss or 0.0 for each in members]
        assert losses == sorted(losses, reverse=True)
    is_right = [truth == predicted for truth, predicted in groups.cells]
    assert is_right == sorted(is_right)
    wrong = sizes[: is_right.index(True)]
    assert wrong == sorted(wrong, reverse=True)


def with_history(examples: Examples) -> Examples:
    """Four epochs: images go right and wrong by turns, by their position."""
    truths = examples.columns.labels
    is_right = np.array([[(at >> epoch) & 1 for at in range(len(truths))] for epoch in range(4)])
    predictions = np.where(is_right, truths, (truths + 1) % 10).astype(np.uint8)
    history = PredictionHistory(np.array([1, 2, 3, 5], np.int32), predictions, truths)
    columns = replace(examples.columns, predictions=predictions[-1])
    return replace(examples, columns=columns, history=history)


def bits(position: int) -> list[bool]:
    """Whether the image was read right at each of the four epochs."""
    return [bool((position >> epoch) & 1) for epoch in range(4)]


def test_a_history_tells_what_was_never_learned_lost_or_forgotten_twice(
    examples: Examples,
) -> None:
    told = with_history(examples)
    rows = range(len(examples.columns))
    expected = {
        Outcome.NEVER_LEARNED: [row for row in rows if not any(bits(row))],
        Outcome.LOST: [row for row in rows if any(bits(row)) and not bits(row)[-1]],
        Outcome.FLIP_FLOP: [
            row for row in rows if sum(a and not b for a, b in pairwise(bits(row))) >= 2
        ],
    }
    for outcome, positions in expected.items():
        assert np.flatnonzero(Filters(outcome).passes(told)).tolist() == positions
        assert not Filters(outcome).passes(examples).any(), "nothing is known without a history"
    assert set(expected) == set(OF_HISTORY)


def test_the_latest_learned_and_the_oftenest_forgotten_come_first(examples: Examples) -> None:
    told = with_history(examples)
    rows = np.arange(len(examples.columns))
    never = 10**6

    def learned(row: int) -> int:
        return next((at for at, right in enumerate(bits(row)) if right), never)

    shown = ordered(told, rows, Order.LEARNED_LATE)
    assert [learned(int(row)) for row in shown] == sorted(map(learned, rows.tolist()), reverse=True)
    forgotten = [
        sum(a and not b for a, b in pairwise(bits(int(row))))
        for row in ordered(told, rows, Order.FORGOTTEN)
    ]
    assert forgotten == sorted(forgotten, reverse=True)
