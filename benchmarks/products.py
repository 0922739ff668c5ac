"""The matrix products of a dense network's epoch and nothing else: what no NumPy engine can beat.

Everything is multiplied into arrays that are there already.
"""

import numpy as np

from benchmarks.tasks import Training
from benchmarks.timing import Work
from nncore.array_types import CLASSES, IMAGE_SIDE
from nncore.datasets import Split

PIXELS = IMAGE_SIDE**2


def training(task: Training, split: Split) -> Work:
    """Each lap is one epoch: as many steps as training takes, the last one with the rest."""
    assert task.hidden is not None
    full, rest = divmod(len(split), task.batch_size)
    step = products_of_a_step(task.batch_size, task.hidden)
    last_step = products_of_a_step(rest, task.hidden)

    def epoch() -> None:
        for _ in range(full):
            step()
        if rest:
            last_step()

    return epoch


def products_of_a_step(batch: int, hidden: int) -> Work:
    """Two products forward, two for the weights' gradients, one to pull the gradient back."""
    rng = np.random.default_rng(7)

    def matrix(rows: int, columns: int) -> np.ndarray:
        return rng.random((rows, columns), np.float32)

    x, w1, h = matrix(batch, PIXELS), matrix(PIXELS, hidden), matrix(batch, hidden)
    w2, logits = matrix(hidden, CLASSES), matrix(batch, CLASSES)
    g2, g1 = matrix(batch, CLASSES), matrix(batch, hidden)
    dw1, dw2 = np.empty_like(w1), np.empty_like(w2)

    def step() -> None:
        np.matmul(x, w1, out=h)
        np.matmul(h, w2, out=logits)
        np.matmul(h.T, g2, out=dw2)
        np.matmul(g2, w2.T, out=g1)
        np.matmul(x.T, g1, out=dw1)

    return step
