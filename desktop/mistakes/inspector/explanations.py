"""What is computed to explain an image; each function is for a working thread."""

from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from desktop.mistakes.inspector.inspected import Inspected
from desktop.workspace.jobs import Progress
from nncore.array_types import FloatArray, ImageArray
from nncore.datasets import Dataset, Split
from nncore.explanation.contributions import Contributions, contributions
from nncore.explanation.neighbours import features_in_chunks, hidden_features, nearest_images
from nncore.explanation.smallest_fix import Fix, find_fix
from nncore.network import Network

STEPS = 20
"""Between an image and its fix, for the slider."""

ALIKE = 5
"""Nearest images of each digit."""

MOST_BYTES = 128 * 2**20
"""What the features of training images may take: 55,000 of them with 1,200 units."""


@dataclass(frozen=True, eq=False)
class Blame:
    """What each pixel of an image adds to the lead of the prediction over its rival."""

    inspected: Inspected
    found: Contributions


@dataclass(frozen=True, eq=False)
class FixFound:
    """fix: None where there is none within twelve touches. blends: (STEPS + 1, 28, 28) uint8, from
    the image to its fix; probabilities: (STEPS + 1, 10), how each is read.
    """

    inspected: Inspected
    fix: Fix | None
    blends: ImageArray
    probabilities: FloatArray


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
class AlikeFound:
    """The nearest ones of the predicted digit, and of its rival. compared: how many training images
    were looked at; training: how many there are.
    """

    inspected: Inspected
    groups: tuple[Alike, ...]
    compared: int
    training: int


@dataclass(frozen=True, eq=False)
class NotExplained:
    """Why an image could not be explained, in words."""

    inspected: Inspected
    reason: str


Explanation: TypeAlias = Blame | FixFound | AlikeFound | NotExplained


@dataclass(frozen=True, eq=False)
class Features:
    """What the last hidden layer of a network makes of training images: (K, units) float16.

    positions: (K,), which of the training images these are, rising.
    """

    network: Network
    dataset: Dataset
    values: NDArray[np.float16]
    positions: NDArray[np.intp]


def find_blame(inspected: Inspected, _progress: Progress) -> Blame:
    """Raises ValueError for networks that are not piecewise linear, RunError for a damaged run."""
    predicted, rival = inspected.example.predicted, inspected.rival
    found = contributions(inspected.network(), inspected.pixels, predicted, rival)
    return Blame(inspected, found)


def find_blends(inspected: Inspected, progress: Progress) -> FixFound:
    """The smallest fix that makes it what it is, or, if it is read right, anything else.

    Raises ValueError and RunError as `find_blame`.
    """
    network, example = inspected.network(), inspected.example
    fix = fix_of(network, inspected.pixels, example.truth, example.predicted, progress)
    end = inspected.pixels if fix is None else fix.image
    shares = np.linspace(0, 1, STEPS + 1)[:, np.newaxis, np.newaxis]
    blends = np.rint(inspected.pixels * (1 - shares) + end * shares).astype(np.uint8)
    read = network.interruptible(partial(progress, 0.5)).predict(blends)
    return FixFound(inspected, fix, blends, read)


def fix_of(
    network: Network, image: ImageArray, truth: int, predicted: int, progress: Progress
) -> Fix | None:
    """The smallest fix that makes an image (28, 28) what it is, or, if it is read right, anything
    else. It can be cancelled at any of the network's layers. Raises ValueError as `find_fix`.
    """
    wanted = None if predicted == truth else truth
    return find_fix(network, image, wanted, between_layers=partial(progress, 0.0))


def read_features(network: Network, dataset: Dataset, progress: Progress) -> Features:
    """The features of the training images, of all that MOST_BYTES have room for, evenly chosen.

    It tells how far it is, and can be cancelled. Raises ValueError where there are no training
    images, and as `find_blame`.
    """
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
    return Features(network, dataset, values, positions)


def find_alike(inspected: Inspected, features: Features, _progress: Progress) -> AlikeFound:
    """The nearest training images, but the image itself where it is one of them."""
    training, labels = features.dataset.training, features.dataset.training.labels
    feature = hidden_features(features.network, inspected.pixels[np.newaxis])[0]
    groups = []
    for digit in dict.fromkeys((inspected.example.predicted, inspected.rival)):
        near = nearest_images(
            features.values, labels[features.positions], feature, digit, ALIKE + 1
        )
        positions = features.positions[near.positions]
        pixels = training.images[positions]
        is_other = (pixels != inspected.pixels).any(axis=(1, 2))
        chosen = np.flatnonzero(is_other)[:ALIKE]
        indices = tuple(training.index(int(each)) for each in positions[chosen])
        groups.append(Alike(digit, pixels[chosen], near.distances[chosen], indices))
    return AlikeFound(inspected, tuple(groups), len(features.positions), len(training))
