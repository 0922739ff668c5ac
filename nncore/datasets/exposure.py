"""Outlier exposure: training sees images that are no digits, too, and that no class is right for.

A network that has only ever seen digits is sure of anything. One that also saw letters and
scribbles, with the same probability asked for each class, is as unsure of those it has not seen.
Source: D. Hendrycks, M. Mazeika, T. Dietterich, "Deep anomaly detection with outlier exposure",
2019.
"""

from dataclasses import dataclass

import numpy as np

from nncore.array_types import IMAGE_SIDE, FloatArray, ImageArray
from nncore.inputs import require_shape
from nncore.safe_text import quoted

KEPT = 0.99
"""The share of digits that must be known, whatever is refused."""

LEARNED = 0.6
"""A network that reads fewer digits right has hardly learned, and nothing can be refused by it."""

LEAST_THRESHOLD, MOST_THRESHOLD = 0.11, 0.99
"""Below it everything is known, above it what is not all but certain is not."""

MOST_SHARE = 4.0
"""Non-digits for each digit, at the most: more would teach little else."""


@dataclass(frozen=True, eq=False)
class OutlierExposure:
    """Non-digits that training shows beside its digits.

    images: (M, 28, 28) uint8. share: how many of them come with each digit, above 0; a batch of n
    digits brings round(share · n) along. validation: (V, 28, 28) uint8, never learned from: on
    these it is measured how many the network would refuse.
    Raises ValueError for anything else.
    """

    images: ImageArray
    share: float
    validation: ImageArray

    def __post_init__(self) -> None:
        for images in (self.images, self.validation):
            require_shape(images, (IMAGE_SIDE, IMAGE_SIDE))
        if not 0 < self.share <= MOST_SHARE:
            raise ValueError(
                f"the share of non-digits must be above 0 and at most {MOST_SHARE:g}, "
                f"got {quoted(self.share)}"
            )

    def beside(self, digits: int) -> int:
        """How many come with so many digits in one batch."""
        return non_digits_beside(digits, self.share)


def non_digits_beside(digits: int, share: float) -> int:
    """How many non-digits come with so many digits in one batch; share: with each, on average."""
    return round(share * digits)


def threshold_keeping(kept: float, digits: FloatArray) -> float:
    """The largest probability from which on an image is best taken for a digit.

    kept: the share of digits to be known, at least. digits: (N,), the largest probability of each.
    """
    return float(np.clip(np.quantile(digits, 1 - kept), LEAST_THRESHOLD, MOST_THRESHOLD))
