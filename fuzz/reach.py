"""What a person could reach in the window at a moment: widgets in sight, and what the menus offer.

What is drawn does not depend on the moment; only whether it is there does.
"""

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QSlider,
    QWidget,
)

from desktop.window.main_window import MainWindow

_KINDS: tuple[type[QWidget], ...] = (
    *(QWidget, QAbstractButton, QComboBox, QSlider, QLineEdit, QAbstractSpinBox),
    QAbstractItemView,
)
_DRAWN = 6
"""Names drawn for one widget, as most are in tabs and drawers that are shut."""


class Reach:
    """Draws widgets, places in them and actions from what a window had at first."""

    def __init__(self, window: MainWindow, rng: np.random.Generator) -> None:
        self._window = window
        self._rng = rng
        self._names = {kind: _names(window, kind) for kind in _KINDS}
        runs = window.findChild(QAbstractItemView, "runs_view")
        assert runs is not None
        self._runs = runs
        self._menus = [*_offered(window)]
        self._actions = [*self._menus, *runs.actions()]

    def widget(self, kind: type[QWidget] = QWidget) -> tuple[QWidget | None, str]:
        """A widget of a kind that is in sight, and its name; None where none of those drawn is."""
        names = self._rng.choice(self._names[kind], _DRAWN).tolist()
        for name in names:
            for each in self._window.findChildren(kind, name):
                if self.is_in_sight(each):
                    return each, name
        return None, f"{', '.join(names)}: not in sight"

    def is_in_sight(self, widget: QWidget) -> bool:
        """Whether a person could point at a widget, all of whose visible part lies in the window.

        Just after the window was made smaller, what is not laid out yet does not.
        """
        region, handle = widget.visibleRegion(), self._window.windowHandle()
        if not (widget.isVisible() and widget.isEnabled()) or region.isEmpty() or handle is None:
            return False
        corner = widget.mapTo(self._window, region.boundingRect().topLeft())
        return QRect(QPoint(), handle.size()).contains(QRect(corner, region.boundingRect().size()))

    def spot(self, widget: QWidget) -> QPoint:
        """A place in what is to be seen of a widget."""
        area = widget.visibleRegion().boundingRect()
        across, down = self._rng.random(2)
        return area.topLeft() + QPoint(int(across * area.width()), int(down * area.height()))

    def action(self) -> tuple[QAction | None, str]:
        """What a menu offers, or what can be done with a kept run; None where it is not offered."""
        action = self._actions[self._rng.integers(len(self._actions))]
        is_offered = action.isEnabled() and action.isVisible()
        if action not in self._menus:  # the list's keys and buttons need the list, and no editor
            is_offered &= self._runs.isVisible() and self._runs.findChild(QLineEdit) is None
        return (action if is_offered else None), action.text()


def _names(window: QWidget, kind: type[QWidget]) -> list[str]:
    return sorted({each.objectName() for each in window.findChildren(kind)} - {""})


def _offered(window: MainWindow) -> Iterator[QAction]:
    """What stands in the menus; the window is left open."""
    menus = [window.menuBar().actions()]
    while menus:
        for action in menus.pop(0):
            menu = action.menu()
            if isinstance(menu, QMenu):
                menus.append(menu.actions())
            elif not action.isSeparator() and action.text() != "&Quit":
                yield action
