"""What the Train tab says, in words and numbers as people read them."""

import re

from desktop import formats
from desktop.formats import count, counted, duration, loss, per_second, size_of_bytes, with_unit
from desktop.trainer.messages import Failed, Failure
from desktop.translation import tr, tr_count
from desktop.workspace.data_titles import data_title
from desktop.workspace.error_words import LONGEST_MESSAGE
from desktop.workspace.run.continuation import MORE_EPOCHS, more_epochs_of
from desktop.workspace.run.epoch_log import LogLine
from desktop.workspace.run.progress import RunProgress
from nncore.datasets import Dataset
from nncore.datasets.generated_digits.digits import NAME as GENERATED
from nncore.runs import KeptRun
from nncore.safe_text import quoted

TOO_LARGE = tr("Each step would take seconds: choose a smaller batch or smaller layers.")

_SEED_FIGURES = 40
_SENTENCE_END = re.compile(r"(?<=[.?!]) ")
KEPT_AFTER_ALL = tr("All of this run is kept: what the disk refused was written later.")


def data_size(dataset: Dataset) -> str:
    """How many images a data set has to learn from and to check with, or to test with alone."""
    if not dataset.is_trainable:
        return tr("{test} to test with", test=count(len(dataset.test)))
    learned, checked = len(dataset.training), len(dataset.validation)
    return tr(
        "{learned} to learn from, {checked} to check",
        learned=count(learned),
        checked=count(checked),
    )


def missing_data(run: str, data: str) -> str:
    """What to tell of a run whose images are not here, and what to do about it.

    data: what the run's files call them.
    """
    if data == GENERATED:
        return tr(
            "“{run}” cannot go on: it learned from generated digits of another version.",
            run=quoted(run),
        )
    return tr(
        "“{run}” cannot go on: it learned from “{data}”, whose images are not "
        "here. Open the folder with them (File › Open a folder of digits…), then go "
        "on with it.",
        run=quoted(run),
        data=quoted(data_title(data)),
    )


def seed(number: int) -> str:
    """A seed; of a very long one the middle is left out."""
    return quoted(str(number), _SEED_FIGURES)


def speed(steps_per_second: float) -> str:
    """How many steps a second, as in 2.4 k steps/s."""
    return with_unit(per_second(steps_per_second), tr("steps/s"))


def running(progress: RunProgress, memory: int | None = None) -> str:
    """Where a run is, as in "Epoch 3 of 10 · 12 s left · 2.4 k steps/s, 154 k images/s · 212 MB".

    memory: bytes that the process holds, None if nobody knows.
    """
    if progress.drawn is not None:
        return tr(
            "Drawing letters and scribbles to learn from · {done}",
            done=formats.part_done(progress.drawn),
        )
    parts = [_epoch(progress)]
    if progress.seconds_left is not None:
        parts.append(tr("{duration} left", duration=duration(progress.seconds_left)))
    if progress.steps_per_second is not None and progress.images_per_second is not None:
        images = with_unit(per_second(progress.images_per_second), tr("images/s"))
        parts.append(f"{speed(progress.steps_per_second)}, {images}")
    if memory is not None:
        parts.append(size_of_bytes(memory))
    return " · ".join(parts)


def details(progress: RunProgress, memory: int | None = None) -> str:
    """The same in sentences, for whoever wants to know what the figures are."""
    steps = tr("Step {step} of {steps}", step=count(progress.step), steps=count(progress.steps))
    parts = [tr("{steps}, {duration} at work.", steps=steps, duration=duration(progress.seconds))]
    if progress.seconds_left is not None:
        left = duration(progress.seconds_left).capitalize()
        parts.append(
            tr("{duration} left, with the checking after each epoch.", duration=left)
            if progress.patience is None
            else tr(
                "{duration} left, with the checking after each epoch, or sooner, for it may stop "
                "early.",
                duration=left,
            )
        )
    if progress.images_per_second is not None:
        images = per_second(progress.images_per_second)
        parts.append(
            tr(
                "It learns from {rate} images a second, {batch} to a step.",
                rate=images,
                batch=_batch(progress),
            )
        )
    if memory is not None:
        parts.append(tr("Misread uses {size} of memory.", size=size_of_bytes(memory)))
    return " ".join(parts)


def paused(progress: RunProgress, last_loss: float | None) -> str:
    """Where a run waits, as in "Paused · step 1,724 of 8,600 · mean loss 0.12 · epoch 2 of 10"."""
    if progress.drawn is not None:
        return tr(
            "Paused · drawing letters and scribbles to learn from · {done}",
            done=formats.part_done(progress.drawn),
        )
    step = tr("step {step} of {steps}", step=count(progress.step), steps=count(progress.steps))
    epoch = tr(
        "epoch {epoch} of {epochs}", epoch=count(progress.epoch), epochs=count(progress.epochs)
    )
    if last_loss is None:
        return tr("Paused · {step} · {epoch}", step=step, epoch=epoch)
    return tr(
        "Paused · {step} · mean loss {loss} · {epoch}",
        step=step,
        loss=loss(last_loss),
        epoch=epoch,
    )


def ended(progress: RunProgress, accuracy: float | None) -> str:
    """How a run went; `accuracy` is of its last weights on the validation images."""
    if not (progress.step or progress.done_epochs):
        return tr("Stopped before the first step.")
    taken = duration(progress.seconds)
    how_far = tr("after {trained} in {duration}", trained=trained(progress), duration=taken)
    if progress.stopped_early is not None:
        return tr("Done: stopped early {after}.", after=how_far)
    if accuracy is not None:
        right = formats.accuracy(accuracy)
        how_far = tr("{accuracy} of validation digits right {after}", accuracy=right, after=how_far)
    return (
        tr("Done: {how_far}.", how_far=how_far)
        if progress.is_complete
        else tr("Stopped: {how_far}.", how_far=how_far)
    )


