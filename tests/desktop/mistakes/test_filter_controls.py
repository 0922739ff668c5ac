"""The menu of filters as a person meets it: what entries let pass, what they do to cells."""

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar, QToolTip
from pytestqt.qtbot import QtBot

from desktop.formats import hint
from desktop.mistakes.cards.model import MistakeRole
from desktop.mistakes.filter_wording import OUTCOME_HINTS, span_hint
from desktop.mistakes.filters import Outcome
from desktop.mistakes.view import MistakesTab
from desktop.theme import Theme
from tests.desktop.hands import click, find
from tests.desktop.mistakes.helpers import (
    chips,
    click_cell,
    every_action,
    figures,
    filter_menu,
    sentence,
    tick,
)


def test_each_entry_says_what_it_lets_pass(wide_tab: MistakesTab) -> None:
    assert filter_menu(wide_tab).toolTipsVisible()
    said = {each.text(): each.toolTip() for each in every_action(filter_menu(wide_tab))}
    assert all(tip.startswith("<qt>") for tip in said.values())
    assert said["Near misses"] == hint(OUTCOME_HINTS[Outcome.NEAR_MISS])
    assert said["Under 50\u00a0%"] == hint(span_hint((0.0, 0.5)))
    assert said["Confidence"] != said["Truth"] != said["&4"]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_pointer_brings_the_words(qtbot: QtBot, wide_tab: MistakesTab) -> None:
    menu = filter_menu(wide_tab)
    menu.popup(wide_tab.mapToGlobal(QPoint(50, 50)))
    entry = next(each for each in menu.actions() if each.text() == "Near misses")
    place = menu.actionGeometry(entry).center()
    QTest.mouseMove(menu, place)
    QApplication.sendEvent(menu, QHelpEvent(QEvent.Type.ToolTip, place, menu.mapToGlobal(place)))
    assert "ahead of the runner-up" in QToolTip.text()
    QToolTip.hideText()
    menu.close()


def test_near_misses_of_a_cell_that_was_read_right_are_both_on(wide_tab: MistakesTab) -> None:
    tick(wide_tab, "Near misses")
    truth = int(figures(wide_tab, MistakeRole.TRUTH)[0])
    near = figures(wide_tab, MistakeRole.TRUTH).count(truth)
    click_cell(wide_tab, truth, truth)
    assert chips(wide_tab) == ["Near misses", f"{truth} read right"]
    assert figures(wide_tab, MistakeRole.TRUTH) == [truth] * near
    click(wide_tab, "filter_chip_0")
    assert chips(wide_tab) == [f"{truth} read right"]
    tick(wide_tab, "Near misses")
    assert chips(wide_tab) == ["Near misses", f"{truth} read right"]
    click(wide_tab, "filter_chip_1")
    assert chips(wide_tab) == ["Near misses"]


def test_what_cannot_both_be_is_not_both_on_and_the_chips_say_so(wide_tab: MistakesTab) -> None:
    click_cell(wide_tab, 4, 9)
    tick(wide_tab, "Near misses")
    assert chips(wide_tab) == ["Near misses"]
    click_cell(wide_tab, 4, 9)
    assert chips(wide_tab) == ["4 → 9"]
    click(wide_tab, "filter_chip_0")
    assert chips(wide_tab) == ["Near misses"]
    assert sentence(wide_tab) == ""


def test_a_mode_that_can_be_chosen_looks_so_and_lights_up(
    qtbot: QtBot, wide_tab: MistakesTab, theme: Theme
) -> None:
    modes = find(wide_tab, QTabBar, "mode_bar")
    area = modes.tabRect(1)

    def colours() -> set[str]:
        image = modes.grab(area).toImage()
        places = ((x, y) for x in range(image.width()) for y in range(image.height()))
        return {image.pixelColor(*place).name() for place in places}

    QTest.mouseMove(modes, modes.tabRect(0).center())
    resting = colours()
    assert theme.text.name() in resting
    QTest.mouseMove(modes, area.center())
    qtbot.waitUntil(lambda: colours() != resting)
    QTest.mouseMove(modes, modes.tabRect(0).center())
    qtbot.waitUntil(lambda: colours() == resting)
