"""The non-digits that a data set has beside its digits: the same ones for the same digits."""

from functools import partial

import numpy as np

from nncore.datasets.dataset import Split, SplitName
from nncore.datasets.non_digits.images import NonDigits, non_digit_counts
from nncore.datasets.non_digits.non_digits import non_digits
from nncore.datasets.registry import Progress

SEED = 7


def drawn_beside(
    training: Split, validation: Split, *, progress: Progress | None = None
) -> dict[SplitName, NonDigits]:
    """Non-digits to learn from, and others to measure on, some ten seconds of work in all.

    Some are made of digits: those to learn from of the training split's, the others of the
    validation split's.
    """
    rng = np.random.default_rng(SEED)
    counts = non_digit_counts(len(training), len(validation))
    found, done = {}, 0
    for name, digits, count in zip(SplitName, (training, validation), counts, strict=False):
        part = partial(_tell, progress, done / sum(counts), count / sum(counts))
        found[name] = non_digits(rng=rng, count=count, digits=digits, progress=part)
        done += count
    return found


def _tell(progress: Progress | None, before: float, share: float, part: float) -> None:
    """part: of the images whose share in all of them `share` is."""
    if progress is not None:
        progress(before + share * part)
