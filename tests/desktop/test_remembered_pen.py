"""The pad's pen and eraser are as wide as they were left; an impossible width is ignored."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QSlider
from pytestqt.qtbot import QtBot

from desktop.application import create_window
from desktop.draw.ink.stroke import PEN_WIDTH
from desktop.draw.ink.tools import WIDEST
from desktop.draw.view import DrawTab
from desktop.window.main_window import MainWindow
from tests.desktop.hands import find


@pytest.fixture(autouse=True)
def no_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MISREAD_DATA", raising=False)


def opened(qtbot: QtBot, storage: Path) -> MainWindow:
    window = create_window(storage, None)
    qtbot.addWidget(window)
    window.show()
    window.show_page("draw_tab")
    return window


def slider(window: MainWindow) -> QSlider:
    return find(window, QSlider, "pen_width_slider")


def widths(window: MainWindow) -> tuple[float, float]:
    tab = find(window, DrawTab)
    return tab.tools.pen_width, tab.tools.eraser_width


def test_pen_and_eraser_come_back_as_wide_as_they_were(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(qtbot, tmp_path)
    assert widths(window)[0] == PEN_WIDTH
    QTest.keyClick(slider(window), Qt.Key.Key_End)
    left = widths(window)
    assert left[0] == WIDEST
    window.close()

    again = opened(qtbot, tmp_path)

    assert widths(again) == left
    assert slider(again).value() == slider(again).maximum()
    QTest.keyClick(slider(again), Qt.Key.Key_Left)
    again.close()
    third = opened(qtbot, tmp_path)
    assert widths(third) == widths(again) != left
    third.close()


@pytest.mark.parametrize(
    "value",
    [
        *("null", '"0.05"', "true", "[0.05]", "{}", "NaN", "Infinity", "-1", "0", "0.029", "0.13"),
        *("7", "1e308", "9" * 400),
    ],
)
def test_a_width_that_nobody_can_have_chosen_is_quietly_ignored(
    qtbot: QtBot, tmp_path: Path, value: str
) -> None:
    (tmp_path / "settings.json").write_text(f'{{"pen_width": {value}, "appearance": "dark"}}')
    window = opened(qtbot, tmp_path)
    assert widths(window)[0] == PEN_WIDTH
    assert not any("could not be used" in each.text() for each in window.findChildren(QLabel))
    window.close()
    kept = json.loads((tmp_path / "settings.json").read_text())
    assert ("pen_width" in kept, kept["appearance"]) == (False, "dark"), (
        "the usual one is not noted"
    )
    assert [*tmp_path.glob("settings*")] == [tmp_path / "settings.json"]
