"""Two data sets as one, to learn from both what neither teaches alone."""

from pathlib import Path

import numpy as np

from nncore.datasets.dataset import FOLDER, Dataset, Split
from nncore.datasets.generated_digits.digits import load_generated
from nncore.datasets.mnist import SOURCE as MNIST
from nncore.datasets.names import with_generated
from nncore.datasets.registry import DataSource, Progress, register

MNIST_AND_GENERATED = "mnist+generated"
"""The key of both together."""


def combined(
    first: Dataset, second: Dataset, *, name: str | None = None, key: str = FOLDER
) -> Dataset:
    """Training and validation images of both sets, tested on the first set's test images alone.

    name: else both names joined. The images of `first` come before those of `second`; training
    shuffles them. Indices are positions in the joined sets, validation following training.
    """
    training = _joined(first.training, second.training, first_index=0)
    validation = _joined(first.validation, second.validation, first_index=len(training))
    return Dataset(name or f"{first.name} + {second.name}", training, validation, first.test, key)


def beside_generated(digits: Dataset, drawn: Dataset) -> Dataset:
    """MNIST, or a folder's digits, to be learned from together with generated ones."""
    key = MNIST_AND_GENERATED if digits.key == MNIST.key else FOLDER
    return combined(digits, drawn, name=with_generated(digits.name), key=key)


def _joined(first: Split, second: Split, *, first_index: int) -> Split:
    return Split(
        np.concatenate([first.images, second.images]),
        np.concatenate([first.labels, second.labels]),
        first_index,
    )


def _load_registered(folder: Path | None, progress: Progress | None) -> Dataset:
    return beside_generated(MNIST.load(folder, progress), load_generated())


register(
    DataSource(
        MNIST_AND_GENERATED,
        with_generated(MNIST.name),
        _load_registered,
        MNIST.find,
        MNIST.download,
    )
)
