"""The window stands whole on a screen that is there, whatever was remembered of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMargins, QRect, QSize

from desktop.window.window_place import (
    FIRST_SIZE,
    LEAST_SIZE,
    USUAL_FRAME,
    first_place,
    fitted,
    least_size,
    remembered_place,
)

TASK_BAR = 40
LAPTOP = QRect(0, 0, 1366, 768 - TASK_BAR)
DESK = QRect(1366, 0, 1920, 1080)
ABOVE = QRect(0, -1080, 1920, 1080)

FRAME = QMargins(1, 30, 1, 1)


def rectangles(least: int, most: int) -> st.SearchStrategy[QRect]:
    places, sides = st.integers(-4000, 4000), st.integers(least, most)
    return st.builds(QRect, places, places, sides, sides)


@pytest.mark.parametrize("size", [(1280, 720), (1366, 768), (1024, 600), (960, 540), (800, 480)])
@pytest.mark.parametrize("bar", ["below", "left", "above"])
def test_a_first_window_fits_a_small_screen_with_frame_and_task_bar(
    size: tuple[int, int], bar: str
) -> None:
    screen = QRect(0, 0, *size)
    cut = {"below": (0, 0, 0, -TASK_BAR), "left": (64, 0, 0, 0), "above": (0, TASK_BAR, 0, 0)}
    room = screen.adjusted(*cut[bar])
    place = first_place([room])
    assert room.contains(place + FRAME)
    assert room.contains(QRect(place.topLeft(), least_size([room])) + FRAME)


def test_on_a_large_screen_it_has_the_first_size_and_stands_in_the_middle() -> None:
    place = first_place([DESK])
    assert place.size() == FIRST_SIZE
    assert place.center() == DESK.center()


def test_a_window_may_be_made_as_small_as_the_smallest_screen() -> None:
    assert least_size([DESK, LAPTOP]) == LEAST_SIZE
    assert least_size([DESK, QRect(0, 0, 800, 400)]) == QSize(784, 352)


@pytest.mark.parametrize("place", [QRect(10, 30, 900, 600), QRect(1400, 30, 1800, 1000)])
def test_a_place_that_is_still_there_is_taken_as_it_was(place: QRect) -> None:
    assert remembered_place(place, [LAPTOP, DESK]) == place


@pytest.mark.parametrize(
    "gone", [QRect(1500, 100, 1200, 800), QRect(-3000, 50, 900, 600), QRect(100, -900, 1800, 950)]
)
def test_a_place_on_a_screen_that_is_gone_comes_back_onto_one_that_is_there(gone: QRect) -> None:
    place = remembered_place(gone, [LAPTOP])
    assert LAPTOP.contains(place + USUAL_FRAME)
    assert place.size() == gone.size().boundedTo((LAPTOP - USUAL_FRAME).size())


def test_a_window_goes_to_the_screen_that_shows_most_of_it() -> None:
    place = fitted(QRect(1300, 500, 1200, 800), [LAPTOP, DESK, ABOVE], FRAME)
    assert DESK.contains(place + FRAME)
    assert place.size() == QSize(1200, 800)


def test_without_a_screen_nothing_is_moved() -> None:
    place = QRect(1, 2, 900, 600)
    assert fitted(place, [], FRAME) == place
    assert first_place([]).size() == FIRST_SIZE
    assert least_size([]) == LEAST_SIZE


@given(
    place=rectangles(1, 6000),
    screens=st.lists(rectangles(200, 4000), min_size=1, max_size=4),
)
def test_any_place_is_fitted_onto_one_screen_whole_and_then_stays(
    place: QRect, screens: list[QRect]
) -> None:
    there = fitted(place, screens, FRAME)
    assert any(screen.contains(there + FRAME) for screen in screens)
    assert there.width() <= place.width()
    assert there.height() <= place.height()
    assert fitted(there, screens, FRAME).size() == there.size()
