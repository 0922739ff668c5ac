"""What the drawer "Why" says of refusals: why a drawing was refused, and whether a fix is known."""

from desktop.formats import article, percent
from nncore.network import Network
from nncore.recognition.reading import Doubt, Reading

BY_ENERGY = "It is refused by its energy: the ink speaks less for any digit than drawn digits do."
BETWEEN = "Between the two nearest guesses:"

_OTHER_REASONS = (Doubt.TOO_SMALL, Doubt.HARDLY_LEARNED)
"""Refusals that the ink's evidence has no part in."""


def refused(reading: Reading, network: Network) -> str:
    """Why `network` refuses what it read; empty where it does not, or not for the ink's sake."""
    if reading.known or reading.doubt in _OTHER_REASONS:
        return ""
    if network.known_from is None:
        return BY_ENERGY
    return (
        f"It is refused since no digit stands out: {reading.digit} is the surest with "
        f"{percent(reading.confidence)}, and {percent(network.known_from)} is asked for."
    )


def after(reading: Reading) -> str:
    """What the network says of a drawing that was fixed."""
    digit, probability = reading.digit, percent(reading.confidence)
    if reading.known:
        return f"Then it is {article(digit)} {digit} with {probability}."
    return f"Even so it is no digit I know: {digit} comes to {probability}."


def what_it_does(digit: int, read_as: int | None) -> str:
    """What a button of "Make it" does. read_as: what the drawing is taken for already."""
    if digit == read_as:
        return f"Its nearest guess is {article(digit)} {digit} already"
    return f"Show what would make it {article(digit)} {digit}"
