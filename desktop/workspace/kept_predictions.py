"""What a run kept of an epoch's predictions, as the evaluation service answers it.

Runs of earlier versions have labels and rounded confidences alone; later ones losses, and of
validation and test images the probabilities of all digits.
"""

import numpy as np

from desktop.workspace.evaluation import EvaluationColumns, EvaluationRequest
from nncore.array_types import CLASSES, FloatArray, LabelArray
from nncore.datasets import SplitName
from nncore.epoch_predictions import NO_PREDICTION
from nncore.runs import KeptRun, PredictedEpoch, RunPredictions


def tells_all(request: EvaluationRequest, kept: KeptRun) -> bool:
    """Whether the run kept the probabilities of these images at the epoch that is asked for, so
    that its weights need not be read. Raises RunError for a damaged run.
    """
    if request.split_name is SplitName.TRAINING:
        return False
    if request.dataset.fingerprint != kept.dataset.fingerprint:
        return False
    predictions = kept.predictions()
    later = predictions.epochs[len(predictions.epochs) - len(predictions.log_probabilities) :]
    return request.epoch in later


def kept_columns(request: EvaluationRequest, kept: KeptRun, epoch: int) -> EvaluationColumns:
    """The columns that answer a request for an epoch, without its weights.

    Raises ValueError where nothing was kept of it, or of other images; RunError for a damaged run.
    """
    predictions, split_name = kept.predictions(), request.split_name
    columns = _columns_of(predictions, split_name)
    # a forged run may name a fingerprint, and other sizes
    has_all = len(request.split) == columns.stop - columns.start
    if request.dataset.fingerprint != kept.dataset.fingerprint or not has_all:
        raise ValueError("its weights were not kept, and what it predicted is of other images")
    if epoch not in predictions.epochs:
        raise ValueError("neither its weights nor its predictions were kept")
    predicted = predictions.at(epoch)
    truth, labels = request.split.labels, predicted.labels[columns]
    if (labels == NO_PREDICTION).all():
        raise ValueError("the run was interrupted before it read them")
    losses = _losses(predicted, columns)
    probabilities = _probabilities(predictions, predicted, columns)
    confidences = predicted.confidences[columns].astype(np.float32)
    if probabilities is not None:
        confidences = _of_labels(probabilities, labels, confidences)
    elif losses is not None:
        # float16 rounds what is nearly 1 to 1, and a loss near 0 hardly at all
        confidences = np.where(labels == truth, np.exp(-losses), confidences)
    return EvaluationColumns(
        truth,
        labels,
        confidences,
        losses,
        probabilities,
        is_seen_while_learning=split_name is SplitName.TRAINING,
    )


def _columns_of(predictions: RunPredictions, split_name: SplitName) -> slice:
    return {
        SplitName.TRAINING: predictions.training,
        SplitName.VALIDATION: predictions.validation,
        SplitName.TEST: predictions.test,
    }[split_name]


def _losses(predicted: PredictedEpoch, columns: slice) -> FloatArray | None:
    """None also where some are unknown: a version without losses had begun the epoch."""
    if predicted.losses is None:
        return None
    losses = predicted.losses[columns].astype(np.float32)
    is_read = predicted.labels[columns] != NO_PREDICTION
    return None if np.isnan(losses[is_read]).any() else losses


def _probabilities(
    predictions: RunPredictions, predicted: PredictedEpoch, columns: slice
) -> FloatArray | None:
    """(images, 10); None for training images, of which they are not kept."""
    first = predictions.training.stop
    if predicted.log_probabilities is None or columns.start < first:
        return None
    logs = predicted.log_probabilities[columns.start - first : columns.stop - first]
    probabilities: FloatArray = np.exp(logs.astype(np.float32))
    return probabilities


def _of_labels(probabilities: FloatArray, labels: LabelArray, otherwise: FloatArray) -> FloatArray:
    """The probability of each label; `otherwise` where there is none."""
    of_digits = np.minimum(labels, CLASSES - 1).astype(np.intp)[:, np.newaxis]
    of_labels = np.take_along_axis(probabilities, of_digits, axis=1)[:, 0]
    return np.where(labels == NO_PREDICTION, otherwise, of_labels)
