"""What is asked of the evaluation service, and what it answers; both may cross threads."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.translation import tr
from desktop.workspace.accuracy import Accuracy, at_moment
from desktop.workspace.data_titles import SPLIT_TITLES, data_title
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from nncore.array_types import FloatArray, LabelArray
from nncore.datasets import Dataset, Split, SplitName
from nncore.epoch_predictions import NO_PREDICTION
from nncore.network import Network
from nncore.runs import KeptRun
from nncore.safe_text import quoted


@dataclass(frozen=True, eq=False)
class EvaluationRequest:
    """A network and the images that it is to read.

    name, ref: of the network. source: the network itself; or the kept run to read it from, or its
    predictions where the weights of that epoch were not kept. split_name: None for all images.
    epoch, step: when a run had these weights, as in `Accuracy`.
    """

    name: str
    ref: NetworkRef
    source: Network | KeptRun
    dataset: Dataset
    split_name: SplitName | None
    epoch: int | None = None
    step: int | None = None

    @classmethod
    def of(
        cls, network: NamedNetwork, dataset: Dataset, split_name: SplitName | None
    ) -> "EvaluationRequest":
        """Of a network in memory."""
        return cls(
            network.name,
            network.ref,
            network.network,
            dataset,
            split_name,
            network.epoch,
            network.step,
        )

    @classmethod
    def of_epoch(
        cls, kept: KeptRun, epoch: int, dataset: Dataset, split_name: SplitName | None
    ) -> "EvaluationRequest":
        """Of a kept run at the end of an epoch; 0 is before training."""
        ref = NetworkRef.of_run(kept.id, epoch)
        return cls(quoted(kept.name), ref, kept, dataset, split_name, epoch)

    @property
    def split(self) -> Split:
        """The images."""
        return self.dataset.split(self.split_name)

    @property
    def parts(self) -> dict[SplitName, Split]:
        """The splits that the images come from, one after the other."""
        every = self.dataset.splits
        return every if self.split_name is None else {self.split_name: self.split}

    @property
    def title(self) -> str:
        """As in "Quick 2 after epoch 3 on MNIST, test"."""
        reader = at_moment(self.name, self.epoch, self.step) + ("," if self.epoch == 0 else "")
        on = quoted(data_title(self.dataset.name))
        return tr(
            "{reader} on {on}, {split}",
            reader=reader,
            on=on,
            split=SPLIT_TITLES[self.split_name].lower(),
        )

    def differs_in_weights_at_most(self, other: "EvaluationRequest") -> bool:
        """Whether both are of one network on the same images, as from snapshot to snapshot."""
        mine, theirs = (each.ref for each in (self, other))
        return mine == theirs and self.split is other.split


@dataclass(frozen=True, eq=False)
class EvaluationColumns:
    """What a network answered to all N images of a split; each column has one entry an image.

    labels: the true digits. predictions: the most probable ones; NO_PREDICTION where a kept epoch
    tells nothing of an image. confidences: the probabilities of these. losses: -log of the
    probability of the true digit, in nats. probabilities: (N, 10). The last two are None where a
    run did not keep them of an epoch, and NaN for an image that it did not keep them of.
    is_seen_while_learning: the predictions of training images are those that training itself made,
    each before the image was learned from.
    """

    labels: LabelArray
    predictions: LabelArray
    confidences: FloatArray
    losses: FloatArray | None = None
    probabilities: FloatArray | None = None
    is_seen_while_learning: bool = False

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def misread_positions(self) -> NDArray[np.intp]:
        """Where the images stand that were taken for another digit, rising."""
        is_wrong = (self.predictions != self.labels) & (self.predictions != NO_PREDICTION)
        return np.flatnonzero(is_wrong)

    @property
    def read_count(self) -> int:
        """How many images a prediction is known of."""
        return int(np.count_nonzero(self.predictions != NO_PREDICTION))

    @property
    def nbytes(self) -> int:
        """The memory that they take."""
        columns = (self.labels, self.predictions, self.confidences)
        optional = (self.losses, self.probabilities)
        return sum(each.nbytes for each in (*columns, *optional) if each is not None)


@dataclass(frozen=True, eq=False)
class EvaluationResult:
    """The answer to a request. seconds: what the reading took; 0 where it was remembered."""

    request: EvaluationRequest
    columns: EvaluationColumns
    seconds: float = 0.0

    @property
    def accuracy(self) -> Accuracy:
        """The fraction of the images that were read right."""
        request, columns = self.request, self.columns
        count = columns.read_count
        value = (count - len(columns.misread_positions)) / count
        data, split_name = request.dataset.name, request.split_name
        return Accuracy(value, data, split_name, count, request.epoch, request.step)

    @property
    def title(self) -> str:
        """Whose answers these are, as in "Quick 2 after epoch 3 on MNIST, test"."""
        title = self.request.title
        if not self.columns.is_seen_while_learning:
            return title
        if self.request.split_name is None:
            return tr("{title}, training images as seen while learning", title=title)
        return tr("{title} as seen while learning", title=title)
