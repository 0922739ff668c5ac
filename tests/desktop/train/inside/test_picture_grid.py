"""Pictures are as large as the room allows, and never smaller than can be read."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.train.inside.picture_grid import fitted


@given(
    count=st.integers(1, 4096),
    side=st.sampled_from([1, 3, 5, 14, 15, 28]),
    width=st.integers(1, 1200),
    height=st.integers(1, 400),
    ratio=st.sampled_from([1.0, 1.5, 2.0]),
)
def test_pictures_in_sight_lie_within_the_room(
    count: int, side: int, width: int, height: int, ratio: float
) -> None:
    grid = fitted(count, side, width, height, legible=56, smallest=28, gap=5, ratio=ratio)
    assert grid.columns >= 1
    assert grid.rows >= 1
    assert grid.magnification >= 1
    for position in (0, grid.in_sight - 1):
        left, top = grid.place(position)
        if min(width, height) >= side:
            assert left + grid.drawn <= width
            assert top + grid.drawn <= height
        assert grid.position_at(left, top) == position
        assert grid.position_at(left + grid.drawn - 1, top + grid.drawn - 1) == position


def test_few_pictures_grow_until_the_room_is_full() -> None:
    few, many = (
        fitted(count, 5, 440, 220, legible=24, smallest=24, gap=5).magnification
        for count in (20, 4000)
    )
    assert few > many
    assert 5 * many >= 24


def test_no_picture_lies_outside_the_grid() -> None:
    grid = fitted(12, 28, 200, 130, legible=56, smallest=56, gap=5)
    assert grid.position_at(-1, 4) is None
    assert grid.position_at(4, 3 * grid.cell) is None
    assert grid.position_at(grid.columns * grid.cell, 4) is None


def test_where_only_a_handful_would_fit_pictures_are_smaller() -> None:
    narrow, wide = (
        fitted(128, 28, width, 155, legible=56, smallest=28, gap=5) for width in (130, 400)
    )
    assert (narrow.drawn, narrow.in_sight) == (28, 20)
    assert (wide.drawn, wide.in_sight) == (56, 12)


def test_pictures_are_no_smaller_than_it_takes_to_show_a_dozen() -> None:
    grid = fitted(128, 28, 260, 310, legible=56, smallest=28, gap=5, ratio=2.0)
    assert (grid.drawn, grid.in_sight) == (84 - 28, 20)
    roomier = fitted(128, 28, 400, 310, legible=56, smallest=28, gap=5, ratio=2.0)
    assert (roomier.drawn, roomier.in_sight) == (84, 12)
