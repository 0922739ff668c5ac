"""The gallery by keyboard and pointer: headings that fold, ranges, keys of its own."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.mistakes.cards.card_layout import CardSize
from desktop.mistakes.cards.model import CardRole
from desktop.mistakes.cards.navigation import STEPS
from desktop.mistakes.cards.quick_look import QuickLook
from desktop.mistakes.cards.view import MistakesView
from desktop.mistakes.examples import Examples
from desktop.mistakes.filters import Order
from tests.desktop.hands import CONTROL, PLAIN, SHIFT, find, listen, press_keys
from tests.desktop.mistakes.cards.helpers import GroupedModel, click, click_heading, selected


def is_shown(view: MistakesView, row: int) -> bool:
    return not view.isIndexHidden(view.model().index(row, 0))


def test_a_click_on_a_heading_folds_its_group_and_another_unfolds_it(
    gallery: MistakesView,
) -> None:
    below = gallery.geometry_of_cards.row_rect(10).top()
    click_heading(gallery, 0)
    assert not is_shown(gallery, 3)
    assert is_shown(gallery, 10)
    assert gallery.geometry_of_cards.row_rect(10).top() < below
    click_heading(gallery, 0)
    assert is_shown(gallery, 3)


def test_a_fold_deselects_what_it_hides(gallery: MistakesView) -> None:
    click(gallery, 8)
    click(gallery, 11, SHIFT)
    click_heading(gallery, 0)
    assert selected(gallery) == [10, 11]


def test_a_group_stays_folded_when_rows_change(
    gallery: MistakesView, grouped_model: GroupedModel
) -> None:
    gallery.set_folded(0, True)
    grouped_model.order_by(Order.POSITION)
    assert not is_shown(gallery, 0)


def test_left_folds_at_a_heading_and_right_unfolds_and_goes_on(gallery: MistakesView) -> None:
    click(gallery, 0)
    press_keys(gallery, Qt.Key.Key_Up)
    press_keys(gallery, Qt.Key.Key_Left)
    assert not is_shown(gallery, 0)
    press_keys(gallery, Qt.Key.Key_Right)
    assert is_shown(gallery, 0)
    press_keys(gallery, Qt.Key.Key_Right)
    assert selected(gallery) == [0]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_space_and_enter_fold_at_a_heading(gallery: MistakesView, key: Qt.Key) -> None:
    click(gallery, 0)
    press_keys(gallery, Qt.Key.Key_Up, key)
    assert not is_shown(gallery, 0)
    press_keys(gallery, key)
    assert is_shown(gallery, 0)
    look = find(gallery, QuickLook)
    assert look.isHidden()


def test_the_keyboard_goes_to_the_heading_of_what_is_hidden(gallery: MistakesView) -> None:
    click(gallery, 3)
    gallery.set_folded(0, True)
    press_keys(gallery, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert selected(gallery) == [13]


def test_shift_extends_from_where_the_selection_began(gallery: MistakesView) -> None:
    click(gallery, 2)
    press_keys(gallery, Qt.Key.Key_Right, Qt.Key.Key_Down, modifier=SHIFT)
    assert selected(gallery) == [2, 3, 4, 5, 6, 7, 8]
    press_keys(gallery, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Left, modifier=SHIFT)
    assert selected(gallery) == [1, 2]


def test_shift_and_control_clicks_extend_and_toggle(gallery: MistakesView) -> None:
    click(gallery, 1)
    click(gallery, 4, SHIFT)
    assert selected(gallery) == [1, 2, 3, 4]
    click(gallery, 3, CONTROL)
    assert selected(gallery) == [1, 2, 4]
    click(gallery, 6)
    assert selected(gallery) == [6]


def test_a_range_leaves_out_what_is_folded(gallery: MistakesView) -> None:
    gallery.set_folded(0, True)
    gallery.selectAll()
    assert selected(gallery) == list(range(10, gallery.model().rowCount()))


def test_control_a_selects_all(gallery: MistakesView) -> None:
    press_keys(gallery, Qt.Key.Key_A, modifier=CONTROL)
    assert len(selected(gallery)) == gallery.model().rowCount()


def test_a_drag_selects_the_cards_that_it_meets(gallery: MistakesView) -> None:
    start, end = (gallery.visualRect(gallery.model().index(row, 0)).center() for row in (0, 6))
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(gallery.viewport(), left, pos=start)
    QTest.mouseMove(gallery.viewport(), (start + end) / 2)
    QTest.mouseMove(gallery.viewport(), end)
    QTest.mouseRelease(gallery.viewport(), left, pos=end)
    assert selected(gallery) == [0, 1, 5, 6]


def test_digits_and_m_are_told(qtbot: QtBot, gallery: MistakesView) -> None:
    click(gallery, 1)
    for digit in range(10):
        with qtbot.waitSignal(gallery.digit_pressed) as told:
            press_keys(gallery, Qt.Key(Qt.Key.Key_0 + digit))
        assert told.args == [digit]
    with qtbot.waitSignal(gallery.mark_pressed):
        press_keys(gallery, Qt.Key.Key_M)
    assert selected(gallery) == [1]


def test_tells_where_the_keyboard_is_and_what_is_selected(
    qtbot: QtBot, gallery: MistakesView
) -> None:
    with qtbot.waitSignals([gallery.current_changed, gallery.selection_changed]):
        click(gallery, 2)
    with qtbot.waitSignal(gallery.current_changed) as told:
        press_keys(gallery, Qt.Key.Key_Right)
    assert told.args == [3]


def test_tells_what_is_under_the_pointer(qtbot: QtBot, gallery: MistakesView) -> None:
    rows = listen(gallery.hovered)
    for row in (1, 2):
        place = gallery.visualRect(gallery.model().index(row, 0)).center()
        QTest.mouseMove(gallery.viewport(), place)
    QTest.mouseMove(gallery.viewport(), gallery.geometry_of_cards.heading_rect(0).center())
    assert rows[-3:] == [1, 2, -1]


def test_other_rows_are_told_of(
    qtbot: QtBot, gallery: MistakesView, grouped_model: GroupedModel
) -> None:
    click(gallery, 2)
    with qtbot.waitSignals([gallery.current_changed, gallery.selection_changed, gallery.hovered]):
        grouped_model.clear()
    assert selected(gallery) == []


def test_all_that_was_selected_is_selected_in_another_order(
    gallery: MistakesView, grouped_model: GroupedModel
) -> None:
    click(gallery, 2)
    click(gallery, 12, SHIFT)
    images = {grouped_model.example(row).index for row in selected(gallery)}
    grouped_model.order_by(Order.POSITION)
    assert {grouped_model.example(row).index for row in selected(gallery)} == images


def test_page_down_brings_other_rows_and_keeps_the_keyboard_in_sight(
    gallery: MistakesView,
) -> None:
    click(gallery, 1)
    press_keys(gallery, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown)
    row = gallery.currentIndex().row()
    assert row > 10
    assert gallery.viewport().rect().contains(gallery.visualRect(gallery.currentIndex()))


@pytest.mark.parametrize("size", CardSize)
def test_each_size_shows_all_rows(gallery: MistakesView, size: CardSize) -> None:
    gallery.set_card_size(size)
    assert gallery.card_size is size
    press_keys(gallery, Qt.Key.Key_End)
    assert gallery.currentIndex().row() == gallery.model().rowCount() - 1
    assert gallery.viewport().rect().contains(gallery.visualRect(gallery.currentIndex()).center())


def test_another_size_keeps_the_selected_card_in_place(gallery: MistakesView) -> None:
    click(gallery, 60)
    before = gallery.visualRect(gallery.currentIndex()).top()
    gallery.set_card_size(CardSize.LARGE)
    assert gallery.visualRect(gallery.currentIndex()).top() == before


def test_cards_have_a_line_for_what_they_are_sorted_by_if_the_model_says_it(
    gallery: MistakesView, grouped_model: GroupedModel
) -> None:
    without = gallery.geometry_of_cards.cell.height()
    grouped_model.words[CardRole.SORT_TEXT] = "loss 3.5124"
    grouped_model.dataChanged.emit(grouped_model.index(0), grouped_model.index(0))
    assert gallery.geometry_of_cards.cell.height() > without


def test_screen_readers_find_every_card(gallery: MistakesView) -> None:
    interface = QAccessible.queryAccessibleInterface(gallery)
    assert interface is not None
    assert interface.role() == QAccessible.Role.List
    assert interface.childCount() == gallery.model().rowCount()
    card = interface.child(3)
    assert card is not None
    sentence = gallery.model().index(3, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert card.text(QAccessible.Text.Name) == sentence


def test_keys_of_others_are_left_to_them(qtbot: QtBot, gallery: MistakesView) -> None:
    heard: list[int] = []
    parent = listener(heard.append)
    qtbot.addWidget(parent)
    gallery.setParent(parent)
    parent.show()
    gallery.show()
    press_keys(gallery, Qt.Key.Key_Escape, Qt.Key.Key_X)
    press_keys(gallery, Qt.Key.Key_Left, modifier=Qt.KeyboardModifier.AltModifier)
    assert {Qt.Key.Key_Escape, Qt.Key.Key_X, Qt.Key.Key_Left} <= set(heard)
    gallery.setParent(None)


def listener(hear: Callable[[int], None]) -> QWidget:
    class Listener(QWidget):
        def keyPressEvent(self, event: object) -> None:
            hear(event.key())  # type: ignore[attr-defined]

    return Listener()


def test_a_row_that_is_shown_comes_out_of_its_folded_group(gallery: MistakesView) -> None:
    gallery.set_folded(0, True)
    gallery.show_row(3)
    assert selected(gallery) == [3]
    assert gallery.viewport().rect().contains(gallery.visualRect(gallery.currentIndex()))


def test_whatever_is_done_the_keyboard_stays_at_something(
    gallery: MistakesView, grouped_model: GroupedModel, examples: Examples
) -> None:
    rng = np.random.default_rng(5)
    keys = (*STEPS, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape)
    orders, sizes = list(Order), list(CardSize)
    for _ in range(400):
        match rng.integers(0, 12):
            case 0:
                grouped_model.order_by(orders[rng.integers(len(orders))])
            case 1:
                gallery.set_card_size(sizes[rng.integers(len(sizes))])
            case 2:
                gallery.set_folded(int(rng.integers(3)), bool(rng.integers(2)))
            case 3:
                gallery.resize(*map(int, rng.integers(80, 900, 2)))
            case 4:
                grouped_model.clear()
                press_keys(gallery, keys[rng.integers(len(keys))])
                grouped_model.give(examples)
            case _:
                modifier = (PLAIN, PLAIN, SHIFT, CONTROL)[rng.integers(4)]
                press_keys(gallery, keys[rng.integers(len(keys))], modifier=modifier)
        QApplication.processEvents()
        assert gallery.verticalOffset() <= gallery.verticalScrollBar().maximum()
        assert gallery.currentIndex().row() < grouped_model.rowCount()
