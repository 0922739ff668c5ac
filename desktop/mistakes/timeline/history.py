"""What a run took each image of a split for, epoch by epoch, and what follows from that."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np
from numpy.typing import NDArray

from desktop.translation import tr, tr_count
from nncore.array_types import CLASSES, LabelArray
from nncore.datasets import Dataset, SplitName
from nncore.epoch_predictions import NO_PREDICTION
from nncore.runs import KeptRun, RunError

MOST_BYTES = 64_000_000
"""What a history may take of the memory; of longer ones, some epochs are left out evenly."""

_MOST_TURNS = 6
"""That a story tells one by one; of more, the first and the last."""

NEVER = np.iinfo(np.int32).max
"""The epoch at which an image was learned that never was: it sorts last."""


@dataclass(frozen=True, eq=False)
class PredictionHistory:
    """epochs: (E,), rising. predictions: (E, N) uint8, NO_PREDICTION where there is none.
    truths: (N,), the true digits.
    """

    epochs: NDArray[np.int32]
    predictions: LabelArray
    truths: LabelArray

    @classmethod
    def read(
        cls, kept: KeptRun, dataset: Dataset, split_name: SplitName | None
    ) -> "PredictionHistory":
        """Of a kept run on the data set that it learned from, for a working thread.

        Raises ValueError where it learned from other images, RunError for a damaged run.
        """
        split, told = dataset.split(split_name), kept.predictions()
        columns = told.columns(split_name)
        is_same = dataset.fingerprint == kept.dataset.fingerprint
        if not is_same or columns.stop - columns.start != len(split):
            raise ValueError(tr("the run learned from other images"))
        step = max(1, ceil(len(told.epochs) * len(split) / MOST_BYTES))
        rows = np.arange(len(told.epochs))[::-step][::-1]  # the latest is always among them
        predictions = np.array(told.labels[rows, columns])
        if ((predictions >= CLASSES) & (predictions != NO_PREDICTION)).any():
            raise RunError(tr("labels.npy is damaged: it tells of predictions that are no digits"))
        return cls(told.epochs[rows], predictions, split.labels)

    def until(self, epoch: int | None) -> "PredictionHistory":
        """The history up to that epoch; None for all of it."""
        if epoch is None or not len(self.epochs) or epoch >= self.epochs[-1]:
            return self
        count = int(np.searchsorted(self.epochs, epoch, side="right"))
        return PredictionHistory(self.epochs[:count], self.predictions[:count], self.truths)

    @cached_property
    def latest_known(self) -> LabelArray:
        """The predictions, each unknown one replaced by the last known before it, (E, N)."""
        is_unknown = self.predictions == NO_PREDICTION
        if not is_unknown.any():
            return self.predictions
        latest = self.predictions.copy()
        for before, row, unknown in zip(latest, latest[1:], is_unknown[1:], strict=False):
            row[unknown] = before[unknown]
        return latest

    @cached_property
    def is_right(self) -> NDArray[np.bool_]:
        """Where each image was read right, as far as it was known by then, (E, N)."""
        return np.equal(self.latest_known, self.truths)

    @cached_property
    def first_learned(self) -> NDArray[np.int32]:
        """The first epoch at which each image was read right, (N,); NEVER where there is none."""
        if not len(self.epochs):
            return np.full(len(self.truths), NEVER, np.int32)
        first = self.epochs[self.is_right.argmax(axis=0)]
        return np.where(self.is_right.any(axis=0), first, NEVER).astype(np.int32)

    @cached_property
    def times_forgotten(self) -> NDArray[np.intp]:
        """How often each image was read right at one epoch and not at the next, (N,).

        Source: forgetting events, Toneva et al., 2019.
        """
        return np.asarray(np.sum(self.is_right[:-1] & ~self.is_right[1:], axis=0), np.intp)

    @cached_property
    def was_right(self) -> NDArray[np.bool_]:
        """Which images were read right at some epoch, (N,)."""
        return np.asarray(self.is_right.any(axis=0), np.bool_)

    @property
    def flip_flops(self) -> NDArray[np.bool_]:
        """Which images were forgotten twice or more, (N,)."""
        return np.greater_equal(self.times_forgotten, 2)

    def since(self, positions: Sequence[int] | NDArray[np.intp]) -> NDArray[np.int32]:
        """The epochs since which some images are read as they are now, (positions,); NEVER where
        that is not known.
        """
        columns = self.predictions[:, positions]
        if not len(columns):
            return np.full(len(positions), NEVER, np.int32)
        is_other = columns != columns[-1]
        # from the end to the last epoch at which it was read otherwise
        lasting = np.where(is_other.any(axis=0), is_other[::-1].argmax(axis=0), len(columns))
        first = self.epochs[len(columns) - lasting]
        return np.where(columns[-1] == NO_PREDICTION, NEVER, first).astype(np.int32)

    def of_image(self, position: int) -> list[tuple[int, int | None]]:
        """Epoch by epoch what one image was taken for; None where nothing is known of it."""
        column = self.predictions[:, position]
        digits = (None if each == NO_PREDICTION else int(each) for each in column)
        return list(zip(self.epochs.tolist(), digits, strict=True))

    def story(self, position: int) -> str:
        """In words: "Learned at epoch 2, lost at 5, learned at 6.".

        Of many turns the first two and the last are told: "… 38 more turns …" stands between.
        """
        told, is_known = [], self.predictions[:, position] != NO_PREDICTION
        epochs, right = self.epochs[is_known], self.is_right[is_known, position]
        if not len(epochs):
            return ""
        turns = np.flatnonzero(np.diff(right.astype(np.int8))) + 1
        if right[0]:
            told.append(
                tr("right since epoch {epochs}", epochs=epochs[0])
                if not len(turns)
                else tr("right at first")
            )
        for turn in turns:
            told.append(_turn(epochs[turn], is_learned=right[turn], is_first=not told))
        if not told:
            known = PredictionHistory(epochs, self.predictions[is_known], self.truths)
            digit, (since,) = known.predictions[-1, position], known.since([position])
            return tr(
                "Never learned; read as {digit} since epoch {since}.", digit=digit, since=since
            )
        if len(told) > _MOST_TURNS:
            told[2:-1] = [
                tr_count("… {count} more turn …", "… {count} more turns …", len(told) - 3)
            ]
        sentence = ", ".join(told)
        return f"{sentence[0].upper()}{sentence[1:]}."


def _turn(epoch: int, *, is_learned: bool, is_first: bool) -> str:
    """When an image was learned or lost again; the first turn of a story names the epoch."""
    if is_learned and is_first:
        return tr("learned at epoch {epoch}", epoch=epoch)
    if is_learned:
        return tr("learned at {epoch}", epoch=epoch)
    if is_first:
        return tr("lost at epoch {epoch}", epoch=epoch)
    return tr("lost at {epoch}", epoch=epoch)
