"""What the gallery looks at: one network, one data set, one of its splits, and what came of it.

Frozen, so that it may cross threads; it knows nothing of widgets.
"""

from dataclasses import dataclass
from time import perf_counter

from desktop.workspace.data_titles import SPLIT_TITLES, data_title
from desktop.workspace.evaluation import read_in_parts
from desktop.workspace.jobs import Progress
from desktop.workspace.named_network import NamedNetwork
from nncore.datasets import Dataset, Split, SplitName
from nncore.evaluation import Evaluation
from nncore.safe_text import quoted


@dataclass(frozen=True, eq=False)
class Subject:
    """A network and the images that it is to read."""

    network: NamedNetwork
    dataset: Dataset
    split_name: SplitName

    @property
    def split(self) -> Split:
        """The images."""
        return self.dataset.split(self.split_name)

    @property
    def title(self) -> str:
        """As in "Reader (dense) on Generated digits, test"."""
        match self.network.epoch:
            case None:
                reader = self.network.name
            case 0:
                reader = f"{self.network.name}, untrained,"
            case epoch:
                reader = f"{self.network.name} after epoch {epoch}"
        on = quoted(data_title(self.dataset.name))
        return f"{reader} on {on}, {SPLIT_TITLES[self.split_name].lower()}"

    def is_akin_to(self, other: "Subject") -> bool:
        """Whether the two differ in no more than the weights, as from epoch to epoch."""
        return self.network.ref == other.network.ref and self.split is other.split

    def is_same_as(self, other: "Subject") -> bool:
        """Whether reading it anew would only say what is known of `other`."""
        return self.is_akin_to(other) and self.network.network is other.network.network


@dataclass(frozen=True, eq=False)
class Report:
    """What the network said of the images, and the seconds that it took."""

    subject: Subject
    evaluation: Evaluation
    seconds: float


def read(subject: Subject, progress: Progress) -> Report:
    """Let the network read all images; for a working thread.

    Raises ValueError where they do not fit together, and what `progress` raises.
    """
    started = perf_counter()
    evaluation = read_in_parts(subject.network.network, subject.split, progress)
    return Report(subject, evaluation, perf_counter() - started)
