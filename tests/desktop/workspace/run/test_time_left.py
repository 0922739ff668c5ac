"""How long a run still takes, told by what it took so far: learning, checking, pauses apart."""

import pytest

from desktop.workspace.run.progress import RunProgress
from nncore.datasets import Dataset
from nncore.events import EpochFinished, Event, StepFinished, ValidationAdvanced
from nncore.recipes.recipe import Recipe
from tests.desktop.workspace.run.run_by_hand import Clock, epoch, steps


class Machine:
    """Works through a run by a turned clock: a tenth of a second a step, seconds of checking."""

    def __init__(self, progress: RunProgress, clock: Clock, *, checking: float) -> None:
        self.progress, self.clock, self.checking = progress, clock, checking
        self.step_seconds = 0.1
        self.told: list[tuple[float, float]] = []

    def work(self, epochs: range) -> None:
        """Learn and check so many epochs, and note when it was done and what was expected."""
        for number in epochs:
            for step in range(19 * (number - 1) + 1, 19 * number + 1):
                self.pass_seconds(self.step_seconds, *steps(step, step))
            self.check(number)

    def check(self, number: int) -> None:
        for part in range(1, 10):
            event = ValidationAdvanced(number, 19 * number, part * 60, 600)
            self.pass_seconds(self.checking / 10, event)
        self.pass_seconds(self.checking / 10, epoch(number))

    def pass_seconds(self, seconds: float, *events: Event) -> None:
        self.clock.now += seconds
        self.progress.follow(events)
        left = self.progress.seconds_left
        if left is not None:
            self.told.append((self.clock.now, self.clock.now + left))

    def furthest_off(self, end: float, since: float) -> float:
        """How far from the end the expected ends were, in seconds, once `since` was past."""
        return max(abs(expected - end) for now, expected in self.told if now >= since)


@pytest.mark.parametrize("checking", [0.05, 0.6, 4.0])
def test_the_expected_end_does_not_jump_when_checking_is_slow(
    small_dataset: Dataset, clock: Clock, checking: float
) -> None:
    begin = clock.now
    progress = RunProgress(Recipe(epochs=20), small_dataset, clock)
    machine = Machine(progress, clock, checking=checking)
    machine.work(range(1, 21))
    # from the first epoch's end on: 20 epochs of 1.9 s and the checking
    first = begin + 1.9 + checking
    assert machine.furthest_off(clock.now, first) < 0.25
    assert progress.seconds_left == pytest.approx(0)


def test_the_checking_under_way_tells_how_long_it_takes(
    small_dataset: Dataset, clock: Clock
) -> None:
    progress = RunProgress(Recipe(epochs=10), small_dataset, clock)
    machine = Machine(progress, clock, checking=4.0)
    for step in range(1, 20):
        machine.pass_seconds(0.1, *steps(step, step))
    machine.pass_seconds(0.4, ValidationAdvanced(1, 19, 60, 300))
    assert progress.seconds_left == pytest.approx(9 * 1.9 + 9 * 4.0 + 3.6)
    assert progress.steps_per_second == pytest.approx(10)


def test_the_speed_is_that_of_learning_alone(small_dataset: Dataset, clock: Clock) -> None:
    progress = RunProgress(Recipe(epochs=10), small_dataset, clock)
    Machine(progress, clock, checking=10.0).work(range(1, 4))
    assert progress.steps_per_second == pytest.approx(10)
    assert progress.images_per_second == pytest.approx(640)


def test_a_long_pause_changes_no_estimate(small_dataset: Dataset, clock: Clock) -> None:
    progress = RunProgress(Recipe(epochs=10), small_dataset, clock)
    machine = Machine(progress, clock, checking=1.0)
    machine.work(range(1, 4))
    before = progress.seconds_left
    progress.halt()
    clock.now += 5_000
    progress.go_on()
    assert progress.seconds_left == pytest.approx(before)
    machine.pass_seconds(0.1, *steps(58, 58))
    assert before is not None
    assert progress.seconds_left == pytest.approx(before - 0.1)


def test_a_run_that_goes_on_measures_anew(small_dataset: Dataset, clock: Clock) -> None:
    progress = RunProgress(
        Recipe(epochs=10), small_dataset, clock, done_steps=95, done_epochs=5, seconds=5_000.0
    )
    assert progress.step == 95
    assert progress.epoch == 6
    assert progress.fraction == 0.5
    assert progress.seconds == 5_000
    assert progress.seconds_left is None
    begin = clock.now
    machine = Machine(progress, clock, checking=2.0)
    machine.work(range(6, 11))
    assert progress.is_complete
    assert progress.seconds == pytest.approx(5_000 + 5 * 3.9)
    assert machine.furthest_off(clock.now, begin + 3.9) < 0.25


