"""One image of a split as a network read it, which the inspector shows."""

from dataclasses import dataclass

import numpy as np

from desktop.mistakes.examples import Example, Examples
from desktop.mistakes.timeline.history import PredictionHistory
from desktop.translation import tr
from desktop.workspace.evaluation import EvaluationRequest
from nncore.array_types import FloatArray, ImageArray
from nncore.datasets import Dataset, SplitName
from nncore.epoch_predictions import NO_PREDICTION
from nncore.network import Network
from nncore.runs import KeptRun, RunError

NO_WEIGHTS = tr("The weights of this epoch were not kept: what was read is known, but not why.")
NOT_READ = tr("It was not read at this epoch, so that there is nothing to explain.")


@dataclass(frozen=True, eq=False)
class Inspected:
    """pixels: (28, 28) uint8. probabilities: (10,), None where they were not kept.

    source, epoch: the network that read it, or the kept run and the epoch to read it from. story:
    what it was taken for, epoch by epoch; story_words: the same in words.
    """

    example: Example
    pixels: ImageArray
    probabilities: FloatArray | None
    source: Network | KeptRun
    dataset: Dataset
    epoch: int | None = None
    story: tuple[tuple[int, int | None], ...] = ()
    story_words: str = ""

    @classmethod
    def of(
        cls,
        examples: Examples,
        position: int,
        request: EvaluationRequest,
        history: PredictionHistory | None,
    ) -> "Inspected":
        """The image at `position` of the examples, which answer that request.

        history: of all epochs of the run, also those after the one that is looked at.
        """
        probabilities = examples.columns.probabilities
        of_image = None if probabilities is None else probabilities[position]
        is_known = of_image is not None and not np.isnan(of_image).any()
        return cls(
            examples.example(position),
            examples.split.images[position],
            of_image if is_known else None,
            request.source,
            request.dataset,
            request.epoch,
            () if history is None else tuple(history.of_image(position)),
            "" if history is None else history.story(position),
        )

    @property
    def why_unexplained(self) -> str:
        """Why it cannot be explained, in a sentence; empty if it can."""
        if self.example.predicted == NO_PREDICTION:  # a run that was interrupted read some alone
            return NOT_READ
        return "" if has_weights(self.source, self.epoch) else NO_WEIGHTS

    def network(self) -> Network:
        """The network that read it, as `network_of` returns it."""
        return network_of(self.source, self.epoch)

    @property
    def rival(self) -> int:
        """The digit that the prediction is compared with: the truth; of an image that was read
        right, the runner-up if the probabilities are known.
        """
        if not self.example.is_right or self.probabilities is None:
            return self.example.truth
        others = self.probabilities.copy()
        others[self.example.predicted] = -1  # in half precision several may be as probable
        return int(others.argmax())

    def is_newer_than(self, other: "Inspected") -> bool:
        """Whether it is the same image, read by other weights."""
        mine, theirs = ((each.split_name, each.index) for each in (self.example, other.example))
        return mine == theirs and self.source is not other.source

    def same_as(self, other: "Inspected | None") -> bool:
        """Whether the same weights read the same image, so that one explanation serves both. A mark
        or the like may differ.
        """
        return (
            other is not None
            and self._reading == other._reading
            and self.source is other.source
            and self.dataset is other.dataset
            and np.array_equal(self.pixels, other.pixels)
        )

    @property
    def _reading(self) -> tuple[SplitName | None, int, int, int, int | None]:
        example = self.example
        return example.split_name, example.index, example.truth, example.predicted, self.epoch


def has_weights(source: Network | KeptRun, epoch: int | None) -> bool:
    """Whether the network, or the one after an epoch of a kept run, can be had. epoch: None for the
    last one.
    """
    if isinstance(source, Network):
        return True
    try:
        return source.has_weights_at(epoch)
    except RunError:
        return True  # who asks for the network is told what is wrong with the run


def network_of(source: Network | KeptRun, epoch: int | None) -> Network:
    """The network, or the one after an epoch of a kept run, read from the disk in a working thread.

    Raises RunError for a damaged run, and where the weights of that epoch were not kept.
    """
    return source if isinstance(source, Network) else source.network_at(epoch)
