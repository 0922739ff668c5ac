"""What is said of two networks and one drawing."""

from collections.abc import Sequence
from math import isfinite

from desktop.draw.answer.answer_words import in_turn, named
from desktop.formats import percent
from desktop.widgets.answer_strip import Piece
from nncore.recognition.reading import Reading

NOBODY = "There is no other network yet. Train a second one, or open a file, and both read along."
NO_INK = "Draw a digit, and both networks read it."
SAME = "It is the same network with the same weights."
ALONG_EPOCHS = (
    "Reads the drawing with the network after each epoch of its run; at the right end, as it is now"
)
FAILED = "It could not read the drawing."


def loading(name: str) -> str:
    """While a network is being read."""
    return f"Reading the network “{name}”…"


def not_loaded(name: str, reason: str) -> str:
    """Of a network that is damaged or gone, or has no weights, for a reason in words."""
    return f"“{name}” cannot read the drawing: {reason.rstrip('.')}."


def both(own: Reading, other: Reading) -> str:
    """How the two answers differ."""
    if not (isfinite(own.confidence) and isfinite(other.confidence)):
        return ""
    mine, its = (each.digit if each.known else None for each in (own, other))
    if mine == its:
        if mine is None:
            return "Neither knows a digit in it."
        surely = f"{percent(own.confidence)} and {percent(other.confidence)}"
        return f"Both read {named(mine)}, {surely}."
    return f"They differ: {named(mine)} by the chosen network, {named(its)} by this one."


def epoch_by_epoch(pieces: Sequence[Piece], epochs: Sequence[int]) -> str:
    """As in "A 4 since epoch 3; at first no digit it knows, then a 9."

    epochs: which the places of the pieces stand for.
    """
    last, before = pieces[-1], pieces[:-1]
    told = named(last.answer)
    told = told[0].upper() + told[1:]
    if not before and last.answer is None:
        return "It knows no digit in it at any of its epochs."
    if not before:
        return f"{told} at each of its epochs."
    return f"{told} since epoch {epochs[last.first]:,}; at first {in_turn(before)}."
