"""Writes a kept run: gathers what it tells, and commits it; one process at a time.

What a run tells is gathered, and put on the disk by commits: first the data, then at one stroke
the file that says how much of it counts.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from threading import RLock

from nncore.datasets.dataset import Dataset
from nncore.events import EpochFinished, Event, RateChanged, StepFinished
from nncore.recipes.recipe import recipe_of
from nncore.runs.commit import MOST_CHECKS, MOST_RATE_CHANGES, Commit, Ending
from nncore.runs.commit_steps import put, state_name, with_weights, write_rows
from nncore.runs.errors import RunError, lacks_room, words_of
from nncore.runs.kept_run import KeptRun
from nncore.runs.leftovers import sweep
from nncore.runs.lock import Lock
from nncore.runs.own_files import require_own
from nncore.runs.pending import EpochRow, Pending
from nncore.runs.run_document import DataNote, RunNote
from nncore.runs.state_document import StateNotes
from nncore.runs.stopwatch import Stopwatch
from nncore.runs.tables import Tables
from nncore.storage.training_state import TrainingState


class RunWriter:
    """A run's folder, to be written to until `close`. `keep` does all of it but `end`.

    failure: why the last commit failed, in words; None where everything is on the disk.
    lacks_room: whether it failed because the disk is full.
    """

    def __init__(
        self, folder: Path, note: RunNote, commit: Commit, lock: Lock, told: Iterable[EpochFinished]
    ) -> None:
        """told: the epochs that were told of before."""
        self.folder = folder
        self.failure: str | None = None
        self.lacks_room = False
        self.watch = Stopwatch(commit.seconds)
        self.wished: Ending | None = None
        self._note, self._commit, self._lock = note, commit, lock
        self._tables = Tables(folder, note.dataset)
        self._notes = StateNotes(note, told)
        self._rate_changes = deque(commit.rate_changes, maxlen=MOST_RATE_CHANGES)
        self._checks = list(commit.checks)
        self._best = commit.best_validation
        self._pending = Pending()
        self._in_doubt = False
        """Whether the disk may hold another commit than this object thinks: nothing is deleted."""
        self._mutex = RLock()

    @property
    def id(self) -> str:
        """The name of the run's folder."""
        return self.folder.name

    @property
    def dataset(self) -> DataNote:
        """What the run learns from."""
        return self._note.dataset

    @property
    def steps(self) -> int:
        """How many are on the disk."""
        return self._commit.steps

    @property
    def epochs(self) -> int:
        """How many are on the disk."""
        return self._commit.epochs

    @property
    def ending(self) -> Ending | None:
        """How the run came to its end, as far as that is on the disk."""
        return self._commit.ending

    @property
    def is_open(self) -> bool:
        """Whether this process may write."""
        return self._lock.is_taken

    def kept(self) -> KeptRun:
        """The run as it lies on the disk now. Raises RunError where somebody damaged it."""
        return KeptRun.read(self.folder)

    def require(self, state: TrainingState, dataset: Dataset) -> None:
        """Raises RunError where `state` does not stand where the record does, or on other data."""
        if not self.is_open:
            raise RunError(f"the record of {self.id} is closed: reopen the run to go on with it")
        if dataset.fingerprint != self.dataset.fingerprint:
            raise RunError(
                f"the run was begun with other images than {dataset.name}'s: "
                f"it learned from {self.dataset.name}, {self.dataset.training} images"
            )
        if not self.dataset.is_of(dataset):
            raise RunError(
                "the run was begun with other non-digits than this version of Misread draws"
            )
        stands = state.progress.step, state.progress.epoch
        if stands != (self.steps, self.epochs):
            raise RunError(
                f"the state stands at step {stands[0]} after {stands[1]} epochs, the record of "
                f"{self.id} at step {self.steps} after {self.epochs}"
            )

    def follow(self, event: Event) -> None:
        """Note what the run told; `commit` puts it on the disk."""
        match event:
            case StepFinished():
                self._pending.steps.append(event)
            case RateChanged():
                self._rate_changes.append(event)
            case EpochFinished(validation_accuracy=accuracy):
                self._pending.epochs.append(event)
                self._notes.follow(event)
                self._note_check(event)
                if accuracy is not None:
                    self._best = accuracy if self._best is None else max(self._best, accuracy)

    def _note_check(self, event: EpochFinished) -> None:
        check = event.check
        if check is not None and check.is_unusual and len(self._checks) < MOST_CHECKS:
            self._checks.append((event.epoch, replace(check, answers=())))

    def predict(self, row: EpochRow) -> None:
        """Note what was predicted in an epoch that was just told of."""
        self._pending.predict(row)

    def commit(
        self, state: TrainingState, *, weights: bool = False, ending: Ending | None = None
    ) -> bool:
        """Put all that was noted on the disk, with the state to go on from; tells whether it is.

        weights: whether they are those of the end of the state's epoch, and kept as such.
        If not, `failure` says why, nothing is torn, and the next commit tries all of it again.
        """
        with self._mutex:
            try:
                self._committed(state, weights=weights, ending=ending or self.wished)
            except (OSError, ValueError) as error:
                self._fail(error)
                if not self._in_doubt:
                    sweep(self.folder, self._commit)
                return False
            self.failure, self.lacks_room = None, False
            self._pending.clear()
            sweep(self.folder, self._commit)
            return True

    def end(self, ending: Ending) -> None:
        """Say how the run ends, where it does not know by itself: it was stopped.

        To be called from any thread, before `keep` is closed or after. An end that the run came to
        by itself is not changed. What cannot be written shows in `failure`.
        """
        with self._mutex:
            if self.is_open:
                self.wished = ending
                self._end(ending)
                return
            try:
                require_own(self.folder, below=self.folder.parent)
                if self._lock.take():
                    self._commit = Commit.read(self.folder)  # others may have gone on meanwhile
                    self._end(ending)
            except (OSError, RunError) as error:
                self._fail(error)
            finally:
                self._lock.release()

    def close(self) -> None:
        """Let others write. What was not committed is left out."""
        with self._mutex:
            self._lock.release()

    def __enter__(self) -> "RunWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _committed(self, state: TrainingState, *, weights: bool, ending: Ending | None) -> None:
        commit = self._commit_of(state, ending)
        write_rows(self._tables, self._commit, self._pending)
        if weights:
            commit = with_weights(self.folder, commit, state, self._note.recipe)
        state.notes |= self._notes.values()
        state.save(require_own(self.folder / str(commit.state), below=self.folder.parent))
        self._tables.tell(commit)
        self._in_doubt = True
        put(self.folder, commit)
        self._commit, self._in_doubt = commit, False

    def _commit_of(self, state: TrainingState, ending: Ending | None) -> Commit:
        before, pending = self._commit, self._pending
        predicted = len(pending.predictions)
        return replace(
            before,
            asked=recipe_of(state.notes).epochs,
            steps=before.steps + len(pending.steps),
            epochs=before.epochs + len(pending.epochs),
            predictions=before.predictions + predicted,
            losses=before.losses + predicted,
            log_probabilities=before.log_probabilities + predicted,
            refusals=before.refusals + len(pending.refusals()),
            state=state_name(before, state.progress.step),
            state_step=state.progress.step,
            rate_changes=(*self._rate_changes,),
            seconds=self.watch.seconds,
            best_validation=self._best,
            checks=(*self._checks,),
            ending=ending,
        )

    def _fail(self, error: Exception) -> None:
        self.failure, self.lacks_room = words_of(error), lacks_room(error)

    def _end(self, ending: Ending) -> None:
        if self._commit.ending is None:
            commit = replace(self._commit, ending=ending)
            try:
                put(self.folder, commit)
                self._commit = commit
            except OSError as error:
                self._fail(error)
