import pytest

from desktop.training.run.progress import RunProgress
from nncore.datasets import Dataset
from nncore.events import EpochFinished, Event, StepFinished, StoppedEarly
from nncore.recipes import Recipe


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def progress(small_dataset: Dataset, clock: Clock) -> RunProgress:
    """Two epochs of 19 steps: 1,200 images in batches of 64."""
    return RunProgress(Recipe(epochs=2), small_dataset, clock)


def steps(first: int, last: int) -> list[Event]:
    return [
        StepFinished(step, (step - 1) // 19 + 1, 1.0, 0.5, 0.1, 64)
        for step in range(first, last + 1)
    ]


def test_it_counts_the_steps_of_the_recipe(progress: RunProgress) -> None:
    assert progress.steps == 38
    assert progress.fraction == 0
    assert progress.steps_per_second is None
    assert progress.seconds_left is None


def test_full_batch_takes_one_step_an_epoch(small_dataset: Dataset) -> None:
    progress = RunProgress(Recipe(batch_size=None, epochs=500), small_dataset)
    assert progress.steps == 500
    assert progress.batch_size == 1_200


def test_speed_and_time_left_follow_the_steps(progress: RunProgress, clock: Clock) -> None:
    clock.now += 1
    progress.take(steps(1, 19))
    assert progress.steps_per_second == pytest.approx(19)
    assert progress.seconds_left == pytest.approx(1)
    assert progress.fraction == 0.5


def test_the_speed_is_that_of_late(small_dataset: Dataset, clock: Clock) -> None:
    progress = RunProgress(Recipe(epochs=1_000), small_dataset, clock)
    for second in range(10):
        clock.now += 1
        progress.take(steps(second + 1, second + 1))
    for second in range(6):
        clock.now += 1
        progress.take(steps(11 + second * 100, 110 + second * 100))
    assert progress.steps_per_second == pytest.approx(100)


def test_a_pause_takes_no_time(progress: RunProgress, clock: Clock) -> None:
    clock.now += 1
    progress.take(steps(1, 10))
    progress.halt()
    clock.now += 1_000
    assert progress.seconds == pytest.approx(1)
    progress.go_on()
    clock.now += 1
    progress.take(steps(11, 20))
    assert progress.seconds == pytest.approx(2)
    assert progress.steps_per_second == pytest.approx(10)


def test_the_last_step_completes_it(progress: RunProgress) -> None:
    progress.take([*steps(1, 38), EpochFinished(2, 38, 1.0, 0.5, 0.9, 0.8)])
    assert progress.is_complete
    assert progress.fraction == 1
    assert progress.epoch == 2
    assert progress.validation_accuracy == 0.8


def test_an_early_stop_completes_it(progress: RunProgress) -> None:
    stopped = StoppedEarly(1, 1, 0.9)
    progress.take([*steps(1, 19), EpochFinished(1, 19, 1.0, 0.5, 0.9, 0.8)])
    assert progress.fraction == 0.5
    progress.take([stopped])
    assert progress.is_complete
    assert progress.fraction == 1
    assert progress.stopped_early == stopped
