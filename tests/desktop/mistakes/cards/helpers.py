"""For tests of cards alone: a model that shows what an exploration would, and clicks."""

from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.mistakes.cards.model import CardRole, Groups, MistakesModel
from desktop.mistakes.cards.view import MistakesView
from desktop.mistakes.examples import NO_ROWS, Examples, Rows
from desktop.mistakes.filters import Filters, Order, ordered
from tests.desktop.hands import PLAIN, click_item


def misread_rows(examples: Examples) -> Rows:
    """The misread ones, the worst first."""
    return ordered(examples, np.flatnonzero(Filters().passes(examples)), Order.WORST)


class ShownModel(MistakesModel):
    """Filters and orders by itself."""

    def __init__(self) -> None:
        super().__init__()
        self._given: Examples | None = None
        self._filters = Filters()
        self._sorted = Order.WORST
        self._headings = Groups()

    def give(self, examples: Examples | None) -> None:
        self._given = examples
        rows = NO_ROWS
        if examples is not None:
            rows = ordered(examples, np.flatnonzero(self._filters.passes(examples)), self._sorted)
        self.show(examples, rows, self._headings, self._sorted)

    def filter_by(self, filters: Filters) -> None:
        self._filters = filters
        self.give(self._given)

    def order_by(self, order: Order) -> None:
        self._sorted = order
        self.give(self._given)

    def clear(self) -> None:
        self.give(None)


class GroupedModel(ShownModel):
    """Mistakes under headings, with words of the test for the cards."""

    def __init__(self, groups: Groups, sort_text: str = "", story: str = "") -> None:
        super().__init__()
        self._headings = groups
        self.words = {CardRole.SORT_TEXT: sort_text, CardRole.STORY: story}

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in self.words:
            return self.words[CardRole(role)]
        return super().data(index, role)


def click(view: MistakesView, row: int, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    index = view.model().index(row, 0)
    view.scrollTo(index)
    click_item(view, index, modifier)


def click_heading(view: MistakesView, group: int) -> None:
    place = view.in_viewport.heading_rect(group).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def folded(view: MistakesView) -> list[int]:
    """The groups whose cards are hidden."""
    geometry = view.geometry_of_cards
    return [group for group in range(geometry.groups) if geometry.is_folded(group)]


def selected(view: MistakesView) -> list[int]:
    rows: list[int] = view.selected_rows().tolist()
    return rows


def right_click(view: MistakesView, group: int) -> None:
    """Ask for the menu of a heading."""
    place = view.in_viewport.heading_rect(group).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=place)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, view.viewport().mapToGlobal(place)
    )
    QApplication.sendEvent(view.viewport(), event)
