"""What is computed to explain a drawing; each function is for a working thread."""

from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from desktop.workspace.error_words import in_words
from desktop.workspace.jobs import Progress
from desktop.workspace.training_features import AlikeImages, Features, alike_images
from nncore.array_types import ImageArray
from nncore.explanation.contributions import Contributions, contributions
from nncore.explanation.smallest_fix import Fix, find_fix
from nncore.network import Network
from nncore.recognition.reading import Reading, read_frame


@dataclass(frozen=True, eq=False)
class ReadFrame:
    """What is to be explained: a frame (28, 28) uint8, read by a network as `digit`.

    runner_up: the second most probable digit. refused: why it is no digit to the network, in words;
    empty where it is one.
    """

    network: Network
    frame: ImageArray
    digit: int
    runner_up: int
    refused: str = ""


@dataclass(frozen=True, eq=False)
class Evidence:
    """What each pixel adds to the lead of the digit over the runner-up.

    contributions: None where there can be none, for which `reason` is.
    """

    read: ReadFrame
    contributions: Contributions | None
    reason: str = ""


@dataclass(frozen=True, eq=False)
class WantedFix:
    """The fewest touches found that make a drawing the digit `wanted`.

    fix: None where none was found, or where there can be none, for which `reason` is. after: what
    the network reads then.
    """

    read: ReadFrame
    wanted: int
    fix: Fix | None
    reason: str = ""
    after: Reading | None = None


@dataclass(frozen=True, eq=False)
class AlikeDrawing:
    """The training images of the digit and of the runner-up that are nearest to a drawing.

    found: None where there can be none, for which `reason` is.
    """

    read: ReadFrame
    found: AlikeImages | None
    reason: str = ""


Explanation: TypeAlias = Evidence | WantedFix | AlikeDrawing


def find_evidence(read: ReadFrame, _progress: Progress) -> Evidence:
    """What speaks for the digit and what for the runner-up."""
    try:
        found = contributions(read.network, read.frame, read.digit, read.runner_up)
    except ValueError as error:  # not every network can be explained
        return Evidence(read, None, in_words(error))
    return Evidence(read, found)


def find_wanted_fix(read: ReadFrame, wanted: int, progress: Progress) -> WantedFix:
    """What would make it the digit `wanted`; this can take seconds, and be cancelled."""
    try:
        fix = find_fix(read.network, read.frame, wanted, between_layers=partial(progress, 0.0))
    except ValueError as error:
        return WantedFix(read, wanted, None, in_words(error))
    after = None if fix is None else read_frame(read.network, fix.image)
    return WantedFix(read, wanted, fix, after=after)


def find_alike_drawing(read: ReadFrame, features: Features, _progress: Progress) -> AlikeDrawing:
    """The nearest training images of either digit, in the last hidden layer of who has read it."""
    digits = read.digit, read.runner_up
    return AlikeDrawing(read, alike_images(features, read.frame, digits))
