"""What the last hidden layer of a network makes of training images, and which of them are nearest.

All of it is for a working thread.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from desktop.workspace.jobs import Progress
from nncore.array_types import FloatArray, ImageArray
from nncore.datasets import Dataset, Split
from nncore.explanation.neighbours import features_in_chunks, hidden_features, nearest_images
from nncore.network import Network

ALIKE = 5
"""Nearest images of each digit."""

MOST_BYTES = 128 * 2**20
"""What the features of training images may take: 55,000 of them with 1,200 units."""


class FeatureSubject(NamedTuple):
    """Whose features are meant: what a network makes of the training images of a data set."""

    network: Network
    dataset: Dataset


@dataclass(frozen=True, eq=False)
class Features:
    """What the last hidden layer makes of training images: (K, units) float16.

    positions: (K,), which of the training images these are, rising.
    """

    subject: FeatureSubject
    values: NDArray[np.float16]
    positions: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Alike:
    """The nearest training images of a digit. pixels: (k, 28, 28). distances: (k,). indices: (k,),
    where they stand in their file.
    """

    digit: int
    pixels: ImageArray
    distances: FloatArray
    indices: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class AlikeImages:
    """The nearest ones of some digits. compared: how many training images were looked at; training:
    how many there are.
    """

    groups: tuple[Alike, ...]
    compared: int
    training: int


def read_features(subject: FeatureSubject, progress: Progress) -> Features:
    """The features of the training images, of all that MOST_BYTES have room for, evenly chosen.

    It tells how far it is, and can be cancelled. Raises ValueError where there are no training
    images, and as `hidden_features`.
    """
    network, dataset = subject
    training = dataset.training
    units = hidden_features(network, training.images[:1]).shape[1]
    count = min(len(training), max(1, MOST_BYTES // (units * np.dtype(np.float16).itemsize)))
    positions = np.arange(count) * len(training) // count
    if count < len(training):
        training = Split(training.images[positions], training.labels[positions])
    values = np.empty((count, units), np.float16)
    done = 0

    def tell() -> None:
        progress(done / count)

    for chunk in features_in_chunks(network, training, between_layers=tell):
        values[done : done + len(chunk)] = chunk.features
        done += len(chunk)
        tell()
    return Features(subject, values, positions)


def alike_images(features: Features, image: ImageArray, digits: tuple[int, ...]) -> AlikeImages:
    """The nearest training images of each of these digits to an image (28, 28), but the image
    itself where it is one of them. Raises ValueError as `hidden_features`.
    """
    network, dataset = features.subject
    training = dataset.training
    labels = training.labels[features.positions]
    feature = hidden_features(network, image[np.newaxis])[0]
    groups = []
    for digit in dict.fromkeys(digits):
        near = nearest_images(features.values, labels, feature, digit, ALIKE + 1)
        positions = features.positions[near.positions]
        pixels = training.images[positions]
        is_other = (pixels != image).any(axis=(1, 2))
        chosen = np.flatnonzero(is_other)[:ALIKE]
        indices = tuple(training.index(int(each)) for each in positions[chosen])
        groups.append(Alike(digit, pixels[chosen], near.distances[chosen], indices))
    return AlikeImages(tuple(groups), len(features.positions), len(training))
