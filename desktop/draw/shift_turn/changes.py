"""How a drawing's frame can be changed, and what the network reads in it then, and along the
sliders.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from desktop.translation import tr
from desktop.workspace.jobs import Jobs, Progress
from desktop.workspace.throttle import FOR_MANY, FOR_THE_EYE, ThrottledJob
from nncore.array_types import ImageArray, LabelArray
from nncore.augmentation.varied import varied
from nncore.network import Network
from nncore.recognition.known import yardstick_of
from nncore.recognition.reading import Reading, answers, read_frame

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class ChangeKind:
    """One way to change a frame, on a slider that counts in whole steps.

    first, last: steps, at the slider's ends; 0 changes nothing. step: how much one of them is.
    unit: what follows the number. every: so many steps lie between two readings, at first. hint:
    what it does, for the tooltip.
    """

    name: str
    title: str
    first: int
    last: int
    step: float
    unit: str
    every: int
    hint: str

    @property
    def steps(self) -> range:
        """All places of the slider."""
        return range(self.first, self.last + 1)

    def amount(self, steps: int) -> str:
        """So many steps in words, as in "+22°", "−2.5 px", "0°"."""
        size = f"{abs(steps) * self.step:.1f}".removesuffix(".0")
        sign = "" if steps == 0 else "+" if steps > 0 else MINUS
        return f"{sign}{size}{self.unit}"


SHIFT = ChangeKind(
    "shift",
    tr("Shift"),
    -12,
    12,
    0.5,
    "\N{NO-BREAK SPACE}px",
    1,
    tr("Shift it left or right in its frame"),
)
TURN = ChangeKind(
    "turn", tr("Turn"), -60, 60, 1.0, "°", 5, tr("Turn it; to the right is clockwise")
)
THICKEN = ChangeKind(
    "thicken",
    tr("Thicken"),
    -10,
    15,
    0.1,
    "\N{NO-BREAK SPACE}px",
    1,
    tr("Thicken its strokes by so much on either side, or thin them"),
)
KINDS = (SHIFT, TURN, THICKEN)


class Change(NamedTuple):
    """How far a frame is changed in each way, in the steps of `KINDS`."""

    shift: int = 0
    turn: int = 0
    thicken: int = 0

    def moved(self, kind: ChangeKind, steps: int) -> "Change":
        """The same, but so far in one way."""
        return self._replace(**{kind.name: steps})


def changed(frame: ImageArray, changes: Sequence[Change]) -> ImageArray:
    """A frame (28, 28) uint8, changed in each of N ways: (N, 28, 28)."""
    amounts = np.array(changes, np.float64) * [kind.step for kind in KINDS]
    right, turn, thicken = amounts.T
    frames = np.repeat(frame[np.newaxis], len(changes), axis=0)
    return varied(frames, right=right, turn=turn, thicken=thicken)


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
        self._reading = ThrottledJob(jobs, FOR_THE_EYE, self)
        self._reading.finished.connect(self._on_changed_read)
        self._reading.failed.connect(self._on_failed)
        self._along = ThrottledJob(jobs, FOR_MANY, self)
        self._along.finished.connect(self._on_along_read)
        self._along.failed.connect(self._on_failed)

    def read(self, original: OriginalFrame | None, change: Change) -> None:
        """Read this frame, so changed; None gives up."""
        before, self._original, self._change = self._original, original, change
        if before is None or original is None or before.network is not original.network:
            self._reading.cancel()
            self._along.cancel()
            self._known.clear()
        if original is not None:
            self._reading.request(partial(read_changed, original, change))
            self._read_along(original, change)

    def _read_along(self, original: OriginalFrame, change: Change) -> None:
        """Read along the sliders whose answers are not known yet as the others stand now."""
        kinds = [
            kind for kind in KINDS if self._known.get(kind) != (original, change.moved(kind, 0))
        ]
        if kinds:
            self._along.request(partial(read_along, original, change, kinds))
        else:
            self._along.cancel()  # a slider was moved away and back

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
            if self._original is not None and not self._along.is_busy:
                self._read_along(self._original, self._change)

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
