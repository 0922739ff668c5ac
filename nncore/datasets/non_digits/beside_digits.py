"""The non-digits that a data set has beside its digits: the same ones for the same digits."""

import numpy as np

from nncore.datasets.dataset import Split, SplitName
from nncore.datasets.non_digits.images import NonDigits
from nncore.datasets.non_digits.non_digits import non_digits

SEED = 7
MOST_TRAINING, MOST_VALIDATION = 40_000, 5_000
"""How many images are drawn at the most; never more than there are digits."""


def drawn_beside(training: Split, validation: Split) -> dict[SplitName, NonDigits]:
    """Non-digits to learn from, and others to measure on, half a minute of work in all.

    Some are made of digits: those to learn from of the training split's, the others of the
    validation split's.
    """
    rng = np.random.default_rng(SEED)
    counts = min(MOST_TRAINING, len(training)), min(MOST_VALIDATION, len(validation))
    return {
        SplitName.TRAINING: non_digits(rng=rng, count=counts[0], digits=training),
        SplitName.VALIDATION: non_digits(rng=rng, count=counts[1], digits=validation),
    }
