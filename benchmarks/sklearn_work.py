"""The work as scikit-learn's MLPClassifier does it, dense networks being all it has.

`partial_fit` is one pass over the data in mini-batches; the images are finished float32.
"""

import numpy as np
from numpy.typing import NDArray
from sklearn.neural_network import MLPClassifier

import nncore as nn
from benchmarks.tasks import LEARNING_RATES, Training
from benchmarks.timing import Work
from nncore.array_types import CLASSES, ImageArray

DIGITS = np.arange(CLASSES)


def training(task: Training, split: nn.datasets.Split) -> Work:
    """Each lap is one epoch."""
    model = MLPClassifier(
        (task.hidden,),
        solver=task.optimizer.lower(),
        batch_size=task.batch_size,
        learning_rate_init=LEARNING_RATES[task.optimizer],
        alpha=0.0,
        momentum=0.0,
        random_state=7,
    )
    inputs = as_floats(split.images)
    return lambda: model.partial_fit(inputs, split.labels, classes=DIGITS)


def as_floats(images: ImageArray) -> NDArray[np.float32]:
    """Flat rows of numbers 0..1."""
    return np.divide(images.reshape(len(images), -1), 255, dtype=np.float32)
