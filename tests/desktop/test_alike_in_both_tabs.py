"""Training images that are alike, in Mistakes and in Draw: read once for both."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.view import DrawTab
from desktop.widgets.alike_rows import AlikeRows
from desktop.window.main_window import MainWindow
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from tests.desktop.gated_features import GatedReading
from tests.desktop.hands import click, find


@pytest.fixture(autouse=True)
def _guesses(window: MainWindow, network: nn.Network) -> None:
    """The window reads with a network that misreads most digits."""
    ref = NetworkRef.of_file(Path("network"))
    window.workspace.put(NamedNetwork("Guesses", ref, network), choose=True)


def show_alike_in_mistakes(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("mistakes_tab")
    gallery = find(window, QAbstractItemView, "mistakes_view")
    qtbot.waitUntil(lambda: gallery.model().rowCount() > 0, timeout=60_000)
    QTest.keyClick(gallery, Qt.Key.Key_Home)
    click(window, "alike_toggle")


def show_alike_in_draw(window: MainWindow) -> None:
    window.show_page("draw_tab")
    tab = window.page("draw_tab")
    assert isinstance(tab, DrawTab)
    tab.drawing.add_stroke([(0.3, 0.2), (0.7, 0.2), (0.4, 0.8)])
    click(window, "evidence_toggle")
    click(window, "draw_alike_toggle")


def wait_for(qtbot: QtBot, window: MainWindow, name: str) -> None:
    rows = find(window, AlikeRows, name)
    qtbot.waitUntil(lambda: rows.isVisible() and bool(rows.groups), timeout=30_000)


@pytest.mark.parametrize("is_draw_first", [True, False])
def test_what_one_tab_read_the_other_has_at_once(
    window: MainWindow, gated_reading: GatedReading, is_draw_first: bool, qtbot: QtBot
) -> None:
    gated_reading.gate.set()
    if is_draw_first:
        show_alike_in_draw(window)
        wait_for(qtbot, window, "draw_alike_rows")
        show_alike_in_mistakes(window, qtbot)
        wait_for(qtbot, window, "alike_rows")
    else:
        show_alike_in_mistakes(window, qtbot)
        wait_for(qtbot, window, "alike_rows")
        show_alike_in_draw(window)
        wait_for(qtbot, window, "draw_alike_rows")
    assert gated_reading.begun == 1
