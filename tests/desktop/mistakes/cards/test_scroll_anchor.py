"""The gallery does not jump under the eyes of whoever looks: images stay, selected and in place."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPoint
from pytestqt.qtbot import QtBot

from desktop.mistakes.cards.view import MistakesView
from desktop.mistakes.examples import Examples
from desktop.mistakes.filters import Filters, Order
from desktop.theme import Theme
from tests.desktop.mistakes.cards.helpers import ShownModel, misread_rows
from tests.desktop.mistakes.helpers import expose


@pytest.fixture
def view(qtbot: QtBot, model: ShownModel, theme: Theme) -> MistakesView:
    return expose(qtbot, MistakesView(model, theme), 600, 400)


def card(view: MistakesView, row: int) -> QModelIndex:
    return view.model().index(row, 0)


def top(view: MistakesView, model: ShownModel, image: int) -> int:
    row = model.row_of(image)
    assert row is not None
    return view.visualRect(card(view, row)).top()


def survivors(model: ShownModel, later: Examples) -> list[int]:
    """Rows whose images are misread later, too, and stand elsewhere then."""
    later_rows = {
        later.split.index(int(position)): row for row, position in enumerate(misread_rows(later))
    }
    rows = range(model.rowCount())
    return [row for row in rows if later_rows.get(model.example(row).index, row) != row]


def test_the_selected_image_stays_selected_and_in_place(
    view: MistakesView, model: ShownModel, other_examples: Examples
) -> None:
    row = survivors(model, other_examples)[60]
    image = model.example(row).index
    view.setCurrentIndex(card(view, row))
    before = top(view, model, image)
    model.give(other_examples)
    assert [model.example(index.row()).index for index in view.selectedIndexes()] == [image]
    assert model.example(view.currentIndex().row()).index == image
    assert top(view, model, image) == before


def test_without_a_selection_what_is_in_sight_stays_in_place(
    view: MistakesView, model: ShownModel, examples: Examples
) -> None:
    view.verticalScrollBar().setValue(1_003)
    first = model.example(view.indexAt(QPoint(0, 0)).row()).index
    before = top(view, model, first)
    # as if all the worst had been learned, and the image in sight had not
    row = model.row_of(first)
    assert row is not None
    predictions, learned = examples.columns.predictions.copy(), misread_rows(examples)[: row - 20]
    predictions[learned] = examples.columns.labels[learned]
    model.give(Examples(examples.split, replace(examples.columns, predictions=predictions)))
    assert top(view, model, first) == before
    assert view.selectedIndexes() == []


def test_who_looks_at_the_top_sees_the_new_top(
    view: MistakesView, model: ShownModel, other_examples: Examples
) -> None:
    model.give(other_examples)
    assert view.verticalScrollBar().value() == 0


def test_an_image_that_is_read_right_now_leaves_nothing_selected(
    view: MistakesView, model: ShownModel
) -> None:
    row = next(row for row in range(model.rowCount()) if model.example(row).truth != 4)
    view.setCurrentIndex(card(view, row))
    model.filter_by(Filters(truths=frozenset({4})))
    assert view.selectedIndexes() == []
    assert view.currentIndex().isValid()  # the arrows go on from near by


def test_a_selection_survives_another_order(view: MistakesView, model: ShownModel) -> None:
    view.setCurrentIndex(card(view, 7))
    image = model.example(7).index
    model.order_by(Order.POSITION)
    assert [model.example(index.row()).index for index in view.selectedIndexes()] == [image]


def test_the_same_index_of_another_split_is_another_image(
    view: MistakesView, model: ShownModel, validation_examples: Examples
) -> None:
    view.setCurrentIndex(card(view, 50))
    model.give(validation_examples)
    assert view.selectedIndexes() == []
    assert view.verticalScrollBar().value() == 0


def test_after_an_empty_gallery_the_same_image_is_selected_in_the_same_place(
    view: MistakesView, model: ShownModel, examples: Examples, other_examples: Examples
) -> None:
    row = survivors(model, other_examples)[60]
    image = model.example(row).index
    view.setCurrentIndex(card(view, row))
    before = top(view, model, image)
    model.clear()
    assert view.selectedIndexes() == []
    model.give(other_examples)
    assert [model.example(index.row()).index for index in view.selectedIndexes()] == [image]
    assert top(view, model, image) == before
    model.give(examples)
    assert view.model().rowCount() == len(misread_rows(examples))


def test_resizing_keeps_what_is_in_sight(view: MistakesView, model: ShownModel) -> None:
    view.setCurrentIndex(card(view, 90))
    image = model.example(90).index
    before = top(view, model, image)
    view.resize(800, 400)
    assert top(view, model, image) == before
