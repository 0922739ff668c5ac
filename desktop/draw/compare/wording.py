"""What is said of two networks and one drawing."""

from collections.abc import Sequence
from math import isfinite

from desktop.draw.answer.answer_words import in_turn, named
from desktop.formats import percent
from desktop.translation import tr
from desktop.widgets.answer_strip import Piece
from nncore.recognition.reading import Reading

NOBODY = tr(
    "There is no other network yet. Train a second one, or open a file, and both read along."
)
NO_INK = tr("Draw a digit, and both networks read it.")
SAME = tr("It is the same network with the same weights.")
ALONG_EPOCHS = tr(
    "Reads the drawing with the network after each epoch of its run; at the right end, as it is now"
)
FAILED = tr("It could not read the drawing.")


def loading(name: str) -> str:
    """While a network is being read."""
    return tr("Reading the network “{name}”…", name=name)


def not_loaded(name: str, reason: str) -> str:
    """Of a network that is damaged or gone, or has no weights, for a reason in words."""
    return tr("“{name}” cannot read the drawing: {reason}.", name=name, reason=reason.rstrip("."))


def both(own: Reading, other: Reading) -> str:
    """How the two answers differ."""
    if not (isfinite(own.confidence) and isfinite(other.confidence)):
        return ""
    mine, its = (each.digit if each.known else None for each in (own, other))
    if mine == its:
        if mine is None:
            return tr("Neither knows a digit in it.")
        surely = tr(
            "{probability} and {threshold}",
            probability=percent(own.confidence),
            threshold=percent(other.confidence),
        )
        return tr("Both read {mine}, {surely}.", mine=named(mine), surely=surely)
    return tr(
        "They differ: {mine} by the chosen network, {its} by this one.",
        mine=named(mine),
        its=named(its),
    )


def epoch_by_epoch(pieces: Sequence[Piece], epochs: Sequence[int]) -> str:
    """As in "A 4 since epoch 3; at first no digit it knows, then a 9."

    epochs: which the places of the pieces stand for.
    """
    last, before = pieces[-1], pieces[:-1]
    told = named(last.answer)
    told = told[0].upper() + told[1:]
    if not before and last.answer is None:
        return tr("It knows no digit in it at any of its epochs.")
    if not before:
        return tr("{told} at each of its epochs.", told=told)
    return tr(
        "{told} since epoch {epochs:,}; at first {in_turn}.",
        told=told,
        epochs=epochs[last.first],
        in_turn=in_turn(before),
    )
