"""Groups of cards in the whole tab: clicks, keys and the menu of cards together."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from desktop.mistakes.actions.wording import FOLDED_AWAY
from desktop.mistakes.cards.view import MistakesView
from desktop.mistakes.view import MistakesTab
from desktop.workspace.marks import Marks
from tests.desktop.hands import find, listen, press_keys
from tests.desktop.mistakes.cards.helpers import click_heading, folded, selected
from tests.desktop.mistakes.helpers import act, action, click_card

KEY = Qt.Key


@pytest.fixture
def grouped_tab(wide_tab: MistakesTab) -> MistakesTab:
    """A tab whose cards stand in groups of what was confused alike."""
    act(wide_tab, "group_action")
    return wide_tab


def gallery(tab: MistakesTab) -> MistakesView:
    return find(tab, MistakesView, "mistakes_view")


def test_the_keyboard_goes_on_from_a_heading_that_was_clicked(grouped_tab: MistakesTab) -> None:
    view = gallery(grouped_tab)
    click_card(grouped_tab, 0)
    click_heading(view, 1)
    assert folded(gallery(grouped_tab)) == [1]
    assert view.hasFocus()
    press_keys(view, KEY.Key_Down, KEY.Key_Space)
    assert folded(gallery(grouped_tab)) == [1, 2]
    press_keys(view, KEY.Key_Down, KEY.Key_Down)
    assert selected(view) == [view.geometry_of_cards.rows_of(3).start]


def test_a_mark_and_newer_answers_leave_the_keyboard_at_its_heading(
    grouped_tab: MistakesTab,
) -> None:
    view = gallery(grouped_tab)
    click_card(grouped_tab, 0)
    click_heading(view, 1)
    press_keys(view, KEY.Key_M)
    press_keys(view, KEY.Key_Space)
    assert folded(gallery(grouped_tab)) == []


def test_the_menu_of_cards_folds_all_groups_where_there_are_some(wide_tab: MistakesTab) -> None:
    assert not action(wide_tab, "fold_groups_action").isEnabled()
    assert not action(wide_tab, "unfold_groups_action").isEnabled()
    act(wide_tab, "group_action")
    act(wide_tab, "fold_groups_action")
    groups = gallery(wide_tab).geometry_of_cards.groups
    assert folded(gallery(wide_tab)) == [*range(groups)]
    act(wide_tab, "unfold_groups_action")
    assert folded(gallery(wide_tab)) == []
    act(wide_tab, "group_action")
    assert not action(wide_tab, "fold_groups_action").isEnabled()


def test_m_says_so_where_the_chosen_image_is_folded_away(
    grouped_tab: MistakesTab, marks: Marks
) -> None:
    told = listen(grouped_tab.image_actions.told)
    view = gallery(grouped_tab)
    click_card(grouped_tab, 0)
    act(grouped_tab, "fold_groups_action")
    press_keys(view, KEY.Key_M)
    assert told == [FOLDED_AWAY]
    assert len(marks) == 0
    act(grouped_tab, "unfold_groups_action")
    press_keys(view, KEY.Key_M)
    assert len(marks) == len(told) == 1


def test_a_dragged_rectangle_selects_for_the_whole_tab(wide_tab: MistakesTab) -> None:
    view = gallery(wide_tab)
    start, end = (view.visualRect(view.model().index(row, 0)).center() for row in (0, 2))
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view.viewport(), (start + end) / 2)
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert selected(view) == [0, 1, 2]
    assert find(wide_tab, QToolButton, "scope_selected").text() == "Selected 3"
