import pytest

from desktop.training import wording
from desktop.training.run.progress import RunProgress
from nncore.datasets import Dataset
from nncore.events import Diverged, StepFinished, StoppedEarly
from nncore.recipes import Recipe


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "less than 1 s"),
        (12.4, "12 s"),
        (59.7, "1 min"),
        (200, "3 min 20 s"),
        (3_900, "1 h 5 min"),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert wording.duration(seconds) == words


@pytest.mark.parametrize(
    ("speed", "words"),
    [(2_412.0, "2.4 k steps/s"), (85.3, "85 steps/s"), (3.21, "3.2 steps/s")],
)
def test_speeds(speed: float, words: str) -> None:
    assert wording.speed(speed) == words


def test_numbers() -> None:
    assert wording.parameters(101_770) == "101,770 parameters"
    assert wording.percent(0.9741) == "97.4 %"


def test_a_running_run_says_where_it_is(small_dataset: Dataset) -> None:
    now = 0.0
    progress = RunProgress(Recipe(epochs=2), small_dataset, lambda: now)
    assert wording.running(progress) == "Epoch 1 of 2"
    now = 1.0
    progress.take([StepFinished(step, 1, 1.0, 0.5, 0.1, 64) for step in range(1, 20)])
    assert wording.running(progress) == "Epoch 1 of 2 · 1 s left · 19 steps/s"
    assert wording.paused(progress) == "Paused · Epoch 1 of 2 · 50 % done"
    assert wording.ended(progress, 0.5) == (
        "Stopped: 50.0 % of validation digits right after 19 steps in 1 s."
    )


def test_a_finished_run_says_how_it_went(small_dataset: Dataset) -> None:
    now = 0.0
    progress = RunProgress(Recipe(epochs=5, batch_size=None), small_dataset, lambda: now)
    now = 12.0
    progress.take([StepFinished(step, step, 1.0, 0.5, 0.1, 1_200) for step in range(1, 6)])
    assert wording.ended(progress, 0.979) == (
        "Done: 97.9 % of validation digits right after 5 epochs in 12 s."
    )
    assert wording.ended(progress, None) == "Done: after 5 epochs in 12 s."


def test_an_early_stop_says_why_and_what_was_kept(small_dataset: Dataset) -> None:
    now = 0.0
    progress = RunProgress(Recipe(epochs=50), small_dataset, lambda: now)
    now = 12.0
    progress.take([StepFinished(1, 1, 1.0, 0.5, 0.1, 64), StoppedEarly(9, 6, 0.12)])
    assert wording.ended(progress, 0.979) == (
        "Done in 12 s, stopped early: the validation loss had not fallen for 3 epochs. "
        "Kept the weights of epoch 6."
    )


def test_layers_are_counted_and_a_long_row_is_said_whole() -> None:
    assert wording.layers_note((128,)) == "101,770 parameters"
    row = ("5x5x16", "pool", "5x5x32", "pool", "dropout 0.3", 128)
    told = wording.layers_note(row)
    assert told == "5x5x16, pool, 5x5x32, pool, dropout 0.3, 128\n215,370 parameters"


def test_what_the_form_has_no_field_for() -> None:
    assert wording.unshown(Recipe()) == ""
    assert wording.unshown(Recipe(weight_decay=0.01)) == "Also: weight decay 0.01."
    told = wording.unshown(Recipe(patience=1))
    assert told == "Also: stops after 1 epoch without progress."


def test_a_run_that_never_came_back_gets_advice(small_dataset: Dataset) -> None:
    progress = RunProgress(Recipe(), small_dataset, lambda: 0.0)
    assert "learning rate too high" in wording.ended(progress, 0.1, blew_up=True)
    assert "learning rate" not in wording.ended(progress, 0.95, blew_up=True)
    assert "learning rate" not in wording.ended(progress, 0.1)


def test_divergence_names_the_learning_rate() -> None:
    message = wording.divergence_message(Diverged(1_234, 3, float("nan"), 8.1, 2), 10.0)
    assert "learning rate of 10 too high" in message
    assert "1,234" in message
    assert "epoch 2" in message


def test_errors_are_told_in_words() -> None:
    assert "memory" in wording.error_message(MemoryError())
    assert wording.error_message(ValueError("no")) == "Training ended with an error: no"
    assert wording.error_message(KeyError()) == "Training ended with an error: KeyError"
