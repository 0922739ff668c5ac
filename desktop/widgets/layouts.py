"""Rows and columns of widgets, close to the edges of the widget that they fill."""

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop.theme import SPACE


def column(
    *parts: QWidget | QLayout, gap: int = SPACE, fills: QWidget | QLayout | None = None
) -> QVBoxLayout:
    """Parts one below the other, `gap` pixels apart; the one that `fills` takes the room left."""
    layout = QVBoxLayout()
    _fill(layout, parts, gap, fills)
    return layout


def row(
    *parts: QWidget | QLayout, gap: int = SPACE, fills: QWidget | QLayout | None = None
) -> QHBoxLayout:
    """Parts one beside the other, otherwise as a `column`."""
    layout = QHBoxLayout()
    _fill(layout, parts, gap, fills)
    return layout


def holding(layout: QLayout) -> QWidget:
    """A widget that is nothing but a place for a layout."""
    widget = QWidget()
    widget.setLayout(layout)
    return widget


def _fill(
    layout: QBoxLayout,
    parts: tuple[QWidget | QLayout, ...],
    gap: int,
    fills: QWidget | QLayout | None,
) -> None:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    for part in parts:
        stretch = 1 if part is fills else 0
        if isinstance(part, QLayout):
            layout.addLayout(part, stretch)
        else:
            layout.addWidget(part, stretch)
