"""The eraser and the pen's width, by mouse, keyboard and tablet; fast hands and small pads."""

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton, QSlider, QWidget

from desktop.draw.ink.stroke import PEN_WIDTH
from desktop.draw.ink.tools import THINNEST, WIDEST
from desktop.draw.view import DrawTab
from desktop.theme import Theme
from tests.desktop.draw.pad import (
    LEFT,
    Hand,
    MakeTab,
    TabletPen,
    colour_at,
    reading_on,
    stroke_count,
)
from tests.desktop.hands import find

MERGING = Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents


@pytest.fixture
def eraser(tab: DrawTab) -> QPushButton:
    return find(tab, QPushButton, "eraser_button")


@pytest.fixture
def slider(tab: DrawTab) -> QSlider:
    return find(tab, QSlider, "pen_width_slider")


def thickness(canvas: QWidget, theme: Theme, x: float) -> float:
    """Of the ink in a column, as a share of the canvas."""
    image = canvas.grab().toImage()
    column = round(x * image.width())
    inked = [image.pixelColor(column, y) == theme.ink for y in range(image.height())]
    return sum(inked) / image.height()


def test_eraser_takes_away_what_it_touches(
    hand: Hand, tab: DrawTab, canvas: QWidget, eraser: QPushButton, theme: Theme
) -> None:
    hand.draw([(0.2, 0.5), (0.8, 0.5)])
    QTest.mouseClick(eraser, LEFT)
    hand.draw([(0.5, 0.3), (0.5, 0.7)])
    assert colour_at(canvas, 0.5, 0.5) == theme.paper
    assert colour_at(canvas, 0.25, 0.5) == theme.ink
    assert colour_at(canvas, 0.75, 0.5) == theme.ink
    assert stroke_count(tab) == 2
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert colour_at(canvas, 0.25, 0.5) == theme.ink
    assert stroke_count(tab) == 1
    QTest.keyClick(canvas, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert stroke_count(tab) == 2


def test_e_takes_the_eraser_and_the_pen_again(
    hand: Hand, tab: DrawTab, canvas: QWidget, eraser: QPushButton
) -> None:
    hand.draw([(0.2, 0.5), (0.8, 0.5)], [(0.2, 0.9), (0.8, 0.9)])
    QTest.keyClick(canvas, Qt.Key.Key_E)
    assert eraser.isChecked()
    hand.draw([(0.1, 0.5), (0.9, 0.5)])
    assert stroke_count(tab) == 1
    QTest.keyClick(canvas, Qt.Key.Key_E)
    assert not eraser.isChecked()
    hand.draw([(0.2, 0.2), (0.8, 0.2)])
    assert stroke_count(tab) == 2


def test_the_answer_follows_the_eraser(hand: Hand, tab: DrawTab, canvas: QWidget) -> None:
    hand.draw([(0.5, 0.1), (0.5, 0.9)], [(0.3, 0.2), (0.7, 0.8)])
    before = tab.prediction
    QTest.keyClick(canvas, Qt.Key.Key_E)
    hand.press(0.3, 0.2)
    hand.move(0.42, 0.35)
    after = tab.prediction
    assert before is not None
    assert after is not None
    assert not np.array_equal(before.frame, after.frame)
    hand.release(0.42, 0.35)


def test_the_eraser_shows_how_far_it_reaches(hand: Hand, canvas: QWidget, theme: Theme) -> None:
    QTest.keyClick(canvas, Qt.Key.Key_E)
    hand.move(0.5, 0.5)
    reach = 1.5 * PEN_WIDTH / 2
    assert colour_at(canvas, 0.5 + reach, 0.5) == theme.accent
    QTest.keyClick(canvas, Qt.Key.Key_E)
    assert colour_at(canvas, 0.5 + reach, 0.5) == theme.paper


def test_slider_changes_the_next_strokes_and_not_what_is_read(
    hand: Hand, tab: DrawTab, canvas: QWidget, slider: QSlider, theme: Theme
) -> None:
    frames = []
    for width in (THINNEST, WIDEST):
        slider.setValue(round(1000 * width))
        hand.draw([(0.2, 0.5), (0.8, 0.5)])
        assert thickness(canvas, theme, 0.5) == pytest.approx(width, abs=0.008)
        prediction = reading_on(tab)
        frames.append(prediction.frame)
        tab.drawing.clear()
    assert np.array_equal(frames[0], frames[1])
    assert (slider.minimum(), slider.maximum()) == (30, 120)
    assert slider.accessibleName()


def test_arrow_keys_move_the_slider(slider: QSlider) -> None:
    before = slider.value()
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert slider.value() > before
    assert f"{slider.value() / 10:.1f}" in slider.toolTip()


def test_pressure_widens_the_stroke(tab: DrawTab, canvas: QWidget, theme: Theme) -> None:
    places = [(0.1 + number / 50, 0.5, number / 40) for number in range(41)]
    TabletPen(canvas).draw(places)
    thin, thick = (thickness(canvas, theme, x) for x in (0.2, 0.8))
    assert 0.3 * PEN_WIDTH < thin < 0.8 * PEN_WIDTH
    assert 1.2 * PEN_WIDTH < thick < 1.7 * PEN_WIDTH
    # the pen that leaves the paper presses no more, which is no part of the stroke
    assert tab.drawing.strokes[0].way()[-1, 2] == pytest.approx(1)


@pytest.mark.parametrize("is_erasing", [True, False])
def test_what_a_dialog_took_the_release_of_is_lifted_by_the_next_move(
    hand: Hand, tab: DrawTab, canvas: QWidget, theme: Theme, is_erasing: bool
) -> None:
    hand.draw([(0.2, 0.5), (0.8, 0.5)])
    if is_erasing:
        QTest.keyClick(canvas, Qt.Key.Key_E)
    hand.press(0.9, 0.9)
    dialog = QDialog(tab)
    dialog.setModal(True)
    dialog.show()
    hand.release(0.9, 0.9)
    dialog.close()
    assert tab.drawing.is_under_way
    canvas.setMouseTracking(True)
    strokes = stroke_count(tab)
    for x in (0.3, 0.5, 0.7):
        hand.move(x, 0.5)
        assert not tab.drawing.is_under_way
    assert stroke_count(tab) == strokes + (0 if is_erasing else 1)
    assert colour_at(canvas, 0.5, 0.5) == theme.ink


def test_a_mouse_in_the_air_moves_no_pen(hand: Hand, tab: DrawTab, canvas: QWidget) -> None:
    canvas.setMouseTracking(True)
    pen = TabletPen(canvas)
    pen.press(0.2, 0.2)
    hand.move(0.8, 0.8)
    pen.move(0.2, 0.4)
    pen.release(0.2, 0.4)
    (stroke,) = tab.drawing.strokes
    assert stroke.way()[:, 0].max() < 0.3


def test_other_buttons_held_too_let_the_drawing_go_on(hand: Hand, tab: DrawTab) -> None:
    hand.press(0.2, 0.2)
    hand.press(0.2, 0.2, Qt.MouseButton.RightButton)
    hand.move(0.5, 0.5)
    hand.release(0.5, 0.5, Qt.MouseButton.RightButton)
    hand.move(0.6, 0.7)
    hand.release(0.6, 0.7)
    (stroke,) = tab.drawing.strokes
    assert stroke.points[-1] == pytest.approx((0.6, 0.7), abs=0.01)


def test_the_tablets_other_end_erases(tab: DrawTab, canvas: QWidget, hand: Hand) -> None:
    hand.draw([(0.2, 0.5), (0.8, 0.5)])
    places = [(0.5, 0.3, 0.5), (0.5, 0.5, 0.5), (0.5, 0.7, 0.5)]
    TabletPen(canvas, QPointingDevice.PointerType.Eraser).draw(places)
    assert stroke_count(tab) == 2
    TabletPen(canvas).draw(places)
    assert stroke_count(tab) == 3


@pytest.mark.parametrize("is_merged", [True, False])
def test_no_move_is_merged_with_another_while_the_pen_is_down(
    hand: Hand, tab: DrawTab, is_merged: bool
) -> None:
    before = QCoreApplication.testAttribute(MERGING)
    QCoreApplication.setAttribute(MERGING, is_merged)
    hand.press(0.2, 0.2)
    assert not QCoreApplication.testAttribute(MERGING)
    hand.move(0.4, 0.4)
    hand.release(0.4, 0.4)
    after_release = QCoreApplication.testAttribute(MERGING)
    hand.press(0.2, 0.2)
    tab.hide()
    after_hiding = QCoreApplication.testAttribute(MERGING)
    QCoreApplication.setAttribute(MERGING, before)
    assert after_release == after_hiding == is_merged


def test_a_fast_circle_is_round_on_a_large_canvas(
    make_tab: MakeTab, hand: Hand, theme: Theme
) -> None:
    tab = make_tab(1600, 1000)
    canvas = find(tab, QWidget, "draw_canvas")
    angles = np.linspace(0, 2 * np.pi, 13)
    way = 0.5 + 0.3 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    type(hand)(canvas).draw(way)
    # a polygon of 12 sides would leave a pen of a fifteenth uninked 0.01 within its corners
    for angle in angles[:-1] + np.pi / 12:
        edge = 0.3 + PEN_WIDTH / 2 - 0.006
        x, y = 0.5 + edge * np.cos(angle), 0.5 + edge * np.sin(angle)
        assert colour_at(canvas, x, y) == theme.ink


def test_a_fast_corner_is_not_cut(hand: Hand, canvas: QWidget, theme: Theme) -> None:
    hand.draw([(0.2, 0.2), (0.8, 0.2), (0.8, 0.8)])
    assert colour_at(canvas, 0.8, 0.2) == theme.ink


@pytest.mark.parametrize("size", [(640, 300), (900, 560), (1600, 1000)])
def test_the_pad_and_its_tools_fit_from_200_pixels_up(
    make_tab: MakeTab, size: tuple[int, int]
) -> None:
    tab = make_tab(*size)
    names = ("draw_canvas", "undo_button", "clear_button", "eraser_button", "pen_width_slider")
    places = []
    for name in names:
        widget = find(tab, QWidget, name)
        place = widget.rect().translated(widget.mapTo(tab, QPoint(0, 0)))
        assert tab.rect().contains(place), name
        places.append(place)
    assert places[0].width() == places[0].height() >= 200
    for place in places[1:]:
        assert place.top() > places[0].bottom()
    for first, second in itertools.pairwise(places):
        assert not first.intersects(second)


def test_on_a_sheet_that_has_become_blank_the_pen_is_taken_again(
    hand: Hand, tab: DrawTab, eraser: QPushButton
) -> None:
    hand.draw([(0.2, 0.5), (0.8, 0.5)])
    eraser.click()
    hand.draw([(0.5, 0.4), (0.5, 0.6)])
    assert eraser.isChecked(), "there is ink left"
    clear = find(tab, QPushButton, "clear_button")
    clear.click()
    assert not eraser.isChecked()
    hand.draw([(0.2, 0.5), (0.8, 0.5)])
    assert stroke_count(tab) == 1
    eraser.click()
    hand.press(0.1, 0.5)
    for step in range(10):
        hand.move(0.1 + step / 10, 0.5)
    assert eraser.isChecked(), "it is still down"
    hand.release(0.95, 0.5)
    assert not eraser.isChecked()
