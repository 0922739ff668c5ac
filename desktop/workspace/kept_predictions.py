"""What a run kept of an epoch's predictions, as the evaluation service answers it.

Runs of earlier versions have labels and rounded confidences alone; later ones losses, and of
validation and test images the probabilities of all digits.
"""

import numpy as np

from desktop.translation import tr
from desktop.workspace.evaluation import EvaluationColumns, EvaluationRequest
from nncore.array_types import CLASSES, FloatArray, LabelArray
from nncore.datasets import SplitName
from nncore.epoch_predictions import NO_PREDICTION
from nncore.runs import KeptRun, PredictedEpoch, RunPredictions


def tells_all(request: EvaluationRequest, kept: KeptRun) -> bool:
    """Whether the run kept the probabilities of all these images at the epoch that is asked for, so
    that its weights need not be read. Raises RunError for a damaged run.
    """
    if request.split_name not in (SplitName.VALIDATION, SplitName.TEST):
        return False
    if not _is_of(request, kept):
        return False
    predictions = kept.predictions()
    later = predictions.epochs[len(predictions.epochs) - len(predictions.log_probabilities) :]
    if request.epoch is None or request.epoch not in later:
        return False
    # a run that was interrupted while it read them knows some of them alone
    labels = predictions.at(request.epoch).labels[predictions.columns(request.split_name)]
    return NO_PREDICTION not in labels


def kept_columns(request: EvaluationRequest, kept: KeptRun, epoch: int) -> EvaluationColumns:
    """The columns that answer a request for an epoch, without its weights.

    Raises ValueError where nothing was kept of it, or of other images; RunError for a damaged run.
    """
    predictions = kept.predictions()
    columns = predictions.columns(request.split_name)
    if not _is_of(request, kept):
        raise ValueError(tr("its weights were not kept, and what it predicted is of other images"))
    if epoch not in predictions.epochs:
        raise ValueError(tr("neither its weights nor its predictions were kept"))
    predicted = predictions.at(epoch)
    truth, labels = request.split.labels, predicted.labels[columns]
    if (labels == NO_PREDICTION).all():
        raise ValueError(tr("the run was interrupted before it read them"))
    losses = _losses(predicted, columns)
    probabilities = _probabilities(predictions, predicted, columns)
    confidences = predicted.confidences[columns].astype(np.float32)
    if losses is not None:
        # float16 rounds what is nearly 1 to 1, and a loss near 0 hardly at all
        confidences = np.where(labels == truth, np.exp(-losses), confidences)
    if probabilities is not None:
        confidences = _of_labels(probabilities, labels, confidences)
    return EvaluationColumns(
        truth,
        labels,
        confidences,
        losses,
        probabilities,
        is_seen_while_learning=columns.start < predictions.training.stop,
    )


def _is_of(request: EvaluationRequest, kept: KeptRun) -> bool:
    """Whether the run learned from the data set that is asked for.

    A forged run may name its fingerprint and other sizes, of which a row may take all memory.
    """
    note, dataset = kept.dataset, request.dataset
    sizes = [len(dataset.splits.get(name, ())) for name in SplitName]
    is_as_large = [note.training, note.validation, note.test] == sizes
    return is_as_large and note.fingerprint == dataset.fingerprint


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
    """(images, 10), NaN for training images, of which they are not kept; None for these alone."""
    first = predictions.training.stop
    if predicted.log_probabilities is None or columns.stop <= first:
        return None
    kept = slice(max(columns.start - first, 0), columns.stop - first)
    logs = predicted.log_probabilities[kept].astype(np.float32)
    unknown = np.full((max(first - columns.start, 0), CLASSES), np.nan, np.float32)
    return np.concatenate([unknown, np.exp(logs)])


def _of_labels(probabilities: FloatArray, labels: LabelArray, otherwise: FloatArray) -> FloatArray:
    """The probability of each label; `otherwise` where there is none or it is not known."""
    of_digits = np.minimum(labels, CLASSES - 1).astype(np.intp)[:, np.newaxis]
    of_labels = np.take_along_axis(probabilities, of_digits, axis=1)[:, 0]
    return np.where((labels == NO_PREDICTION) | np.isnan(of_labels), otherwise, of_labels)
