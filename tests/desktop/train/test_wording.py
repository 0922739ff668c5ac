import pytest

from desktop.train import wording
from desktop.trainer.messages import Failed, Failure
from desktop.workspace.run.epoch_log import LogLine, LogTone
from desktop.workspace.run.epoch_sentences import LONGEST, divergence, shot_up
from desktop.workspace.run.progress import RunProgress
from nncore.datasets import Dataset
from nncore.datasets.generated_digits.digits import NAME as GENERATED
from nncore.events import Diverged, EpochFinished, NonDigitsDrawn, StepFinished, StoppedEarly
from nncore.recipes.recipe import Recipe
from nncore.runs import RunError
from tests.desktop.workspace.real_runs import Keep


@pytest.mark.parametrize(
    ("speed", "words"),
    [
        (1_234_000.0, "1.2\u00a0M\u00a0steps/s"),
        (154_200.0, "154\u00a0k\u00a0steps/s"),
        (2_412.0, "2.4\u00a0k\u00a0steps/s"),
        (999.7, "1.0\u00a0k\u00a0steps/s"),
        (85.3, "85\u00a0steps/s"),
        (9.97, "10\u00a0steps/s"),
        (3.21, "3.2\u00a0steps/s"),
    ],
)
def test_speeds(speed: float, words: str) -> None:
    assert wording.speed(speed) == words


def test_a_running_run_says_where_it_is(small_dataset: Dataset) -> None:
    now = 0.0
    progress = RunProgress(Recipe(epochs=2), small_dataset, lambda: now)
    assert wording.running(progress) == "Epoch 1 of 2"
    now = 1.0
    progress.follow([StepFinished(step, 1, 1.0, 0.5, 0.1, 64) for step in range(1, 20)])
    told = "Epoch 1 of 2 · 1\u00a0s left · 19\u00a0steps/s, 1.2\u00a0k\u00a0images/s"
    assert wording.running(progress) == told
    assert wording.running(progress, 212_400_000) == f"{told} · 212\u00a0MB"
    told = "Paused · step 19 of 38 · mean loss 0.1234 · epoch 1 of 2"
    assert wording.paused(progress, 0.1234) == told
    assert wording.ended(progress, 0.5) == (
        "Stopped: 50.0\u00a0% of validation digits right after 19 steps in 1\u00a0s."
    )


def test_the_details_say_what_the_figures_are(small_dataset: Dataset) -> None:
    now = 0.0
    progress = RunProgress(Recipe(epochs=2, patience=3), small_dataset, lambda: now)
    assert wording.details(progress) == "Step 0 of 38, less than 1\u00a0s at work."
    now = 1.0
    progress.follow([StepFinished(step, 1, 1.0, 0.5, 0.1, 64) for step in range(1, 20)])
    assert wording.details(progress, 212_400_000) == (
        "Step 19 of 38, 1\u00a0s at work. 1\u00a0s left, with the checking after each epoch, or "
        "sooner, for it may stop early. It learns from 1.2\u00a0k images a second, 64 to a step. "
        "Misread uses 212\u00a0MB of memory."
    )


def test_the_details_of_a_full_batch_name_all_images(small_dataset: Dataset) -> None:
    now = 0.0
    recipe = Recipe(epochs=500, batch_size=None)
    progress = RunProgress(recipe, small_dataset, lambda: now)
    now = 1.0
    progress.follow([StepFinished(1, 1, 1.0, 0.5, 0.1, 1_200)])
    assert "all 1,200 to a step" in wording.details(progress)


def test_a_run_that_goes_on_counts_what_it_did_before(small_dataset: Dataset) -> None:
    now = 0.0
    progress = RunProgress(
        Recipe(epochs=10),
        small_dataset,
        lambda: now,
        done_steps=95,
        done_epochs=5,
        seconds=60.0,
    )
    assert wording.running(progress) == "Epoch 6 of 10"
    told = "Paused · step 95 of 190 · epoch 6 of 10"
    assert wording.paused(progress, None) == told
    now = 10.0
    progress.follow([StepFinished(190, 10, 1.0, 0.5, 0.1, 64)])
    progress.follow([EpochFinished(10, 190, 1.0, 0.5, 0.9, 0.979)])
    assert wording.ended(progress, 0.979) == (
        "Done: 97.9\u00a0% of validation digits right after 10 epochs in 1\u00a0min 10\u00a0s."
    )


