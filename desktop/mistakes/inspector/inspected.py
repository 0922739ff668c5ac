"""What the inspector shows of one image, and what it has computed to explain it."""

from dataclasses import dataclass

import numpy as np

from desktop.mistakes.cards.examples import Example, Examples
from desktop.workspace.jobs import Progress
from nncore.array_types import FloatArray, ImageArray
from nncore.explanation.contributions import Contributions, contributions
from nncore.network import Network


@dataclass(frozen=True, eq=False)
class Inspected:
    """One image of a split as a network read it.

    pixels: (28, 28) uint8. probabilities: (10,), None where they were not kept. network: None
    where the weights are not at hand.
    """

    example: Example
    split_title: str
    pixels: ImageArray
    probabilities: FloatArray | None
    network: Network | None

    @classmethod
    def of(
        cls, examples: Examples, split_title: str, position: int, network: Network | None
    ) -> "Inspected":
        """The image at `position` of the examples."""
        probabilities = examples.columns.probabilities
        return cls(
            examples.example(position),
            split_title,
            examples.split.images[position],
            None if probabilities is None else probabilities[position],
            network,
        )

    @property
    def rival(self) -> int:
        """The digit that the prediction is weighed against: the truth, or the runner-up of an image
        that was read right.
        """
        if not self.example.is_right or self.probabilities is None:
            return self.example.truth
        return int(np.argsort(-self.probabilities, kind="stable")[1])

    def same_as(self, other: "Inspected | None") -> bool:
        """Whether it is the same image, read by the same weights."""
        return (
            other is not None
            and self.example == other.example
            and self.network is other.network
            and np.array_equal(self.pixels, other.pixels)
        )


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why `inspected` was read as it was. blame: what its pixels add to the prediction's lead."""

    inspected: Inspected
    blame: Contributions


def explain(inspected: Inspected, _progress: Progress) -> Explanation:
    """Explain an image whose network is at hand; for a working thread.

    Raises ValueError for networks that are not piecewise linear.
    """
    assert inspected.network is not None
    predicted, rival = inspected.example.predicted, inspected.rival
    return Explanation(
        inspected, contributions(inspected.network, inspected.pixels, predicted, rival)
    )
