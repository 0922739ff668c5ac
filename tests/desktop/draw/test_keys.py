"""The pad's single keys count on the pad, and leave the drawers' lists and sliders theirs."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton, QSlider, QWidget

import nncore as nn
from desktop.draw.view import DrawTab
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from tests.desktop.draw.pad import Hand, stroke_count
from tests.desktop.hands import CONTROL, SHIFT, button, click, find

LINE = [(0.2, 0.2), (0.8, 0.2)]
KEYS = [Qt.Key.Key_E, Qt.Key.Key_Delete, Qt.Key.Key_Escape]


def press(tab: DrawTab, kind: type[QWidget], name: str, key: Qt.Key) -> None:
    widget = find(tab, kind, name)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    assert widget.hasFocus()
    QTest.keyClick(widget, key)


def is_erasing(tab: DrawTab) -> bool:
    return button(tab, "eraser_button").isChecked()


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("drawer", "kind", "name"),
    [
        ("compare_toggle", QComboBox, "other_network_box"),
        ("play_toggle", QSlider, "turn_slider"),
    ],
)
def test_a_key_in_a_drawer_changes_nothing_on_the_pad(
    tab: DrawTab,
    hand: Hand,
    reading_workspace: Workspace,
    reader_network: nn.Network,
    drawer: str,
    kind: type[QWidget],
    name: str,
    key: Qt.Key,
) -> None:
    for other in ("Alpha", "Echo"):
        ref = NetworkRef.of_file(Path(f"/{other}"))
        reading_workspace.put(NamedNetwork(other, ref, reader_network.copy()))
    hand.draw(LINE)
    click(tab, drawer)
    press(tab, kind, name, key)
    assert len(tab.drawing.strokes) == 1
    assert not is_erasing(tab)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (QWidget, "draw_canvas"),
        (QPushButton, "undo_button"),
        (QSlider, "pen_width_slider"),
        (QWidget, "framing_step_2"),
    ],
)
def test_a_key_counts_on_the_pad_and_around_it(
    tab: DrawTab, hand: Hand, kind: type[QWidget], name: str, key: Qt.Key
) -> None:
    hand.draw(LINE)
    press(tab, kind, name, key)
    assert is_erasing(tab) == (key == Qt.Key.Key_E)
    assert tab.drawing.is_empty == (key != Qt.Key.Key_E)


@pytest.mark.parametrize("redo", [(Qt.Key.Key_Y, CONTROL), (Qt.Key.Key_Z, CONTROL | SHIFT)])
@pytest.mark.parametrize("clear", [Qt.Key.Key_Delete, Qt.Key.Key_Escape])
def test_keys_do_what_the_buttons_do(
    tab: DrawTab,
    canvas: QWidget,
    hand: Hand,
    redo: tuple[Qt.Key, Qt.KeyboardModifier],
    clear: Qt.Key,
) -> None:
    hand.draw([(0.2, 0.2), (0.8, 0.2)], [(0.2, 0.8), (0.8, 0.8)])
    QTest.keyClick(canvas, Qt.Key.Key_Z, CONTROL)
    assert stroke_count(tab) == 1
    QTest.keyClick(canvas, *redo)
    assert stroke_count(tab) == 2
    QTest.keyClick(canvas, clear)
    assert tab.drawing.is_empty
    QTest.keyClick(canvas, Qt.Key.Key_Z, CONTROL)
    assert stroke_count(tab) == 2


def test_buttons_leave_the_keys_with_the_canvas(tab: DrawTab, canvas: QWidget, hand: Hand) -> None:
    hand.draw([(0.2, 0.2), (0.8, 0.2)])
    assert canvas.hasFocus()
    click(tab, "undo_button")
    assert canvas.hasFocus()


def test_buttons_are_reached_and_pressed_by_keyboard(
    tab: DrawTab, canvas: QWidget, hand: Hand
) -> None:
    hand.draw([(0.2, 0.2), (0.8, 0.2)])
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    assert button(tab, "undo_button").hasFocus()
    QTest.keyClick(button(tab, "undo_button"), Qt.Key.Key_Space)
    assert tab.drawing.is_empty
