"""Sentences about one epoch or one event, in words that a student knows.

What is worth saying is decided in `epoch_log`.
"""

from math import inf, isfinite

from desktop.formats import accuracy, counted, learning_rate, loss
from desktop.translation import tr

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
        change = tr("hardly changed")
    else:
        change = tr("down a little") if after < before else tr("up a little")
    if long_before is None:
        return tr("{name} {change} ({now})", name=name, change=change, now=now)
    if not is_clear(long_before, after):
        return tr(
            "{name} {change} ({now}, about where it was ten epochs ago)",
            name=name,
            change=change,
            now=now,
        )
    way = tr("less") if after < long_before else tr("more")
    difference = loss(abs(after - long_before))
    return tr(
        "{name} {change} ({now}, {difference} {way} than ten epochs ago)",
        name=name,
        change=change,
        now=now,
        difference=difference,
        way=way,
    )


def right(fraction: float, images: int) -> str:
    """How many digits are read right, as in "4,512 of 5,000 digits are read right (90.2 %)"."""
    if fraction >= 1:
        return (
            tr("all {images:,} digits are read right", images=images)
            if images
            else tr("all digits are read right")
        )
    share = accuracy(fraction)
    if not images:
        return tr("{share} of the digits are read right{guess}", share=share, guess=guess(fraction))
    hits = round(fraction * images)
    return tr(
        "{hits:,} of {images:,} digits are read right ({share}{guess})",
        hits=hits,
        images=images,
        share=share,
        guess=guess(fraction),
    )


def right_change(before: float, after: float, images: int, remark: str = "") -> str:
    """How many more or fewer, as in "37 more of 5,000 digits read right (95.4 %)"."""
    if not images or after >= 1:
        return right(after, images)
    share = f"({accuracy(after)}{remark})"
    more = round(after * images) - round(before * images)
    if more == 0:
        return tr(
            "still {after:,} of {images:,} digits read right {share}",
            after=round(after * images),
            images=images,
            share=share,
        )
    return tr(
        "{more:,} {way} of {images:,} digits read right {share}",
        more=abs(more),
        way=tr("more") if more > 0 else tr("fewer"),
        images=images,
        share=share,
    )


def refused(fraction: float) -> str:
    """How many of the images that are no digits would be refused."""
    return tr("Refuses {accuracy} of what is no digit.", accuracy=accuracy(fraction))


def rate_change(step: int, before: float, after: float) -> str:
    """That another learning rate was set."""
    return tr(
        "From step {step:,} on the learning rate is set to {after}{ratio}.",
        step=step,
        after=learning_rate(after),
        ratio=_ratio(before, after),
    )


def early_stop(waited: int, best_epoch: int, best_loss: float) -> str:
    """That the run stopped by itself, and what it kept."""
    return tr(
        "Stopped early: validation loss had not fallen for {epochs}. Kept the "
        "weights of epoch {best_epoch:,} (validation loss {loss}).",
        epochs=counted(waited, "epoch"),
        best_epoch=best_epoch,
        loss=loss(best_loss),
    )


def divergence(step: int, kept_epoch: int) -> str:
    """That the loss is no number any more."""
    kept = tr("those of epoch {epoch:,}", epoch=kept_epoch) if kept_epoch else tr("the first ones")
    return tr(
        "The loss grew beyond all measure at step {step:,}; the weights are {kept} "
        "again. Is the learning rate too high?",
        step=step,
        kept=kept,
    )


def joined(first: str, second: str, *extras: str) -> str:
    """One sentence of two halves, and what more there is room for."""
    text = f"{first[:1].upper()}{first[1:]}{'; ' if second else ''}{second}."
    for extra in extras:
        if extra and len(text) + 1 + len(extra) <= LONGEST:
            text = f"{text} {extra}"
    return text


def guess(fraction: float) -> str:
    """A remark on an accuracy that tells of no learning; empty for a better one."""
    return tr(", little better than guessing") if fraction < GUESSING else ""


def _ratio(before: float, after: float) -> str:
    """How a rate compares with the one before, where that is easily said."""
    if not (isfinite(before) and before > 0 and after > 0):
        return ""
    smaller, larger = before / after, after / before
    if _is_whole(smaller) and round(smaller) in _SHARES:
        return tr(", {shares} of what it was", shares=_SHARES[round(smaller)])
    if _is_whole(larger) and 2 <= round(larger) <= 1000:
        times = tr("twice") if round(larger) == 2 else tr("{larger:,} times", larger=round(larger))
        return tr(", {times} what it was", times=times)
    return tr("; it was {before}", before=learning_rate(before))


def _is_whole(ratio: float) -> bool:
    # one rate may be so small that the ratio is beyond any float
    return 1.5 <= ratio < inf and abs(ratio - round(ratio)) < 0.005 * ratio
