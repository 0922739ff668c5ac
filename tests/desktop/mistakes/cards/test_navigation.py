"""Where keys lead among cards and headings: two groups of five and four rows, three columns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSize

from desktop.mistakes.cards.geometry import CardGeometry
from desktop.mistakes.cards.navigation import Cursor, Navigation, Step


def navigation(*, folded: tuple[int, ...] = (), grouped: bool = True) -> Navigation:
    firsts = np.array([0, 5] if grouped else [], dtype=np.intp)
    geometry = CardGeometry(
        9, 300, QSize(100, 100), firsts=firsts, folded=folded, heading_height=20
    )
    return Navigation(geometry, page=300)


def heading(group: int) -> Cursor:
    return Cursor(group, is_heading=True)


@pytest.mark.parametrize(
    ("start", "step", "reached"),
    [
        (Cursor(1), Step.MoveRight, Cursor(2)),
        (Cursor(2), Step.MoveRight, Cursor(3)),
        (Cursor(4), Step.MoveRight, heading(1)),
        (heading(1), Step.MoveRight, Cursor(5)),
        (Cursor(8), Step.MoveRight, Cursor(8)),
        (Cursor(5), Step.MoveLeft, heading(1)),
        (heading(1), Step.MoveLeft, Cursor(4)),
        (heading(0), Step.MoveLeft, heading(0)),
        (Cursor(1), Step.MoveDown, Cursor(4)),
        (Cursor(2), Step.MoveDown, Cursor(4)),
        (Cursor(4), Step.MoveDown, heading(1)),
        (heading(1), Step.MoveDown, Cursor(6)),
        (Cursor(8), Step.MoveDown, Cursor(8)),
        (Cursor(1), Step.MoveUp, heading(0)),
        (Cursor(4), Step.MoveUp, Cursor(1)),
        (heading(1), Step.MoveUp, Cursor(4)),
        (heading(0), Step.MoveUp, heading(0)),
        (Cursor(7), Step.MoveHome, heading(0)),
        (Cursor(1), Step.MoveEnd, Cursor(8)),
        (Cursor(1), Step.MovePageDown, Cursor(6)),
        (Cursor(8), Step.MovePageUp, Cursor(4)),
    ],
)
def test_steps_among_groups(start: Cursor, step: Step, reached: Cursor) -> None:
    assert navigation().moved(start, step, column=1) == reached


@pytest.mark.parametrize(
    ("start", "step", "reached"),
    [
        (heading(0), Step.MoveRight, heading(1)),
        (heading(0), Step.MoveDown, heading(1)),
        (Cursor(5), Step.MoveHome, heading(0)),
        (heading(1), Step.MoveUp, heading(0)),
    ],
)
def test_a_folded_group_is_passed_over(start: Cursor, step: Step, reached: Cursor) -> None:
    assert navigation(folded=(0,)).moved(start, step, column=0) == reached


def test_the_end_of_a_folded_last_group_is_its_heading() -> None:
    assert navigation(folded=(1,)).moved(Cursor(0), Step.MoveEnd, column=0) == heading(1)


def test_a_selection_that_grows_passes_over_headings() -> None:
    ways = navigation()
    assert ways.moved_to_row(Cursor(4), Step.MoveDown, column=1) == Cursor(6)
    assert ways.moved_to_row(Cursor(5), Step.MoveLeft, column=0) == Cursor(4)
    assert ways.moved_to_row(Cursor(1), Step.MoveUp, column=1) == Cursor(1)
    assert ways.moved_to_row(Cursor(6), Step.MoveHome, column=1) == Cursor(0)
    folded = navigation(folded=(1,))
    assert folded.moved_to_row(Cursor(0), Step.MoveEnd, column=0) == Cursor(4)


def test_without_groups_arrows_stay_among_the_cards() -> None:
    ways = navigation(grouped=False)
    for start, step in ((0, Step.MoveUp), (0, Step.MoveLeft), (8, Step.MoveDown)):
        assert ways.moved(Cursor(start), step, column=0) == Cursor(start)
    assert ways.moved(Cursor(4), Step.MoveHome, column=0) == Cursor(0)
    assert ways.moved(Cursor(4), Step.MoveEnd, column=0) == Cursor(8)
    assert ways.moved(Cursor(0), Step.MovePageDown, column=0) == Cursor(6)


@given(
    st.integers(0, 8), st.sampled_from(list(Step)), st.sets(st.integers(0, 1)), st.integers(0, 2)
)
def test_every_step_leads_to_something_that_is_seen(
    row: int, step: Step, folded: set[int], column: int
) -> None:
    geometry = CardGeometry(
        9,
        300,
        QSize(100, 100),
        firsts=np.array([0, 5], dtype=np.intp),
        folded=folded,
        heading_height=20,
    )
    group = geometry.group_of(row)
    start = heading(group) if geometry.is_folded(group) else Cursor(row)
    reached = Navigation(geometry, page=150).moved(start, step, column)
    place = geometry.heading_rect if reached.is_heading else geometry.row_rect
    assert place(reached.position).isValid()
