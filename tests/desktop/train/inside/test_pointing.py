"""Units are pointed at, and turned to, by mouse, wheel and keys."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.train.inside.drawer import InsideDrawer
from nncore.events import LayersProbed
from tests.desktop.hands import CONTROL, press_keys

ProbePoller = Callable[..., list[LayersProbed]]


def hover(qtbot: QtBot, drawer: InsideDrawer, unit: int) -> None:
    """Move the pointer onto a unit in sight, as a hand does: from somewhere else."""
    square = drawer.units.square_of(unit)
    QTest.mouseMove(drawer.units.viewport(), square.topLeft() + QPoint(2, 2))
    QTest.mouseMove(drawer.units.viewport(), square.center())
    qtbot.waitUntil(lambda: drawer.units.unit == unit)


def turn_wheel(drawer: InsideDrawer, notches: float) -> None:
    viewport = drawer.units.viewport()
    point = QPointF(viewport.rect().center())
    wheel = QWheelEvent(
        point,
        QPointF(viewport.mapToGlobal(point)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, wheel)


def test_hovering_a_unit_enlarges_it(
    qtbot: QtBot, drawer: InsideDrawer, looks: ProbePoller
) -> None:
    look = looks(128)[-1]
    drawer.show_probe(look)
    hover(qtbot, drawer, 2)

    shown = drawer.magnifier.shown
    assert shown is not None
    assert shown.title == "Unit 3"
    assert shown.digit == str(look.layers[0].leanings[2][0])
    assert drawer.magnifier.height() > drawer.units.square_of(2).height()
    assert drawer.rect().contains(drawer.magnifier.geometry())
    square = QRect(drawer.units.square_of(2))
    square.moveTopLeft(drawer.units.viewport().mapTo(drawer, square.topLeft()))
    assert not drawer.magnifier.geometry().intersects(square)
    assert "Unit 3" in drawer.units.accessibleDescription()


def test_leaving_the_pictures_puts_the_unit_back(
    qtbot: QtBot, drawer: InsideDrawer, looks: ProbePoller
) -> None:
    drawer.show_probe(looks(128)[-1])
    hover(qtbot, drawer, 0)
    viewport = drawer.units.viewport()
    QTest.mouseMove(viewport, QPoint(viewport.width() - 1, viewport.height() - 1))
    qtbot.waitUntil(lambda: drawer.magnifier.isHidden())
    assert drawer.units.unit is None


def test_the_enlarged_unit_goes_on_learning(
    qtbot: QtBot, drawer: InsideDrawer, looks: ProbePoller
) -> None:
    first, *_, last = looks(128, steps=10)
    drawer.show_probe(first)
    hover(qtbot, drawer, 1)
    before = drawer.magnifier.shown
    drawer.show_probe(last)
    after = drawer.magnifier.shown
    assert before is not None
    assert after is not None
    assert not np.array_equal(before.levels, after.levels)


def test_another_network_lets_go_of_the_unit(
    qtbot: QtBot, drawer: InsideDrawer, looks: ProbePoller
) -> None:
    drawer.show_probe(looks(128)[-1])
    hover(qtbot, drawer, 3)
    drawer.show_probe(looks(2)[-1])
    assert drawer.magnifier.shown is None
    drawer.grab()


def test_the_wheel_turns_to_further_units_row_by_row(
    drawer: InsideDrawer, looks: ProbePoller
) -> None:
    drawer.show_probe(looks(128)[-1])
    columns = drawer.units.in_sight[1] // 3
    turn_wheel(drawer, -1)
    assert drawer.units.in_sight[0] == columns
    assert drawer.caption.text().startswith(f"Units {columns + 1}–")
    turn_wheel(drawer, -0.5)
    assert drawer.units.in_sight[0] == columns
    turn_wheel(drawer, -0.5)
    assert drawer.units.in_sight[0] == 2 * columns
    turn_wheel(drawer, 99)
    assert drawer.units.in_sight[0] == 0


def test_all_units_can_be_reached_with_keys(
    qtbot: QtBot, drawer: InsideDrawer, looks: ProbePoller
) -> None:
    drawer.show_probe(looks(50)[-1])
    drawer.units.setFocus()
    reached = []
    for _ in range(50):
        press_keys(drawer.units, Qt.Key.Key_Right)
        reached.append(drawer.units.unit)
        assert drawer.units.unit in range(*drawer.units.in_sight)
    assert reached == [*range(50)]
    press_keys(drawer.units, Qt.Key.Key_Right)
    assert drawer.units.unit == 49
    press_keys(drawer.units, Qt.Key.Key_Home)
    assert drawer.units.unit == 0
    press_keys(drawer.units, Qt.Key.Key_Down)
    assert drawer.units.square_of(drawer.units.unit).left() == drawer.units.square_of(0).left()
    press_keys(drawer.units, Qt.Key.Key_PageDown)
    press_keys(drawer.units, Qt.Key.Key_End)
    assert drawer.units.unit == 49
    assert drawer.magnifier.isVisible()
    press_keys(drawer.units, Qt.Key.Key_Escape)
    assert drawer.magnifier.isHidden()


def test_keys_lead_on_to_the_table(qtbot: QtBot, drawer: InsideDrawer, looks: ProbePoller) -> None:
    drawer.show_probe(looks(50)[-1])
    drawer.units.setFocus()
    press_keys(drawer.units, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: drawer.table.hasFocus())
    press_keys(drawer.table, Qt.Key.Key_Down)
    assert drawer.table.currentIndex().row() >= 0
    drawer.grab()
    press_keys(drawer.table, Qt.Key.Key_Tab)
    assert not drawer.table.hasFocus()


def test_keys_of_others_are_left_to_them(drawer: InsideDrawer, looks: ProbePoller) -> None:
    drawer.show_probe(looks(50)[-1])
    drawer.units.setFocus()
    press_keys(drawer.units, Qt.Key.Key_Right, modifier=CONTROL)
    press_keys(drawer.units, Qt.Key.Key_A)
    assert drawer.units.unit is None
