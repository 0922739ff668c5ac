"""The drawer of runs as a person uses and sees it, for its tests."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.train.runs.cells import RunColumn
from desktop.train.runs.drawer import RunsDrawer
from tests.desktop.hands import PLAIN, click_item, find, label, words


def names(drawer: RunsDrawer) -> list[str]:
    model = drawer.view.model()
    return [str(model.index(row, RunColumn.NAME).data()) for row in range(model.rowCount())]


def cell(drawer: RunsDrawer, name: str, column: RunColumn = RunColumn.NAME) -> QPoint:
    index = drawer.view.model().index(names(drawer).index(name), column)
    return drawer.view.visualRect(index).center()


def click_cell(
    drawer: RunsDrawer,
    name: str,
    column: RunColumn = RunColumn.NAME,
    keys: Qt.KeyboardModifier = PLAIN,
) -> None:
    index = drawer.view.model().index(names(drawer).index(name), column)
    click_item(drawer.view, index, keys)


def chosen(drawer: RunsDrawer) -> list[str]:
    rows = range(drawer.model.rowCount())
    return [drawer.model.line(row).name for row in rows if _is_chosen(drawer, row)]


def _is_chosen(drawer: RunsDrawer, row: int) -> bool:
    return drawer.model.line(row).id in drawer.view.chosen_ids


def double_click(drawer: RunsDrawer, name: str, column: RunColumn = RunColumn.NAME) -> None:
    place = cell(drawer, name, column)
    QTest.mouseDClick(drawer.view.viewport(), Qt.MouseButton.LeftButton, PLAIN, place)


def edit_name(drawer: RunsDrawer, text: str, *, key: Qt.Key = Qt.Key.Key_Return) -> None:
    editor = find(drawer, QLineEdit, "run_name_edit")
    editor.selectAll()
    QTest.keyClicks(editor, text) if text else QTest.keyClick(editor, Qt.Key.Key_Delete)
    QTest.keyClick(editor, key)
    QApplication.processEvents()  # Qt commits what was typed a little later


def visible_words(widget: QWidget, name: str) -> str:
    """What a label says, as long as it is in sight."""
    return words(widget, name) if label(widget, name).isVisible() else ""


def note(drawer: RunsDrawer) -> str:
    return visible_words(drawer, "comparison_note")


def undo_text(drawer: RunsDrawer) -> str:
    return visible_words(drawer, "undo_label")


def row_action(drawer: RunsDrawer, begin: str) -> QAction:
    return next(each for each in drawer.view.actions() if each.text().startswith(begin))
