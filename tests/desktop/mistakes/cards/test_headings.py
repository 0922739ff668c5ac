"""Headings of groups: the keyboard at them, one that stays in sight, all folded at once."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.mistakes.cards.card_layout import CardSize
from desktop.mistakes.cards.heading import HeadingMenu
from desktop.mistakes.cards.model import Groups
from desktop.mistakes.cards.view import MistakesView
from desktop.mistakes.filters import Order
from tests.desktop.hands import SHIFT, find, press_keys
from tests.desktop.mistakes.cards.helpers import (
    GroupedModel,
    click,
    click_heading,
    folded,
    right_click,
    selected,
)

KEY = Qt.Key


def heading_top(view: MistakesView, group: int) -> int:
    return view.in_viewport.heading_rect(group).top()


def on_screen(view: MistakesView) -> QImage:
    """What was painted so far, in parts as it was scrolled; nothing is painted anew."""
    QApplication.processEvents()
    return view.screen().grabWindow(view.winId()).toImage()


def test_after_a_click_on_a_heading_the_keyboard_is_there(gallery: MistakesView) -> None:
    click(gallery, 3)
    click_heading(gallery, 2)
    assert folded(gallery) == [2]
    press_keys(gallery, KEY.Key_Space)
    assert folded(gallery) == []
    press_keys(gallery, KEY.Key_Return)
    assert folded(gallery) == [2]
    press_keys(gallery, KEY.Key_Right)
    assert folded(gallery) == []
    press_keys(gallery, KEY.Key_Down)
    assert gallery.currentIndex().row() == 13  # below the heading, in the column of row 3
    assert selected(gallery) == [13]


@pytest.mark.parametrize("key", [KEY.Key_Space, KEY.Key_Left, None])
def test_below_a_heading_that_was_folded_comes_the_next_one(
    gallery: MistakesView, key: KEY | None
) -> None:
    click(gallery, 12)
    press_keys(gallery, KEY.Key_Up, KEY.Key_Up, KEY.Key_Up, KEY.Key_Up, KEY.Key_Up)
    if key is None:
        click_heading(gallery, 0)
    else:
        press_keys(gallery, key)
    assert folded(gallery) == [0]
    press_keys(gallery, KEY.Key_Down, KEY.Key_Space)
    assert folded(gallery) == [0, 1]
    press_keys(gallery, KEY.Key_Up, KEY.Key_Space)
    assert folded(gallery) == [1]


def test_the_keyboard_stays_at_its_heading_when_other_rows_come(
    gallery: MistakesView, grouped_model: GroupedModel
) -> None:
    click(gallery, 3)
    click_heading(gallery, 2)
    grouped_model.order_by(Order.POSITION)
    press_keys(gallery, KEY.Key_Space)
    assert folded(gallery) == []


def test_a_click_on_a_heading_selects_nothing_and_deselects_only_what_it_hides(
    gallery: MistakesView,
) -> None:
    click(gallery, 12)
    click_heading(gallery, 0)
    assert selected(gallery) == [12]
    click_heading(gallery, 0)
    assert selected(gallery) == [12]


def test_the_heading_of_what_is_seen_stays_in_sight(gallery: MistakesView) -> None:
    bar = gallery.verticalScrollBar()
    bar.setValue(70)
    assert gallery.in_viewport.heading_at(QPoint(40, 3)) == 0
    assert gallery.in_viewport.row_at(QPoint(40, 3)) is None
    below = gallery.geometry_of_cards.heading_rect(1).top()
    bar.setValue(below - 10)
    assert heading_top(gallery, 0) < 0  # the next one pushes it away
    assert gallery.in_viewport.heading_at(QPoint(40, 12)) == 1
    bar.setValue(bar.maximum())
    assert gallery.in_viewport.heading_at(QPoint(40, 3)) == 2


@pytest.mark.parametrize("size", CardSize)
def test_scrolled_parts_fit_together(gallery: MistakesView, size: CardSize) -> None:
    gallery.set_card_size(size)
    gallery.verticalScrollBar().setValue(0)
    places = np.random.default_rng(3).integers(-120, 140, 60).tolist()
    own = [gallery.geometry_of_cards.heading_rect(group).top() for group in range(3)]
    bar = gallery.verticalScrollBar()
    for number, step in enumerate(places):
        bar.setValue(own[number // 10] - 5 if number in (10, 20) else bar.value() + step)
        assert on_screen(gallery) == gallery.grab().toImage()


def test_a_click_on_the_heading_in_sight_folds_its_group_and_brings_it_there(
    gallery: MistakesView,
) -> None:
    bar = gallery.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    QTest.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 5))
    assert folded(gallery) == [2]
    own = gallery.geometry_of_cards.heading_rect(2).translated(0, -gallery.verticalOffset())
    assert gallery.viewport().rect().contains(own)


def test_a_row_is_shown_below_the_heading_that_stays_in_sight(gallery: MistakesView) -> None:
    bar = gallery.verticalScrollBar()
    bar.setValue(bar.maximum())
    row = gallery.rows_in_sight()[0].start
    click(gallery, row + 5)
    press_keys(gallery, KEY.Key_Up, KEY.Key_Up)
    rect = gallery.visualRect(gallery.currentIndex())
    assert not gallery.in_viewport.covered.intersects(rect)
    assert rect.top() >= gallery.geometry_of_cards.heading_height


def test_no_line_is_left_out_by_pages_below_the_heading(gallery: MistakesView) -> None:
    click(gallery, 11)
    seen: list[set[int]] = []
    for _ in range(4):
        seen.append({row for rows in gallery.rows_in_sight() for row in rows})
        press_keys(gallery, KEY.Key_PageDown)
    assert all(max(before) >= min(after) - 1 for before, after in pairwise(seen))


def test_shift_and_an_arrow_fold_all_and_unfold_all(gallery: MistakesView) -> None:
    click(gallery, 12)
    click_heading(gallery, 2)
    before = heading_top(gallery, 2)
    press_keys(gallery, KEY.Key_Right, modifier=SHIFT)
    assert folded(gallery) == []
    assert heading_top(gallery, 2) == before
    press_keys(gallery, KEY.Key_Left, modifier=SHIFT)
    assert folded(gallery) == [0, 1, 2]
    assert selected(gallery) == []
    press_keys(gallery, KEY.Key_Up, KEY.Key_Space)
    assert folded(gallery) == [0, 2]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_menu_folds_one_group_or_all(gallery: MistakesView) -> None:
    right_click(gallery, 0)
    words = [action.text().split("\t")[0] for action in find(gallery, HeadingMenu).actions()]
    assert words == ["Fold “4 → 9”", "", "Fold all", "Unfold all"]
    choose(gallery, "fold_action")
    assert folded(gallery) == [0]
    right_click(gallery, 0)
    choose(gallery, "fold_all_action")
    assert folded(gallery) == [0, 1, 2]
    right_click(gallery, 2)
    choose(gallery, "fold_action")
    assert folded(gallery) == [0, 1]
    right_click(gallery, 0)
    choose(gallery, "unfold_all_action")
    assert folded(gallery) == []


def choose(view: MistakesView, name: str) -> None:
    """Click an entry of the open menu."""
    opened = find(view, HeadingMenu)
    assert opened.isVisible()
    action = next(each for each in opened.actions() if each.objectName() == name)
    QTest.mouseClick(opened, Qt.MouseButton.LeftButton, pos=opened.actionGeometry(action).center())
    assert not opened.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_menu_key_opens_the_menu_of_the_heading_where_the_keyboard_is(
    gallery: MistakesView,
) -> None:
    reason, point = QContextMenuEvent.Reason.Keyboard, gallery.rect().center()

    def open_menu() -> bool:
        event = QContextMenuEvent(reason, point, gallery.mapToGlobal(point))
        QApplication.sendEvent(gallery, event)
        return find(gallery, HeadingMenu).isVisible()

    click(gallery, 0)
    assert not open_menu()
    press_keys(gallery, KEY.Key_Up)
    assert open_menu()
    find(gallery, HeadingMenu).close()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_group_that_went_while_its_menu_was_open_is_left_alone(
    gallery: MistakesView, grouped_model: GroupedModel
) -> None:
    right_click(gallery, 1)
    grouped_model.show(None, np.empty(0, np.intp), Groups(("others",), np.array([0])))
    choose(gallery, "fold_action")
    assert folded(gallery) == []


def test_the_heading_in_sight_is_lit_under_the_pointer(qtbot: QtBot, gallery: MistakesView) -> None:
    gallery.verticalScrollBar().setValue(70)
    QTest.mouseMove(gallery.viewport(), QPoint(40, 200))
    QApplication.sendEvent(gallery.viewport(), QEvent(QEvent.Type.Leave))
    before = on_screen(gallery)
    QTest.mouseMove(gallery.viewport(), QPoint(40, 5))
    assert on_screen(gallery) != before
    QApplication.sendEvent(gallery.viewport(), QEvent(QEvent.Type.Leave))
    assert on_screen(gallery) == before
