"""The View menu opens and closes what folds in the tab in sight."""

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.window.main_window import MainWindow
from tests.desktop.hands import button, click, find
from tests.desktop.window.menus import offered

TABS = ["Train", "Mistakes", "Draw"]
PANES = {
    "train_tab": ["Inside the network", "Epoch by epoch", "Runs"],
    "mistakes_tab": ["Matrix", "Inspector"],
    "draw_tab": ["Why", "Shift, turn", "Compare"],
}


def show_page(window: MainWindow, name: str, qtbot: QtBot) -> None:
    window.show_page(name)
    if name == "mistakes_tab":
        view = find(window, QAbstractItemView, "mistakes_view")
        qtbot.waitUntil(lambda: view.model().rowCount() > 0, timeout=30_000)


@pytest.mark.parametrize("page", PANES)
def test_it_offers_what_folds_in_the_tab_in_sight(
    window: MainWindow, qtbot: QtBot, page: str
) -> None:
    show_page(window, page, qtbot)

    assert [*offered(window, "View")] == TABS + PANES[page]
    for name in PANES[page]:
        assert offered(window, "View")[name].isEnabled(), name


@pytest.mark.parametrize(
    ("page", "position", "toggle"),
    [
        ("train_tab", 4, "inside_toggle"),
        ("train_tab", 6, "runs_toggle"),
        ("draw_tab", 5, "play_toggle"),
    ],
)
def test_a_key_opens_a_drawer_and_closes_it(
    window: MainWindow, qtbot: QtBot, page: str, position: int, toggle: str
) -> None:
    show_page(window, page, qtbot)
    name = PANES[page][position - 4]

    QTest.keySequence(window, QKeySequence(f"Ctrl+{position}"))
    assert button(window, toggle).isChecked()
    assert offered(window, "View")[name].isChecked()

    QTest.keySequence(window, QKeySequence(f"Ctrl+{position}"))
    assert not button(window, toggle).isChecked()
    assert not offered(window, "View")[name].isChecked()
    assert QApplication.focusWidget() is button(window, toggle)


@pytest.mark.parametrize(
    ("page", "name", "holder"),
    [
        ("train_tab", "Epoch by epoch", "epoch_log_toggle"),
        ("draw_tab", "Shift, turn", "play_view"),
        ("mistakes_tab", "Matrix", "confusion_view"),
    ],
)
def test_what_is_opened_from_the_menu_gets_the_keyboard(
    window: MainWindow, qtbot: QtBot, page: str, name: str, holder: str
) -> None:
    """Or, while there is nothing in it that could take it, the button that closes it again."""
    show_page(window, page, qtbot)
    action = offered(window, "View")[name]
    if action.isChecked():
        action.trigger()

    action.trigger()

    holding = window.findChild(QWidget, holder)
    focused = QApplication.focusWidget()
    assert holding is not None
    assert focused is not None
    assert focused is holding or holding.isAncestorOf(focused)


def test_what_a_click_opens_is_checked_in_the_menu(window: MainWindow) -> None:
    click(window, "epoch_log_toggle")
    assert offered(window, "View")["Epoch by epoch"].isChecked()
    click(window, "inside_toggle")
    assert not offered(window, "View")["Epoch by epoch"].isChecked()
    assert offered(window, "View")["Inside the network"].isChecked()


def test_panes_of_mistakes_are_not_offered_while_there_is_nothing_to_see(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show_page("mistakes_tab")
    action = offered(window, "View")["Matrix"]
    header = button(window, "matrix_toggle")
    qtbot.waitUntil(header.isVisible, timeout=30_000)
    assert action.isEnabled()
    header.hide()
    assert not action.isEnabled()


def test_keys_of_another_tab_do_nothing(window: MainWindow) -> None:
    window.show_page("draw_tab")
    QTest.keySequence(window, QKeySequence("Ctrl+6"))
    assert button(window, "compare_toggle").isChecked()
    assert not button(window, "runs_toggle").isChecked()
