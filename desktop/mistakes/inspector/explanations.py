"""What explains an image, computed in the background: blame, the smallest fix, alike images."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from desktop.mistakes.inspector.inspected import Inspected
from desktop.translation import tr
from desktop.workspace.error_words import in_words
from desktop.workspace.feature_store import FeatureKeeper, FeatureStore
from desktop.workspace.jobs import Cancelled, Jobs, LatestJob, Progress
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

_Explain: TypeAlias = Callable[[Inspected, Progress], Explanation]


def find_blame(inspected: Inspected, _progress: Progress) -> Blame:
    """What each pixel speaks for. Raises ValueError for networks that are not piecewise linear,
    RunError for a damaged run.
    """
    predicted, rival = inspected.example.predicted, inspected.rival
    found = contributions(inspected.network(), inspected.pixels, predicted, rival)
    return Blame(inspected, found)


def find_blends(inspected: Inspected, progress: Progress) -> FixFound:
    """The smallest fix, and the images on the way to it. Raises as `find_blame`."""
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
    """The smallest fix of an image (28, 28): what makes it read as `truth`, or as anything else if
    it is read right. It can be cancelled between layers. Raises ValueError as `find_fix`.
    """
    wanted = None if predicted == truth else truth
    return find_fix(network, image, wanted, between_layers=partial(progress, 0.0))


def find_alike(features: Features, inspected: Inspected, _progress: Progress) -> AlikeFound:
    """The nearest training images, without the image itself."""
    digits = inspected.example.predicted, inspected.rival
    return AlikeFound(inspected, alike_images(features, inspected.pixels, digits))


@dataclass(frozen=True, eq=False)
class _Question:
    """An explanation that is asked for; the answer comes with its question."""

    explain: _Explain
    inspected: Inspected

    def answer(self, progress: Progress) -> tuple["_Question", Explanation]:
        try:
            return self, self.explain(self.inspected, progress)
        except Cancelled:
            raise
        except Exception as error:  # noqa: BLE001 - whatever went wrong is told, not swallowed
            return self, NotExplained(self.inspected, in_words(error))


class Explainer(QObject):
    """explained: an Explanation of the image that was asked for last. progressed: the fraction of
    the training images that was read, while alike images wait for it.

    What the network makes of the training images is kept while network and images stay the same.
    """

    explained = Signal(object)
    progressed = Signal(float)

    def __init__(self, jobs: Jobs, store: FeatureStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._latest = LatestJob(jobs, self)
        self._latest.finished.connect(self._on_answered)
        self._question: _Question | None = None
        self._waiting: Inspected | None = None
        self._features = FeatureKeeper(store, self)
        self._features.ready.connect(self._on_features_ready)
        self._features.failed.connect(self._on_features_failed)
        self._features.progressed.connect(self._on_progressed)

    def find_blame(self, inspected: Inspected) -> None:
        """Ask what each pixel speaks for."""
        self._ask(find_blame, inspected)

    def find_fix(self, inspected: Inspected) -> None:
        """Ask for the smallest fix."""
        self._ask(find_blends, inspected)

    def find_alike(self, inspected: Inspected) -> None:
        """Ask for the nearest training images; at first that takes a while, see `progressed`."""
        self.follow(inspected)
        if not isinstance(inspected.source, Network):
            reason = tr("this needs the network as it is now")
            self.explained.emit(NotExplained(inspected, reason))
            return
        features = self._features.request(inspected.source, inspected.dataset)
        if features is None:
            self._waiting = inspected
        else:
            self._ask(partial(find_alike, features), inspected)

    def cancel(self) -> None:
        """Give up what was asked for; reading the training images goes on."""
        self._waiting = self._question = None
        self._latest.cancel()

    def cancel_reading(self) -> None:
        """Give up what was asked for, and reading the training images."""
        self.cancel()
        self._features.cancel()

    def follow(self, inspected: Inspected) -> None:
        """Drop what was read of the training images if this image belongs to another data set or
        network. An earlier epoch of a run is no other network: one looks at it and returns.
        """
        if self._features.subject is not None:
            source, (network, dataset) = inspected.source, self._features.subject
            is_other_network = isinstance(source, Network) and source is not network
            if is_other_network or inspected.dataset is not dataset:
                self.forget()

    def forget(self) -> None:
        """Give up everything, and drop what was read of the training images."""
        self.cancel()
        self._features.forget()

    def _ask(self, explain: _Explain, inspected: Inspected) -> None:
        self._question = _Question(explain, inspected)
        self._latest.request(self._question.answer)

    @Slot(object)
    def _on_answered(self, answer: tuple[_Question, Explanation]) -> None:
        question, explanation = answer
        if question is self._question:  # else somebody turned to something else meanwhile
            self._question = None
            self.explained.emit(explanation)

    @Slot(float)
    def _on_progressed(self, done: float) -> None:
        if self._waiting is not None:
            self.progressed.emit(done)

    @Slot()
    def _on_features_ready(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.find_alike(waiting)

    @Slot(Exception)
    def _on_features_failed(self, error: Exception) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.explained.emit(NotExplained(waiting, in_words(error)))
