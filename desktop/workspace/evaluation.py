"""Lets a network read many images in the background, where a job can be cancelled on the way."""

from collections.abc import Callable

import numpy as np

from nncore.datasets import Split
from nncore.evaluation import Evaluation, evaluate_in_chunks, join_chunks
from nncore.network import Network


def read_in_parts(network: Network, split: Split, progress: Callable[[float], None]) -> Evaluation:
    """What `evaluate` returns. `progress` is told the fraction done before each chunk, and between
    the layers of a network that takes long for a single image; what it raises ends the reading.

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
