import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.workspace.run.series import Envelope, GrowingArray, Series, group_size

FIGURES = st.floats(-1e6, 1e6, allow_nan=False, width=32)


def series_of(figures: list[float], pieces: list[int], span: int = 10) -> Series:
    """A series that figures come to in pieces, as they do while a network learns."""
    series = Series(span)
    rest = list(figures)
    for piece in pieces:
        series.extend(rest[:piece])
        rest = rest[piece:]
    series.extend(rest)
    return series


def check_envelope(figures: np.ndarray, envelope: Envelope, low: float, high: float) -> None:
    """Each group has the extremes of exactly the steps between its edges."""
    bounds = (envelope.edges - 0.5).astype(int)
    for begin, end, least, largest in zip(
        bounds[:-1], bounds[1:], envelope.low, envelope.high, strict=True
    ):
        assert least == figures[begin:end].min()
        assert largest == figures[begin:end].max()
    first, last = max(1, int(np.ceil(low))), min(len(figures), int(np.floor(high)))
    if first <= last:
        assert bounds[0] <= first - 1
        assert bounds[-1] >= last


@given(st.data())
def test_an_envelope_has_the_extremes_of_the_steps_it_covers(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 6_000))
    seed = data.draw(st.integers(0, 99))
    figures = np.random.default_rng(seed).normal(size=count)
    pieces = data.draw(st.lists(st.integers(1, 900), max_size=8))
    low = data.draw(st.floats(-10, count + 10))
    high = data.draw(st.floats(low, count + 20))
    groups = data.draw(st.integers(1, 300))

    envelope = series_of(list(figures), pieces).envelope(groups, low, high)

    check_envelope(figures, envelope, low, high)
    assert len(envelope.low) <= groups + 2


@given(st.lists(FIGURES, min_size=1, max_size=200), st.data())
def test_a_running_mean_is_the_mean_of_the_steps_before(
    figures: list[float], data: st.DataObject
) -> None:
    span = data.draw(st.integers(1, 50))
    low = data.draw(st.floats(1, len(figures)))
    high = data.draw(st.floats(low, len(figures) + 3))

    curve = series_of(figures, [7, 30]).mean(10_000, low, high, span)

    for end, mean in zip(curve.x.astype(int), curve.y, strict=True):
        looked_back = min(max(1, end // 3), span)
        assert mean == pytest.approx(np.mean(figures[end - looked_back : end]), abs=1e-3)
    assert curve.x[0] <= np.ceil(low)
    assert curve.x[-1] >= min(len(figures), np.floor(high))


@given(st.integers(1, 5_000), st.integers(1, 400), st.data())
def test_a_mean_has_few_points_and_reaches_the_last_step(
    count: int, groups: int, data: st.DataObject
) -> None:
    low = data.draw(st.floats(0, count))
    curve = series_of([0.7] * count, []).mean(groups, low)
    assert len(curve.x) <= groups + 3
    assert curve.x[-1] == count
    assert np.all(np.diff(curve.x) > 0)
    np.testing.assert_allclose(curve.y, 0.7)


def test_a_million_figures_have_their_extremes_in_few_groups() -> None:
    figures = np.random.default_rng(0).random(1_000_000)
    series = Series(span=31)
    series.extend(figures)
    envelope = series.envelope(1_000)
    assert len(envelope.low) <= 1_000
    assert envelope.low.min() == figures.min()
    assert envelope.high.max() == series.highest == figures.max()
    assert envelope.edges[-1] == 1_000_000.5


def test_an_array_keeps_everything_while_it_grows() -> None:
    array = GrowingArray()
    for start in range(0, 1_000, 50):
        array.extend(list(range(start, start + 50)))
    assert len(array) == 1_000
    np.testing.assert_array_equal(array.values, np.arange(1_000))


def test_few_figures_are_groups_of_their_own() -> None:
    envelope = series_of([3.0, 1.0, 2.0], []).envelope(100)
    np.testing.assert_array_equal(envelope.edges, [0.5, 1.5, 2.5, 3.5])
    np.testing.assert_array_equal(envelope.low, [3, 1, 2])
    np.testing.assert_array_equal(envelope.high, [3, 1, 2])
    assert envelope.is_single


def test_an_envelope_holds_still_while_the_series_grows() -> None:
    series = series_of(list(np.random.default_rng(0).random(900)), [])
    before = series.envelope(200)
    series.extend([0.5] * 60)
    after = series.envelope(200)
    whole = len(before.low) - 2
    np.testing.assert_array_equal(after.edges[:whole], before.edges[:whole])
    np.testing.assert_array_equal(after.low[:whole], before.low[:whole])


def test_an_envelope_holds_still_while_a_person_moves_along() -> None:
    series = series_of(list(np.random.default_rng(0).random(9_000)), [])
    here, there = series.envelope(200, 2_000, 4_000), series.envelope(200, 2_005, 4_005)
    shared = sorted(set(here.edges) & set(there.edges))
    assert len(shared) >= len(here.edges) - 1


def test_samples_are_figures_as_they_are() -> None:
    series = series_of([0.1] * 50 + [0.01] * 50, [])
    curve = series.samples(1_000, 40, 60)
    np.testing.assert_array_equal(curve.y, [0.1 if step <= 50 else 0.01 for step in curve.x])
    assert curve.x[0] <= 40
    assert curve.x[-1] >= 60


def test_what_is_read_at_a_step_is_what_is_drawn_there() -> None:
    figures = np.random.default_rng(0).random(5_000)
    series = series_of(list(figures), [])
    envelope = series.envelope(300, 1, 5_000)
    place = int(np.searchsorted(envelope.edges, 3_000)) - 1
    read = series.extremes_at(3_000, 300, 1, 5_000)
    assert read == (envelope.low[place], envelope.high[place])
    assert series.figure_at(3_000) == figures[2_999]
    assert series.mean_at(3_000) == pytest.approx(figures[2_990:3_000].mean())


def test_an_empty_series_has_nothing_to_draw() -> None:
    series = Series(span=10)
    series.extend([])
    assert len(series.mean(100).x) == len(series.envelope(100).low) == 0
    assert len(series.samples(100).x) == 0
    assert series.latest is None
    assert not series.blew_up


def test_a_series_knows_whether_it_ever_blew_up() -> None:
    healthy, wild = [2.3, 2.4, 0.5], [500.0, 2.3]
    assert not series_of(healthy, []).blew_up
    assert series_of(healthy + wild, []).blew_up
    assert series_of(healthy + wild + [0.1] * 10_000, []).blew_up


@given(st.integers(0, 10**9), st.integers(1, 5_000))
def test_groups_are_the_least_power_of_two_that_is_enough(count: int, groups: int) -> None:
    size = group_size(count, groups)
    assert size.bit_count() == 1
    assert count <= size * groups
    assert size == 1 or count > size // 2 * groups
