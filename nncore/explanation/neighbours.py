"""Which images a network takes to be alike: near each other in the last hidden layer.

Features are what the last dense layer reads. They are computed together with the probabilities, and
kept in half precision: 70,000 images with 128 units take 18 MB.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import FloatArray, ImageArray, LabelArray
from nncore.datasets.dataset import Split
from nncore.evaluation import LARGEST_CHUNK, MOST_IMAGES, chunk_size
from nncore.explanation.checked import checked_digit, reading_layers
from nncore.inputs import network_inputs, require_shape
from nncore.layers import Dense
from nncore.losses import softmax
from nncore.network import Network

_NUMBERS_AT_ONCE = 2**20
"""Differences of features that are computed at a time: they stay near the processor."""

_LARGEST = float(np.finfo(np.float16).max)


@dataclass(frozen=True, eq=False)
class FeatureChunk:
    """Some images of a split, as a network sees them.

    probabilities: (N, 10). features: (N, units) float16. first_index: the position of the first
    image in its original file.
    """

    probabilities: FloatArray
    features: NDArray[np.float16]
    first_index: int = 0

    def __len__(self) -> int:
        return len(self.features)


class Neighbours(NamedTuple):
    """The nearest images, the nearest one first.

    positions: (k,), their rows. distances: (k,) float32, Euclidean.
    """

    positions: NDArray[np.intp]
    distances: FloatArray


def hidden_features(network: Network, images: ImageArray) -> FloatArray:
    """What the last dense layer reads of images (N, 28, 28) uint8: (N, units).

    Without a hidden layer these are the pixels. Raises ValueError for other images, and for a
    network as `contributions` does, or without a dense layer.
    """
    return _FeatureReader(network).read(images)[0]


def features_in_chunks(
    network: Network,
    split: Split,
    *,
    most_images: int = MOST_IMAGES,
    between_layers: Callable[[], None] | None = None,
) -> Generator[FeatureChunk, None, None]:
    """Features and probabilities of `split` in one pass, chunk by chunk, in order.

    Whoever pulls may stop after each chunk, which takes some 15 milliseconds; the weights must stay
    as they are until then. The probabilities are those that `evaluate` gives.
    most_images: in a chunk, at the most. between_layers: where a single image takes longer than a
    chunk should, called before each hidden layer; what it raises ends the reading.
    Raises ValueError as `hidden_features`, at the first pull.
    """
    is_slow = network.work > LARGEST_CHUNK
    reader = _FeatureReader(network, between_layers if is_slow else None)
    size = max(1, min(most_images, chunk_size(network)))
    for start in range(0, len(split), size):
        chunk = split.between(start, start + size)
        features, logits = reader.read(chunk.images)
        kept = np.clip(features, -_LARGEST, _LARGEST).astype(np.float16)
        yield FeatureChunk(softmax(logits), kept, chunk.first_index)


def nearest_images(
    features: FloatArray, labels: LabelArray, feature: FloatArray, digit: int, count: int
) -> Neighbours:
    """The `count` images of a digit that are nearest to a feature vector, or all if there are less.

    features: (N, units), float16 or wider; computed with as float32, in parts. labels: (N,), by
    which the images of `digit` are chosen: the true digits, or those read. feature: (units,). Of
    images equally far the first come first.
    Raises ValueError for shapes that do not fit, what is no digit, or a count below 1.
    """
    digit = checked_digit(digit)
    if features.ndim != 2 or labels.shape != features.shape[:1]:
        raise ValueError(
            f"features (N, units) and labels (N,) are needed, got {features.shape} and "
            f"{labels.shape}"
        )
    if feature.shape != features.shape[1:]:
        raise ValueError(f"the feature must be {features.shape[1:]}, got {feature.shape}")
    if count < 1:
        raise ValueError(f"at least one neighbour must be asked for, got {count}")
    positions = np.flatnonzero(labels == digit)
    squares = np.empty(len(positions), np.float32)
    step = max(1, _NUMBERS_AT_ONCE // max(1, features.shape[1]))
    wanted = feature.astype(np.float32)
    for start in range(0, len(positions), step):
        part = slice(start, start + step)
        differences = features[positions[part]].astype(np.float32)
        differences -= wanted
        np.einsum("nu,nu->n", differences, differences, out=squares[part])
    nearest = np.argsort(squares, kind="stable")[:count]
    return Neighbours(positions[nearest], np.sqrt(squares[nearest]))


class _FeatureReader:
    """A network in two: what makes the features, and what makes the logits of them."""

    def __init__(self, network: Network, between_layers: Callable[[], None] | None = None) -> None:
        network = reading_layers(network)
        layers = network.layers
        dense = [place for place, layer in enumerate(layers) if isinstance(layer, Dense)]
        if not dense:
            raise ValueError("features are what the last dense layer reads, and there is none")
        self._network = network
        self._head = layers[dense[-1] :]
        body = layers[: dense[-1]]
        self._body = Network(body, input_shape=network.input_shape) if body else None
        if self._body is not None and between_layers is not None:
            self._body = self._body.interruptible(between_layers)

    def read(self, images: ImageArray) -> tuple[FloatArray, FloatArray]:
        """The features (N, units) and the logits (N, 10) of images (N, 28, 28) uint8."""
        require_shape(images, self._network.input_shape)
        # as many at once as `logits` reads, which gives the same numbers to the bit
        size = self._network.images_at_once
        parts = [self._read_at_once(images[at : at + size]) for at in range(0, len(images), size)]
        features, logits = zip(*parts, strict=True)
        return np.concatenate(features), np.concatenate(logits)

    def _read_at_once(self, images: ImageArray) -> tuple[FloatArray, FloatArray]:
        if self._body is None:
            features = network_inputs(images, self._network.input_shape, self._network.dtype)
        else:
            features = self._body.logits(images)
        features = features.reshape(len(images), -1)
        logits = features
        for layer in self._head:
            logits = layer.forward(logits)
        return features, logits
