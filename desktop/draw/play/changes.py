"""How a drawing's frame can be changed: in which ways, how far, and in which steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from desktop.translation import tr
from nncore.array_types import ImageArray
from nncore.augmentation.varied import varied

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

    def steps_of(self, kind: ChangeKind) -> int:
        """How far in one way."""
        return int(getattr(self, kind.name))

    def moved(self, kind: ChangeKind, steps: int) -> "Change":
        """The same, but so far in one way."""
        return self._replace(**{kind.name: steps})


def changed(frame: ImageArray, changes: Sequence[Change]) -> ImageArray:
    """A frame (28, 28) uint8, changed in each of N ways: (N, 28, 28)."""
    amounts = np.array(changes, np.float64) * [kind.step for kind in KINDS]
    right, turn, thicken = amounts.T
    frames = np.repeat(frame[np.newaxis], len(changes), axis=0)
    return varied(frames, right=right, turn=turn, thicken=thicken)
