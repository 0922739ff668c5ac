"""The canvas takes mouse, finger and pen, and shows their ink at any size, light or dark."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QEventPoint,
    QImage,
    QPointingDevice,
    QTouchEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.draw.view import DrawTab
from desktop.theme import Theme
from desktop.workspace.settings import Appearance
from tests.desktop.draw.pad import Hand, TabletPen, colour_at, pixel


@pytest.fixture(scope="session")
def finger(qapp: QApplication) -> QPointingDevice:
    return QTest.createTouchDevice()


@pytest.fixture
def pen(canvas: QWidget) -> TabletPen:
    return TabletPen(canvas)


def shown(canvas: QWidget) -> QImage:
    return canvas.grab().toImage()


def points_of(tab: DrawTab) -> list[tuple[tuple[float, float], ...]]:
    return [stroke.points for stroke in tab.drawing.strokes]


def test_canvas_is_square_and_as_large_as_fits(tab: DrawTab, canvas: QWidget) -> None:
    assert canvas.width() == canvas.height()
    assert canvas.height() > 480
    tab.resize(1440, 860)
    assert canvas.width() == canvas.height()
    assert canvas.height() > 760


@pytest.mark.usefixtures("appearance")
def test_ink_appears_where_the_mouse_draws(hand: Hand, canvas: QWidget, theme: Theme) -> None:
    assert colour_at(canvas, 0.5, 0.3) == theme.paper
    hand.draw([(0.3, 0.3), (0.5, 0.3), (0.7, 0.3)])
    assert colour_at(canvas, 0.5, 0.3) == theme.ink
    assert colour_at(canvas, 0.3, 0.3) == theme.ink
    assert colour_at(canvas, 0.7, 0.3) == theme.ink
    assert colour_at(canvas, 0.5, 0.8) == theme.paper


def test_ink_is_there_before_the_button_is_released(
    hand: Hand, canvas: QWidget, theme: Theme
) -> None:
    hand.press(0.2, 0.2)
    assert colour_at(canvas, 0.2, 0.2) == theme.ink
    hand.move(0.6, 0.2)
    assert colour_at(canvas, 0.5, 0.2) == theme.ink
    hand.release(0.6, 0.2)


def test_click_makes_a_dot_and_a_second_one_another(
    hand: Hand, tab: DrawTab, canvas: QWidget, theme: Theme
) -> None:
    hand.draw([(0.4, 0.4)])
    hand.draw([(0.4, 0.4)])
    assert len(tab.drawing.strokes) == 2
    assert colour_at(canvas, 0.4, 0.4) == theme.ink
    assert colour_at(canvas, 0.5, 0.5) == theme.paper


def test_other_buttons_do_not_draw(hand: Hand, tab: DrawTab) -> None:
    hand.press(0.3, 0.3, Qt.MouseButton.RightButton)
    hand.move(0.6, 0.6)
    hand.release(0.6, 0.6, Qt.MouseButton.RightButton)
    assert tab.drawing.is_empty


def test_right_button_does_not_end_the_lefts_stroke(hand: Hand, tab: DrawTab) -> None:
    hand.press(0.3, 0.3)
    hand.press(0.3, 0.3, Qt.MouseButton.RightButton)
    hand.release(0.3, 0.3, Qt.MouseButton.RightButton)
    hand.move(0.6, 0.6)
    hand.release(0.6, 0.6)
    assert len(tab.drawing.strokes) == 1
    assert tab.drawing.strokes[0].points[-1] == pytest.approx((0.6, 0.6), abs=0.01)


def test_stroke_may_leave_the_canvas_and_come_back(
    hand: Hand, tab: DrawTab, canvas: QWidget, theme: Theme
) -> None:
    hand.draw([(0.5, 0.5), (0.95, 0.5), (1.2, 0.5), (1.2, 0.7), (0.9, 0.7), (0.5, 0.7)])
    assert len(tab.drawing.strokes) == 1
    assert colour_at(canvas, 0.9, 0.5) == theme.ink
    assert colour_at(canvas, 0.7, 0.7) == theme.ink
    assert tab.prediction is not None


def test_hint_vanishes_with_the_first_ink(tab: DrawTab, hand: Hand, canvas: QWidget) -> None:
    empty = shown(canvas)
    middle = empty.rect().adjusted(100, 200, -100, -200)
    assert len(colours(empty.copy(middle))) > 1
    hand.press(0.1, 0.1)
    assert len(colours(shown(canvas).copy(middle))) == 1
    hand.release(0.1, 0.1)
    tab.drawing.clear()
    assert shown(canvas) == empty


def colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


def test_resizing_keeps_the_drawing(
    hand: Hand, tab: DrawTab, canvas: QWidget, theme: Theme
) -> None:
    hand.draw([(0.3, 0.3), (0.5, 0.5), (0.7, 0.7)])
    hand.press(0.2, 0.8)
    before, points = tab.drawing.pixels(), points_of(tab)
    tab.resize(1300, 900)
    assert points_of(tab) == points
    assert np.array_equal(tab.drawing.pixels(), before)
    assert colour_at(canvas, 0.5, 0.5) == theme.ink
    assert colour_at(canvas, 0.2, 0.8) == theme.ink
    assert colour_at(canvas, 0.3, 0.7) == theme.paper


def test_undo_takes_the_ink_from_the_screen(tab: DrawTab, hand: Hand, canvas: QWidget) -> None:
    hand.draw([(0.3, 0.3), (0.7, 0.3)])
    one = shown(canvas)
    hand.draw([(0.3, 0.7), (0.7, 0.7)])
    two = shown(canvas)
    tab.drawing.undo()
    assert shown(canvas) == one
    tab.drawing.redo()
    assert shown(canvas) == two


def test_long_stroke_undone_under_the_pen_leaves_nothing(
    tab: DrawTab, hand: Hand, canvas: QWidget
) -> None:
    empty = shown(canvas)
    hand.press(0.1, 0.1)
    for number in range(100):
        hand.move(0.1 + number / 125, 0.5 + 0.3 * (-1) ** number)
    shown(canvas)
    tab.drawing.undo()
    assert shown(canvas) == empty
    hand.release(0.5, 0.5)


def test_long_stroke_looks_the_same_grown_and_drawn_at_once(
    tab: DrawTab, hand: Hand, canvas: QWidget
) -> None:
    hand.press(0.1, 0.5)
    for number in range(1, 100):
        hand.move(0.1 + number / 125, 0.5 + 0.3 * np.sin(number / 10))
        shown(canvas)
    grown = brightness(shown(canvas))
    # another size and back: everything is painted anew
    tab.resize(tab.width(), tab.height() + 50)
    shown(canvas)
    tab.resize(tab.width(), tab.height() - 50)
    at_once = brightness(shown(canvas))
    # only where the pieces meet, and there hardly
    assert np.abs(grown - at_once).mean() < 0.05, np.abs(grown - at_once).mean()
    hand.release(0.9, 0.5)


def brightness(image: QImage) -> np.ndarray:
    rows = [
        [image.pixelColor(x, y).lightness() for x in range(image.width())]
        for y in range(0, image.height(), 4)
    ]
    return np.array(rows, float)


def test_theme_change_inks_anew(hand: Hand, canvas: QWidget, theme: Theme) -> None:
    hand.draw([(0.3, 0.3), (0.7, 0.3)])
    theme.set_appearance(Appearance.DARK)
    dark = theme.ink, theme.paper
    assert (colour_at(canvas, 0.5, 0.3), colour_at(canvas, 0.5, 0.8)) == dark
    theme.set_appearance(Appearance.LIGHT)
    light = theme.ink, theme.paper
    assert (colour_at(canvas, 0.5, 0.3), colour_at(canvas, 0.5, 0.8)) == light
    assert light != dark
    theme.set_appearance(Appearance.SYSTEM)


def test_one_finger_draws(tab: DrawTab, canvas: QWidget, finger: QPointingDevice) -> None:
    QTest.touchEvent(canvas, finger).press(1, pixel(canvas, 0.2, 0.3), canvas).commit()
    assert not tab.drawing.is_empty
    QTest.touchEvent(canvas, finger).move(1, pixel(canvas, 0.5, 0.3), canvas).commit()
    assert tab.prediction is not None
    QTest.touchEvent(canvas, finger).move(1, pixel(canvas, 0.8, 0.3), canvas).commit()
    QTest.touchEvent(canvas, finger).release(1, pixel(canvas, 0.8, 0.3), canvas).commit()
    [points] = points_of(tab)
    assert points[0] == pytest.approx((0.2, 0.3), abs=0.01)
    assert points[-1] == pytest.approx((0.8, 0.3), abs=0.01)


def test_second_finger_leaves_no_trace(
    tab: DrawTab, canvas: QWidget, finger: QPointingDevice
) -> None:
    QTest.touchEvent(canvas, finger).press(1, pixel(canvas, 0.2, 0.3), canvas).commit()
    both = QTest.touchEvent(canvas, finger)
    both.move(1, pixel(canvas, 0.4, 0.3), canvas).press(2, pixel(canvas, 0.9, 0.9), canvas)
    both.commit()
    both = QTest.touchEvent(canvas, finger)
    both.move(1, pixel(canvas, 0.5, 0.3), canvas).release(2, pixel(canvas, 0.9, 0.9), canvas)
    both.commit()
    QTest.touchEvent(canvas, finger).release(1, pixel(canvas, 0.6, 0.3), canvas).commit()
    [points] = points_of(tab)
    assert max(y for _, y in points) < 0.5


def test_touch_taken_by_the_system_ends_the_stroke(
    tab: DrawTab, canvas: QWidget, finger: QPointingDevice
) -> None:
    touched = QEventPoint(1, QEventPoint.State.Pressed, QPointF(50, 50), QPointF(50, 50))
    for kind in (QEvent.Type.TouchBegin, QEvent.Type.TouchBegin, QEvent.Type.TouchCancel):
        event = QTouchEvent(kind, finger, Qt.KeyboardModifier.NoModifier, [touched])
        QApplication.sendEvent(canvas, event)
        assert event.isAccepted()
    assert tab.drawing.growing_stroke is None
    assert len(tab.drawing.strokes) == 2


def test_pen_draws(tab: DrawTab, pen: TabletPen) -> None:
    pen.press(0.2, 0.3)
    pen.move(0.5, 0.3)
    assert tab.prediction is not None
    pen.move(0.8, 0.3)
    pen.release(0.8, 0.3)
    [points] = points_of(tab)
    assert points[0] == pytest.approx((0.2, 0.3), abs=0.01)
    assert points[-1] == pytest.approx((0.8, 0.3), abs=0.01)


def test_hovering_pen_does_not_draw(tab: DrawTab, pen: TabletPen) -> None:
    pen.move(0.5, 0.3)
    assert tab.drawing.is_empty


def test_hiding_the_canvas_lifts_the_pen(hand: Hand, tab: DrawTab, qtbot: QtBot) -> None:
    hand.press(0.2, 0.2)
    hand.move(0.5, 0.5)
    tab.hide()
    qtbot.waitUntil(lambda: tab.drawing.growing_stroke is None)
    assert len(tab.drawing.strokes) == 1


def test_focus_from_the_keyboard_is_shown(canvas: QWidget) -> None:
    canvas.clearFocus()
    without = shown(canvas)
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert shown(canvas) != without
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    assert shown(canvas) == without
