import numpy as np
import pytest

from desktop.train.plots.step_markers import MOST_EPOCHS, epoch_stride, notes_of
from desktop.train.plots.step_range import StepRange
from desktop.workspace.run.history import History


def history_of(epochs: int, steps: int = 100) -> History:
    history = History(64)
    history.extend_epochs(np.arange(1, epochs + 1) * steps, [np.nan] * epochs, [np.nan] * epochs)
    return history


def sight_of(low: float, high: float, planned: int = 10_000) -> StepRange:
    sight = StepRange()
    sight.set_steps(planned, planned)
    sight.choose(low, high)
    return sight


def test_epochs_are_marked_where_they_end() -> None:
    epochs = notes_of(history_of(5), sight_of(0, 500), 800).epochs
    assert [(tick.value, tick.text) for tick in epochs] == [
        (100, "1"),
        (200, "2"),
        (300, "3"),
        (400, "4"),
        (500, "5"),
    ]


def test_only_epochs_in_sight_are_marked() -> None:
    epochs = notes_of(history_of(50), sight_of(1_000, 1_250), 800).epochs
    assert [tick.text for tick in epochs] == ["10", "11", "12"]


@pytest.mark.parametrize("count", [1, 20, 21, 55, 1_000, 123_456])
def test_many_epochs_are_thinned_to_round_ones(count: int) -> None:
    epochs = notes_of(history_of(count, steps=1), sight_of(0, count, count), 800).epochs
    assert len(epochs) <= MOST_EPOCHS
    assert all(int(tick.value) % epoch_stride(count) == 0 for tick in epochs)


@pytest.mark.parametrize(("width", "expected"), [(780, "1 2 3 4"), (330, "2 4 6 8"), (150, "5 10")])
def test_epochs_that_stand_close_are_thinned_evenly(width: int, expected: str) -> None:
    epochs = notes_of(history_of(13), sight_of(0, 1_300), width).epochs
    assert " ".join(tick.text for tick in epochs).startswith(expected)


def test_the_epochs_of_a_run_that_has_just_begun_are_as_far_apart_as_later() -> None:
    epochs = notes_of(history_of(40), sight_of(0, 30_000, 30_000), 780).epochs
    assert [tick.text for tick in epochs] == ["20", "40"]


def test_changes_of_the_rate_are_marked_before_their_first_step() -> None:
    history = history_of(1)
    history.extend_rate_changes([(40, 0.1, 0.01), (5_000, 0.01, 0.001)])
    changes = notes_of(history, sight_of(0, 100), 800).changes
    assert [(tick.value, tick.text) for tick in changes] == [(39.5, "rate 0.01")]


def test_of_changes_in_quick_succession_the_last_one_is_marked() -> None:
    history = history_of(1)
    history.extend_rate_changes([(step, 0.1, step / 1000) for step in range(40, 60)])
    changes = notes_of(history, sight_of(0, 10_000), 800).changes
    assert [tick.text for tick in changes] == ["rate 0.059"]


def test_steps_are_whole_numbers() -> None:
    steps = notes_of(history_of(1), sight_of(0, 10), 2_000).steps
    assert [tick.text for tick in steps] == [str(step) for step in range(11)]