def test_a_run_that_draws_what_it_learns_from_says_so_also_while_it_waits(
    small_dataset: Dataset,
) -> None:
    progress = RunProgress(Recipe(non_digit_share=0.5), small_dataset, lambda: 0.0)
    progress.follow([NonDigitsDrawn(0.4)])
    told = "Drawing letters and scribbles to learn from · 40\u00a0%"
    assert wording.running(progress) == told
    told = "Paused · drawing letters and scribbles to learn from · 40\u00a0%"
    assert wording.paused(progress, None) == told


def test_a_finished_run_says_how_it_went(small_dataset: Dataset) -> None:
    now = 0.0
    progress = RunProgress(Recipe(epochs=5, batch_size=None), small_dataset, lambda: now)
    now = 12.0
    progress.follow([StepFinished(step, step, 1.0, 0.5, 0.1, 1_200) for step in range(1, 6)])
    assert wording.ended(progress, 0.979) == (
        "Stopped: 97.9\u00a0% of validation digits right after 5 steps in 12\u00a0s."
    )
    progress.follow([EpochFinished(5, 5, 1.0, 0.5, 0.9, 0.979)])
    assert wording.ended(progress, 0.979) == (
        "Done: 97.9\u00a0% of validation digits right after 5 epochs in 12\u00a0s."
    )
    assert wording.ended(progress, None) == "Done: after 5 epochs in 12\u00a0s."


def test_an_early_stop_says_how_far_it_came(small_dataset: Dataset) -> None:
    now = 0.0
    progress = RunProgress(Recipe(epochs=50), small_dataset, lambda: now)
    now = 12.0
    progress.follow([EpochFinished(9, 171, 1.0, 0.5, 0.9, 0.979), StoppedEarly(9, 6, 0.12)])
    assert wording.ended(progress, 0.979) == "Done: stopped early after 9 epochs in 12\u00a0s."


def test_a_run_without_a_step_has_no_figures(small_dataset: Dataset) -> None:
    progress = RunProgress(Recipe(epochs=2), small_dataset, lambda: 0.0)
    assert wording.paused(progress, None) == "Paused · step 0 of 38 · epoch 1 of 2"
    assert wording.ended(progress, None) == "Stopped before the first step."


ABSURD = {
    "learning rate": (Recipe(learning_rate=5.0, weight_decay=0.01), "Is the learning rate "),
    "weight decay": (Recipe(weight_decay=1e38), "Is the weight decay "),
    "dropout": (Recipe(hidden=(128, "dropout 0.99")), "Does dropout leave out too much?"),
    "first weights": (Recipe(hidden=(512,) * 3, initializer="uniform"), "Are uniform first "),
}


@pytest.mark.parametrize("name", ABSURD)
def test_a_loss_that_rose_is_told_with_what_is_absurd(name: str) -> None:
    recipe, question = ABSURD[name]
    diverged = Diverged(1_234, 3, float("nan"), 8.1, 2)
    told = divergence(diverged, recipe, recipe.learning_rate)
    assert told.startswith(f"The loss grew beyond all measure at step 1,234. {question}")
    assert len(told) <= LONGEST
    said = shot_up(recipe, recipe.learning_rate)
    assert said.startswith(f"The loss shot up on the way. {question}")


def test_what_an_epoch_brought_says_which_epoch_that_was() -> None:
    brought = LogLine(1_203, "Validation loss down.", LogTone.GOOD, training_loss=0.1)
    assert wording.news(brought) == "Epoch 1,203 · Validation loss down."
    assert wording.news(LogLine(3, "The rate is 0.1 now.", LogTone.PLAIN)) == "The rate is 0.1 now."


