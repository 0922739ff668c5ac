"""What travels with a run's saved state, so that `python -m nncore train --resume` takes it too.

The command line knows data sets by names of its own; it is not known here.
"""

from collections import deque
from collections.abc import Iterable
from typing import Any

from nncore.datasets.names import command_name
from nncore.epoch_predictions import EpochPredictions
from nncore.events import EpochFinished
from nncore.recipes.recipe import Recipe
from nncore.runs.run_document import DataNote, RunNote
from nncore.storage.training_state import TrainingState

_USUAL_GENERATED = 12_000
"""Training images of the generated set that nobody has to ask for by their number."""

MOST_EPOCHS = 1000
"""The latest of a long run's: all of them stand in its folder, and would slow down each commit."""


class StateNotes:
    """Notes that follow a run; epochs: those it has finished."""

    def __init__(self, note: RunNote, epochs: Iterable[EpochFinished] = ()) -> None:
        self._lasting = _lasting(note.dataset) | note.notes
        self._epochs: deque[dict[str, Any]] = deque(maxlen=MOST_EPOCHS)
        for each in epochs:
            self.follow(each)

    def follow(self, event: EpochFinished) -> None:
        """One more epoch is finished."""
        self._epochs.append(event.as_json())

    def values(self) -> dict[str, Any]:
        """As JSON can hold them."""
        return self._lasting | {"epochs": [*self._epochs]}


def _lasting(data: DataNote) -> dict[str, Any]:
    name = command_name(data.name)
    is_counted = name == "generated" and data.training != _USUAL_GENERATED
    return {
        "dataset": name,
        "generated_images": data.training if is_counted else None,
        "preset": None,
        "fingerprint": data.fingerprint,
    }


def beginning(recipe: Recipe, data: DataNote) -> TrainingState:
    """The state before the first pull: all of it is in the recipe, so nothing else is written."""
    notes = {"recipe": recipe.as_json(), "dataset": data.name}
    state = TrainingState(*recipe.build(), notes=notes)
    state.progress.predictions = EpochPredictions.empty(data.training, data.validation)
    return state
