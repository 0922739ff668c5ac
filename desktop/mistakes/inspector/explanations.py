"""What is computed to explain an image; each function is for a working thread."""

from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np

from desktop.mistakes.inspector.inspected import Inspected
from desktop.workspace.jobs import Progress
from desktop.workspace.training_features import AlikeImages, Features, alike_images
from nncore.array_types import FloatArray, ImageArray
from nncore.explanation.contributions import Contributions, contributions
from nncore.explanation.smallest_fix import Fix, find_fix
from nncore.network import Network

STEPS = 20
"""Between an image and its fix, for the slider."""


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
class AlikeFound:
    """The nearest training images of the predicted digit, and of its rival."""

    inspected: Inspected
    found: AlikeImages


@dataclass(frozen=True, eq=False)
class NotExplained:
    """Why an image could not be explained, in words."""

    inspected: Inspected
    reason: str


Explanation: TypeAlias = Blame | FixFound | AlikeFound | NotExplained


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


def find_alike(features: Features, inspected: Inspected, _progress: Progress) -> AlikeFound:
    """The nearest training images, but the image itself where it is one of them."""
    digits = inspected.example.predicted, inspected.rival
    return AlikeFound(inspected, alike_images(features, inspected.pixels, digits))
