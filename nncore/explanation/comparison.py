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


class Readings(Protocol):
    """Columns over the N images of a split, as an Evaluation has them.

    It may also have `first_index`, the position of the first image in its original file.
    """

    @property
    def labels(self) -> LabelArray:
        """The true digits, (N,)."""

    @property
    def predictions(self) -> LabelArray:
        """The digits read, (N,)."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """The images by how they were read before and after.

    Each column holds the positions of images in their original file, ascending, as mistakes have
    them: `first_index` of the evaluations plus the place in the split. fixed: wrong before, right
    after. broken: right before, wrong after. both_wrong_alike: misread as the same digit twice.
    both_wrong_differently: misread as one digit, then as another.
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
    """Compare two evaluations of one split.

    Raises ValueError where they are of different images: other labels, or another place in the
    file.
    """
    truth = before.labels
    if not np.array_equal(truth, after.labels):
        raise ValueError(
            f"only evaluations of the same images can be compared, but the labels of these "
            f"{len(before.labels)} and {len(after.labels)} differ"
        )
    first, also_first = _first_index(before, after), _first_index(after, before)
    if first != also_first:
        raise ValueError(
            f"only evaluations of the same images can be compared, but these begin at "
            f"{first} and {also_first} of their file"
        )
    was_right, is_right = before.predictions == truth, after.predictions == truth
    is_alike = before.predictions == after.predictions
    both_wrong = ~was_right & ~is_right
    chosen = (~was_right & is_right, was_right & ~is_right, both_wrong & is_alike)
    columns = [first + np.flatnonzero(each) for each in (*chosen, both_wrong & ~is_alike)]
    return Comparison(*columns)


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


def _first_index(readings: Readings, other: Readings) -> int:
    """Where the first image stands in its file: 0 if neither says."""
    return int(getattr(readings, "first_index", getattr(other, "first_index", 0)))
