"""Keys and clicks in the gallery, for its tests."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.mistakes.cards.view import MistakesView

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def press(view: MistakesView, *keys: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    for key in keys:
        QTest.keyClick(view, key, modifier)


def click(view: MistakesView, row: int, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    index = view.model().index(row, 0)
    view.scrollTo(index)
    place = view.visualRect(index).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def click_heading(view: MistakesView, group: int) -> None:
    place = view.in_viewport.heading_rect(group).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


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