def news(line: LogLine) -> str:
    """What an epoch brought, as in "Epoch 3 · Validation loss down from 0.2 to 0.1": the figure
    beside it may be of another moment.
    """
    if not line.ends_epoch:
        return line.text
    return tr("Epoch {epoch} · {words}", epoch=count(line.epoch), words=line.text)


def summary(kept: KeptRun, name: str) -> str:
    """A kept run in a sentence, under the name that it has by now."""
    trained = counted(kept.epochs, "epoch")
    if kept.epochs != kept.recipe.epochs:
        trained = tr("{epochs} of {all}", epochs=trained, all=count(kept.recipe.epochs))
    if kept.last_epoch is None or kept.last_epoch.step != kept.steps:
        # it stands between two epochs
        trained = tr("{steps}, {epochs},", steps=counted(kept.steps, "step"), epochs=trained)
    return tr(
        "“{name}”: {trained} on {data} in {duration}, from seed {seed}.",
        name=quoted(name),
        trained=trained,
        data=quoted(data_title(kept.dataset.name)),
        duration=duration(kept.seconds),
        seed=seed(kept.recipe.seed),
    )


def in_two(message: str) -> tuple[str, str]:
    """The first sentence of a message, and what follows it: each has two lines of its own."""
    first, *rest = _SENTENCE_END.split(message, maxsplit=1)
    return first, "".join(rest)


def gone(name: str) -> str:
    """What to say of a run in sight that was deleted, here or by another window."""
    return tr(
        "“{name}” is not kept any more. Its curves stay until the next run.", name=quoted(name)
    )


def steps_take_seconds(name: str) -> str:
    """Why a kept run does not go on, whose steps this machine would take too long for."""
    return tr("“{name}” cannot go on: each step would take seconds.", name=quoted(name))


def vanished(name: str) -> str:
    """What to say of a run that was to go on, and that somebody removed or damaged meanwhile."""
    return tr("“{name}” is not there any more, or cannot be read.", name=quoted(name))


def goes_on_after(name: str, step: int) -> str:
    """What to say of a run that goes on earlier than the curves in sight end."""
    return tr(
        "“{name}” goes on after step {steps}: what came later could not be kept.",
        name=quoted(name),
        steps=count(step),
    )


def train_more() -> str:
    """What going on with a run that is done is called."""
    return tr_count("Train {count} &more epoch", "Train {count} &more epochs", MORE_EPOCHS)


def going_on(kept: KeptRun) -> tuple[str, str]:
    """What going on with a kept run is called, and what it does."""
    if more_epochs_of(kept):
        what = tr("Go on with these weights, and keep the curves")
        return train_more(), what
    epochs = kept.recipe.epochs
    if kept.note.has_our_arithmetic:
        what = tr("Go on where the run was stopped, to the bit")
    else:
        what = tr("Go on where the run was stopped, but for the last bits")
    return tr("Go &on to epoch {epochs:,}", epochs=epochs), what


def failure_message(failed: Failed) -> str:
    """What to tell of a run that ended of itself."""
    match failed.failure:
        case Failure.NOT_STARTED:
            detail = failed.detail.removesuffix(".")  # where it is of a file, it is a sentence
            return tr("The process that trains cannot be started: {detail}.", detail=quoted(detail))
        case Failure.OUT_OF_MEMORY:
            return tr(
                "There is not enough memory for this run. Try a smaller batch or smaller layers."
            )
        case Failure.UNUSABLE_RUN:
            return tr("This run cannot go on: {detail}.", detail=quoted(failed.detail))
        case Failure.TRAINER_ENDED:
            what = tr("The process that trains ended unexpectedly")
            if failed.detail:
                what = tr("{what} ({signal})", what=what, signal=quoted(failed.detail))
            return tr(
                "{what}: did the memory run out? What was kept of the run, every epoch "
                "as a rule, can be resumed from the list.",
                what=what,
            )
        case Failure.ERROR:
            detail = quoted(failed.detail, LONGEST_MESSAGE)
            return tr("Training ended with an error: {detail}", detail=detail)


def cannot_be_kept(reason: str) -> str:
    """What to tell of a run that cannot be written down at all."""
    return tr("This run cannot be kept: {reason}", reason=quoted(reason, LONGEST_MESSAGE))


def cannot_be_kept_now(reason: str) -> str:
    """What to tell of a run that could be written down up to now."""
    reason = quoted(reason, LONGEST_MESSAGE)
    return tr("This run cannot be kept at the moment: {message}", message=reason)


def _epoch(progress: RunProgress) -> str:
    return tr(
        "Epoch {epoch} of {epochs}", epoch=count(progress.epoch), epochs=count(progress.epochs)
    )


def _batch(progress: RunProgress) -> str:
    images = len(progress.dataset.training)
    return (
        tr("all {images}", images=count(images))
        if progress.batch_size >= images
        else count(progress.batch_size)
    )


def trained(progress: RunProgress) -> str:
    """How far a run came, as in "10 epochs", "1,724 steps"."""
    if progress.is_complete:
        return counted(progress.done_epochs, "epoch")
    return counted(progress.step, "step")
