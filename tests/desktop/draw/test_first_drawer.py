"""In a tall window Draw begins with "Why" open, and everything is in sight without scrolling."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.application import create_window
from desktop.draw.view import DrawTab
from desktop.window.main_window import MainWindow
from tests.desktop.draw.pad import MakeTab
from tests.desktop.hands import button, click, find

OpenWindow = Callable[[int, int], MainWindow]
NAMES = ("prediction_label", "probability_bars", "network_view", "why_picture", "make_it_9")


@pytest.fixture
def open_window(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OpenWindow]:
    """Opens the window in that size; Draw is not in sight at first."""
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    windows = []

    def make(width: int, height: int) -> MainWindow:
        window = create_window(tmp_path, None)
        qtbot.addWidget(window)
        window.resize(width, height)
        window.show()
        QApplication.processEvents()
        windows.append(window)
        return window

    yield make
    for window in windows:
        window.close()


def is_open(page: QWidget) -> bool:
    drawer = find(page, QWidget, "why_view")
    assert drawer.isVisible() == button(page, "evidence_toggle").isChecked()
    return drawer.isVisible()


@pytest.mark.parametrize(("height", "opens"), [(540, False), (799, False), (800, True)])
def test_from_800_pixels_on_the_page_begins_with_why(
    make_tab: MakeTab, height: int, opens: bool
) -> None:
    assert is_open(make_tab(1200, height)) == opens


@pytest.mark.parametrize("width", [900, 1200, 1600])
@pytest.mark.parametrize("height", range(800, 1101, 50))
def test_what_it_begins_with_is_whole_without_scrolling(
    letters: float, make_tab: MakeTab, width: int, height: int
) -> None:
    tab = make_tab(width, height)
    tab.drawing.add_stroke([(0.3, 0.2), (0.7, 0.2), (0.4, 0.8)])
    QApplication.processEvents()
    if not is_open(tab):
        assert letters > 1
        assert height < 1000
        return
    for area in tab.findChildren(QAbstractScrollArea):
        assert area.verticalScrollBar().maximum() == 0
    for name in NAMES:
        widget = find(tab, QWidget, name)
        assert widget.visibleRegion().boundingRect() == widget.rect(), name
    framing, picture = (find(tab, QWidget, each) for each in ("network_view", "why_picture"))
    assert framing.mapTo(tab, QPoint(0, framing.height())).y() < picture.mapTo(tab, QPoint()).y()


def test_who_closes_it_finds_it_closed_also_at_the_next_start(open_window: OpenWindow) -> None:
    window = open_window(1600, 1000)
    window.show_page("draw_tab")
    page = window.page("draw_tab")
    assert is_open(page)
    click(page, "evidence_toggle")
    assert not is_open(page)
    for name in ("train_tab", "mistakes_tab", "draw_tab"):
        window.show_page(name)
        QApplication.processEvents()
    assert not is_open(page)
    window.close()
    again = open_window(1600, 1000)
    again.show_page("draw_tab")
    assert not is_open(again.page("draw_tab"))


def test_another_drawer_stays_open_instead(open_window: OpenWindow) -> None:
    window = open_window(1600, 1000)
    window.show_page("draw_tab")
    page = window.page("draw_tab")
    click(page, "play_toggle")
    window.show_page("train_tab")
    window.show_page("draw_tab")
    assert button(page, "play_toggle").isChecked()
    assert not is_open(page)


def test_a_low_window_begins_without_and_a_higher_one_later_has_it(
    open_window: OpenWindow,
) -> None:
    window = open_window(1200, 700)
    window.show_page("draw_tab")
    page = window.page("draw_tab")
    assert isinstance(page, DrawTab)
    assert not is_open(page)
    window.resize(1200, 1000)
    QApplication.processEvents()
    assert not is_open(page)  # nothing moves under the hand
    window.show_page("train_tab")
    window.show_page("draw_tab")
    assert is_open(page)
