"""What a network answers along the sliders; for a working thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from desktop.draw.play.changes import Change, ChangeKind, changed
from desktop.workspace.jobs import Progress
from nncore.array_types import ImageArray, LabelArray
from nncore.network import Network
from nncore.recognition.answers import answers
from nncore.recognition.known import yardstick_of
from nncore.recognition.reading import Reading, read_frame


@dataclass(frozen=True, eq=False)
class PlayedFrame:
    """A frame (28, 28) uint8 that is played with, and who reads it."""

    network: Network
    frame: ImageArray


@dataclass(frozen=True, eq=False)
class ChangedReading:
    """What was read in a frame that was changed; None where no ink is left."""

    played: PlayedFrame
    change: Change
    reading: Reading | None


@dataclass(frozen=True, eq=False)
class AnswersAlong:
    """What a network answers along some sliders, the others staying where `change` has them.

    answers: for each kind one for each step of its slider; REFUSED where no digit is known.
    """

    played: PlayedFrame
    change: Change
    answers: dict[ChangeKind, LabelArray]


def read_changed(played: PlayedFrame, change: Change, progress: Progress) -> ChangedReading:
    """What the network reads in the changed frame."""
    yardstick = yardstick_of(played.network)
    network = played.network.interruptible(partial(progress, 0.0))
    frame = changed(played.frame, [change])[0]
    return ChangedReading(played, change, read_frame(network, frame, yardstick=yardstick))


def read_along(
    played: PlayedFrame, change: Change, kinds: Sequence[ChangeKind], progress: Progress
) -> AnswersAlong:
    """What it answers along the sliders of these kinds.

    Of a slider with many steps, some are read at first; where two that follow each other have
    different answers, all between them, too: so the place where the answer tips is exact to a
    step, and a digit that comes and goes between two readings is the only thing to be missed.
    """
    yardstick = yardstick_of(played.network)
    network = played.network.interruptible(partial(progress, 0.0))
    found: dict[ChangeKind, dict[int, int]] = {kind: {} for kind in kinds}
    for wanted in (_coarse, _between_differing):
        asked = [(kind, steps) for kind in kinds for steps in wanted(kind, found[kind])]
        if asked:
            frames = changed(played.frame, [change.moved(*each) for each in asked])
            read = answers(network, frames, yardstick=yardstick).tolist()
            for (kind, steps), answer in zip(asked, read, strict=True):
                found[kind][steps] = answer
    along = {kind: _filled(kind, found[kind]) for kind in kinds}
    return AnswersAlong(played, change, along)


def _coarse(kind: ChangeKind, _found: dict[int, int]) -> list[int]:
    return [*kind.steps[:: kind.every]]


def _between_differing(kind: ChangeKind, found: dict[int, int]) -> list[int]:
    starts = kind.steps[:: kind.every][:-1]
    differing = [each for each in starts if found[each] != found[each + kind.every]]
    return [steps for start in differing for steps in range(start + 1, start + kind.every)]


def _filled(kind: ChangeKind, found: dict[int, int]) -> LabelArray:
    """For each step the answer; what was not read lies between two that are alike."""
    along, last = [], 0
    for steps in kind.steps:
        last = found.get(steps, last)
        along.append(last)
    return np.array(along, np.uint8)
