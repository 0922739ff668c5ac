"""Why the network reads what it reads in the drawing, worked out in the background."""

from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from desktop.workspace.error_words import in_words
from desktop.workspace.feature_store import FeatureKeeper, FeatureStore
from desktop.workspace.jobs import Jobs, LatestJob, Progress
from desktop.workspace.throttle import FOR_THE_EYE, Throttle
from desktop.workspace.training_features import AlikeImages, Features, FeatureSubject, alike_images
from nncore.array_types import ImageArray
from nncore.datasets import Dataset
from nncore.explanation.contributions import Contributions, contributions
from nncore.explanation.smallest_fix import Fix, find_fix
from nncore.network import Network
from nncore.recognition.reading import Reading, read_frame


@dataclass(frozen=True, eq=False)
class ExplainedFrame:
    """What is to be explained: a frame (28, 28) uint8, read by a network as `digit`.

    runner_up: the second most probable digit. refused: why it is no digit to the network, in words;
    empty where it is one.
    """

    network: Network
    frame: ImageArray
    digit: int
    runner_up: int
    refused: str = ""


@dataclass(frozen=True, eq=False)
class Evidence:
    """What each pixel adds to the lead of the digit over the runner-up.

    contributions: None where there can be none, for which `reason` is.
    """

    read: ExplainedFrame
    contributions: Contributions | None
    reason: str = ""


@dataclass(frozen=True, eq=False)
class WantedFix:
    """The fewest touches found that make a drawing the digit `wanted`.

    fix: None where none was found, or where there can be none, for which `reason` is. after: what
    the network reads then.
    """

    read: ExplainedFrame
    wanted: int
    fix: Fix | None
    reason: str = ""
    after: Reading | None = None


@dataclass(frozen=True, eq=False)
class AlikeDrawing:
    """The training images of the digit and of the runner-up that are nearest to a drawing.

    found: None where there can be none, for which `reason` is.
    """

    read: ExplainedFrame
    found: AlikeImages | None
    reason: str = ""


Explanation: TypeAlias = Evidence | WantedFix | AlikeDrawing


class DrawingExplainer(QObject):
    """Explains the drawing as it grows, not too often; the newest wins.

    explained: an Explanation of what was asked for last. progressed: the part of the training
    images that was looked at, while images that are alike wait for it. failed: what was asked for
    could not be found.
    """

    explained = Signal(object)
    progressed = Signal(float)
    failed = Signal()

    def __init__(self, jobs: Jobs, store: FeatureStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read: ExplainedFrame | None = None
        self._wanted: int | None = None
        self._training: Dataset | None = None
        """The data set whose images are to be alike; None while something else is asked for."""
        self._refused: tuple[FeatureSubject | None, str] = (None, "")
        """Of whom there are no features, and why."""
        self._latest = LatestJob(jobs, self)
        self._latest.finished.connect(self._on_finished)
        self._latest.failed.connect(self._on_failed)
        self._features = FeatureKeeper(store, self)
        self._features.ready.connect(self._on_features_ready)
        self._features.failed.connect(self._on_features_failed)
        self._features.progressed.connect(self.progressed)
        self._throttle = Throttle(FOR_THE_EYE, self)
        self._throttle.due.connect(self._on_due)

    @property
    def subject(self) -> FeatureSubject | None:
        """Whose features were asked for, until they are forgotten."""
        return self._features.subject

    def explain(self, read: ExplainedFrame | None) -> None:
        """Find the evidence for what was read; None gives up."""
        self._follow(read, None)

    def find_alike(self, read: ExplainedFrame | None, training: Dataset) -> None:
        """Find the training images that are nearest to what was read; at first that takes a while,
        see `progressed`. None waits for what is read next; the training images go on being read.
        """
        self._follow(read, training)

    def find_fix(self, read: ExplainedFrame, wanted: int) -> None:
        """Find what would make what was read the digit `wanted`."""
        self._latest.cancel()
        self._features.cancel()
        self._read, self._wanted, self._training = read, wanted, None
        self._latest.request(partial(find_wanted_fix, read, wanted))

    def forget_features(self) -> None:
        """Keep nothing of the training images."""
        self._features.forget()

    def _follow(self, read: ExplainedFrame | None, training: Dataset | None) -> None:
        before = self._read
        is_other = before is None or read is None or before.network is not read.network
        if is_other or self._wanted is not None or training is not self._training:
            self._latest.cancel()
            self._refused = (None, "")
        if training is None:
            self._features.cancel()
        self._read, self._wanted, self._training = read, None, training
        if read is None:
            self._throttle.drop()
        else:
            self._throttle.request()

    def _look_for_alike(self, read: ExplainedFrame, training: Dataset) -> None:
        refused, reason = self._refused
        if refused == (read.network, training):  # it would be refused again at each move
            self.explained.emit(AlikeDrawing(read, None, reason))
            return
        features = self._features.request(read.network, training)
        if features is not None:
            self._latest.request(partial(find_alike_drawing, read, features))

    def _is_wanted(self, found: Explanation) -> bool:
        """What was found of the ink of a moment before is shown while the pen moves on."""
        if self._read is None or found.read.network is not self._read.network:
            return False
        match found:
            case WantedFix():
                return found.wanted == self._wanted and found.read is self._read
            case Evidence():
                return self._wanted is None and self._training is None
            case AlikeDrawing():
                return self._training is not None

    @Slot(object)
    def _on_finished(self, found: Explanation) -> None:
        if self._is_wanted(found):
            self.explained.emit(found)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        if self._read is not None and not self._latest.is_busy:  # else another answer is on its way
            self._wanted = None
            self.failed.emit()
        raise error  # nothing that a person could mend; the window tells of it

    @Slot()
    def _on_due(self) -> None:
        if self._read is None or self._wanted is not None:
            return
        if self._training is not None:
            self._look_for_alike(self._read, self._training)
        else:
            self._latest.request(partial(find_evidence, self._read))

    @Slot()
    def _on_features_ready(self) -> None:
        self._throttle.request()

    @Slot(Exception)
    def _on_features_failed(self, error: Exception) -> None:
        self._refused = self._features.subject, in_words(error)
        self._throttle.request()


def find_evidence(read: ExplainedFrame, _progress: Progress) -> Evidence:
    """What speaks for the digit and what for the runner-up; for a working thread, as all below."""
    try:
        found = contributions(read.network, read.frame, read.digit, read.runner_up)
    except ValueError as error:  # not every network can be explained
        return Evidence(read, None, in_words(error))
    return Evidence(read, found)


def find_wanted_fix(read: ExplainedFrame, wanted: int, progress: Progress) -> WantedFix:
    """What would make it the digit `wanted`; this can take seconds, and be cancelled."""
    try:
        fix = find_fix(read.network, read.frame, wanted, between_layers=partial(progress, 0.0))
    except ValueError as error:
        return WantedFix(read, wanted, None, in_words(error))
    after = None if fix is None else read_frame(read.network, fix.image)
    return WantedFix(read, wanted, fix, after=after)


def find_alike_drawing(
    read: ExplainedFrame, features: Features, _progress: Progress
) -> AlikeDrawing:
    """The nearest training images of either digit, in the last hidden layer of who has read it."""
    digits = read.digit, read.runner_up
    return AlikeDrawing(read, alike_images(features, read.frame, digits))
