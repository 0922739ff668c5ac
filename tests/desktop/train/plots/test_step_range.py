import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.train.plots.step_range import (
    FEWEST_FOLLOWED,
    FEWEST_STEPS,
    LAST_STEPS,
    RangeMode,
    StepRange,
)


@pytest.fixture
def sight() -> StepRange:
    sight = StepRange()
    sight.set_steps(10_000, 4_000)
    return sight


def test_the_whole_run_is_in_sight_at_first(sight: StepRange) -> None:
    assert sight.mode is RangeMode.WHOLE
    assert sight.low == 0
    assert 10_000 < sight.high <= 10_200


def test_following_moves_along_with_the_latest_steps(sight: StepRange) -> None:
    sight.follow()
    assert sight.low < 4_000 < sight.high
    assert sight.width == pytest.approx(800, rel=0.05)
    sight.set_steps(10_000, 5_000)
    assert sight.low < 5_000 < sight.high


def test_following_shows_some_steps_from_the_begin() -> None:
    sight = StepRange()
    sight.set_steps(10_000, 3)
    sight.follow()
    assert sight.low == 0
    assert sight.high >= FEWEST_FOLLOWED


def test_zooming_keeps_the_step_under_the_pointer_where_it_is(sight: StepRange) -> None:
    share = (2_500 - sight.low) / sight.width
    sight.zoom(2_500, 0.5)
    assert sight.mode is RangeMode.ZOOMED
    assert (2_500 - sight.low) / sight.width == pytest.approx(share)
    assert sight.width == pytest.approx(5_050)


def test_zooming_out_ends_with_the_whole(sight: StepRange) -> None:
    sight.choose(100, 200)
    for _ in range(30):
        sight.zoom(150, 1.5)
    assert sight.mode is RangeMode.WHOLE


def test_a_zoomed_range_stays_while_the_run_goes_on(sight: StepRange) -> None:
    sight.choose(100, 200)
    sight.set_steps(20_000, 9_000)
    assert (sight.low, sight.high) == (100, 200)


def test_the_whole_has_nothing_to_move_to(sight: StepRange) -> None:
    sight.move(500)
    assert sight.mode is RangeMode.WHOLE
    assert sight.low == 0


def test_moving_while_following_lets_go(sight: StepRange) -> None:
    sight.follow()
    width = sight.width
    sight.move(-1_000)
    assert sight.mode is RangeMode.ZOOMED
    assert sight.width == pytest.approx(width)


@given(
    st.integers(0, 100_000),
    st.integers(0, 100_000),
    st.lists(
        st.one_of(
            st.tuples(st.just("zoom"), st.floats(-1e6, 1e6), st.floats(0.01, 100)),
            st.tuples(st.just("move"), st.floats(-1e6, 1e6)),
            st.tuples(st.just("choose"), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)),
            st.tuples(st.just("follow")),
            st.tuples(st.just("show_whole")),
        ),
        max_size=12,
    ),
)
def test_whatever_is_done_the_picture_is_never_lost(
    planned: int, done: int, actions: list[tuple[str, float]]
) -> None:
    sight = StepRange()
    sight.set_steps(planned, done)
    for name, *numbers in actions:
        getattr(sight, name)(*numbers)
        assert sight.low >= 0
        assert sight.width >= FEWEST_STEPS * 0.999
        assert sight.high <= max(planned, done, FEWEST_STEPS, FEWEST_FOLLOWED) * 1.02
    sight.show_whole()
    assert sight.low == 0
    assert sight.high >= max(planned, done)


def test_the_last_steps_come_into_sight_where_they_could_not_be_told_apart(
    sight: StepRange,
) -> None:
    sight.show_last(800)
    assert sight.low <= 4_000 - LAST_STEPS < 4_000 < sight.high
    assert sight.width < 2 * LAST_STEPS


def test_steps_that_can_be_told_apart_stay_where_they_are(sight: StepRange) -> None:
    sight.choose(3_950, 4_010)
    before = (sight.low, sight.high)
    sight.show_last(800)
    assert (sight.low, sight.high) == before


def test_the_last_steps_move_on_with_each_that_is_made_by_hand(sight: StepRange) -> None:
    for done in range(4_000, 4_200):
        sight.set_steps(10_000, done)
        sight.show_last(800)
        assert sight.low < done < sight.high
    assert sight.mode is RangeMode.LAST


@pytest.mark.parametrize("before", ["show_whole", "follow"])
def test_what_was_in_sight_comes_back_once_the_run_goes_on(sight: StepRange, before: str) -> None:
    getattr(sight, before)()
    mode = sight.mode
    sight.show_last(800)
    sight.set_steps(10_000, 4_000 + LAST_STEPS)
    assert sight.mode is RangeMode.LAST
    sight.set_steps(10_000, 4_001 + LAST_STEPS)
    assert sight.mode is mode


def test_a_run_that_has_just_begun_shows_its_first_steps() -> None:
    sight = StepRange()
    sight.set_steps(10_000, 1)
    sight.show_last(800)
    assert sight.low == 0
    assert sight.high == LAST_STEPS + 1
