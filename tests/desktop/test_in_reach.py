"""On a laptop's screen, and in large letters, everything that can be operated is in reach."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTabBar
from pytestqt.qtbot import QtBot

from desktop.demo.walkthrough import Walkthrough
from desktop.train.view import TrainTab
from desktop.window.main_window import MainWindow
from desktop.window.window_place import rooms
from desktop.workspace.settings import Settings, WindowPlace
from tests.desktop.hands import button, click, find, label
from tests.desktop.reach import out_of_reach, shown_part
from tests.desktop.whole_window import epochs_box, opened

SIZES = [(1366, 690), (1280, 640), (1024, 520), (960, 500), (900, 480)]
"""What screens of 1366×768, 1280×720, 1024×600 and 960×540 leave, and the smallest window."""

DRAWERS = ["", "inside", "epoch_log", "runs"]


@pytest.fixture
def window(
    letters: float, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    window = opened(qtbot, tmp_path)
    yield window
    window.close()


def start(window: MainWindow, epochs: int) -> None:
    epochs_box(window).setValue(epochs)
    button(window, "start_button").click()


def train_tab(window: MainWindow) -> TrainTab:
    page = window.page("train_tab")
    assert isinstance(page, TrainTab)
    return page


def assert_in_reach(window: MainWindow) -> None:
    """At every size, from the largest to the smallest and back."""
    for size in [*SIZES, SIZES[0]]:
        window.resize(*size)
        for _ in range(3):  # a text that has just come asks for room, and its column for more
            QApplication.processEvents()
        assert window.size().toTuple() == size
        assert out_of_reach(window) == [], f"at {size}"


def assert_drawers_in_reach(window: MainWindow) -> None:
    for name in DRAWERS:
        train_tab(window).drawers.open(name)
        assert_in_reach(window)


def test_before_a_run_all_is_in_reach(window: MainWindow) -> None:
    assert_drawers_in_reach(window)
    click(window, "more_button")
    window.notice.tell("The network could not be opened: " + 8 * "it holds other bytes; ")
    assert_drawers_in_reach(window)
    for page in ("mistakes_tab", "draw_tab"):
        window.show_page(page)
        assert_in_reach(window)


def test_while_a_run_goes_and_after_it_all_is_in_reach(qtbot: QtBot, window: MainWindow) -> None:
    start(window, 2)
    qtbot.waitUntil(button(window, "pause_button").isEnabled, timeout=10_000)
    button(window, "pause_button").click()
    qtbot.waitUntil(button(window, "step_button").isEnabled, timeout=10_000)
    assert_drawers_in_reach(window)
    button(window, "pause_button").click()
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=60_000)
    assert button(window, "train_more_button").isVisible()
    assert_drawers_in_reach(window)


def test_the_offer_to_go_on_is_in_reach(
    letters: float, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    first = opened(qtbot, tmp_path)
    start(first, 500)
    plots = train_tab(first).plots
    qtbot.waitUntil(lambda: len(plots.history.epoch_ends) > 0, timeout=60_000)
    first.close()
    second = opened(qtbot, tmp_path)
    qtbot.waitUntil(train_tab(second).offer.isVisible, timeout=10_000)
    # the last that comes by itself after a start, and may take another line
    qtbot.waitUntil(lambda: "here" in label(second, "cost_note").text(), timeout=30_000)
    assert_drawers_in_reach(second)
    second.close()


def test_mistakes_and_drawings_are_in_reach(window: MainWindow) -> None:
    rehearsal = Walkthrough(window)
    assert rehearsal.gather_mistakes() > 0
    assert_in_reach(window)
    cards = find(window, QAbstractItemView, "mistakes_view")
    assert cards.viewport().height() > 100
    rehearsal.draw(4, seed=3)
    assert_in_reach(window)
    for drawer in ("evidence", "play", "compare"):
        click(window, f"{drawer}_toggle")
        assert_in_reach(window)


def test_a_comparison_is_in_reach(qtbot: QtBot, window: MainWindow) -> None:
    start(window, 1)
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=60_000)
    assert Walkthrough(window).gather_mistakes() > 0
    modes = find(window, QTabBar, "mode_bar")
    modes.setCurrentIndex(1)
    qtbot.waitUntil(button(window, "broken_button").isEnabled, timeout=10_000)
    assert_in_reach(window)


def test_the_first_window_fits_the_screen_and_a_drawer_opened_in_a_low_one_comes_into_sight(
    window: MainWindow,
) -> None:
    room = rooms()[0]
    assert window.width() <= room.width()
    assert window.height() <= room.height()
    assert window.minimumWidth() <= room.width()
    window.resize(900, 480)
    click(window, "runs_toggle")
    QApplication.processEvents()
    drawer = train_tab(window).runs
    assert shown_part(drawer, window).height() == drawer.height()
    click(window, "runs_toggle")
    QApplication.processEvents()
    plot = train_tab(window).plots.loss
    assert shown_part(plot, window).height() == plot.height()


@pytest.mark.parametrize("maximized", [False, True])
def test_a_window_that_stood_on_a_screen_that_is_gone_opens_on_one_that_is_there(
    qtbot: QtBot, tmp_path: Path, maximized: bool
) -> None:
    settings = Settings(tmp_path)
    settings.window_place = WindowPlace(9_000, -7_000, 5_000, 4_000, maximized)
    settings.write()
    window = opened(qtbot, tmp_path)
    assert window.isMaximized() == maximized
    assert any(room.contains(window.normalGeometry()) for room in rooms())
    window.close()
