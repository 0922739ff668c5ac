"""What is computed to explain an image; each function is for a working thread."""

from dataclasses import dataclass

import numpy as np

from desktop.mistakes.inspector.inspected import Inspected
from desktop.workspace.jobs import Progress
from nncore.array_types import FloatArray, ImageArray
from nncore.datasets import Dataset
from nncore.explanation.contributions import Contributions, contributions
from nncore.explanation.neighbours import features_in_chunks, hidden_features, nearest_images
from nncore.explanation.smallest_fix import Fix, find_fix
from nncore.network import Network

STEPS = 20
"""Between an image and its fix, for the slider."""

ALIKE = 5
"""Nearest images of each digit."""


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
    """The nearest ones of the predicted digit, and of its rival."""

    inspected: Inspected
    groups: tuple[Alike, ...]


@dataclass(frozen=True, eq=False)
class Features:
    """What the last hidden layer of a network makes of the training images: (N, units) float16."""

    network: Network
    dataset: Dataset
    values: FloatArray


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
    fix = find_fix(network, inspected.pixels, None if example.is_right else example.truth)
    progress(0.5)
    end = inspected.pixels if fix is None else fix.image
    shares = np.linspace(0, 1, STEPS + 1)[:, np.newaxis, np.newaxis]
    blends = np.rint(inspected.pixels * (1 - shares) + end * shares).astype(np.uint8)
    return FixFound(inspected, fix, blends, network.predict(blends))


def read_features(network: Network, dataset: Dataset, progress: Progress) -> Features:
    """The features of all training images; tells how far it is, and can be cancelled."""
    parts, done, images = [], 0, len(dataset.training)
    for chunk in features_in_chunks(network, dataset.training):
        parts.append(chunk.features)
        done += len(chunk)
        progress(done / images)
    return Features(network, dataset, np.concatenate(parts))


def find_alike(inspected: Inspected, features: Features, _progress: Progress) -> AlikeFound:
    """The nearest training images, but the image itself where it is one of them."""
    training = features.dataset.training
    feature = hidden_features(features.network, inspected.pixels[np.newaxis])[0]
    groups = []
    for digit in dict.fromkeys((inspected.example.predicted, inspected.rival)):
        near = nearest_images(features.values, training.labels, feature, digit, ALIKE + 1)
        pixels = training.images[near.positions]
        is_other = (pixels != inspected.pixels).any(axis=(1, 2))
        chosen = np.flatnonzero(is_other)[:ALIKE]
        indices = tuple(training.index(int(each)) for each in near.positions[chosen])
        groups.append(Alike(digit, pixels[chosen], near.distances[chosen], indices))
    return AlikeFound(inspected, tuple(groups))
