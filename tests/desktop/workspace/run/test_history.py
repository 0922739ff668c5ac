import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.workspace.run.history import EpochPoints, History
from nncore.events import Diverged, EpochFinished, RateChanged, StepFinished


def test_history_takes_what_events_tell() -> None:
    history = History(batch_size=64)
    history.follow(
        [
            StepFinished(1, 1, 2.3, 0.1, 0.1, 64),
            StepFinished(2, 1, 2.1, 0.2, 0.1, 64),
            EpochFinished(1, 2, 2.2, 0.15, 2.0, 0.3),
            RateChanged(3, 0.1, 0.01),
            StepFinished(3, 2, 1.9, 0.3, 0.01, 64),
            Diverged(4, 2, float("nan"), 0.1, 1),
        ]
    )
    assert len(history) == len(history.losses) == len(history.accuracies) == 3
    np.testing.assert_array_equal(history.rates.values, [0.1, 0.1, 0.01])
    np.testing.assert_array_equal(history.validation_losses.curve(10).x, [2])
    np.testing.assert_array_equal(history.validation_accuracies.curve(10).y, [0.3])
    np.testing.assert_array_equal(history.epoch_ends, [2])
    assert history.rate_changes == [(3, 0.1, 0.01)]


def test_a_run_without_validation_has_no_marks_but_epochs() -> None:
    history = History(batch_size=64)
    history.follow([EpochFinished(1, 2, 2.2, 0.15, None, None)])
    assert len(history.validation_losses) == 0
    assert len(history.epoch_ends) == 1


def test_a_kept_run_is_filled_at_once() -> None:
    history = History(batch_size=64)
    history.extend_steps(np.array([2.0, 1.0]), np.array([0.1, 0.2]), np.array([0.1, 0.1]))
    history.extend_epochs(np.array([1, 2]), np.array([np.nan, 0.9]), np.array([np.nan, 0.4]))
    history.extend_rate_changes([(2, 0.1, 0.05)])
    assert len(history) == 2
    np.testing.assert_array_equal(history.validation_losses.curve(10).x, [2])
    np.testing.assert_array_equal(history.validation_accuracies.curve(10).y, [0.4])
    np.testing.assert_array_equal(history.epoch_ends, [1, 2])
    assert history.rate_changes[0].after == 0.05


def test_figures_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(ValueError, match="not 2, 1 and 2"):
        History(batch_size=64).extend_steps([1, 2], [0.1], [0.1, 0.1])


def test_each_step_belongs_to_an_epoch() -> None:
    history = History(batch_size=64)
    history.extend_epochs([19, 38], [np.nan] * 2, [np.nan] * 2)
    assert [history.epoch_at(step) for step in (1, 19, 20, 38, 39)] == [1, 1, 2, 2, 3]


def test_large_batches_need_little_smoothing() -> None:
    assert History(batch_size=64).losses.span == 31
    assert History(batch_size=55_000).losses.span == 1


def test_figures_that_none_can_be_are_drawn_as_the_one_before() -> None:
    history = History(batch_size=64)
    history.extend_steps([np.nan, 2.0, np.inf], [np.nan, 0.5, 7.0], [-1.0, 0.1, np.nan])
    history.extend_steps([np.nan, 1.0], [-0.1, 0.6], [np.inf, 0.2])
    np.testing.assert_array_equal(history.losses.values, [0.0, 2.0, 2.0, 2.0, 1.0])
    np.testing.assert_array_equal(history.accuracies.values, [0.0, 0.5, 0.5, 0.5, 0.6])
    np.testing.assert_array_equal(history.rates.values, [0.0, 0.1, 0.1, 0.1, 0.2])
    history.extend_epochs([2, 4], [np.inf, 0.9], [0.5, -3.0])
    np.testing.assert_array_equal(history.validation_losses.curve(10).x, [4])
    np.testing.assert_array_equal(history.validation_accuracies.curve(10).x, [2])


def test_how_long_an_epoch_is_is_known_from_those_that_ended_or_from_the_recipe() -> None:
    ended = History(64, 20)
    ended.extend_epochs([19, 38], [np.nan] * 2, [np.nan] * 2)
    assert [each.epoch_steps for each in (History(64), ended, History(64, 430))] == [None, 19, 430]


@pytest.mark.parametrize(("validation", "leads"), [(0.6, True), (0.5, False), (0.4, False)])
def test_validation_leads_where_it_read_more_than_training_did(
    validation: float, leads: bool
) -> None:
    history = History(64)
    assert not history.validation_leads
    history.extend_steps([0.7] * 10, [0.5] * 10, [0.1] * 10)
    assert not history.validation_leads
    history.extend_epochs([10], [0.7], [validation])
    assert history.validation_leads is leads


def test_epochs_without_validation_lead_nowhere() -> None:
    history = History(64)
    history.extend_steps([0.7] * 10, [0.5] * 10, [0.1] * 10)
    history.extend_epochs([10], [np.nan], [np.nan])
    assert not history.validation_leads


@given(st.lists(st.tuples(st.integers(1, 50), st.floats(-1e6, 1e6)), max_size=60), st.data())
def test_marks_in_sight_are_all_there_with_one_more_at_each_end(
    steps: list[tuple[int, float]], data: st.DataObject
) -> None:
    x = np.cumsum([step for step, _ in steps], dtype=float)
    marks = EpochPoints()
    marks.extend(x, [figure for _, figure in steps])
    low = data.draw(st.floats(-5, 1_000))
    high = data.draw(st.floats(low, 2_000))
    first, last = np.searchsorted(x, low), np.searchsorted(x, high, "right")

    curve = marks.curve(1_000, low, high)

    np.testing.assert_array_equal(curve.x, x[max(0, first - 1) : last + 1])
    told = [figure for step, (_, figure) in zip(x, steps, strict=True) if step <= low]
    assert marks.latest_at(low) == (told[-1] if told else None)


def test_marks_are_thinned_but_keep_the_last() -> None:
    marks = EpochPoints()
    marks.extend(list(range(1, 501)), [0.5] * 500)
    curve = marks.curve(100)
    assert len(curve.x) <= 100
    assert curve.x[-1] == 500


@given(st.integers(1, 600), st.integers(1, 50), st.floats(0.1, 5_000), st.floats(0, 9_000))
def test_marks_are_spread_by_at_least_the_distance(
    count: int, epoch: int, distance: float, low: float
) -> None:
    marks = EpochPoints()
    steps = np.arange(1, count + 1) * epoch
    marks.extend(steps, steps / 7)
    chosen = marks.spread(distance, low, low + 3_000)
    assert np.all(np.diff(chosen.x) >= distance - 1e-6)
    assert np.all((chosen.x >= low) & (chosen.x <= low + 3_000))
    assert set(chosen.x) <= set(steps.astype(float))
    np.testing.assert_allclose(chosen.y, chosen.x / 7)


def test_no_marks_are_spread_to_none() -> None:
    assert len(EpochPoints().spread(10, 0, 100).x) == 0


def test_of_few_marks_close_together_the_last_one_is_there() -> None:
    marks = EpochPoints()
    marks.extend([10, 20], [0.5, 0.6])
    assert marks.spread(1_000, 0, 5_000).x.tolist() == [20]
    assert len(marks.spread(1_000, 21, 5_000).x) == 0
