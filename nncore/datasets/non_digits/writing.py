"""Writes skeletons of any kind by the hands and pens that write the digits.

Where the sets of letters and shapes are read from texts, and where images are made of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from nncore.array_types import FloatArray, ImageArray
from nncore.datasets.generated_digits.handwriting import HABITS, Habits, write
from nncore.datasets.generated_digits.pen import Nib, draw
from nncore.datasets.generated_digits.skeletons import Skeleton, skeleton
from nncore.drawing.framing import centre_by_mass

Writings: TypeAlias = Mapping[str, Sequence[Skeleton]]
"""The skeletons of each letter, sign or shape by its name."""

UPRIGHT = Habits(slant=0.02, slant_spread=0.15, rotation=0.14, bend=0.12)
"""Hands that draw on a screen, with a mouse or a finger: they slant little."""
FREE = Habits(slant=0.1, slant_spread=0.26, wobble=0.13, bend=0.22, narrow_share=0.1)
"""Hands that are less careful than those that write the digits."""
TURNING = Habits(slant=0.0, slant_spread=0.15, rotation=0.35, bend=0.14, narrow_share=0.1)
"""Hands that draw shapes: many are turned a little, few are squeezed."""

PLAIN = Nib(radius=1.0, thickest=1.7)
"""Pens for letters: where a thicker one fills all gaps, a blot may as well be a bold 0 or 1."""
FINE = Nib(radius=0.8, radius_spread=0.3, thickest=1.5)
"""Pens for what is drawn large and then shrunk into the frame, lines and all."""

BATCH = 400
"""Most images of one skeleton that are drawn at a time."""


def ways(*texts: str) -> tuple[Skeleton, ...]:
    """One skeleton a text, all equally frequent; the texts are those that `skeleton` reads."""
    return tuple(skeleton(1, text) for text in texts)


def written(
    writings: Writings,
    count: int,
    *,
    rng: np.random.Generator,
    hands: Sequence[Habits] = (HABITS, UPRIGHT, FREE),
    nib: Nib = PLAIN,
) -> Iterator[ImageArray]:
    """Images (n, 28, 28) of `count` random writings, in batches of one skeleton and one hand.

    Each way is as frequent as its share says, and each of the hands as any other: letters that
    need more ways, since they come close to a digit, are seen more often.
    """
    skeletons = [each for ways_of_one in writings.values() for each in ways_of_one]
    shares = np.repeat([each.share for each in skeletons], len(hands))
    counts = rng.multinomial(count, shares / shares.sum())
    for position, wanted in enumerate(counts):
        chosen, habits = skeletons[position // len(hands)], hands[position % len(hands)]
        for batch in batches(wanted):
            yield drawn(write(chosen, batch, rng=rng, habits=habits), rng=rng, nib=nib)


def drawn(strokes: Iterable[FloatArray], *, rng: np.random.Generator, nib: Nib) -> ImageArray:
    """The framed images (N, 28, 28) of strokes (N, P, 2), in any unit; NaN is no ink."""
    return centre_by_mass(draw(tuple(strokes), rng=rng, nib=nib))


def batches(count: int) -> Iterator[int]:
    """The sizes of the batches that so many images are drawn in."""
    for first in range(0, count, BATCH):
        yield min(BATCH, count - first)
