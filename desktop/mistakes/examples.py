"""All images of a split with what a network took them for, as columns that can be sorted and
filtered at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from desktop.mistakes.timeline.history import NEVER, PredictionHistory
from desktop.translation import tr
from desktop.workspace.accuracy import UNTRAINED
from desktop.workspace.evaluation import EvaluationColumns
from desktop.workspace.mark import Mark
from nncore.array_types import CLASSES, FloatArray, LabelArray
from nncore.datasets import JoinedSplit, Split, SplitName
from nncore.epoch_predictions import NO_PREDICTION
from nncore.evaluation import ReliabilityBin, confusion_counts, reliability

Rows = NDArray[np.intp]
"""Which images, in which order: positions in the split."""

NO_ROWS: Rows = np.empty(0, np.intp)


@dataclass(frozen=True)
class ComparedNames:
    """What sentences call the two networks of a comparison.

    now, before: the network that is looked at and the other one, each with the moment of its
    weights; empty where nothing is compared. moment: of the other one, as in "after epoch 3", where
    both are moments of one run; else empty.
    """

    now: str = ""
    before: str = ""
    moment: str = ""

    @property
    def by_other(self) -> str:
        """Of a reading, as in "misread by the other network", "misread after epoch 3"."""
        return self._when or tr("by the other network")

    @property
    def others(self) -> str:
        """Of a figure, as in "more than the other network's", "more than after epoch 3"."""
        return self._when or tr("the other network's")

    @property
    def _when(self) -> str:
        return tr("before training") if self.moment == UNTRAINED else self.moment


UNNAMED = ComparedNames()


@dataclass(frozen=True, slots=True)
class Example:
    """One image: where it stands, what it is, what it was taken for.

    split_name: the split that it is of, if that is known. index: its position in its original file.
    confidence: the probability of the answer. loss: -log of the probability of the true digit, in
    nats; None where it is not known. rival_predicted: what another network took it for; None where
    nothing is compared. mark: what somebody thought of it, if they marked it. names: of both
    networks.
    """

    index: int
    truth: int
    predicted: int
    confidence: float
    loss: float | None
    rival_predicted: int | None = None
    mark: Mark | None = None
    split_name: SplitName | None = None
    names: ComparedNames = UNNAMED

    @property
    def is_right(self) -> bool:
        """Whether it was taken for what it is."""
        return self.truth == self.predicted


@dataclass(frozen=True, eq=False)
class Examples:
    """The images of `split`, in its order; each column has one entry an image.

    history: what the network's run took them for, up to the epoch that is looked at; None where
    that is not known. rival: what another network took them for, (N,); None while there is nothing
    to compare with. marks: by position, of the images that are marked. known_fixes: what the
    smallest fix of each changes, in pixels of full ink, NaN where that is not known. split_name:
    which split it is; None for several that are joined, or where that is not known.
    rival_confidences: the probabilities that the other network gave to its answers, (N,); None as
    `rival`. names: of both networks.
    """

    split: Split
    columns: EvaluationColumns
    history: PredictionHistory | None = None
    rival: LabelArray | None = None
    marks: Mapping[int, Mark] = field(default_factory=dict)
    known_fixes: FloatArray | None = None
    split_name: SplitName | None = None
    rival_confidences: FloatArray | None = None
    names: ComparedNames = UNNAMED

    @cached_property
    def is_read(self) -> NDArray[np.bool_]:
        """Whether anything was predicted."""
        return np.not_equal(self.columns.predictions, NO_PREDICTION)

    @cached_property
    def is_right(self) -> NDArray[np.bool_]:
        """Whether the prediction is the true digit."""
        return np.equal(self.columns.predictions, self.columns.labels)

    @cached_property
    def is_marked(self) -> NDArray[np.bool_]:
        """Whether somebody marked it."""
        is_marked = np.zeros(len(self.columns), np.bool_)
        is_marked[[*self.marks]] = True
        return is_marked

    @cached_property
    def answers(self) -> LabelArray:
        """The predictions; 0 for images that nobody read."""
        return np.where(self.is_read, self.columns.predictions, 0).astype(np.uint8)

    @cached_property
    def badness(self) -> FloatArray:
        """How badly each image was read: its loss, or what sorts alike where that is not known."""
        columns = self.columns
        if columns.losses is not None:
            return columns.losses
        confidences = columns.confidences
        return np.where(self.is_right, -confidences, confidences).astype(np.float32)

    @cached_property
    def margins(self) -> FloatArray:
        """How much likelier the prediction is than the runner-up, 0..1; where only the confidences
        are known, the least that it can be.
        """
        probabilities = self.columns.probabilities
        least: FloatArray = np.maximum(2 * self.columns.confidences - 1, 0)
        if probabilities is None:
            return least
        two = np.partition(probabilities, CLASSES - 2, axis=1)[:, CLASSES - 2 :]
        margins = two[:, 1] - two[:, 0]
        return np.where(np.isnan(margins), least, margins)

    @cached_property
    def fix_sizes(self) -> FloatArray:
        """`known_fixes`, or NaN for each image."""
        unknown = np.full(len(self.columns), np.nan, np.float32)
        return unknown if self.known_fixes is None else self.known_fixes

    @cached_property
    def confusion(self) -> NDArray[np.int64]:
        """Counts of shape (10, 10) of what was read: rows are the truth, columns the prediction."""
        return confusion_counts(self.columns.labels[self.is_read], self.answers[self.is_read])

    def is_answered_as(self, other: "Examples | None") -> bool:
        """Whether the same networks answered the same: history, marks and fixes may differ."""
        if other is None or self.columns is not other.columns:
            return False
        return self.rival is other.rival and self.names == other.names

    def reliability(self) -> list[ReliabilityBin]:
        """How often the network is right when it says that it is so and so sure."""
        return reliability(self.columns.confidences[self.is_read], self.is_right[self.is_read])

    @cached_property
    def is_compared(self) -> NDArray[np.bool_]:
        """Whether both networks predicted something."""
        if self.rival is None:
            return np.zeros(len(self.columns), np.bool_)
        is_compared: NDArray[np.bool_] = self.is_read & (self.rival != NO_PREDICTION)
        return is_compared

    @cached_property
    def compared_confusions(self) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
        """As `confusion`, of the network and of the rival, over the images that both read; None
        without a rival.
        """
        if self.rival is None:
            return None
        rows = self.is_compared
        labels = self.columns.labels[rows]
        ours = confusion_counts(labels, self.answers[rows])
        return ours, confusion_counts(labels, self.rival[rows])

    def compared_reliabilities(self) -> tuple[list[ReliabilityBin], list[ReliabilityBin]] | None:
        """As `reliability`, of the network and of the rival, over the images that both read; None
        without a rival.
        """
        if self.rival is None or self.rival_confidences is None:
            return None
        rows, labels = self.is_compared, self.columns.labels
        ours = reliability(self.columns.confidences[rows], self.is_right[rows])
        is_right = np.equal(self.rival, labels)
        return ours, reliability(self.rival_confidences[rows], is_right[rows])

    @property
    def read_count(self) -> int:
        """How many images a prediction is known of."""
        return int(self.confusion.sum())

    @property
    def misread_count(self) -> int:
        """How many of them were taken for another digit."""
        return self.read_count - int(np.trace(self.confusion))

    def example(self, row: int) -> Example:
        """The image at a position."""
        columns = self.columns
        split_name, index = self.place(row)
        return Example(
            index=index,
            truth=int(columns.labels[row]),
            predicted=int(columns.predictions[row]),
            confidence=float(columns.confidences[row]),
            loss=None if columns.losses is None else float(columns.losses[row]),
            rival_predicted=self._rival_predicted(row),
            mark=self.marks.get(row),
            split_name=split_name,
            names=self.names,
        )

    def place(self, row: int) -> tuple[SplitName | None, int]:
        """The split of the image at a position, if it is known, and its index in its file."""
        if isinstance(self.split, JoinedSplit):
            return self.split.place(row)
        return self.split_name, self.split.index(row)

    def since(self, rows: Rows) -> NDArray[np.int32]:
        """The epochs since which images are read as they are here, (rows,); NEVER where that is not
        known, or the run took them for something else.
        """
        history = self.history
        if history is None or not len(history.epochs):
            return np.full(len(rows), NEVER, np.int32)
        is_told = history.predictions[-1, rows] == self.columns.predictions[rows]
        return np.where(is_told, history.since(rows), NEVER).astype(np.int32)

    def _rival_predicted(self, row: int) -> int | None:
        if self.rival is None or not self.is_compared[row]:
            return None
        return int(self.rival[row])
