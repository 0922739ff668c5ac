"""What sentences call the two networks of a comparison."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ComparedNames:
    """now, before: the network that is looked at and the other one, each with the moment of its
    weights; empty where nothing is compared. moment: of the other one, as in "after epoch 3", where
    both are moments of one run; else empty.
    """

    now: str = ""
    before: str = ""
    moment: str = ""

    @property
    def by_other(self) -> str:
        """Of a reading, as in "misread by the other network", "misread after epoch 3"."""
        return self._when or "by the other network"

    @property
    def others(self) -> str:
        """Of a figure, as in "more than the other network's", "more than after epoch 3"."""
        return self._when or "the other network's"

    @property
    def _when(self) -> str:
        return "before training" if self.moment == "untrained" else self.moment


UNNAMED = ComparedNames()
