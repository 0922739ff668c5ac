"""Whether everything that can be operated can be brought into sight, and is large enough to use."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGraphicsView,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QWidget,
)

from desktop.window.main_window import MainWindow

OPERABLE = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QGraphicsView,
    QLineEdit,
)
NAMED = ("draw_canvas", "network_view", "probability_bars", "prediction_label", "data_label")
"""What is looked at or drawn on."""


def out_of_reach(window: MainWindow) -> list[str]:
    """What is shown, but cannot be brought wholly into the window, or has too little room."""
    parts = [each for each in window.findChildren(QWidget) if _matters(each, window)]
    assert len(parts) > 5
    return [f"{_named(each)}: {problem}" for each in parts if (problem := _problem(each, window))]


def _matters(widget: QWidget, window: MainWindow) -> bool:
    if not widget.isVisible() or widget.window() is not window:
        return False
    if widget.objectName() in NAMED:
        return True
    is_inner = widget.objectName().startswith("qt_") or isinstance(widget, QScrollBar)
    is_inner |= "TableCornerButton" in widget.metaObject().className()
    is_inner |= isinstance(widget.parentWidget(), QAbstractItemView)  # headings
    return isinstance(widget, OPERABLE) and widget.isEnabled() and not is_inner


def _problem(widget: QWidget, window: MainWindow) -> str:
    """What keeps a person from it; empty where nothing does."""
    if isinstance(widget, QAbstractButton | QComboBox | QAbstractSpinBox | QLineEdit):
        least = widget.minimumSizeHint()
        if widget.width() < least.width() or widget.height() < least.height():
            return f"needs {least.toTuple()}, has {widget.size().toTuple()}"
    if min(widget.width(), widget.height()) < 8:
        return f"has only {widget.size().toTuple()}"
    if shown_part(widget, window).size() != widget.size():
        _bring_into_sight(widget)
    shown = shown_part(widget, window)
    return "" if shown.size() == widget.size() else f"shows {shown.size()} of {widget.size()}"


def _bring_into_sight(widget: QWidget) -> None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            # not ensureWidgetVisible, which is content with a field's cursor
            content = parent.widget()
            assert content is not None
            middle = widget.mapTo(content, widget.rect().center())
            reach = widget.width() // 2 + 1, widget.height() // 2 + 1
            parent.ensureVisible(middle.x(), middle.y(), *reach)
        parent = parent.parentWidget()
    QApplication.processEvents()


def shown_part(widget: QWidget, window: MainWindow) -> QRect:
    """The part of it that no widget around it cuts off."""
    shown = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    parent = widget.parentWidget()
    while parent is not None:
        shown &= QRect(parent.mapTo(window, QPoint(0, 0)), parent.size())
        parent = None if parent is window else parent.parentWidget()
    return shown


def _named(widget: QWidget) -> str:
    return widget.objectName() or f"{widget.metaObject().className()} {widget.accessibleName()}"