def test_a_run_goes_on_in_the_middle_of_an_epoch(small_dataset: Dataset, clock: Clock) -> None:
    progress = RunProgress(
        Recipe(epochs=3), small_dataset, clock, done_steps=30, done_epochs=1, seconds=9.0
    )
    assert progress.epoch == 2
    machine = Machine(progress, clock, checking=1.0)
    for step in range(31, 39):
        machine.pass_seconds(0.1, *steps(step, step))
    machine.check(2)
    assert progress.seconds_left == pytest.approx(1.9 + 1.0)


def test_steps_by_hand_change_neither_the_speed_nor_the_time_a_step_takes(
    small_dataset: Dataset, clock: Clock
) -> None:
    progress = RunProgress(Recipe(epochs=100), small_dataset, clock)
    machine = Machine(progress, clock, checking=1.0)
    machine.work(range(1, 4))
    progress.halt()
    for step in range(58, 70):  # each a click, and all of them within the fourth epoch
        clock.now += 2
        progress.follow(steps(step, step))
    progress.go_on()
    assert progress.step == 69
    for step in range(70, 76):
        machine.pass_seconds(0.1, *steps(step, step))
        assert progress.steps_per_second == pytest.approx(10)
        assert progress.images_per_second == pytest.approx(640)
        assert progress.seconds_left == pytest.approx((1_900 - step) * 0.1 + 97)


@pytest.mark.parametrize("seen", [0, 3])
def test_an_epoch_that_ends_by_hand_tells_nothing_of_the_checking(
    small_dataset: Dataset, clock: Clock, seen: int
) -> None:
    progress = RunProgress(Recipe(epochs=20), small_dataset, clock)
    machine = Machine(progress, clock, checking=4.0)
    machine.work(range(1, 4))
    for step in range(58, 77):
        machine.pass_seconds(0.1, *steps(step, step))
    for part in range(1, seen + 1):  # paused in the midst of the checking, or before it
        machine.pass_seconds(0.4, ValidationAdvanced(4, 76, part * 60, 600))
    progress.halt()
    clock.now += 5
    progress.follow([ValidationAdvanced(4, 76, 540, 600), epoch(4), *steps(77, 77)])
    progress.go_on()
    assert progress.seconds_left == pytest.approx(303 * 0.1 + 16 * 4.0)
    for step in range(78, 96):
        machine.pass_seconds(0.1, *steps(step, step))
    machine.check(5)
    machine.work(range(6, 9))
    assert progress.seconds_left == pytest.approx(12 * 5.9)


def test_checking_that_goes_on_after_a_part_by_hand_is_not_measured(
    small_dataset: Dataset, clock: Clock
) -> None:
    progress = RunProgress(Recipe(epochs=10), small_dataset, clock)
    machine = Machine(progress, clock, checking=4.0)
    for step in range(1, 20):
        machine.pass_seconds(0.1, *steps(step, step))
    before = progress.seconds_left
    progress.halt()
    progress.follow([ValidationAdvanced(1, 19, 480, 600)])
    progress.go_on()
    machine.pass_seconds(0.01, ValidationAdvanced(1, 19, 540, 600))
    assert before is not None
    assert progress.seconds_left == pytest.approx(before - 0.01)
    machine.pass_seconds(0.4, epoch(1))
    machine.work(range(2, 4))
    assert progress.seconds_left == pytest.approx(7 * 5.9)


def test_full_batch_counts_what_only_every_tenth_epoch_reads(
    small_dataset: Dataset, clock: Clock
) -> None:
    progress = RunProgress(Recipe(batch_size=None, epochs=500), small_dataset, clock)
    for number in range(1, 101):
        clock.now += 0.5
        progress.follow([StepFinished(number, number, 1.0, 0.5, 0.1, 1_200)])
        clock.now += 1.5 if number % 10 == 0 else 0.5
        progress.follow([EpochFinished(number, number, 1.0, 0.5, 0.9, 0.8)])
        if number >= 20:
            assert progress.seconds_left == pytest.approx((500 - number) * 1.1, rel=0.03)


def test_epochs_shorter_than_a_batch_of_events(small_dataset: Dataset, clock: Clock) -> None:
    progress = RunProgress(Recipe(batch_size=None, epochs=3_000), small_dataset, clock)
    for batch in range(200):
        clock.now += 1 / 30
        told: list[Event] = []
        for number in range(batch * 7 + 1, batch * 7 + 8):
            told += [
                StepFinished(number, number, 1.0, 0.5, 0.1, 1_200),
                EpochFinished(number, number, 1.0, 0.5, 0.9, 0.8),
            ]
        # the events of an epoch's end may come with those that follow
        progress.follow(told[: -1 if batch % 3 == 0 else None])
        if batch % 3 == 0:
            progress.follow(told[-1:])
    assert progress.seconds_left == pytest.approx(1_600 / 210, rel=0.05)


def test_another_speed_is_followed(small_dataset: Dataset, clock: Clock) -> None:
    progress = RunProgress(Recipe(epochs=100), small_dataset, clock)
    machine = Machine(progress, clock, checking=1.0)
    machine.work(range(1, 41))
    machine.step_seconds = 0.3
    machine.work(range(41, 46))
    assert progress.seconds_left == pytest.approx(55 * 6.7, rel=0.05)
