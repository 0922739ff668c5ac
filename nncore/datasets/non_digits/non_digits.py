"""Images of what is no digit: letters, shapes, scribbles, and digits that were spoilt.

A network that sees them with the target 0.1 for each class learns to be unsure of what it never
met ("Deep anomaly detection with outlier exposure", Hendrycks, Mazeika and Dietterich, 2019).
"""

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np

from nncore.array_types import IMAGE_SIDE, ImageArray
from nncore.datasets.dataset import Split
from nncore.datasets.non_digits import compositions, cuttings
from nncore.datasets.non_digits.images import KINDS, NonDigits
from nncore.datasets.non_digits.scribbles import scribbles
from nncore.datasets.non_digits.writing import FINE, TURNING, UPRIGHT, written
from nncore.datasets.non_digits.writings import CAPITALS, SHAPES, SIGNS, SMALL_LETTERS
from nncore.datasets.registry import Progress

SHARES = {
    "letters": 0.42,
    "signs": 0.07,
    "shapes": 0.19,
    "scribbles": 0.11,
    "side by side": 0.06,
    "overlaid": 0.03,
    "crossed out": 0.02,
    "swapped": 0.03,
    "parts": 0.02,
    "mirrored": 0.05,
}
"""How many of the images are of each kind: most of what is hardest to tell from digits."""

Images: TypeAlias = Iterator[ImageArray]


def non_digits(
    *,
    rng: np.random.Generator,
    count: int,
    digits: Split,
    progress: Progress | None = None,
) -> NonDigits:
    """Draw `count` images of non-digits in shuffled order, of each kind as many as SHARES says.

    digits: what parts, swapped and mirrored digits are made of; of each digit there must be one.
    The same state of `rng` gives the same images to the byte. Forty thousand take
    five to ten seconds. Raises ValueError for a count below 1 or a digit that is missing.
    """
    if count < 1:
        raise ValueError(f"count must be at least 1 image, got {count}")
    missing = sorted(set(range(10)) - set(digits.labels.tolist()))
    if missing:
        words = ", ".join(map(str, missing))
        raise ValueError(f"non-digits are made of all ten digits, but there is none of {words}")
    kinds = np.repeat(np.arange(len(KINDS), dtype=np.uint8), _counts(count))
    images = np.empty((count, IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    done = 0
    _report(progress, 0.0)
    for batch in _drawn(_counts(count), digits, rng=rng):
        images[done : done + len(batch)] = batch
        done += len(batch)
        _report(progress, done / count)
    order = rng.permutation(count)
    return NonDigits(images[order], kinds[order])


def _counts(count: int) -> list[int]:
    """How many images each kind has; their sum is `count`."""
    ends = np.rint(np.cumsum(list(SHARES.values())) / sum(SHARES.values()) * count).astype(int)
    return [int(each) for each in np.diff(ends, prepend=0)]


def _drawn(counts: list[int], digits: Split, *, rng: np.random.Generator) -> Images:
    """The images of all kinds, in the order of KINDS."""
    wanted = dict(zip(KINDS, counts, strict=True))
    letters = {**CAPITALS, **SMALL_LETTERS}
    yield from written(letters, wanted["letters"], rng=rng)
    yield from written(SIGNS, wanted["signs"], rng=rng)
    yield from written(SHAPES, wanted["shapes"], rng=rng, hands=(UPRIGHT, TURNING), nib=FINE)
    yield from scribbles(wanted["scribbles"], rng=rng)
    yield from compositions.side_by_side(wanted["side by side"], rng=rng, letters=letters)
    yield from compositions.overlaid(wanted["overlaid"], rng=rng)
    yield from compositions.crossed_out(wanted["crossed out"], rng=rng)
    yield from cuttings.changed(wanted["swapped"], digits, cuttings.SWAPPED, rng=rng)
    yield from cuttings.changed(wanted["parts"], digits, cuttings.PARTS, rng=rng)
    yield from cuttings.changed(wanted["mirrored"], digits, cuttings.MIRRORED, rng=rng)


def _report(progress: Progress | None, fraction: float) -> None:
    if progress is not None:
        progress(fraction)
