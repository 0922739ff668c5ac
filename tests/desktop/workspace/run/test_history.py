import numpy as np
import pytest

from desktop.workspace.run.history import History
from nncore.events import Diverged, EpochFinished, RateChanged, StepFinished


def test_history_takes_what_events_tell() -> None:
    history = History(batch_size=64)
    history.take(
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
    history.take([EpochFinished(1, 2, 2.2, 0.15, None, None)])
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
