"""Images that are no digits, by kind; they have no labels, so no split can hold them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import ImageArray

KINDS = (
    "letters",
    "signs",
    "shapes",
    "scribbles",
    "side by side",
    "overlaid",
    "crossed out",
    "swapped",
    "parts",
    "mirrored",
)
"""The kinds of non-digits, at their numbers."""


MOST_TRAINING, MOST_VALIDATION = 40_000, 5_000


def non_digit_counts(training: int, validation: int) -> tuple[int, int]:
    """How many there are beside so many digits: to learn from, and to measure on."""
    return min(MOST_TRAINING, training), min(MOST_VALIDATION, validation)


@dataclass(frozen=True, eq=False)
class NonDigits:
    """Images of what is no digit.

    images: (N, 28, 28) uint8, white ink on black, framed as MNIST's are. kinds: (N,) uint8,
    places in KINDS.
    """

    images: ImageArray
    kinds: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.images)

    def of_kind(self, name: str) -> ImageArray:
        """The images (n, 28, 28) of one kind. Raises ValueError for a name not in KINDS."""
        if name not in KINDS:
            raise ValueError(
                f"a kind of non-digits must be one of {', '.join(KINDS)}, got {name!r}"
            )
        chosen: ImageArray = self.images[self.kinds == KINDS.index(name)]
        return chosen
