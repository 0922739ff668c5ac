"""Softmax and cross-entropy: from logits to probabilities, a loss, and its derivative.

Softmax and cross-entropy stand together because their joint derivative is so much simpler.
"""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nncore.array_types import CLASSES, FloatArray, LabelArray


def one_hot(
    labels: LabelArray, classes: int = CLASSES, dtype: DTypeLike = np.float32
) -> FloatArray:
    """Labels (N,) as rows (N, classes) that are 1 at the label and 0 elsewhere.

    Raises ValueError for a label outside 0..classes-1.
    """
    if len(labels) and not 0 <= int(labels.min()) <= int(labels.max()) < classes:
        raise ValueError(f"labels must be 0 to {classes - 1}, got {labels.min()} to {labels.max()}")
    return np.eye(classes, dtype=dtype)[labels]


def softmax(logits: FloatArray) -> FloatArray:
    """Probabilities of shape (N, classes), rows summing to 1: exp(z) / Σ exp(z).

    The row's maximum is subtracted first, which changes nothing but keeps exp from overflowing.
    """
    exponentials = np.exp(_shifted(logits))
    probabilities: FloatArray = exponentials / exponentials.sum(axis=1, keepdims=True)
    return probabilities


def log_softmax(logits: FloatArray) -> FloatArray:
    """The natural logs of softmax(logits), (N, classes): z - log Σ exp(z).

    They tell apart what is too small to be told apart as a probability.
    """
    shifted = _shifted(logits)
    logs: FloatArray = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return logs


def cross_entropy(logits: FloatArray, labels: LabelArray) -> FloatArray:
    """The loss of each example, shape (N,): -log p(label), in nats, p being softmax(logits)."""
    shifted = _shifted(logits)
    of_label = np.take_along_axis(shifted, labels[:, None].astype(np.intp), axis=1)[:, 0]
    losses: FloatArray = np.log(np.exp(shifted).sum(axis=1)) - of_label
    return losses


def softmax_cross_entropy(
    logits: FloatArray,
    targets: FloatArray,
    *,
    examples: int | None = None,
) -> tuple[float, FloatArray]:
    """The mean loss of a batch in nats, and its derivative with respect to the logits.

    logits: (N, classes). targets: (N, classes), one-hot. Returns the loss and (N, classes).
    examples: of the whole batch, if these are a part of it, whose share of the mean is returned.
    With p = softmax(z) and one-hot y:  L = -1/N Σ y·log p   and   dL/dz = (p - y) / N.
    """
    with np.errstate(over="ignore"):  # the loss tells of it: it is no number then
        return loss_and_gradient(logits, targets, examples or len(logits))


def loss_and_gradient(
    logits: FloatArray,
    targets: FloatArray,
    examples: int,
    scale: float = 1.0,
) -> tuple[float, FloatArray]:
    """As softmax_cross_entropy, for callers with whom overflow is no warning already.

    scale: what the derivative is multiplied by.
    """
    shifted = _shifted_classes_first(logits)
    of_targets = np.vdot(targets, shifted.T)
    exponentials = np.exp(shifted, out=shifted)
    sums = np.add.reduce(exponentials, axis=0)
    loss = float((np.add.reduce(np.log(sums)) - of_targets) / examples)
    gradient: FloatArray = exponentials
    gradient /= sums
    gradient -= targets.T
    gradient /= examples / scale
    return loss, gradient.T


def losses_and_confidences(
    logits: FloatArray, labels: NDArray[Any]
) -> tuple[FloatArray, FloatArray]:
    """The loss of each example in nats, and the probability of its likeliest class: (N,) each.

    logits: (N, classes). labels: (N,), the true ones. As `cross_entropy`, and faster for many.
    """
    shifted = _shifted_classes_first(logits)
    of_label = shifted[labels, np.arange(len(labels))]
    sums = np.add.reduce(np.exp(shifted, out=shifted), axis=0)
    # the greatest probability is exp(0) / Σ exp(z − max z)
    return np.log(sums) - of_label, 1 / sums


def _shifted_classes_first(logits: FloatArray) -> FloatArray:
    """(classes, N): NumPy's inner loops then run over the batch, not over ten classes."""
    shifted: FloatArray = np.array(logits.T, order="C")
    shifted -= np.maximum.reduce(shifted, axis=0)
    return shifted


def _shifted(logits: FloatArray) -> FloatArray:
    """Each row less its maximum; a difference that overflows means p = 0 and needs no warning."""
    with np.errstate(over="ignore"):
        shifted: FloatArray = logits - logits.max(axis=1, keepdims=True)
    return shifted
