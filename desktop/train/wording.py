"""What the Train tab says, in words and numbers as people read them.

It knows no Qt: plain functions from facts to sentences.
"""

from desktop import formats
from desktop.formats import count, counted, duration, loss, per_second, size_of_bytes
from desktop.trainer.messages import Failed, Failure
from desktop.workspace.data_titles import data_title
from desktop.workspace.run.continuation import MORE_EPOCHS, more_epochs_of
from desktop.workspace.run.progress import RunProgress
from nncore.datasets import Dataset
from nncore.datasets.generated_digits.digits import NAME as GENERATED
from nncore.events import Diverged, StoppedEarly
from nncore.runs import KeptRun
from nncore.safe_text import quoted

EMPTY_LOSS = "Press Start: the loss will be drawn here, step by step."
TOO_LARGE = "Each step would take seconds: choose a smaller batch or smaller layers."

_SEED_FIGURES = 40
KEPT_AFTER_ALL = "All of this run is kept: what the disk refused was written later."

EMPTY_ACCURACY = "And here, how many digits are read right."


def data_size(dataset: Dataset) -> str:
    """How many images a data set has to learn from and to check with, or to test with alone."""
    if not dataset.is_trainable:
        return f"{count(len(dataset.test))} to test with"
    learned, checked = len(dataset.training), len(dataset.validation)
    return f"{count(learned)} to learn from, {count(checked)} to check"


def missing_data(run: str, data: str) -> str:
    """What to tell of a run whose images are not here, and what to do about it.

    data: what the run's files call them.
    """
    if data == GENERATED:
        return f"“{run}” cannot go on: it learned from generated digits of another version."
    return (
        f"“{run}” cannot go on: it learned from “{data_title(data)}”, whose images are not "
        "here. Open the folder with them (File › Open a folder of digits…), then go on with it."
    )


def seed(number: int) -> str:
    """A seed; of a very long one the middle is left out."""
    return quoted(str(number), _SEED_FIGURES)


def speed(steps_per_second: float) -> str:
    """How many steps a second, as in 2.4 k steps/s."""
    return f"{per_second(steps_per_second)} steps/s"


def running(progress: RunProgress, memory: int | None = None) -> str:
    """Where a run is, as in "Epoch 3 of 10 · 12 s left · 2.4 k steps/s, 154 k images/s · 212 MB".

    memory: bytes that the process holds, None if nobody knows.
    """
    if progress.drawn is not None:
        return f"Drawing letters and scribbles to learn from · {formats.part_done(progress.drawn)}"
    parts = [_epoch(progress)]
    if progress.seconds_left is not None:
        parts.append(f"{duration(progress.seconds_left)} left")
    if progress.steps_per_second is not None and progress.images_per_second is not None:
        images = per_second(progress.images_per_second)
        parts.append(f"{speed(progress.steps_per_second)}, {images} images/s")
    if memory is not None:
        parts.append(size_of_bytes(memory))
    return " · ".join(parts)


def details(progress: RunProgress, memory: int | None = None) -> str:
    """The same in sentences, for whoever wants to know what the figures are."""
    steps = f"Step {count(progress.step)} of {count(progress.steps)}"
    parts = [f"{steps}, {duration(progress.seconds)} at work."]
    if progress.seconds_left is not None:
        early = "" if progress.patience is None else ", or sooner, for it may stop early"
        parts.append(
            f"{duration(progress.seconds_left).capitalize()} left, with the checking after each "
            f"epoch{early}."
        )
    if progress.images_per_second is not None:
        images = per_second(progress.images_per_second)
        parts.append(f"It learns from {images} images a second, {_batch(progress)} to a step.")
    if memory is not None:
        parts.append(f"Misread uses {size_of_bytes(memory)} of memory.")
    return " ".join(parts)


def paused(progress: RunProgress, last_loss: float | None) -> str:
    """Where a run waits, as in "Paused · step 1,724 of 8,600 · loss 0.1234 · epoch 2 of 10"."""
    step = f"step {count(progress.step)} of {count(progress.steps)}"
    epoch = f"epoch {count(progress.epoch)} of {count(progress.epochs)}"
    return f"Paused · {step} · loss {loss(last_loss)} · {epoch}"


