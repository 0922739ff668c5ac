"""Hands at the recipe form: to find, type, paste and choose as a person does."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLabel, QToolButton, QWidget

WidgetType = TypeVar("WidgetType", bound=QWidget)


def find(form: QWidget, kind: type[WidgetType], name: str) -> WidgetType:
    widget = form.findChild(kind, name)
    assert widget is not None, name
    return widget


def note(form: QWidget, name: str) -> str:
    """What is said in a caption of the form."""
    return find(form, QLabel, name).text()


def fill(field: QWidget, text: str) -> None:
    """Type into a field, instead of what it holds; it keeps the focus."""
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    if text:
        QTest.keyClicks(field, text)
    else:
        QTest.keyClick(field, Qt.Key.Key_Delete)


def enter(field: QWidget, text: str) -> None:
    """Type into a field, and press Return."""
    fill(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def paste(box: QAbstractSpinBox, text: str) -> None:
    """Put a text in the place of what a box holds."""
    box.selectAll()
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def choose(box: QComboBox, key: str) -> None:
    """Choose by key, as the list of a box does."""
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


def show_more(form: QWidget) -> None:
    """Unfold what is rarely needed, or fold it away."""
    QTest.mouseClick(find(form, QToolButton, "more_button"), Qt.MouseButton.LeftButton)
