"""What a kept run tells of what was checked in its epochs: what was unusual, and the answers."""

from contextlib import suppress
from dataclasses import replace

import numpy as np

from nncore.array_types import CLASSES
from nncore.diagnosis.diagnosis import WRONG_ANSWER
from nncore.events import EpochFinished
from nncore.runs import KeptRun, RunError
from nncore.runtime.epoch_check import EpochCheck


class KeptChecks:
    """The checks of a kept run's epochs. What was answered is told of epochs whose predictions were
    kept; damaged ones tell nothing.
    """

    def __init__(self, kept: KeptRun) -> None:
        self._unusual = dict(kept.commit.checks)
        self._predictions, self._rows = None, {}
        with suppress(OSError, RunError):
            self._predictions = kept.predictions()
            self._rows = {int(epoch): row for row, epoch in enumerate(self._predictions.epochs)}

    def added_to(self, epoch: EpochFinished) -> EpochFinished:
        """The epoch with its check, as far as that was kept and matters."""
        check, answers = self._unusual.get(epoch.epoch), self._answers(epoch)
        if answers:
            check = replace(check or EpochCheck(), answers=answers)
        return replace(epoch, check=check)

    def _answers(self, epoch: EpochFinished) -> tuple[int, ...]:
        row, accuracy = self._rows.get(epoch.epoch), epoch.validation_accuracy
        if self._predictions is None or row is None or accuracy is None:
            return ()
        if not accuracy < WRONG_ANSWER:  # rows lie on the disk: a good run's are not read
            return ()
        labels = self._predictions.labels[row, self._predictions.validation]
        return tuple(np.bincount(labels[labels < CLASSES], minlength=CLASSES).tolist())
