"""The file that a run is saved to now and then, so that it can go on after whatever happens.

A disk that fills up is told and ends nothing: the run is worth more than its copy.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from nncore.cli.errors import CommandError, explained
from nncore.events import EpochFinished
from nncore.storage.training_state import ARITHMETIC, TrainingState


class Checkpoint:
    """Saves a run to `path`, whole or not at all; without a path it does nothing."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.is_current = False
        """Whether the last time that there was something to save, it was saved."""

    def save(self, state: TrainingState, epochs: Sequence[EpochFinished]) -> None:
        """Save the run with the history of its epochs; say so where that fails."""
        if self.path is None:
            return
        state.notes["epochs"] = [epoch.as_json() for epoch in epochs]
        try:
            with explained():
                state.save(self.path)
            self.is_current = True
        except CommandError as error:
            self.is_current = False
            print(f"The run could not be saved: {error}", file=sys.stderr)


def warn_of_other_arithmetic(state: TrainingState) -> None:
    """Say so where a run of another version goes on."""
    if state.arithmetic != ARITHMETIC:
        print(
            "The run was saved by another version of Misread and goes on with this one's "
            "arithmetic: the weights will be as good, but not the same to the bit.",
            file=sys.stderr,
        )
