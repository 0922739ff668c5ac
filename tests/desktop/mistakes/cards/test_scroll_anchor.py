"""The gallery does not jump under the eyes of whoever looks: images stay, selected and in place."""

import pytest
from PySide6.QtCore import QModelIndex, QPoint
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.cards.examples import Mistakes
from desktop.mistakes.cards.model import MistakesModel
from desktop.mistakes.cards.view import MistakesView
from desktop.mistakes.filters import Filters, Order
from desktop.theme import Theme
from nncore.datasets import Dataset


@pytest.fixture
def model(qtbot: QtBot, mistakes: Mistakes) -> MistakesModel:
    model = MistakesModel()
    model.show(mistakes, "Test")
    return model


@pytest.fixture
def view(qtbot: QtBot, model: MistakesModel, theme: Theme) -> MistakesView:
    view = MistakesView(model, theme)
    qtbot.addWidget(view)
    view.resize(600, 400)
    with qtbot.waitExposed(view):
        view.show()
    return view


def card(view: MistakesView, row: int) -> QModelIndex:
    return view.model().index(row, 0)


def top(view: MistakesView, model: MistakesModel, image: int) -> int:
    row = model.row_of(image)
    assert row is not None
    return view.visualRect(card(view, row)).top()


def survivors(model: MistakesModel, later: Mistakes) -> list[int]:
    """Rows whose images are misread later, too, and stand elsewhere then."""
    later_rows = {later.mistake(row).index: row for row in range(len(later))}
    rows = range(model.rowCount())
    return [row for row in rows if later_rows.get(model.mistake(row).index, row) != row]


def test_the_selected_image_stays_selected_and_in_place(
    view: MistakesView, model: MistakesModel, other_mistakes: Mistakes
) -> None:
    row = survivors(model, other_mistakes)[60]
    image = model.mistake(row).index
    view.setCurrentIndex(card(view, row))
    before = top(view, model, image)
    model.show(other_mistakes, "Test")
    assert [model.mistake(index.row()).index for index in view.selectedIndexes()] == [image]
    assert model.mistake(view.currentIndex().row()).index == image
    assert top(view, model, image) == before


def test_without_a_selection_what_is_in_sight_stays_in_place(
    view: MistakesView, model: MistakesModel, mistakes: Mistakes
) -> None:
    view.verticalScrollBar().setValue(1_003)
    first = model.mistake(view.indexAt(QPoint(0, 0)).row()).index
    before = top(view, model, first)
    # as if all the worst had been learned, and the image in sight had not
    row = model.row_of(first)
    assert row is not None
    fewer = slice(row - 20, None)
    model.show(
        Mistakes(
            mistakes.split,
            mistakes.positions[fewer],
            mistakes.truths[fewer],
            mistakes.predictions[fewer],
            mistakes.confidences[fewer],
            mistakes.losses[fewer],
        ),
        "Test",
    )
    assert top(view, model, first) == before
    assert view.selectedIndexes() == []


def test_who_looks_at_the_top_sees_the_new_top(
    view: MistakesView, model: MistakesModel, other_mistakes: Mistakes
) -> None:
    model.show(other_mistakes, "Test")
    assert view.verticalScrollBar().value() == 0


def test_an_image_that_is_read_right_now_leaves_nothing_selected(
    view: MistakesView, model: MistakesModel
) -> None:
    row = next(row for row in range(model.rowCount()) if model.mistake(row).truth != 4)
    view.setCurrentIndex(card(view, row))
    model.set_filters(Filters(truth=4))
    assert view.selectedIndexes() == []
    assert view.currentIndex().isValid()  # the arrows go on from near by


def test_a_selection_survives_another_order(view: MistakesView, model: MistakesModel) -> None:
    view.setCurrentIndex(card(view, 7))
    image = model.mistake(7).index
    model.set_order(Order.POSITION)
    assert [model.mistake(index.row()).index for index in view.selectedIndexes()] == [image]


def test_the_same_index_of_another_split_is_another_image(
    view: MistakesView, model: MistakesModel, network: nn.Network, small_dataset: Dataset
) -> None:
    view.setCurrentIndex(card(view, 50))
    validation = small_dataset.validation
    model.show(Mistakes.of(nn.evaluate(network, validation), validation), "Validation")
    assert view.selectedIndexes() == []
    assert view.verticalScrollBar().value() == 0


def test_an_empty_gallery_and_back(
    view: MistakesView, model: MistakesModel, mistakes: Mistakes
) -> None:
    view.setCurrentIndex(card(view, 3))
    model.clear()
    model.show(mistakes, "Test")
    assert view.selectedIndexes() == []
    assert view.model().rowCount() == len(mistakes)


def test_resizing_keeps_what_is_in_sight(view: MistakesView, model: MistakesModel) -> None:
    view.setCurrentIndex(card(view, 90))
    image = model.mistake(90).index
    before = top(view, model, image)
    view.resize(800, 400)
    assert top(view, model, image) == before
