"""A drawing remembers its strokes, takes them back and brings them back, and has their pixels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike
from pytestqt.qtbot import QtBot

from desktop.draw.ink.drawing import UNDO_STEPS, Drawing

DOWN = [(0.5, 0.2), (0.5, 0.5), (0.5, 0.8)]
ACROSS = [(0.2, 0.5), (0.5, 0.5), (0.8, 0.5)]


def test_new_drawing_is_empty(drawing: Drawing) -> None:
    assert drawing.is_empty
    assert not drawing.can_undo
    assert not drawing.can_redo
    assert drawing.strokes == ()
    assert not drawing.pixels().any()


def test_stroke_is_there_while_it_grows(drawing: Drawing) -> None:
    drawing.begin_stroke((0.5, 0.2))
    dot = drawing.pixels()
    middle = len(dot) // 2
    assert dot[middle, middle] == 255
    assert not dot[: middle // 2].any()
    drawing.extend_stroke((0.5, 0.8))
    assert drawing.pixels()[middle // 2, middle] == 255
    assert not drawing.is_empty
    assert drawing.can_undo
    assert drawing.strokes == ()


def test_lifting_the_pen_changes_no_pixel(drawing: Drawing) -> None:
    drawing.begin_stroke((0.2, 0.2))
    drawing.extend_stroke((0.6, 0.3))
    drawing.extend_stroke((0.4, 0.8))
    growing = drawing.pixels()
    drawing.end_stroke()
    assert np.array_equal(drawing.pixels(), growing)
    assert drawing.strokes[0].points == ((0.2, 0.2), (0.6, 0.3), (0.4, 0.8))


def test_every_move_is_told(drawing: Drawing, qtbot: QtBot) -> None:
    with qtbot.waitSignals([drawing.changed] * 3):
        drawing.begin_stroke((0.2, 0.2))
        drawing.extend_stroke((0.4, 0.2))
        drawing.end_stroke()


def test_trembling_adds_no_points(drawing: Drawing) -> None:
    drawing.add_stroke([(0.5, 0.5), (0.5001, 0.5), (0.5, 0.5001)])
    assert len(drawing.strokes[0].points) == 1


def test_moving_without_a_pen_down_draws_nothing(drawing: Drawing, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(drawing.changed):
        drawing.extend_stroke((0.5, 0.5))
        drawing.end_stroke()
    assert drawing.is_empty


def test_pixels_handed_out_do_not_change_later(drawing: Drawing) -> None:
    drawing.begin_stroke((0.2, 0.5))
    drawing.extend_stroke((0.3, 0.5))
    before = drawing.pixels()
    kept = before.copy()
    drawing.extend_stroke((0.9, 0.5))
    drawing.end_stroke()
    assert np.array_equal(before, kept)


def test_undo_while_the_pen_is_down_takes_its_stroke(drawing: Drawing) -> None:
    drawing.add_stroke(DOWN)
    drawing.begin_stroke((0.2, 0.5))
    drawing.extend_stroke((0.8, 0.5))
    drawing.undo()
    drawing.extend_stroke((0.9, 0.9))
    assert [stroke.points for stroke in drawing.strokes] == [tuple(DOWN)]
    drawing.redo()
    assert [len(stroke.points) for stroke in drawing.strokes] == [3, 2]


def test_clear_is_undone_as_a_whole(drawing: Drawing) -> None:
    drawing.add_stroke(DOWN)
    drawing.add_stroke(ACROSS)
    both = drawing.pixels()
    drawing.clear()
    assert drawing.is_empty
    assert not drawing.pixels().any()
    drawing.undo()
    assert np.array_equal(drawing.pixels(), both)
    assert len(drawing.strokes) == 2


def test_clearing_an_empty_drawing_is_no_step(drawing: Drawing, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(drawing.changed):
        drawing.clear()
    assert not drawing.can_undo


def test_drawing_anew_forgets_what_was_taken_back(drawing: Drawing) -> None:
    drawing.add_stroke(DOWN)
    drawing.undo()
    assert drawing.can_redo
    drawing.add_stroke(ACROSS)
    assert not drawing.can_redo


def test_history_has_an_end(drawing: Drawing) -> None:
    for number in range(UNDO_STEPS + 20):
        drawing.add_stroke([(0.1, 0.1), (0.9, number / 200)])
    steps = 0
    while drawing.can_undo:
        drawing.undo()
        steps += 1
    assert steps == UNDO_STEPS
    assert len(drawing.strokes) == 20


@pytest.mark.parametrize(
    "points", [[], [0.5, 0.5], [(0.1, 0.2, 0.3)], [(float("nan"), 0.5)], [(0.5, float("inf"))]]
)
def test_what_is_no_stroke_is_refused(drawing: Drawing, points: ArrayLike) -> None:
    with pytest.raises(ValueError, match="stroke"):
        drawing.add_stroke(points)
    assert drawing.is_empty


def test_pixels_do_not_depend_on_width_and_size(drawing: Drawing) -> None:
    for width, size in ((0.03, 1), (0.12, 0.1)):
        drawing.clear()
        drawing.begin_stroke((0.2 * size, 0.5 * size), width=width)
        for point in ((0.4, 0.2), (0.7, 0.6)):
            drawing.extend_stroke((point[0] * size, point[1] * size))
        if size == 1:
            first = drawing.pixels()
    assert np.abs(first.astype(int) - drawing.pixels()).max() <= 1


def test_ink_beside_the_canvas_is_not_read(drawing: Drawing) -> None:
    drawing.add_stroke([(0.5, 0.2), (0.5, 0.5), (1.5, 0.5), (1.5, 0.8), (0.5, 0.8)])
    rows, columns = np.nonzero(drawing.pixels())
    # upright: what is drawn on the canvas is 0.6 high and 0.5 wide
    assert np.ptp(rows) > np.ptp(columns)


def test_what_lies_wholly_beside_the_canvas_has_no_pixels(drawing: Drawing) -> None:
    drawing.add_stroke([(1.2, 0.2), (1.5, 0.5)])
    assert not drawing.pixels().any()


def test_ink_beside_the_canvas_makes_a_dot_no_larger(drawing: Drawing) -> None:
    drawing.add_stroke([(0.995, 0.5), (1.2, 0.5), (1.2, 1.1)])
    assert drawing.span < 0.01
    drawing.begin_stroke((0.5, 0.5))
    assert drawing.span == pytest.approx(0.5, abs=0.01)
    drawing.clear()
    drawing.add_stroke([(1.2, 0.2), (1.5, 0.5)])
    assert drawing.span == 0


def test_eraser_cuts_a_stroke_in_two(drawing: Drawing) -> None:
    drawing.add_stroke(DOWN)
    drawing.begin_erasing((0.3, 0.5), width=0.1)
    drawing.extend_erasing((0.7, 0.5))
    drawing.end_erasing()
    upper, lower = drawing.strokes
    assert upper.points[0] == (0.5, 0.2)
    assert lower.points[-1] == (0.5, 0.8)
    # no ink is left under the eraser, round as the strokes' ends are
    reach = 0.05 + upper.width / 2
    assert upper.points[-1][1] == pytest.approx(0.5 - reach, abs=0.01)
    assert lower.points[0][1] == pytest.approx(0.5 + reach, abs=0.01)


def test_all_that_one_move_erases_is_one_step_back(drawing: Drawing) -> None:
    drawing.add_stroke(DOWN)
    drawing.add_stroke(ACROSS)
    both, ink = drawing.strokes, drawing.pixels()
    drawing.begin_erasing((0.5, 0.1), width=0.1)
    for y in np.linspace(0.1, 0.9, 9):
        drawing.extend_erasing((0.5, float(y)))
    assert drawing.is_under_way
    drawing.end_erasing()
    assert len(drawing.strokes) == 2
    drawing.undo()
    assert drawing.strokes == both
    assert np.array_equal(drawing.pixels(), ink)
    drawing.redo()
    assert not np.array_equal(drawing.pixels(), ink)


def test_erasing_nothing_is_no_step(drawing: Drawing, qtbot: QtBot) -> None:
    drawing.add_stroke(DOWN)
    drawing.undo()
    drawing.begin_erasing((0.1, 0.1), width=0.1)
    with qtbot.assertNotEmitted(drawing.changed):
        drawing.extend_erasing((0.2, 0.1))
    drawing.end_erasing()
    assert not drawing.can_undo
    assert drawing.can_redo


def test_undo_while_the_eraser_is_down_brings_back(drawing: Drawing) -> None:
    drawing.add_stroke(DOWN)
    whole = drawing.strokes
    drawing.begin_erasing((0.5, 0.5), width=0.1)
    assert len(drawing.strokes) == 2
    drawing.undo()
    assert drawing.strokes == whole
    drawing.extend_erasing((0.5, 0.8))
    assert drawing.strokes == whole


def test_erased_to_nothing_is_empty(drawing: Drawing) -> None:
    drawing.add_stroke([(0.5, 0.5)])
    drawing.begin_erasing((0.52, 0.5), width=0.1)
    assert drawing.is_empty
    drawing.end_erasing()
    assert not drawing.pixels().any()
    assert drawing.can_undo


def test_pressure_stays_with_what_is_left(drawing: Drawing) -> None:
    drawing.begin_stroke((0.1, 0.5), pressure=0.2)
    for number in range(1, 9):
        drawing.extend_stroke((0.1 + number / 10, 0.5), 0.2 + number / 10)
    drawing.end_stroke()
    drawing.begin_erasing((0.5, 0.5), width=0.05)
    drawing.end_erasing()
    left, right = drawing.strokes
    assert left.way()[:, 2].max() < 0.6
    assert right.way()[:, 2].max() == pytest.approx(1)


coordinates = st.floats(-0.25, 1.25, width=32)
ways = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=6)
steps = st.lists(
    st.one_of(ways, st.sampled_from(["undo", "redo", "clear"])), min_size=1, max_size=15
)


@settings(max_examples=60, deadline=None)
@given(steps=steps)
def test_undo_and_redo_walk_along_everything_that_was(
    steps: list[list[tuple[float, float]] | str],
) -> None:
    drawing = Drawing()
    sheets: list[int] = [0]
    inks = [drawing.pixels()]
    position = 0
    for step in steps:
        if step == "undo":
            drawing.undo()
            position = max(position - 1, 0)
        elif step == "redo":
            drawing.redo()
            position = min(position + 1, len(sheets) - 1)
        elif not (step == "clear" and sheets[position] == 0):
            count = 0 if isinstance(step, str) else sheets[position] + 1
            if isinstance(step, str):
                drawing.clear()
            else:
                drawing.add_stroke(step)
            sheets[position + 1 :] = [count]
            inks[position + 1 :] = [drawing.pixels()]
            position += 1
        assert len(drawing.strokes) == sheets[position]
        assert np.array_equal(drawing.pixels(), inks[position])
        assert drawing.can_undo == (position > 0)
        assert drawing.can_redo == (position < len(sheets) - 1)


@settings(max_examples=40, deadline=None)
@given(way=ways)
def test_growing_ink_equals_ink_drawn_at_once(way: list[tuple[float, float]]) -> None:
    at_once, growing = Drawing(), Drawing()
    at_once.add_stroke(way)
    growing.begin_stroke(way[0])
    for point in way[1:]:
        growing.pixels()
        growing.extend_stroke(point)
    assert np.array_equal(growing.pixels(), at_once.pixels())
