"""Sentences about one epoch or one event, in words that a student knows."""

from math import inf, isfinite

from desktop.formats import accuracy, counted, learning_rate, loss
from desktop.translation import tr, tr_count
from nncore.diagnosis import Cause, cause_of_rise
from nncore.events import Diverged, StoppedEarly
from nncore.recipes.recipe import Recipe

LONGEST = 142
"""Letters of a sentence: two lines beside a large figure."""

GUESSING = 0.2
"""An accuracy that is little better than guessing one digit of ten."""

_CLEAR_SHARE = 0.01
_CLEAR_LOSS = 0.0005
"""Changes of a loss below these, as a share of it and in all, are called small."""

_TINY_SHARE = 0.003
"""And a change below this share is none to speak of."""

_SHARES = {2: tr("half"), 3: tr("a third"), 4: tr("a quarter"), 5: tr("a fifth"), 10: tr("a tenth")}
_SHARES |= {100: tr("a hundredth"), 1000: tr("a thousandth")}


def is_clear(before: float, after: float) -> bool:
    """Whether a loss changed by more than a little."""
    return abs(after - before) >= max(_CLEAR_SHARE * before, _CLEAR_LOSS)


def loss_change(name: str, before: float, after: float) -> str:
    """A change that can be seen, as in "Validation loss down from 0.3421 to 0.2873"."""
    first, second = loss(before), loss(after)
    return (
        tr("{name} down from {before} to {after}", name=name, before=first, after=second)
        if after < before
        else tr("{name} up from {before} to {after}", name=name, before=first, after=second)
    )


def loss_drift(name: str, before: float, after: float, long_before: float | None) -> str:
    """A small change, beside what ten epochs did if there were as many."""
    now = loss(after)
    if abs(after - before) <= _TINY_SHARE * before:
        told = tr("{name} hardly changed", name=name)
    elif after < before:
        told = tr("{name} down a little", name=name)
    else:
        told = tr("{name} up a little", name=name)
    if long_before is None:
        return f"{told} ({now})"
    if not is_clear(long_before, after):
        return tr("{told} ({now}, about where it was ten epochs ago)", told=told, now=now)
    difference = loss(abs(after - long_before))
    values = {"told": told, "now": now, "difference": difference}
    if after < long_before:
        return tr("{told} ({now}, {difference} less than ten epochs ago)", **values)
    return tr("{told} ({now}, {difference} more than ten epochs ago)", **values)


def right(fraction: float, images: int) -> str:
    """How many digits are read right, as in "4,512 of 5,000 digits are read right (90.2 %)"."""
    if fraction >= 1 and images:
        return tr_count("the only digit is read right", "all {count} digits are read right", images)
    if fraction >= 1:
        return tr("all digits are read right")
    if not images and fraction < GUESSING:
        return tr(
            "{share} of the digits are read right, little better than guessing",
            share=accuracy(fraction),
        )
    if not images:
        return tr("{share} of the digits are read right", share=accuracy(fraction))
    return tr_count(
        "{count} of {images:,} digits is read right ({share})",
        "{count} of {images:,} digits are read right ({share})",
        round(fraction * images),
        images=images,
        share=remarked(fraction),
    )


def right_change(before: float, after: float, images: int, share: str) -> str:
    """How many more or fewer, as in "37 more of 5,000 digits read right (95.4 %)".

    share: the accuracy after, with a remark or without.
    """
    if not images or after >= 1:
        return right(after, images)
    more = round(after * images) - round(before * images)
    if more == 0:
        return tr_count(
            "still {now:,} of {count} digit read right ({share})",
            "still {now:,} of {count} digits read right ({share})",
            images,
            now=round(after * images),
            share=share,
        )
    if more > 0:
        return tr_count(
            "{more:,} more of {count} digit read right ({share})",
            "{more:,} more of {count} digits read right ({share})",
            images,
            more=more,
            share=share,
        )
    return tr_count(
        "{fewer:,} fewer of {count} digit read right ({share})",
        "{fewer:,} fewer of {count} digits read right ({share})",
        images,
        fewer=-more,
        share=share,
    )


