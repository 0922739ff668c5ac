"""Reads a kept run: small facts at once, arrays and weights when asked for.

It only reads, but for the name. Files are taken with distrust: a damaged one gives a RunError
that names it.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

import numpy as np

from nncore.array_types import CLASSES, IMAGE_SIDE
from nncore.events import EpochFinished, RateChanged
from nncore.network import Network
from nncore.recipes.architecture import network_costs
from nncore.recipes.recipe import Recipe
from nncore.runs.commit import Commit, Ending
from nncore.runs.disk import checked_size, folder_bytes
from nncore.runs.errors import RunError
from nncore.runs.lock import is_held
from nncore.runs.own_files import refuse_links
from nncore.runs.run_document import DataNote, RunNote, read_name, write_name
from nncore.runs.run_history import RunHistory, RunPredictions
from nncore.runs.state_document import beginning
from nncore.runs.tables import MOST_STEPS, Tables
from nncore.runs.weights import FOLDER, read_weights, require_weights, weights_file
from nncore.storage.training_state import TrainingState

LOCK_FILE = "lock"
RUN_ID = re.compile(r"\d{4}-\d\d-\d\d-\d{6}-[0-9a-f]{4}")
"""The names of runs' folders; no other folder is one's."""

_ATTEMPTS = 10
"""To read a run between two of its commits."""
_MOST_NOTES = 2**25
"""Bytes in a file beside the weights: what is noted of a thousand epochs takes 300 kB."""


@dataclass(frozen=True, eq=False)
class KeptRun:
    """A run on disk, as it was when it was read: it does not follow what is written later.

    last_epoch: the latest epoch that was told of. weights_epoch: the epoch at whose end the last
    weights stood, the best one where it stopped early; None where no epoch is done, or the weights
    are of a step in the next one. is_under_way: whether a living process, this one or another, went
    on with it at that moment.
    """

    folder: Path
    name: str
    note: RunNote
    commit: Commit
    last_epoch: EpochFinished | None
    weights_epoch: EpochFinished | None
    is_under_way: bool

    @classmethod
    def read(cls, folder: Path) -> "KeptRun":
        """Read the small files, while others may write to them.

        Raises RunError for what is no run, or a damaged one.
        """
        refuse_links(folder.parent, folder, folder / FOLDER, folder / LOCK_FILE)
        if not folder.is_dir():
            raise RunError(f"{folder} is not the folder of a run")
        note, commit = RunNote.read(folder), Commit.read(folder)
        for _ in range(_ATTEMPTS):
            try:
                epochs = _last_epochs(folder, note, commit)
                is_under_way = is_held(folder / LOCK_FILE)
                return cls(folder, read_name(folder), note, commit, *epochs, is_under_way)
            except RunError:
                # files go as soon as a newer commit names others
                before, commit = commit, Commit.read(folder)
                if commit == before:
                    raise
        raise RunError(f"{folder} changes faster than it can be read")

    @property
    def id(self) -> str:
        """The name of its folder."""
        return self.folder.name

    @property
    def created(self) -> datetime:
        """When it was begun, UTC."""
        return self.note.created

    @cached_property
    def recipe(self) -> Recipe:
        """As it was begun, with as many epochs as it is to have by now."""
        return replace(self.note.recipe, epochs=self.commit.asked)

    @property
    def dataset(self) -> DataNote:
        """What it learned from."""
        return self.note.dataset

    @property
    def steps(self) -> int:
        """How many are on record."""
        return self.commit.steps

    @property
    def epochs(self) -> int:
        """How many are done."""
        return self.commit.epochs

    @property
    def seconds(self) -> float:
        """Time at work; pauses do not count."""
        return self.commit.seconds

    @property
    def ending(self) -> Ending | None:
        """None while it is under way, and where it was interrupted."""
        return self.commit.ending

    @property
    def is_interrupted(self) -> bool:
        """Whether it can be resumed: it came to no end, and nobody went on with it."""
        return self.ending is None and not self.is_under_way

    @property
    def rate_changes(self) -> tuple[RateChanged, ...]:
        """In the order in which they were made."""
        return self.commit.rate_changes

    @property
    def best_validation(self) -> float | None:
        """The highest validation accuracy of any epoch, a fraction of 1."""
        return self.commit.best_validation

    @property
    def weights_epochs(self) -> tuple[int, ...]:
        """The epochs whose weights are kept, rising; 0 for those before training."""
        return self.commit.weights

    @property
    def bytes_on_disk(self) -> int:
        """What its folder takes now, in bytes."""
        return folder_bytes(self.folder)

    @property
    def weights_step(self) -> int:
        """The step after which the last weights stood; 0 for those before training."""
        return self.commit.state_step

    def history(self) -> RunHistory:
        """Every step and epoch. Raises RunError for damaged files, and for more than MOST_STEPS."""
        if self.steps > MOST_STEPS:
            path = self._tables.steps.path
            raise RunError(f"{path} tells of {self.steps} steps, at most {MOST_STEPS} are read")
        steps = self._tables.steps.mapped(self.steps)
        return RunHistory(
            np.ascontiguousarray(steps["loss"]),
            np.ascontiguousarray(steps["accuracy"]),
            np.ascontiguousarray(steps["learning_rate"]),
            np.ascontiguousarray(steps["examples"]),
            self._tables.told_epochs(self.commit),
        )

    def predictions(self) -> RunPredictions:
        """What was predicted, on the disk as it lies. Raises RunError for damaged files."""
        tables, rows = self._tables, self.commit.predictions
        return RunPredictions(
            tables.told_predictions(self.commit),
            tables.labels.mapped(rows),
            tables.confidences.mapped(rows),
            tables.losses.mapped(self.commit.losses),
            tables.log_probabilities.mapped(self.commit.log_probabilities),
            self.dataset,
        )

    def network(self, epoch: int | None = None) -> Network:
        """The network after `epoch`, one of `weights_epochs`; None for the run's last weights.

        Raises KeyError for another epoch, RunError for a damaged file.
        """
        if epoch is None:
            return self.state().network
        if epoch not in self.weights_epochs:
            raise KeyError(epoch)
        most = self._weights_bytes + _MOST_NOTES
        _require_at_most(weights_file(self.folder, epoch), most)
        network = read_weights(self.folder, epoch)
        self._require_alike(network, weights_file(self.folder, epoch))
        return network

    def has_weights_at(self, epoch: int | None) -> bool:
        """Whether the network after `epoch` can be had: its weights were kept as those of an epoch,
        or are the run's last ones, which None asks for.
        """
        if epoch is None or epoch in self.weights_epochs:
            return True
        last = self.weights_epoch
        return last is not None and last.epoch == epoch

    def network_at(self, epoch: int | None) -> Network:
        """The network after any epoch that `has_weights_at` tells of.

        Raises RunError for another epoch, and for a damaged file.
        """
        if not self.has_weights_at(epoch):
            raise RunError(f"the weights after epoch {epoch} were not kept")
        return self.network(epoch if epoch in self.weights_epochs else None)

    def state(self) -> TrainingState:
        """Where it stands, for `recipes.resume`; each call reads it anew.

        Raises RunError for a damaged file, or one that is not of this run.
        """
        if self.commit.state is None:
            return beginning(self.recipe, self.dataset)
        path = self._state_path()
        # three networks, two moments, labels with confidences and losses, and notes
        most = 5 * self._weights_bytes + 5 * self.dataset.images + _MOST_NOTES
        _require_at_most(path, most)
        try:
            state = TrainingState.load(path)
        except (OSError, ValueError, MemoryError) as error:
            raise RunError(f"{path} cannot be read: {error}") from error
        self._require_alike(state.network, path)
        stands = state.progress.step, state.progress.epoch
        if stands != (self.commit.state_step, self.epochs):
            raise RunError(f"{path} stands elsewhere than the run: something else went on with it")
        state.notes["recipe"] = self.recipe.as_json()
        return state

    def rename(self, name: str) -> "KeptRun":
        """The same run under another name, on the disk too; also while it is under way.

        Raises ValueError for an empty or very long name, OSError where it cannot be written.
        """
        write_name(self.folder, name)
        return replace(self, name=name.strip())

    def _state_path(self) -> Path:
        """The state has another name by now where the run was reduced since it was read."""
        path = self.folder / str(self.commit.state)
        if not path.exists():
            now = Commit.read(self.folder)
            if replace(now, weights=self.commit.weights, state=self.commit.state) == self.commit:
                return self.folder / str(now.state)
        return path

    @property
    def _weights_bytes(self) -> int:
        """What the weights take that the recipe asks for, in the widest of our types."""
        return 8 * network_costs(self.recipe.hidden).parameters

    @cached_property
    def _tables(self) -> Tables:
        return Tables(self.folder, self.dataset)

    def _require_alike(self, network: Network, path: Path) -> None:
        wanted = ((IMAGE_SIDE, IMAGE_SIDE), (CLASSES,), *network_costs(self.recipe.hidden))
        costs = network.parameter_count, network.multiplications
        if (network.input_shape, network.output_shape, *costs) != wanted:
            raise RunError(f"{path} holds {network}, which its recipe does not build")


def _require_at_most(path: Path, most: int) -> None:
    """Raises RunError for a file that is larger than anything that its run could have written."""
    if (size := checked_size(path)) > most:
        raise RunError(f"{path} must have at most {most} bytes, it has {size}")


def _last_epochs(
    folder: Path, note: RunNote, commit: Commit
) -> tuple[EpochFinished | None, EpochFinished | None]:
    """The last epoch that counts, and that of the last weights.

    Raises RunError where a file of the commit is not whole.
    """
    tables = Tables(folder, note.dataset)
    tables.require(commit)
    if commit.state is not None:
        checked_size(folder / commit.state)
    require_weights(folder, commit.weights)
    last = tables.told_epochs(commit, since=commit.epochs - 1)[0] if commit.epochs else None
    if commit.ending is Ending.EARLY:
        return last, tables.best_epoch(commit)
    stands_there = last is not None and last.step == commit.state_step
    return last, last if stands_there else None
