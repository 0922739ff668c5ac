import numpy as np
import pytest

from desktop.training.plots.history import GrowingArray, History, Marks, Series
from nncore.events import Diverged, EpochFinished, StepFinished


def test_an_array_keeps_everything_while_it_grows() -> None:
    array = GrowingArray()
    for start in range(0, 1_000, 50):
        array.extend(list(range(start, start + 50)))
    assert len(array) == 1_000
    np.testing.assert_array_equal(array.values, np.arange(1_000))


def test_few_figures_are_drawn_as_they_are() -> None:
    series = Series(span=1)
    series.extend([3.0, 1.0, 2.0])
    curve = series.envelope(100)
    np.testing.assert_array_equal(curve.x, [1, 2, 3])
    np.testing.assert_array_equal(curve.y, [3, 1, 2])


def test_many_figures_become_an_envelope_of_no_more_points_than_pixels() -> None:
    figures = np.random.default_rng(0).random(100_000)
    series = Series(span=31)
    series.extend(list(figures))
    curve = series.envelope(800)
    assert len(curve.x) <= 800
    assert curve.y.min() == figures.min()
    assert curve.y.max() == figures.max()
    assert np.all(np.diff(curve.x) >= 0)
    assert curve.x[-1] <= 100_000


def test_an_envelope_holds_still_while_the_series_grows() -> None:
    series = Series(span=1)
    series.extend(list(np.random.default_rng(0).random(900)))
    before = series.envelope(400)
    series.extend([0.5] * 60)
    after = series.envelope(400)
    whole = len(before.x) - 4
    np.testing.assert_array_equal(after.x[:whole], before.x[:whole])
    np.testing.assert_array_equal(after.y[:whole], before.y[:whole])


def test_the_mean_of_a_constant_is_that_constant() -> None:
    series = Series(span=31)
    series.extend([0.7] * 5_000)
    curve = series.mean(300)
    assert len(curve.x) <= 300
    assert curve.x[0] == 1
    assert curve.x[-1] == 5_000
    np.testing.assert_allclose(curve.y, 0.7)


def test_the_mean_looks_back_on_its_span() -> None:
    series = Series(span=10)
    figures = np.random.default_rng(0).random(100)
    series.extend(list(figures))
    assert series.mean(1_000).y[-1] == pytest.approx(figures[-10:].mean())
    assert series.latest == pytest.approx(figures[-10:].mean())


def test_an_empty_series_has_nothing_to_draw() -> None:
    series = Series(span=10)
    assert len(series.mean(100).x) == len(series.envelope(100).x) == 0
    assert series.latest is None


def test_a_series_knows_whether_it_ever_blew_up() -> None:
    series = Series(span=10)
    assert not series.blew_up
    series.extend([2.3, 2.4, 0.5])
    assert not series.blew_up
    series.extend([500.0, 2.3])
    assert series.blew_up


def test_marks_are_thinned_but_keep_the_last() -> None:
    marks = Marks()
    marks.extend(list(range(1, 501)), [0.5] * 500)
    curve = marks.curve(100)
    assert len(curve.x) <= 100
    assert curve.x[-1] == 500


def test_history_takes_what_events_tell() -> None:
    history = History(batch_size=64)
    history.take(
        [
            StepFinished(1, 1, 2.3, 0.1, 0.1, 64),
            StepFinished(2, 1, 2.1, 0.2, 0.1, 64),
            EpochFinished(1, 2, 2.2, 0.15, 2.0, 0.3),
            StepFinished(3, 2, 1.9, 0.3, 0.1, 64),
            Diverged(4, 2, float("nan"), 0.1, 1),
        ]
    )
    assert len(history.losses) == len(history.accuracies) == 3
    np.testing.assert_array_equal(history.validation_losses.curve(10).x, [2])
    np.testing.assert_array_equal(history.validation_accuracies.curve(10).y, [0.3])


def test_a_run_without_validation_has_no_marks() -> None:
    history = History(batch_size=64)
    history.take([EpochFinished(1, 2, 2.2, 0.15, None, None)])
    assert len(history.validation_losses) == 0
