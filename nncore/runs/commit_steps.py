"""The steps of a commit, in the order that keeps a run whole whatever happens in between.

First rows, weights and state, which nobody counts yet, each on the disk when its function returns;
then the commit itself. What a run is, and when to write, is not known here.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from nncore.recipes.recipe import Recipe
from nncore.runs.commit import Commit
from nncore.runs.disk import sync_folder
from nncore.runs.pending import Pending
from nncore.runs.tables import Tables, epoch_rows, step_rows
from nncore.runs.weights import FOLDER, epochs_to_keep, most_epochs, write_weights
from nncore.storage.training_state import TrainingState


def write_rows(tables: Tables, before: Commit, pending: Pending) -> None:
    """Put what is pending behind the rows that count. Raises OSError."""
    if pending.steps:
        tables.steps.write(step_rows(pending.steps), at=before.steps)
    if pending.epochs:
        tables.epochs.write(epoch_rows(pending.epochs), at=before.epochs)
        if len(refusals := pending.refusals()):
            tables.refusals.write(refusals, at=before.refusals)
    if pending.predictions:
        at, column = before.predictions, pending.predicted
        tables.predicted_epochs.write(column("epoch").astype(np.int32), at=at)
        tables.labels.write(column("labels"), at=at)
        tables.confidences.write(column("confidences"), at=at)
        tables.losses.write(column("losses"), at=before.losses)
        tables.log_probabilities.write(column("log_probabilities"), at=before.log_probabilities)


def with_weights(folder: Path, commit: Commit, state: TrainingState, recipe: Recipe) -> Commit:
    """Write the network of `state` as that of its epoch; the commit that names it among others.

    Raises OSError, ValueError for weights that are not finite.
    """
    epoch, network = state.progress.epoch, state.network
    kept = epochs_to_keep((*commit.weights, epoch), most_epochs(network))
    if epoch in kept and epoch not in commit.weights:
        write_weights(folder, epoch, network, recipe)
        sync_folder(folder / FOLDER)
    return replace(commit, weights=kept)


def state_name(before: Commit, step: int) -> str:
    """A name for the state at `step` that `before` does not use: its state stays whole."""
    name = f"state-{step}.safetensors"
    return name if name != before.state else f"state-{step}-again.safetensors"


def put(folder: Path, commit: Commit) -> None:
    """From now on `commit` counts. If it raises OSError, either this or the one before may."""
    sync_folder(folder)
    commit.write(folder)
    sync_folder(folder)
