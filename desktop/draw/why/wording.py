"""What the drawer "Why" says."""

from desktop.draw.why.explainer import AlikeDrawing, Evidence, ExplainedFrame, WantedFix
from desktop.formats import a_digit, percent
from desktop.translation import tr
from desktop.widgets import explanation_words
from nncore.network import Network
from nncore.recognition.reading import Doubt, Reading

NOTHING = tr("Draw a digit, and its ink is coloured by what it speaks for.")
WAITING = tr("Looking for what the ink speaks for…")
FAILED = tr("The drawing could not be explained. Draw on, and it is tried again.")
NOTHING_ALIKE = tr("Draw a digit, and the training images nearest to it show here.")
NO_IMAGES = tr("The training images are still on their way.")
NO_TRAINING = f"{explanation_words.NO_TRAINING}."
ALIKE = tr("Show the nearest training images of the digit that is read and of the runner-up")
BY_ENERGY = tr(
    "It is refused by its energy: the ink speaks less for any digit than drawn digits do."
)
BETWEEN = tr("Between the two nearest guesses:")

_OTHER_REASONS = (Doubt.TOO_SMALL, Doubt.HARDLY_LEARNED)
"""Refusals that the ink's evidence has no part in."""


def refused(reading: Reading, network: Network) -> str:
    """Why `network` refuses what it read; empty where it does not, or not for the ink's sake."""
    if reading.known or reading.doubt in _OTHER_REASONS:
        return ""
    if network.known_from is None:
        return BY_ENERGY
    return tr(
        "It is refused since no digit stands out: {digit} is the surest with "
        "{probability}, and {threshold} is asked for.",
        digit=reading.digit,
        probability=percent(reading.confidence),
        threshold=percent(network.known_from),
    )


def evidence(found: Evidence) -> str:
    """What the ink speaks for, or why that cannot be told; of a refusal also the reason."""
    read = found.read
    if found.contributions is None:
        return _not_explained(found.reason)
    words = explanation_words.blame(found.contributions, read.digit, read.runner_up)
    if read.refused:
        return f"{read.refused} {BETWEEN} {words[:1].lower()}{words[1:]}"
    return f"{words} {_runner_up(read)}"


def fix(found: WantedFix) -> str:
    """What makes it the digit that is wanted, or why that cannot be told; what is read then."""
    if found.reason:
        return _not_explained(found.reason)
    words = explanation_words.fix(found.fix)
    return words if found.after is None else f"{words} {after(found.after)}"


def alike(found: AlikeDrawing) -> str:
    """What the numbers of the nearest images are, or why there are none."""
    if found.found is None:
        return _not_explained(found.reason)
    numbers = explanation_words.alike(found.found, is_drawing=True)
    return f"{numbers} {_runner_up(found.read)}"


def after(reading: Reading) -> str:
    """What the network says of a drawing that was fixed."""
    digit, probability = reading.digit, percent(reading.confidence)
    if reading.known:
        return tr(
            "Then it is {a_digit} with {probability}.",
            a_digit=a_digit(digit),
            probability=probability,
        )
    return tr(
        "Even so it is no digit I know: {digit} comes to {probability}.",
        digit=digit,
        probability=probability,
    )


def what_it_does(digit: int, read_as: int | None) -> str:
    """What a button of "Make it" does. read_as: what the drawing is taken for already."""
    if digit == read_as:
        return tr("Its nearest guess is {a_digit} already", a_digit=a_digit(digit))
    return tr("Show what would make it {a_digit}", a_digit=a_digit(digit))


def _runner_up(read: ExplainedFrame) -> str:
    return tr("{runner_up} is the runner-up.", runner_up=read.runner_up)


def _not_explained(reason: str) -> str:
    return explanation_words.not_explained(reason)
