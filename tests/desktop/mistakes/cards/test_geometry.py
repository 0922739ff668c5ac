"""Where cards and headings lie, for whatever rows, groups and widths there are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize

from desktop.mistakes.cards.geometry import CardGeometry
from desktop.mistakes.cards.model import Groups
from desktop.mistakes.examples import NO_ROWS

HEADING = 24


@st.composite
def geometries(draw: st.DrawFn) -> CardGeometry:
    """Some hundred rows in groups of any size, empty ones too, some of them folded."""
    count = draw(st.integers(0, 300))
    inner = draw(st.lists(st.integers(0, count), max_size=8))
    groups = draw(st.integers(0, 1)) * (len(inner) + 1)
    firsts = np.array([0, *sorted(inner)], dtype=np.intp) if groups else NO_ROWS
    folded = draw(st.sets(st.integers(0, groups - 1))) if groups else set()
    cell = QSize(draw(st.integers(1, 60)), draw(st.integers(1, 60)))
    width = draw(st.integers(0, 500))
    return CardGeometry(count, width, cell, firsts=firsts, folded=folded, heading_height=HEADING)


def seen_rows(geometry: CardGeometry) -> list[int]:
    shown = geometry.unfolded(range(geometry.count))
    return [row for rows in shown for row in rows]


def headings(geometry: CardGeometry) -> list[QRect]:
    return [geometry.heading_rect(group) for group in range(geometry.groups)]


@given(geometries())
def test_every_point_of_a_card_leads_to_its_row(geometry: CardGeometry) -> None:
    for row in seen_rows(geometry):
        rect = geometry.row_rect(row)
        for point in (rect.topLeft(), rect.center(), rect.bottomRight()):
            assert geometry.row_at(point) == row
            assert geometry.heading_at(point) is None


@given(geometries())
def test_nothing_overlaps_and_all_lies_in_the_content(geometry: CardGeometry) -> None:
    rects = [geometry.row_rect(row) for row in seen_rows(geometry)] + headings(geometry)
    canvas = np.zeros((geometry.height, 600), dtype=np.uint8)
    for rect in rects:
        assert rect.isValid()
        canvas[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1] += 1
    assert canvas.max(initial=0) <= 1
    assert max((rect.bottom() + 1 for rect in rects), default=0) == geometry.height


@given(geometries())
def test_a_folded_group_takes_a_heading_only(geometry: CardGeometry) -> None:
    tops = [rect.top() for rect in headings(geometry)]
    for group, bottom in enumerate([*tops[1:], geometry.height] if tops else []):
        rect = geometry.heading_rect(group)
        assert geometry.heading_at(rect.center()) == group
        if geometry.is_folded(group):
            assert bottom - rect.top() == HEADING
            assert not any(geometry.row_rect(row).isValid() for row in geometry.rows_of(group))


@given(geometries(), st.integers(-100, 3_000), st.integers(0, 800))
def test_between_two_heights_is_found_what_reaches_there(
    geometry: CardGeometry, top: int, height: int
) -> None:
    band = QRect(0, top, 10_000, height + 1)
    rows = [row for rows in geometry.rows_between(band.top(), band.bottom()) for row in rows]
    assert rows == [row for row in seen_rows(geometry) if meets(geometry.row_rect(row), band)]
    found = list(geometry.headings_between(band.top(), band.bottom()))
    assert found == [group for group, rect in enumerate(headings(geometry)) if meets(rect, band)]


@given(geometries(), st.integers(-50, 500), st.integers(-50, 900), st.integers(1, 300))
def test_a_rectangle_holds_the_rows_whose_cells_it_meets(
    geometry: CardGeometry, left: int, top: int, side: int
) -> None:
    area = QRect(left, top, side, 2 * side)
    rows = [row for rows in geometry.rows_within(area) for row in rows]
    assert rows == [row for row in seen_rows(geometry) if meets(geometry.row_rect(row), area)]


@given(st.integers(0, 2_000), st.integers(1, 200))
def test_cells_are_as_large_as_they_must_be_and_fill_the_width(width: int, smallest: int) -> None:
    geometry = CardGeometry(10, width, QSize(smallest, 30))
    left_over = width - geometry.columns * geometry.cell.width()
    assert geometry.cell.width() >= smallest
    assert left_over < geometry.columns


@given(geometries(), st.integers(0, 300), st.integers(0, 300))
def test_rows_that_are_not_folded_stay_of_a_range(
    geometry: CardGeometry, start: int, stop: int
) -> None:
    rows = range(min(start, geometry.count), min(stop, geometry.count))
    shown = [row for part in geometry.unfolded(rows) for row in part]
    assert shown == [row for row in rows if row in set(seen_rows(geometry))]


@pytest.mark.parametrize(("width", "columns", "cell"), [(99, 1, 99), (100, 2, 50), (149, 2, 74)])
def test_columns_spread_over_the_width(width: int, columns: int, cell: int) -> None:
    geometry = CardGeometry(10, width, QSize(50, 30))
    assert (geometry.columns, geometry.cell.width()) == (columns, cell)
    assert geometry.height == -(-10 // columns) * 30


def test_outside_of_all_cards_is_no_row() -> None:
    geometry = CardGeometry(3, 100, QSize(50, 30))
    for x, y in ((-1, 0), (0, -1), (100, 0), (50, 30), (0, 60)):
        assert geometry.row_at(QPoint(x, y)) is None
    assert not geometry.row_rect(3).isValid()
    assert not geometry.row_rect(-1).isValid()


def test_no_rows_have_no_height() -> None:
    geometry = CardGeometry(0, 100, QSize(50, 30))
    assert geometry.height == 0
    assert geometry.rows_between(0, 1_000) == []
    assert geometry.unfolded(range(0)) == []


def test_seventy_thousand_rows_lie_where_they_would_be_counted() -> None:
    geometry = CardGeometry(70_000, 1_000, QSize(100, 100))
    assert geometry.height == 7_000 * 100
    assert geometry.row_rect(69_999) == QRect(900, 699_900, 100, 100)
    assert geometry.rows_between(350_000, 350_099) == [range(35_000, 35_010)]


@pytest.mark.parametrize(
    ("titles", "firsts"), [(("a",), []), (("a",), [1]), (("a", "b", "c"), [0, 5, 3])]
)
def test_groups_that_do_not_fit_together_are_refused(
    titles: tuple[str, ...], firsts: list[int]
) -> None:
    with pytest.raises(ValueError, match="groups"):
        Groups(titles, np.array(firsts, dtype=np.intp))


@given(geometries(), st.data())
def test_the_heading_of_what_is_at_the_edge_stays_there_until_the_next_one_comes(
    geometry: CardGeometry, data: st.DataObject
) -> None:
    offset = data.draw(st.integers(0, max(geometry.height - 1, 0)))
    pinned = geometry.pinned_heading(offset)
    if pinned is None:
        assert geometry.groups == 0
        return
    group, area = pinned
    own = geometry.heading_rect(group)
    assert own.top() <= area.top() <= offset <= area.bottom()
    assert area.size() == own.size()
    if group + 1 < geometry.groups:
        assert area.bottom() < geometry.heading_rect(group + 1).top()
    if area.top() < offset:  # pushed away by the next one
        end = geometry.height
        if group + 1 < geometry.groups:
            end = geometry.heading_rect(group + 1).top()
        assert area.bottom() + 1 == end


def meets(rect: QRect, area: QRect) -> bool:
    return rect.isValid() and rect.intersects(area)
