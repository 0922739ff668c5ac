"""Two evaluations of the same images: what the second reads right, what it reads wrong instead.

Whether the difference could be chance is asked of the images on which the two differ alone.
"""

from dataclasses import dataclass
from functools import cached_property
from math import exp, lgamma, log
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import LabelArray
from nncore.epoch_predictions import NO_PREDICTION


class Readings(Protocol):
    """Columns over the N images of a split, as an Evaluation has them.

    It may also have `indices`, (N,): where each image stands in its original file.
    """

    @property
    def labels(self) -> LabelArray:
        """The true digits, (N,)."""

    @property
    def predictions(self) -> LabelArray:
        """The digits read, (N,); NO_PREDICTION for an image that was not read."""


@dataclass(frozen=True, eq=False)
class ReadingChanges:
    """Which of the N images of a split were read how before and after, one mask of (N,) each.

    fixed: wrong before, right after. broken: right before, wrong after. both_wrong_alike: misread
    as the same digit twice. both_wrong_differently: misread as one digit, then as another. An
    image that was not read before, or not after, is in none of them.
    """

    fixed: NDArray[np.bool_]
    broken: NDArray[np.bool_]
    both_wrong_alike: NDArray[np.bool_]
    both_wrong_differently: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Comparison:
    """The images by how they were read before and after, as ReadingChanges tells it.

    Each column holds the positions of images in their original file, in the order of the split, as
    mistakes have them: `indices` of the evaluations; without them, the positions in the split.
    Where splits of several files were joined, an index does not tell of which file it is:
    `reading_changes` has the images by their position in the split, which does.
    """

    fixed: NDArray[np.intp]
    broken: NDArray[np.intp]
    both_wrong_alike: NDArray[np.intp]
    both_wrong_differently: NDArray[np.intp]

    @cached_property
    def p_value(self) -> float:
        """How likely so uneven a split into fixed and broken would be by chance alone; 0 to 1.

        McNemar's test in its exact two-sided form, see `mcnemar`.
        """
        return mcnemar(len(self.fixed), len(self.broken))


def compare(before: Readings, after: Readings) -> Comparison:
    """Compare two evaluations of one split; images that either did not read are left out.

    Raises ValueError where they are of different images: other labels, or another place in the
    file.
    """
    truth = before.labels
    if not np.array_equal(truth, after.labels):
        raise ValueError(
            f"only evaluations of the same images can be compared, but the labels of these "
            f"{len(before.labels)} and {len(after.labels)} differ"
        )
    indices, also = _indices(before, after), _indices(after, before)
    if (is_other := indices != also).any():
        position = int(is_other.argmax())
        raise ValueError(
            f"only evaluations of the same images can be compared, but at position {position} of "
            f"these stand {indices[position]} and {also[position]} of their file"
        )
    changes = reading_changes(truth, before.predictions, after.predictions)
    return Comparison(
        indices[changes.fixed],
        indices[changes.broken],
        indices[changes.both_wrong_alike],
        indices[changes.both_wrong_differently],
    )


def reading_changes(labels: LabelArray, before: LabelArray, after: LabelArray) -> ReadingChanges:
    """What became of each image. labels: the true digits, (N,). before, after: the digits read,
    (N,), NO_PREDICTION for an image that was not read.
    """
    is_read = (before != NO_PREDICTION) & (after != NO_PREDICTION)
    was_right, is_right, is_alike = before == labels, after == labels, before == after
    both_wrong = is_read & ~was_right & ~is_right
    return ReadingChanges(
        is_read & ~was_right & is_right,
        is_read & was_right & ~is_right,
        both_wrong & is_alike,
        both_wrong & ~is_alike,
    )


def mcnemar(fixed: int, broken: int) -> float:
    """The exact two-sided p-value of McNemar's test, from the counts of both kinds of change.

    Were both kinds equally likely, the rarer of n changes would come up k times or less with the
    probability Σ_{i≤k} C(n, i) / 2^n; twice that, and at most 1, is the p-value. Source: McNemar,
    "Note on the sampling error of the difference between correlated proportions", 1947.
    Raises ValueError for a count below 0.
    """
    if min(fixed, broken) < 0:
        raise ValueError(f"counts must be 0 or more, got {fixed} and {broken}")
    changes, rarer = fixed + broken, min(fixed, broken)
    # C(n, i - 1) / C(n, i) = i / (n - i + 1): each term is a share of the largest one, the last
    counts = np.arange(rarer, 0, -1, dtype=np.float64)
    shares = np.cumprod(counts / (changes - counts + 1))
    choices = lgamma(changes + 1) - lgamma(rarer + 1) - lgamma(changes - rarer + 1)
    largest = exp(choices - changes * log(2))
    return min(1.0, 2 * largest * (1 + float(shares.sum())))


def _indices(readings: Readings, other: Readings) -> NDArray[np.intp]:
    """Where the images stand in their file; their positions in the split if neither says."""
    positions = np.arange(len(readings.labels))
    indices: NDArray[np.intp] = getattr(readings, "indices", getattr(other, "indices", positions))
    return indices
