"""A rectangle that is dragged over cards and empty room, as far as the content goes."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRubberBand
from pytestqt.qtbot import QtBot

from desktop.mistakes.cards.view import MistakesView
from desktop.mistakes.filters import Order
from tests.desktop.hands import CONTROL, PLAIN, SHIFT, find, press_keys
from tests.desktop.mistakes.cards.helpers import GroupedModel, click, selected

LEFT = Qt.MouseButton.LeftButton


def middle(view: MistakesView, row: int) -> QPoint:
    return view.visualRect(view.model().index(row, 0)).center()


def beside(view: MistakesView) -> QPoint:
    """In the empty room to the right of the last card of the second line."""
    rect = view.visualRect(view.model().index(9, 0))
    return QPoint(view.viewport().width() - 2, rect.bottom() - 1)


def band(view: MistakesView) -> QRect:
    """What is drawn of the rectangle; empty for nothing."""
    rubber = find(view, QRubberBand)
    return rubber.geometry() if rubber.isVisible() else QRect()


def begin(
    view: MistakesView, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier = PLAIN
) -> None:
    QTest.mousePress(view.viewport(), LEFT, modifier, start)
    QTest.mouseMove(view.viewport(), (start + end) / 2)
    QTest.mouseMove(view.viewport(), end)


def drag(
    view: MistakesView, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier = PLAIN
) -> None:
    begin(view, start, end, modifier)
    QTest.mouseRelease(view.viewport(), LEFT, modifier, end)


@pytest.fixture
def held(gallery: MistakesView) -> Iterator[MistakesView]:
    """A gallery whose button is let go at the end."""
    yield gallery
    QTest.mouseRelease(gallery.viewport(), LEFT, pos=QPoint(5, 60))


def test_the_rectangle_is_drawn_while_it_is_dragged(gallery: MistakesView) -> None:
    start, end = middle(gallery, 0), middle(gallery, 6)
    begin(gallery, start, end)
    assert band(gallery) == QRect(start, end)
    assert selected(gallery) == [0, 1, 5, 6]
    QTest.mouseRelease(gallery.viewport(), LEFT, pos=end)
    assert band(gallery).isEmpty()
    assert selected(gallery) == [0, 1, 5, 6]


def test_it_begins_in_empty_room_too_and_shrinks_again(gallery: MistakesView) -> None:
    click(gallery, 2)
    start = beside(gallery)
    begin(gallery, start, middle(gallery, 8))
    assert selected(gallery) == [8, 9]
    QTest.mouseMove(gallery.viewport(), middle(gallery, 9))
    assert selected(gallery) == [9]
    QTest.mouseRelease(gallery.viewport(), LEFT, pos=middle(gallery, 9))
    assert selected(gallery) == [9]


@pytest.mark.parametrize("modifier", [SHIFT, CONTROL])
def test_with_shift_or_control_it_adds(
    gallery: MistakesView, modifier: Qt.KeyboardModifier
) -> None:
    click(gallery, 0)
    drag(gallery, middle(gallery, 7), middle(gallery, 8), modifier)
    assert selected(gallery) == [0, 7, 8]
    drag(gallery, middle(gallery, 8), middle(gallery, 9), modifier)
    assert selected(gallery) == [0, 7, 8, 9]


def test_the_keyboard_goes_on_from_where_it_ended(gallery: MistakesView) -> None:
    drag(gallery, middle(gallery, 6), middle(gallery, 2))
    assert gallery.currentIndex().row() == 2
    press_keys(gallery, Qt.Key.Key_Right)
    assert selected(gallery) == [3]


def test_a_hand_that_trembles_draws_no_rectangle(gallery: MistakesView) -> None:
    start = middle(gallery, 2)
    begin(gallery, start, start + QPoint(3, 2))
    assert band(gallery).isEmpty()
    QTest.mouseRelease(gallery.viewport(), LEFT, pos=start)
    assert selected(gallery) == [2]


def test_beyond_the_edge_it_scrolls_and_selects_on(qtbot: QtBot, held: MistakesView) -> None:
    below = QPoint(middle(held, 1).x(), held.viewport().height() + 200)
    begin(held, middle(held, 0), below)
    qtbot.waitUntil(lambda: held.verticalScrollBar().value() > 300)
    assert {0, 1, 5, 6, 10, 11, 15, 16} <= set(selected(held))
    assert band(held).top() < 0
    above = QPoint(middle(held, 1).x(), -400)
    QTest.mouseMove(held.viewport(), above)
    qtbot.waitUntil(lambda: held.verticalScrollBar().value() == 0)
    qtbot.waitUntil(lambda: selected(held) == [0, 1])
    QTest.mouseMove(held.viewport(), middle(held, 6))
    assert selected(held) == [0, 1, 5, 6]


def test_the_wheel_takes_the_rectangle_along(held: MistakesView) -> None:
    begin(held, middle(held, 0), middle(held, 1))
    top = band(held).top()
    held.verticalScrollBar().setValue(150)
    assert band(held).top() == top - 150
    assert {0, 1, 5, 6} <= set(selected(held))


def beside_heading(view: MistakesView) -> QPoint:
    """In the empty room to the right of the words of the first heading."""
    rect = view.in_viewport.heading_rect(0)
    return QPoint(rect.right() - 20, rect.center().y())


def test_a_drag_that_begins_at_the_words_of_a_heading_selects_nothing(
    gallery: MistakesView,
) -> None:
    heading = gallery.in_viewport.heading_rect(0)
    words = QPoint(30, heading.center().y())
    drag(gallery, words, words + QPoint(0, 200))
    assert selected(gallery) == []
    assert band(gallery).isEmpty()


def test_a_drag_may_begin_beside_the_words_of_a_heading(gallery: MistakesView) -> None:
    click(gallery, 0)
    drag(gallery, beside_heading(gallery), middle(gallery, 8))
    assert selected(gallery) == [3, 4, 8, 9]
    assert not gallery.geometry_of_cards.is_folded(0)
    assert gallery.currentIndex().row() == 8
    press_keys(gallery, Qt.Key.Key_Right)
    assert selected(gallery) == [9]


def test_a_click_beside_the_words_of_a_heading_folds_its_group(gallery: MistakesView) -> None:
    QTest.mouseClick(gallery.viewport(), LEFT, pos=beside_heading(gallery))
    assert gallery.geometry_of_cards.is_folded(0)
    QTest.mouseClick(gallery.viewport(), LEFT, pos=beside_heading(gallery))
    assert not gallery.geometry_of_cards.is_folded(0)


@pytest.mark.parametrize("modifier", [PLAIN, CONTROL])
def test_escape_takes_a_rectangle_back(held: MistakesView, modifier: Qt.KeyboardModifier) -> None:
    click(held, 2)
    click(held, 4, CONTROL)
    begin(held, middle(held, 6), middle(held, 8), modifier)
    assert {6, 7, 8} <= set(selected(held))
    press_keys(held, Qt.Key.Key_Escape)
    assert selected(held) == [2, 4]
    assert held.currentIndex().row() == 4
    assert band(held).isEmpty()
    QTest.mouseMove(held.viewport(), middle(held, 9))
    assert selected(held) == [2, 4]
    QTest.mouseRelease(held.viewport(), LEFT, modifier, middle(held, 9))
    assert selected(held) == [2, 4]
    drag(held, middle(held, 0), middle(held, 1))
    assert selected(held) == [0, 1]


def test_other_rows_let_go_of_it(gallery: MistakesView, grouped_model: GroupedModel) -> None:
    begin(gallery, middle(gallery, 0), middle(gallery, 6))
    images = {grouped_model.example(row).index for row in selected(gallery)}
    grouped_model.order_by(Order.POSITION)
    assert band(gallery).isEmpty()
    QTest.mouseMove(gallery.viewport(), middle(gallery, 9))
    QTest.mouseRelease(gallery.viewport(), LEFT, pos=middle(gallery, 9))
    assert {grouped_model.example(row).index for row in selected(gallery)} == images
