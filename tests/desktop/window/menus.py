"""Reaching into the menus of a whole window, by what they say."""

from collections.abc import Iterator

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from desktop.window.main_window import MainWindow


def menu_actions(window: MainWindow) -> Iterator[tuple[str, QAction]]:
    """What stands in the menus, with the title of its menu and without separators."""
    waiting = [(each, "") for each in window.menuBar().actions()]
    while waiting:
        action, title = waiting.pop(0)
        menu = action.menu()
        if isinstance(menu, QMenu):
            waiting += [(each, menu.title().replace("&", "")) for each in menu.actions()]
        elif not action.isSeparator():
            yield title, action


def offered(window: MainWindow, title: str) -> dict[str, QAction]:
    """What a menu shows now, by its words."""
    return {
        action.text().replace("&", ""): action
        for of, action in menu_actions(window)
        if of == title and action.isVisible()
    }
