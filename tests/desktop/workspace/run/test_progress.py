import pytest

from desktop.workspace.run.progress import RunProgress
from nncore.datasets import Dataset
from nncore.events import NonDigitsDrawn, StoppedEarly
from nncore.recipes.recipe import Recipe
from tests.desktop.workspace.run.run_by_hand import Clock, epoch, steps


@pytest.fixture
def progress(small_dataset: Dataset, clock: Clock) -> RunProgress:
    """Two epochs of 19 steps: 1,200 images in batches of 64."""
    return RunProgress(Recipe(epochs=2), small_dataset, clock)


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
    progress.follow(steps(1, 19))
    assert progress.steps_per_second == pytest.approx(19)
    assert progress.images_per_second == pytest.approx(19 * 64)
    assert progress.fraction == 0.5


def test_the_time_left_counts_the_checking_before_it_was_ever_seen(
    progress: RunProgress, clock: Clock
) -> None:
    clock.now += 1
    progress.follow(steps(1, 10))
    learning, images = 28 / 10, 1 / 10 * 19 / 1_200
    assert progress.seconds_left == pytest.approx(learning + 2 * 600 * images / 3)


def test_the_speed_is_that_of_late(small_dataset: Dataset, clock: Clock) -> None:
    progress = RunProgress(Recipe(epochs=1_000), small_dataset, clock)
    for second in range(10):
        clock.now += 1
        progress.follow(steps(second + 1, second + 1))
    for second in range(6):
        clock.now += 1
        progress.follow(steps(11 + second * 100, 110 + second * 100))
    assert progress.steps_per_second == pytest.approx(100)


def test_what_it_takes_to_begin_is_no_time_of_the_run(small_dataset: Dataset, clock: Clock) -> None:
    progress = RunProgress(Recipe(epochs=2), small_dataset, clock, done_steps=3, seconds=7)
    clock.now += 5
    progress.begin_work()
    assert progress.seconds == 7
    clock.now += 1
    progress.follow(steps(4, 4))
    progress.begin_work()
    assert progress.seconds == 8
    assert progress.steps_per_second == 1


@pytest.mark.parametrize("is_kept", [True, False])
def test_what_was_drawn_before_it_began_counts_in_no_speed(
    small_dataset: Dataset, clock: Clock, is_kept: bool
) -> None:
    progress = RunProgress(Recipe(epochs=1_000, non_digit_share=0.5), small_dataset, clock)
    for second in range(12):
        clock.now += 1
        progress.follow([NonDigitsDrawn(second / 12)])
    if is_kept:
        progress.begin_work()
    assert progress.seconds == 0
    assert progress.steps_per_second is None
    for second in range(3):
        clock.now += 1
        progress.follow(steps(1 + second * 10, 10 + second * 10))
        assert progress.steps_per_second == pytest.approx(10)
    assert progress.seconds_left is not None
    assert progress.seconds_left > 1_890


def test_a_pause_takes_no_time(progress: RunProgress, clock: Clock) -> None:
    clock.now += 1
    progress.follow(steps(1, 10))
    progress.halt()
    clock.now += 1_000
    assert progress.seconds == pytest.approx(1)
    progress.go_on()
    clock.now += 1
    progress.follow(steps(11, 20))
    assert progress.seconds == pytest.approx(2)
    assert progress.steps_per_second == pytest.approx(10)


def test_the_last_step_completes_it(progress: RunProgress) -> None:
    progress.follow([*steps(1, 38), epoch(2)])
    assert progress.is_complete
    assert progress.fraction == 1
    assert progress.epoch == 2


def test_an_early_stop_completes_it(progress: RunProgress) -> None:
    stopped = StoppedEarly(1, 1, 0.9)
    progress.follow([*steps(1, 19), epoch(1)])
    assert progress.fraction == 0.5
    progress.follow([stopped])
    assert progress.is_complete
    assert progress.fraction == 1
    assert progress.stopped_early == stopped
    assert progress.seconds_left == 0


def test_single_steps_pass_only_the_time_that_they_take(
    small_dataset: Dataset, clock: Clock
) -> None:
    progress = RunProgress(Recipe(epochs=2), small_dataset, clock)
    for step in range(1, 11):
        progress.go_on()
        clock.now += 0.1
        progress.follow(steps(step, step))
        progress.halt()
        clock.now += 60
    assert progress.seconds == pytest.approx(1)
    assert progress.steps_per_second == pytest.approx(10)


def test_a_first_step_by_hand_tells_nothing_of_the_speed(
    progress: RunProgress, clock: Clock
) -> None:
    progress.halt()
    for step in range(1, 31):
        clock.now += 2
        progress.follow(steps(step, step))
    assert progress.seconds_left is None
    progress.go_on()
    clock.now += 0.6
    progress.follow(steps(31, 36))
    assert progress.steps_per_second == pytest.approx(10)


def test_a_step_that_never_comes_leaves_no_time_unknown(
    small_dataset: Dataset, clock: Clock
) -> None:
    progress = RunProgress(Recipe(), small_dataset, clock)
    clock.now += 10
    progress.follow([])
    assert progress.steps_per_second is None
    assert progress.images_per_second is None
    assert progress.seconds_left is None


def test_a_run_begins_with_what_was_done_of_it(small_dataset: Dataset, clock: Clock) -> None:
    new = RunProgress(Recipe(epochs=2), small_dataset, clock)
    assert (new.step, new.epoch, new.steps, new.seconds) == (0, 1, 38, 0)
    done = {"done_steps": 19, "done_epochs": 1}
    gone_on = RunProgress(Recipe(epochs=4), small_dataset, clock, **done, seconds=3.0)
    assert (gone_on.step, gone_on.done_epochs, gone_on.epoch) == (19, 1, 2)
    assert gone_on.steps == 4 * 19
    assert gone_on.seconds == 3.0


def test_drawing_non_digits_is_no_step(small_dataset: Dataset) -> None:
    progress = RunProgress(Recipe(epochs=2, non_digit_share=0.5), small_dataset)
    progress.follow([NonDigitsDrawn(0.426)])
    assert (progress.drawn, progress.fraction) == (0.426, 0)
    progress.follow(steps(1, 1))
    assert progress.drawn is None
