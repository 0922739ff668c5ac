"""What a kept run tells of what was checked in its epochs: the digits that were answered."""

from contextlib import suppress
from dataclasses import replace

import numpy as np

from nncore.array_types import CLASSES
from nncore.diagnosis.diagnosis import WRONG_ANSWER
from nncore.events import EpochFinished
from nncore.runs import KeptRun, RunError
from nncore.runtime.epoch_check import EpochCheck


class KeptChecks:
    """Of the epochs whose predictions were kept; of a run whose predictions are damaged there are
    none.
    """

    def __init__(self, kept: KeptRun) -> None:
        self._predictions, self._rows = None, {}
        with suppress(OSError, RunError):
            self._predictions = kept.predictions()
            self._rows = {int(epoch): row for row, epoch in enumerate(self._predictions.epochs)}

    def added_to(self, epoch: EpochFinished) -> EpochFinished:
        """The epoch with its check, where there is one, and the validation is bad enough for it."""
        row, accuracy = self._rows.get(epoch.epoch), epoch.validation_accuracy
        if self._predictions is None or row is None or accuracy is None:
            return epoch
        if not accuracy < WRONG_ANSWER:  # rows lie on the disk: a good run's are not read
            return epoch
        labels = self._predictions.labels[row, self._predictions.validation]
        answers = np.bincount(labels[labels < CLASSES], minlength=CLASSES)
        return replace(epoch, check=EpochCheck(tuple(answers.tolist())))
