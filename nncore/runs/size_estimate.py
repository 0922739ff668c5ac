"""How much a run will take on the disk, computed before it is begun.

Rows of the growing files are counted exactly; headers and notes, which weigh little, roughly.
"""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from nncore.datasets.dataset import SplitName
from nncore.recipes.architecture import network_costs
from nncore.recipes.recipe import Recipe
from nncore.runs import state_document
from nncore.runs.commit import Commit
from nncore.runs.recording import FULL_BATCH_EPOCHS
from nncore.runs.run_document import DataNote
from nncore.runs.tables import Tables
from nncore.runs.weights import kept_epochs_count, most_epochs_of

_NUMBER_BYTES = 4
"""Weights and moments are float32."""

_LAYER_BYTES = 300
"""What the header of a network's file takes for each dense layer or convolution."""

_DOCUMENT_BYTES = 1_100
"""`run.json`, `name.json` and `commit.json`."""

_STATE_HEADER_BYTES = 3_000
_EPOCH_NOTE_BYTES = 190
"""What a state notes of each of the latest epochs."""

_PREDICTION_BYTES = 3
"""What a state holds of each training and validation image: a label and its confidence."""


class RunSize(NamedTuple):
    """Bytes on the disk. kept: when the run is done. most: at any time on the way, for a new state
    is written before the old one goes, and weights are thinned out now and then.
    """

    kept: int
    most: int


@lru_cache(maxsize=64)
def estimated_size(recipe: Recipe, training: int, validation: int, test: int) -> RunSize:
    """What a run of all epochs of `recipe` takes, on a data set of so many images.

    A run that stops early takes less. Raises ValueError without an image to learn from.
    """
    if training < 1 or min(validation, test) < 0:
        raise ValueError(
            f"a run takes at least one training image, got {training} training, {validation} "
            f"validation and {test} test images"
        )
    non_digits = str(SplitName.TRAINING) if recipe.non_digit_share else ""
    data = DataNote("", "", training, validation, test, non_digits)
    rows = sum(
        file.bytes_with(count)
        for file, count in Tables(Path(), data).counted(_at_end(recipe, data))
    )
    weights = network_costs(recipe.hidden).parameters * _NUMBER_BYTES
    file, most = weights + _LAYER_BYTES * (len(recipe.hidden) + 1), most_epochs_of(weights)
    state = _state_bytes(recipe, weights, training + validation)
    kept = rows + _DOCUMENT_BYTES + kept_epochs_count(recipe.epochs, most) * file + state
    at_once = rows + _DOCUMENT_BYTES + min(most, recipe.epochs + 1) * file + 2 * state
    return RunSize(kept, at_once)


def _at_end(recipe: Recipe, data: DataNote) -> Commit:
    """How many rows a run has when it is done."""
    epochs, steps = recipe.epochs, recipe.steps_per_epoch(data.training)
    predicted = epochs if steps > 1 else -(-epochs // FULL_BATCH_EPOCHS)
    return Commit(
        epochs,
        steps=steps * epochs,
        epochs=epochs,
        predictions=predicted,
        losses=predicted,
        log_probabilities=predicted,
        refusals=epochs if recipe.non_digit_share else 0,
    )


def _state_bytes(recipe: Recipe, weights: int, images: int) -> int:
    """The network, the weights to go back to, those of the best epoch, and the moments."""
    moments = len(recipe.new_optimizer().moment_names)
    copies = 2 + (recipe.patience is not None) + moments
    noted = min(recipe.epochs, state_document.MOST_EPOCHS)
    notes = _STATE_HEADER_BYTES + noted * _EPOCH_NOTE_BYTES
    return copies * weights + images * _PREDICTION_BYTES + notes