def ended(progress: RunProgress, accuracy: float | None, *, never_came_back: bool = False) -> str:
    """How a run went; `accuracy` is of its last weights on the validation images.

    never_came_back: the loss once shot up, and the network only guesses since.
    """
    if progress.stopped_early is not None:
        return _stopped_early(progress, progress.stopped_early)
    begin = "Done" if progress.is_complete else "Stopped"
    share = "" if accuracy is None else f"{formats.accuracy(accuracy)} of validation digits right "
    advice = ""
    if never_came_back:
        advice = " The loss shot up on the way: is the learning rate too high?"
    return f"{begin}: {share}after {_trained(progress)} in {duration(progress.seconds)}.{advice}"


def summary(kept: KeptRun, name: str) -> str:
    """A kept run in a sentence, under the name that it has by now."""
    epochs = counted(kept.epochs, "epoch")
    of = "" if kept.epochs == kept.recipe.epochs else f" of {count(kept.recipe.epochs)}"
    return (
        f"“{quoted(name)}”: {epochs}{of} on {quoted(data_title(kept.dataset.name))} in "
        f"{duration(kept.seconds)}, from seed {seed(kept.recipe.seed)}."
    )


def going_on(kept: KeptRun) -> tuple[str, str]:
    """What going on with a kept run is called, and what it does."""
    if more_epochs_of(kept):
        return f"Train {MORE_EPOCHS} &more epochs", "Go on with these weights, and keep the curves"
    epochs = kept.recipe.epochs
    exactly = "to the bit" if kept.note.has_our_arithmetic else "but for the last bits"
    return f"Go &on to epoch {epochs:,}", f"Go on where the run was stopped, {exactly}"


def divergence_message(event: Diverged, learning_rate: float) -> str:
    """What to tell of a loss that is no number any more, and what to do about it."""
    kept = f"those of epoch {event.kept_epoch}" if event.kept_epoch else "the first ones"
    return (
        f"The loss grew beyond all measure at step {count(event.step)}: is the learning rate of "
        f"{learning_rate:g} too high? The weights are {kept} again."
    )


def failure_message(failed: Failed) -> str:
    """What to tell of a run that ended of itself."""
    match failed.failure:
        case Failure.NOT_STARTED:
            detail = failed.detail.removesuffix(".")  # where it is of a file, it is a sentence
            return f"The process that trains cannot be started: {quoted(detail)}."
        case Failure.OUT_OF_MEMORY:
            return "There is not enough memory for this run. Try a smaller batch or smaller layers."
        case Failure.UNUSABLE_RUN:
            return f"This run cannot go on: {quoted(failed.detail)}."
        case Failure.TRAINER_ENDED:
            return (
                f"The process that trains ended unexpectedly{failed.detail}: did the memory run "
                "out? What was kept of the run, every epoch as a rule, can be resumed from the "
                "list."
            )
        case Failure.ERROR:
            return f"Training ended with an error: {failed.detail}"


def _stopped_early(progress: RunProgress, event: StoppedEarly) -> str:
    # without the accuracy, which stands beside it in large: so it keeps to two lines
    return (
        f"Done in {duration(progress.seconds)}, stopped early: the validation loss had not fallen "
        f"for {counted(event.epoch - event.best_epoch, 'epoch')}. Kept the weights of epoch "
        f"{count(event.best_epoch)}."
    )


def _epoch(progress: RunProgress) -> str:
    return f"Epoch {count(progress.epoch)} of {count(progress.epochs)}"


def _batch(progress: RunProgress) -> str:
    images = len(progress.dataset.training)
    return f"all {count(images)}" if progress.batch_size >= images else count(progress.batch_size)


def _trained(progress: RunProgress) -> str:
    if progress.is_complete:
        return counted(progress.epochs, "epoch")
    return counted(progress.step, "step")