def test_a_message_is_cut_behind_its_first_sentence() -> None:
    message = divergence(Diverged(1_234, 3, float("nan"), 8.1, 2), Recipe(), 0.5)
    first, rest = wording.in_two(message)
    assert first == "The loss grew beyond all measure at step 1,234."
    assert rest.startswith("Is the learning rate of 0.5 too high? The weights ")
    assert wording.in_two("No more than one.") == ("No more than one.", "")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("no"), "Training ended with an error: no"),
        (KeyError(), "Training ended with an error: KeyError"),
        (OSError(28, "Disk full"), "Training ended with an error: Disk full."),
        (RunError("it is damaged"), "This run cannot go on: it is damaged."),
    ],
)
def test_errors_are_told_in_words(error: Exception, said: str) -> None:
    assert wording.failure_message(Failed.by(error)) == said


@pytest.mark.parametrize("detail", ["no more processes", "no more processes."])
def test_what_ended_of_itself_is_told_in_words(detail: str) -> None:
    not_started = wording.failure_message(Failed(Failure.NOT_STARTED, detail))
    assert not_started == "The process that trains cannot be started: no more processes."
    assert "not enough memory" in wording.failure_message(Failed.by(MemoryError()))
    killed = wording.failure_message(Failed(Failure.TRAINER_ENDED, "SIGKILL"))
    assert killed.startswith("The process that trains ended unexpectedly (SIGKILL): did the memory")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            wording.missing_data("Mine", GENERATED),
            "“Mine” cannot go on: it learned from generated digits of another version.",
        ),
        (
            wording.missing_data("Mine", "My own"),
            (
                "“Mine” cannot go on: it learned from “My own”, whose images are not here. Open "
                "the folder with them (File › Open a folder of digits…), then go on with it."
            ),
        ),
        (
            wording.steps_take_seconds("Mine"),
            "“Mine” cannot go on: each step would take seconds.",
        ),
        (wording.vanished("Mine"), "“Mine” is not there any more, or cannot be read."),
        (
            wording.goes_on_after("Mine", 1_900),
            "“Mine” goes on after step 1,900: what came later could not be kept.",
        ),
        (
            wording.gone("Mine"),
            "“Mine” is not kept any more. Its curves stay until the next run.",
        ),
        (wording.cannot_be_kept("Disk full."), "This run cannot be kept: Disk full."),
        (
            wording.cannot_be_kept_now("Disk full."),
            "This run cannot be kept at the moment: Disk full.",
        ),
    ],
)
def test_what_becomes_of_a_run_is_told_in_words(said: str, words: str) -> None:
    assert said == words


def test_a_data_set_says_how_much_there_is(small_dataset: Dataset) -> None:
    assert wording.data_size(small_dataset) == "1,200 to learn from, 300 to check"


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({}, "2 epochs on Generated digits"),
        ({"epochs": 1}, "1 epoch of 2 on Generated digits"),
        ({"steps": 25}, "25 steps, 1 epoch of 2, on Generated digits"),
    ],
)
def test_a_kept_run_is_told_in_a_sentence(
    keep_run: Keep, short: Recipe, how: dict[str, int], told: str
) -> None:
    said = wording.summary(keep_run("Mine", short, **how), "Yours")
    assert said.startswith(f"“Yours”: {told} in ")
    assert said.endswith(", from seed 7.")


def test_what_comes_from_elsewhere_is_told_on_one_line_that_reads_forwards() -> None:
    hostile = "my\nrun\u202egpj"
    told = [
        wording.missing_data(hostile, hostile),
        wording.missing_data(hostile, GENERATED),
        wording.cannot_be_kept(hostile),
        wording.cannot_be_kept_now(hostile),
        *(wording.failure_message(Failed(failure, hostile)) for failure in Failure),
    ]
    assert all(each.replace("\u00a0", " ").isprintable() for each in told), told
