"""Several accuracies of one network stand in the window: each says of which images and moment."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from desktop.window.main_window import MainWindow
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import RunState
from nncore.datasets import SplitName
from tests.desktop.hands import click, find, words
from tests.desktop.whole_window import epochs_box, network_box, wait_until_enabled


def cards(window: MainWindow) -> int:
    view = find(window, QAbstractItemView, "mistakes_view")
    return view.model().rowCount()


def note(runs: QAbstractItemView) -> str:
    """What the list of runs tells of the newest one's accuracy."""
    return str(runs.model().index(0, 2).data(Qt.ItemDataRole.ToolTipRole))


def test_after_a_run_every_figure_says_of_what_it_is(qtbot: QtBot, window: MainWindow) -> None:
    epochs_box(window).setValue(2)
    click(window, "start_button")
    wait_until_enabled(qtbot, window, "start_button")

    figure = words(window, "accuracy_figure")
    assert words(window, "accuracy_images") == "validation, Generated digits"
    assert words(window, "accuracy_moment") == "after epoch 2"

    assert network_box(window).currentText().endswith(f" · {figure} validation")
    measured = Accuracy(1.0, "Generated digits", SplitName.VALIDATION, 2_000, 2)
    of_what = measured.whole.removeprefix("100.00\N{NO-BREAK SPACE}%")
    assert network_box(window).accessibleDescription().endswith(of_what)

    click(window, "runs_toggle")
    runs = find(window, QAbstractItemView, "runs_view")
    assert runs.model().headerData(2, Qt.Orientation.Horizontal) == "Validation"
    qtbot.waitUntil(lambda: of_what in note(runs))

    window.show_page("mistakes_tab")
    qtbot.waitUntil(lambda: "misread" in words(window, "count_label"), timeout=20_000)
    assert words(window, "about_label").endswith(" after epoch 2 on Generated digits, test")


def test_a_run_that_begins_never_shows_the_shipped_networks_mistakes_under_its_name(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.show_page("mistakes_tab")
    qtbot.waitUntil(lambda: cards(window) > 0, timeout=60_000)
    assert words(window, "about_label") == "Reader on Generated digits, test"

    window.show_page("train_tab")
    epochs_box(window).setValue(500)
    run = find(window, RunInSight)
    with qtbot.waitSignal(run.published, timeout=20_000):
        click(window, "start_button")
    assert network_box(window).currentText().startswith("Quick")
    window.show_page("mistakes_tab")
    assert cards(window) == 0
    assert words(window, "about_label").startswith("Quick")
    qtbot.waitUntil(lambda: cards(window) > 0, timeout=20_000)
    assert words(window, "about_label").startswith("Quick")
    window.show_page("train_tab")
    click(window, "stop_button")
    qtbot.waitUntil(lambda: run.state is RunState.IDLE, timeout=20_000)


def test_a_line_of_epoch_by_epoch_leads_to_the_mistakes_of_that_epoch(
    qtbot: QtBot, window: MainWindow
) -> None:
    epochs_box(window).setValue(3)
    click(window, "start_button")
    wait_until_enabled(qtbot, window, "start_button")
    click(window, "epoch_log_toggle")
    lines = find(window, QAbstractItemView, "epoch_log_list")
    model = lines.model()
    first = next(row for row in range(model.rowCount()) if "1" in model.index(row, 0).data())
    lines.setCurrentIndex(model.index(first, 0))
    lines.setFocus()
    QTest.keyClick(lines, Qt.Key.Key_Return)
    assert window.tabs.currentWidget().objectName() == "mistakes_tab"
    qtbot.waitUntil(lambda: "after epoch 1 " in words(window, "about_label"), timeout=20_000)
    assert words(window, "epoch_label") == "1 of 3"
