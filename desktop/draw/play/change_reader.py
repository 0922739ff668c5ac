"""What the network reads in the changed drawing and along the sliders, read in the background."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from desktop.draw.play.changes import KINDS, Change, ChangeKind, changed
from desktop.workspace.jobs import Jobs, LatestJob, Progress
from desktop.workspace.throttle import FOR_MANY, FOR_THE_EYE, Throttle
from nncore.array_types import ImageArray, LabelArray
from nncore.network import Network
from nncore.recognition.known import yardstick_of
from nncore.recognition.reading import Reading, answers, read_frame


@dataclass(frozen=True, eq=False)
class OriginalFrame:
    """The drawing's frame (28, 28) uint8 before it is changed, and the network that reads it."""

    network: Network
    frame: ImageArray


@dataclass(frozen=True, eq=False)
class ChangedReading:
    """What was read in a frame that was changed; None where no ink is left."""

    original: OriginalFrame
    change: Change
    reading: Reading | None


@dataclass(frozen=True, eq=False)
class AnswersAlong:
    """What a network answers along some sliders, the others staying where `change` has them.

    answers: for each kind one for each step of its slider; REFUSED where no digit is known.
    """

    original: OriginalFrame
    change: Change
    answers: dict[ChangeKind, LabelArray]


class ChangeReader(QObject):
    """Lets the network read while sliders or ink move, not too often; the newest wins.

    changed_read: a ChangedReading. along_read: an AnswersAlong of the sliders that have other
    answers by now. failed: the network could not read.
    """

    changed_read = Signal(object)
    along_read = Signal(object)
    failed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._original: OriginalFrame | None = None
        self._change = Change()
        self._known: dict[ChangeKind, tuple[OriginalFrame, Change]] = {}
        """Whose answers each slider has, and where the others stood."""
        self._reading = LatestJob(jobs, self)
        self._reading.finished.connect(self._on_changed_read)
        self._reading.failed.connect(self._on_failed)
        self._along = LatestJob(jobs, self)
        self._along.finished.connect(self._on_along_read)
        self._along.failed.connect(self._on_failed)
        self._throttle = Throttle(FOR_THE_EYE, self)
        self._throttle.due.connect(self._on_reading_due)
        self._along_throttle = Throttle(FOR_MANY, self)
        self._along_throttle.due.connect(self._on_along_due)

    def read(self, original: OriginalFrame | None, change: Change) -> None:
        """Read this frame, so changed; None gives up."""
        before, self._original, self._change = self._original, original, change
        if before is None or original is None or before.network is not original.network:
            self._reading.cancel()
            self._along.cancel()
            self._known.clear()
        if original is None:
            self._throttle.drop()
            self._along_throttle.drop()
        else:
            self._throttle.request()
            self._along_throttle.request()

    @Slot()
    def _on_reading_due(self) -> None:
        if self._original is not None:
            self._reading.request(partial(read_changed, self._original, self._change))

    @Slot()
    def _on_along_due(self) -> None:
        original, change = self._original, self._change
        if original is None:
            return
        kinds = [
            kind for kind in KINDS if self._known.get(kind) != (original, change.moved(kind, 0))
        ]
        if kinds:
            self._along.request(partial(read_along, original, change, kinds))

    def _is_wanted(self, original: OriginalFrame) -> bool:
        """What was read in the ink of a moment before is shown while the pen moves on."""
        return self._original is not None and original.network is self._original.network

    @Slot(object)
    def _on_changed_read(self, found: ChangedReading) -> None:
        if self._is_wanted(found.original):
            self.changed_read.emit(found)

    @Slot(object)
    def _on_along_read(self, found: AnswersAlong) -> None:
        if self._is_wanted(found.original):
            for kind in found.answers:
                self._known[kind] = found.original, found.change.moved(kind, 0)
            self.along_read.emit(found)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self.failed.emit()
        raise error  # nothing that a person could mend; the window tells of it


def read_changed(original: OriginalFrame, change: Change, progress: Progress) -> ChangedReading:
    """What the network reads in the changed frame; for a working thread."""
    yardstick = yardstick_of(original.network)
    network = original.network.interruptible(partial(progress, 0.0))
    frame = changed(original.frame, [change])[0]
    return ChangedReading(original, change, read_frame(network, frame, yardstick=yardstick))


def read_along(
    original: OriginalFrame, change: Change, kinds: Sequence[ChangeKind], progress: Progress
) -> AnswersAlong:
    """What it answers along the sliders of these kinds; for a working thread.

    Of a slider with many steps, some are read at first; where two that follow each other have
    different answers, all between them, too: so the place where the answer tips is exact to a
    step, and a digit that comes and goes between two readings is the only thing to be missed.
    """
    yardstick = yardstick_of(original.network)
    network = original.network.interruptible(partial(progress, 0.0))
    found: dict[ChangeKind, dict[int, int]] = {kind: {} for kind in kinds}
    for wanted in (_coarse, _between_differing):
        asked = [(kind, steps) for kind in kinds for steps in wanted(kind, found[kind])]
        if asked:
            frames = changed(original.frame, [change.moved(*each) for each in asked])
            read = answers(network, frames, yardstick=yardstick).tolist()
            for (kind, steps), answer in zip(asked, read, strict=True):
                found[kind][steps] = answer
    along = {kind: _filled(kind, found[kind]) for kind in kinds}
    return AnswersAlong(original, change, along)


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
