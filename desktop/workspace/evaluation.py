"""Reads images with a network, or looks up what was kept of it; for a working thread."""

from collections.abc import Callable

import numpy as np

from desktop.workspace.evaluation_request import EvaluationColumns, EvaluationRequest
from nncore.datasets import Split, SplitName
from nncore.epoch_predictions import NO_PREDICTION
from nncore.evaluation import Evaluation, evaluate_in_chunks, join_chunks
from nncore.network import Network
from nncore.runs import KeptRun


def evaluate(request: EvaluationRequest, progress: Callable[[float], None]) -> EvaluationColumns:
    """Answer the request; `progress` as in `read_in_parts`.

    Raises ValueError where network and images do not fit together, or nothing is known of them;
    RunError for a damaged run.
    """
    network, epoch = request.source, request.epoch
    if isinstance(network, KeptRun):
        kept = network
        if epoch is not None and not _has_weights(kept, epoch):
            return _kept_predictions(request, kept, epoch)
        network = kept.network(epoch if epoch in kept.weights_epochs else None)
    read = read_in_parts(network, request.split, progress)
    return EvaluationColumns(
        read.labels, read.predictions, read.confidences, read.losses, read.probabilities
    )


def read_in_parts(network: Network, split: Split, progress: Callable[[float], None]) -> Evaluation:
    """What `nncore.evaluate` returns. `progress` is told the fraction done before each chunk, and
    between the layers of a network that takes long for a single image; what it raises ends the
    reading.

    Raises ValueError where images and network do not fit together, or answers are no numbers, of
    which no image would be read right or wrong.
    """
    chunks: list[Evaluation] = []

    def tell() -> None:
        progress(sum(map(len, chunks)) / len(split))

    tell()
    for chunk in evaluate_in_chunks(network, split, between_layers=tell):
        if not np.isfinite(chunk.probabilities).all():
            raise ValueError("its weights are so large that its answers are no numbers")
        chunks.append(chunk)
        if sum(map(len, chunks)) < len(split):
            tell()
    return join_chunks(chunks)


def _has_weights(kept: KeptRun, epoch: int) -> bool:
    last = kept.weights_epoch
    return epoch in kept.weights_epochs or (last is not None and last.epoch == epoch)


def _kept_predictions(request: EvaluationRequest, kept: KeptRun, epoch: int) -> EvaluationColumns:
    if request.dataset.fingerprint != kept.dataset.fingerprint:
        raise ValueError("its weights were not kept, and what it predicted is of other images")
    predictions, split_name = kept.predictions(), request.split_name
    if epoch not in predictions.epochs:
        raise ValueError("neither its weights nor its predictions were kept")
    labels, confidences = predictions.at(epoch)
    columns = {
        SplitName.TRAINING: predictions.training,
        SplitName.VALIDATION: predictions.validation,
        SplitName.TEST: predictions.test,
    }[split_name]
    if (labels[columns] == NO_PREDICTION).all():
        raise ValueError("the run was interrupted before it read them")
    return EvaluationColumns(
        request.split.labels,
        labels[columns],
        confidences[columns].astype(np.float32),
        is_seen_while_learning=split_name is SplitName.TRAINING,
    )
