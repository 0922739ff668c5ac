"""The four pictures of framing: they live with the drawing, and three of them can be switched."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.draw.answer.framing_choice import ALL_ON, FramingChoice
from desktop.draw.answer.framing_view import StepPicture
from desktop.draw.ink.painting import CanvasPicture
from desktop.draw.view import DrawTab
from desktop.widgets.images import to_image
from nncore.array_types import FloatArray
from nncore.drawing.framing import framing_steps
from tests.desktop.draw.pad import Hand, MakeTab, reading_on, sentences

SMALL = [(0.1, 0.1), (0.3, 0.1), (0.2, 0.3)]


def pictures(tab: DrawTab) -> list[StepPicture]:
    return sorted(tab.findChildren(StepPicture), key=lambda each: each.number)


def click(tab: DrawTab, number: int) -> None:
    picture = pictures(tab)[number - 1]
    QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=picture.rect().center())


def test_the_pictures_live_with_the_drawing(tab: DrawTab, hand: Hand) -> None:
    assert [each.image for each in pictures(tab)] == [None] * 4
    assert ALL_ON in sentences(tab)
    hand.draw(SMALL)
    steps = framing_steps(tab.drawing.pixels())
    canvas = CanvasPicture().pixels(tab.drawing)
    assert 0 < np.count_nonzero(canvas) < canvas.size / 10, "as small as it was drawn"
    expected = [canvas, steps.cropped, steps.fitted, steps.frame]
    assert [each.image for each in pictures(tab)] == [to_image(each) for each in expected]
    tab.drawing.clear()
    assert [each.image for each in pictures(tab)] == [None] * 4


@pytest.mark.parametrize("number", [2, 3, 4])
def test_a_step_that_is_off_changes_what_is_read(tab: DrawTab, hand: Hand, number: int) -> None:
    hand.draw(SMALL)
    before = reading_on(tab)
    click(tab, number)
    after = reading_on(tab)
    assert not np.array_equal(after.frame, before.frame)
    assert not np.array_equal(after.probabilities, before.probabilities)
    assert pictures(tab)[-1].image == to_image(after.frame)
    assert FramingChoice().switched(number).sentence in sentences(tab)
    assert any(each.endswith(f"without step {number}") for each in sentences(tab))
    assert pictures(tab)[number - 1].accessibleName().endswith(", off")
    click(tab, number)
    assert np.array_equal(reading_on(tab).frame, before.frame)
    assert ALL_ON in sentences(tab)
    assert "Read by Reader (dense)" in sentences(tab)


def test_what_is_off_stays_off_for_the_next_drawing(tab: DrawTab, hand: Hand) -> None:
    click(tab, 2)
    click(tab, 4)
    hand.draw(SMALL)
    canvas = CanvasPicture().pixels(tab.drawing)
    expected = framing_steps(canvas, crop=False, centre=False).frame
    assert np.array_equal(reading_on(tab).frame, expected)
    assert expected[:10, :10].any()
    assert not expected[14:].any()


def test_strokes_are_no_step(tab: DrawTab, hand: Hand, seven: list[FloatArray]) -> None:
    hand.draw(*seven)
    before = reading_on(tab).frame
    click(tab, 1)
    assert np.array_equal(reading_on(tab).frame, before)
    assert ALL_ON in sentences(tab)


def test_steps_are_switched_by_keyboard(tab: DrawTab, hand: Hand) -> None:
    hand.draw(SMALL)
    picture = pictures(tab)[2]
    picture.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(picture, Qt.Key.Key_Space)
    assert any(each.startswith("Step 3 is off: ") for each in sentences(tab))


@pytest.mark.parametrize("size", [(900, 540), (1440, 860)])
def test_nothing_moves_when_a_step_is_switched(make_tab: MakeTab, size: tuple[int, int]) -> None:
    tab = make_tab(*size)
    places = [each.geometry() for each in pictures(tab)]
    for number in (2, 3, 4):
        click(tab, number)
        assert [each.geometry() for each in pictures(tab)] == places
        for label in tab.findChildren(QLabel):
            if label.isVisible() and label.text() and label.wordWrap():
                assert label.heightForWidth(label.width()) <= label.height(), label.text()


def test_every_choice_has_words() -> None:
    said = {
        FramingChoice(crop, fit, centre).sentence
        for crop in (True, False)
        for fit in (True, False)
        for centre in (True, False)
    }
    assert len(said) == 7  # what is only scaled down is neither fitted nor not
    assert FramingChoice(crop=False, fit=False, centre=False).brief == "without steps 2, 3 and 4"


def test_fitting_cannot_be_switched_while_nothing_is_cropped(tab: DrawTab, hand: Hand) -> None:
    hand.draw(SMALL)
    fit = pictures(tab)[2]
    click(tab, 2)
    assert not fit.isEnabled()
    assert "while step 2 is off" in fit.accessibleName()
    before = reading_on(tab).frame
    click(tab, 3)
    assert np.array_equal(reading_on(tab).frame, before)
    click(tab, 2)
    assert fit.isEnabled()
    assert fit.accessibleName().endswith(", on")
