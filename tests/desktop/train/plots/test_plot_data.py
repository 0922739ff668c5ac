import numpy as np
import pytest

from desktop.train.plots.plot_data import (
    OWN_CURVES,
    Overlay,
    RenderOptions,
    accuracy_data,
    loss_data,
    rate_data,
)
from desktop.train.plots.scales import LinearScale, LogScale, rounded_up
from desktop.train.plots.step_range import StepRange
from desktop.workspace.run.history import History


def sight_of(steps: int) -> StepRange:
    sight = StepRange()
    sight.set_steps(steps, steps)
    return sight


def history_of(losses: list[float], rates: list[float] | None = None) -> History:
    history = History(2_000)
    history.extend_steps(losses, [0.5] * len(losses), rates or [0.1] * len(losses))
    return history


def test_the_linear_axis_of_a_whole_run_begins_at_nothing() -> None:
    scale = loss_data(history_of([2.3, 1.0, 0.5]), [], RenderOptions(sight_of(3), 800)).scale
    assert isinstance(scale, LinearScale)
    assert scale.low == 0
    assert scale.high == pytest.approx(2.6)


def test_one_outlier_is_not_the_picture_of_a_part() -> None:
    sight = sight_of(1_000)
    sight.choose(500, 700)
    losses = [0.5] * 600 + [90.0] + [0.5] * 399
    scale = loss_data(history_of(losses), [], RenderOptions(sight, 800)).scale
    assert scale.high > 80  # here the mean is of single steps, and all of it is in sight
    calm = RenderOptions(sight, 800, smoothing=100)
    assert loss_data(history_of(losses), [], calm).scale.high < 3


def test_a_line_that_leaves_the_axis_says_where_and_how_high_it_rises() -> None:
    diverging = history_of([2.0, 6.0, 14.0, 2_300.0, 40.0])
    data = loss_data(diverging, [], RenderOptions(sight_of(5), 800, smoothing=0))
    assert data.scale.high < 14
    (mark,) = data.above
    assert 2 < mark.step < 3
    assert mark.highest == 2_300
    assert mark.colour == OWN_CURVES


def test_each_run_that_leaves_the_axis_is_marked_and_no_other() -> None:
    calm, wild = history_of([2.3, 1.0, 0.5]), history_of([2.3, 90.0, 400.0])
    options = RenderOptions(sight_of(3), 800, smoothing=0)
    assert loss_data(calm, [Overlay("Calm", 0, calm)], options).above == ()
    (mark,) = loss_data(calm, [Overlay("Calm", 0, calm), Overlay("Wild", 1, wild)], options).above
    assert (mark.colour, mark.highest) == (1, 400)


def test_nothing_leaves_an_axis_that_fits_all() -> None:
    sight = sight_of(100)
    sight.choose(20, 60)
    history = history_of([2.3] * 30 + [900.0] * 70)
    for options in (
        RenderOptions(sight, 800),
        RenderOptions(sight_of(100), 800, is_logarithmic=True),
    ):
        assert loss_data(history, [], options).above == ()


def test_a_logarithmic_axis_has_room_for_nearly_all_raw_figures() -> None:
    rng = np.random.default_rng(0)
    losses = rng.uniform(0.01, 1, 2_000)
    options = RenderOptions(sight_of(2_000), 800, smoothing=100, is_logarithmic=True)
    scale = loss_data(history_of(list(losses)), [], options).scale
    assert isinstance(scale, LogScale)
    assert scale.low <= 0.02
    assert scale.high >= 0.99


def test_accuracy_is_seen_closely_without_the_steep_begin() -> None:
    history = History(2_000)
    history.extend_steps([1.0] * 300, [0.1] * 20 + [0.97] * 140 + [0.98] * 140, [0.1] * 300)
    scale = accuracy_data(history, [], RenderOptions(sight_of(300), 800, is_zoomed=True)).scale
    assert 0.9 < scale.low < 0.97
    assert 0.98 < scale.high < 1


def test_a_perfect_accuracy_is_not_hidden_by_the_edge() -> None:
    history = History(2_000)
    history.extend_steps([1.0] * 30, [1.0] * 30, [0.1] * 30)
    for is_zoomed in (False, True):
        options = RenderOptions(sight_of(30), 800, is_zoomed=is_zoomed)
        assert accuracy_data(history, [], options).scale.high > 1


def test_a_change_of_the_rate_is_a_step_and_the_rest_needs_few_points() -> None:
    history = history_of([1.0] * 500, [0.1] * 250 + [0.01] * 250)
    curve = rate_data(history, [], RenderOptions(sight_of(500), 800)).lines.mean
    assert list(zip(curve.x, curve.y, strict=True)) == [
        (1, 0.1),
        (250, 0.1),
        (251, 0.01),
        (500, 0.01),
    ]


def test_nothing_has_scenes_too() -> None:
    options = RenderOptions(StepRange(), 800, is_zoomed=True)
    for data in (
        loss_data(History(1), [], options),
        accuracy_data(History(1), [], options),
        rate_data(History(1), [], options),
    ):
        assert data.scale.high > data.scale.low


@pytest.mark.parametrize(("value", "rounded"), [(2.41, 2.6), (0.09, 0.09), (1e-6, 1e-6), (61, 62)])
def test_bounds_are_numbers_of_two_digits(value: float, rounded: float) -> None:
    assert rounded_up(value) == pytest.approx(rounded, rel=0.03)
