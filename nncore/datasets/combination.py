"""Two data sets as one, to learn from both what neither teaches alone.

It joins splits and knows nothing of where they come from.
"""

import numpy as np

from nncore.datasets.dataset import Dataset, Split


def combined(first: Dataset, second: Dataset, *, name: str | None = None) -> Dataset:
    """Training and validation images of both sets, tested on the first set's test images alone.

    name: else both names joined. The images of `first` come before those of `second`; training
    shuffles them. Indices are positions in the joined sets, validation following training.
    """
    training = _joined(first.training, second.training, first_index=0)
    validation = _joined(first.validation, second.validation, first_index=len(training))
    return Dataset(name or f"{first.name} + {second.name}", training, validation, first.test)


def _joined(first: Split, second: Split, *, first_index: int) -> Split:
    return Split(
        np.concatenate([first.images, second.images]),
        np.concatenate([first.labels, second.labels]),
        first_index,
    )
