"""How tests reach into the window as a person does: by the names of its parts."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

Part = TypeVar("Part", bound=QWidget)


def find(widget: QWidget, kind: type[Part], name: str) -> Part:
    """The part of that name."""
    found = widget.findChild(kind, name)
    assert isinstance(found, kind), name
    return found


def button(widget: QWidget, name: str) -> QAbstractButton:
    """A button of any kind."""
    return find(widget, QAbstractButton, name)


def click(widget: QWidget, name: str) -> None:
    """Press a button with the mouse."""
    QTest.mouseClick(button(widget, name), Qt.MouseButton.LeftButton)


def label(widget: QWidget, name: str) -> QLabel:
    """A label of any kind."""
    return find(widget, QLabel, name)


def words(widget: QWidget, name: str) -> str:
    """What a label says."""
    return label(widget, name).text()
