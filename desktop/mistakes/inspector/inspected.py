"""One image of a split as a network read it, which the inspector shows."""

from dataclasses import dataclass

import numpy as np

from desktop.mistakes.cards.examples import Example, Examples
from desktop.mistakes.timeline.history import PredictionHistory
from desktop.workspace.evaluation import EvaluationRequest
from nncore.array_types import FloatArray, ImageArray
from nncore.datasets import Dataset
from nncore.network import Network
from nncore.runs import KeptRun


@dataclass(frozen=True, eq=False)
class Inspected:
    """pixels: (28, 28) uint8. probabilities: (10,), None where they were not kept.

    source, epoch: the network that read it, or the kept run and the epoch to read it from. story:
    what it was taken for, epoch by epoch; tale: the same in words.
    """

    example: Example
    pixels: ImageArray
    probabilities: FloatArray | None
    source: Network | KeptRun
    dataset: Dataset
    epoch: int | None = None
    story: tuple[tuple[int, int | None], ...] = ()
    tale: str = ""

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
    def has_weights(self) -> bool:
        """Whether the network that read it can be had."""
        if isinstance(self.source, Network):
            return True
        return self.epoch is None or self.epoch in self.source.weights_epochs

    def network(self) -> Network:
        """The network that read it, from the disk if need be; for a working thread.

        Raises RunError for a damaged run.
        """
        return self.source if isinstance(self.source, Network) else self.source.network(self.epoch)

    @property
    def rival(self) -> int:
        """The digit that the prediction is weighed against: the truth, or the runner-up of an image
        that was read right.
        """
        if not self.example.is_right or self.probabilities is None:
            return self.example.truth
        return int(np.argsort(-self.probabilities, kind="stable")[1])

    def is_newer_than(self, other: "Inspected") -> bool:
        """Whether it is the same image, read by other weights."""
        mine, theirs = ((each.split_name, each.index) for each in (self.example, other.example))
        return mine == theirs and self.source is not other.source

    def same_as(self, other: "Inspected | None") -> bool:
        """Whether it is the same image, read by the same weights."""
        return (
            other is not None
            and self.example == other.example
            and self.source is other.source
            and (self.epoch, self.story) == (other.epoch, other.story)
            and np.array_equal(self.pixels, other.pixels)
        )