def remarked(fraction: float, *, is_most: bool = False) -> str:
    """An accuracy, and whether it tells of no learning, or is the most so far."""
    if fraction < GUESSING:
        return tr("{accuracy}, little better than guessing", accuracy=accuracy(fraction))
    if is_most:
        return tr("{accuracy}, the most so far", accuracy=accuracy(fraction))
    return accuracy(fraction)


def refused(fraction: float) -> str:
    """How many of the images that are no digits would be refused."""
    return tr("Refuses {accuracy} of what is no digit.", accuracy=accuracy(fraction))


def rate_change(step: int, before: float, after: float) -> str:
    """That another learning rate was set."""
    told = tr(
        "From step {step:,} on the learning rate is set to {after}",
        step=step,
        after=learning_rate(after),
    )
    if not (isfinite(before) and before > 0 and after > 0):
        return f"{told}."
    smaller, larger = before / after, after / before
    if _is_whole(smaller) and round(smaller) in _SHARES:
        return tr("{told}, {share} of what it was.", told=told, share=_SHARES[round(smaller)])
    if _is_whole(larger) and round(larger) == 2:
        return tr("{told}, twice what it was.", told=told)
    if _is_whole(larger) and round(larger) <= 1000:
        return tr("{told}, {times:,} times what it was.", told=told, times=round(larger))
    return tr("{told}; it was {before}.", told=told, before=learning_rate(before))


def early_stop(event: StoppedEarly) -> str:
    """That the run stopped by itself, and what it kept."""
    return tr(
        "Stopped early: validation loss had not fallen for {epochs}. Kept the "
        "weights of epoch {best_epoch:,} (validation loss {loss}).",
        epochs=counted(event.epoch - event.best_epoch, "epoch"),
        best_epoch=event.best_epoch,
        loss=loss(event.best_loss),
    )


def shot_up(recipe: Recipe, rate: float) -> str:
    """That the loss rose, and what most likely made it. rate: what it was set to."""
    return f"{tr('The loss shot up on the way.')} {_suspicion(recipe, rate)}"


def _suspicion(recipe: Recipe, rate: float) -> str:
    match cause_of_rise(recipe, rate):
        case Cause.WEIGHT_DECAY:
            return tr(
                "Is the weight decay of {decay} too strong?",
                decay=learning_rate(recipe.weight_decay),
            )
        case Cause.DROPOUT:
            return tr("Does dropout leave out too much?")
        case Cause.LARGE_FIRST_WEIGHTS:
            return tr("Are uniform first weights too large here?")
        case _:
            return tr("Is the learning rate of {rate} too high?", rate=learning_rate(rate))


def divergence(event: Diverged, recipe: Recipe, rate: float) -> str:
    """That the loss grew too large, and what to do about it. rate: what it was set to."""
    told = (
        # some steps of the epoch were too large, and not always the last one
        tr("The loss grew beyond all measure in epoch {epoch:,}.", epoch=event.epoch)
        if isfinite(event.loss)
        else tr("The loss grew beyond all measure at step {step:,}.", step=event.step)
    )
    weights = (
        tr("The weights are those of epoch {epoch:,} again.", epoch=event.kept_epoch)
        if event.kept_epoch
        else tr("The weights are the first ones again.")
    )
    return f"{told} {_suspicion(recipe, rate)} {weights}"


def joined(first: str, second: str, *extras: str) -> str:
    """One sentence of two halves, and what more there is room for."""
    text = f"{first[:1].upper()}{first[1:]}{'; ' if second else ''}{second}."
    for extra in extras:
        if extra and len(text) + 1 + len(extra) <= LONGEST:
            text = f"{text} {extra}"
    return text


def _is_whole(ratio: float) -> bool:
    # one rate may be so small that the ratio is beyond any float
    return 1.5 <= ratio < inf and abs(ratio - round(ratio)) < 0.005 * ratio
