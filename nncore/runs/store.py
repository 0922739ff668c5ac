"""All kept runs, one folder each: listed, begun, gone on with, reduced, deleted and brought back.

It finds and moves folders; what stands in them is the business of `kept_run` and `record`.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import Any

from nncore.datasets.dataset import Dataset
from nncore.recipes.recipe import Recipe
from nncore.runs.bin import Bin, Binned, listed
from nncore.runs.commit import Commit
from nncore.runs.disk import sync_folder
from nncore.runs.errors import RunError
from nncore.runs.kept_run import LOCK_FILE, RUN_ID, KeptRun
from nncore.runs.leftovers import sweep
from nncore.runs.lock import Lock
from nncore.runs.own_files import remove_folder, require_own
from nncore.runs.reduction import bring_back, reduce
from nncore.runs.run_document import RunNote, read_name, write_name
from nncore.runs.run_writer import RunWriter
from nncore.runs.tables import Tables
from nncore.runs.weights import FOLDER
from nncore.safe_text import quoted

_BEGUN = ".begun-"
_UNBEGUN = re.compile(re.escape(_BEGUN) + RUN_ID.pattern)
_BEGINNING_SECONDS = 60.0
"""A run that takes longer to begin is one that never will."""


class RunStore:
    """The runs in `folder`, which is made when the first one begins.

    No link is followed there: it may have come from elsewhere. Neither may `folder` be one.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._bin = Bin(self.folder)

    def runs(self) -> list[KeptRun]:
        """All that can be read, the newest first."""
        runs = [each for _, each in self.scan() if isinstance(each, KeptRun)]
        return sorted(runs, key=lambda run: (run.created, run.id), reverse=True)

    def damaged(self) -> list[tuple[Path, str]]:
        """The folders of runs that cannot be read, and why, in words."""
        return [(path, str(each)) for path, each in self.scan() if isinstance(each, RunError)]

    def get(self, id: str) -> KeptRun:  # noqa: A002 - it is what a run calls it
        """One run, read anew. Raises KeyError where there is none, RunError for a damaged one."""
        return KeptRun.read(self._existing(id))

    def begin(
        self, name: str, recipe: Recipe, dataset: Dataset, *, notes: dict[str, Any] | None = None
    ) -> RunWriter:
        """Make the folder of a new run, and hold its lock; `keep` goes on from here.

        notes: what JSON can hold, to travel with its saved states (`preset`, the name it was
        asked for by; `generated_images`, see `python -m nncore train`).
        Raises OSError where that cannot be written; ValueError for an empty or very long name.
        """
        require_own(self.folder, below=self.folder)
        note = RunNote.now(recipe, dataset, notes or {})
        commit = Commit(recipe.epochs)
        folder = self.folder / f"{note.created:%Y-%m-%d-%H%M%S}-{token_hex(2)}"
        # made under another name, so that nobody ever sees half of it
        begun = folder.with_name(_BEGUN + folder.name)
        try:
            (begun / FOLDER).mkdir(parents=True)
            note.write(begun)
            write_name(begun, name)
            Tables(begun, note.dataset).create()
            commit.write(begun)
            sync_folder(begun)
            begun.rename(folder)
            sync_folder(self.folder)
            self._bin.make()
            return RunWriter(folder, note, commit, _taken(folder), ())
        except BaseException:
            with suppress(OSError):
                folder.rename(begun)  # so that nobody sees it half removed
            remove_folder(begun, below=self.folder)
            raise

    def reopen(self, kept: KeptRun) -> RunWriter:
        """Hold the lock of a run, to go on with it: `resume(kept.state(), …)`, then `keep`.

        Of one that diverged, the steps that led away are forgotten now. Raises RunError where
        somebody goes on with it already, or it is damaged; OSError where nothing can be written.
        """
        lock = _taken(require_own(self._existing(kept.id), below=self.folder))
        try:
            now = KeptRun.read(kept.folder)
            commit = now.commit.of_state()
            if commit != now.commit:
                commit.write(now.folder)
                sync_folder(now.folder)
            tables = Tables(now.folder, now.dataset)
            tables.create_missing()
            tables.tell(commit)
            sweep(now.folder, commit)
            return RunWriter(now.folder, now.note, commit, lock, now.history().epochs)
        except BaseException:
            lock.release()
            raise

    def delete(self, id: str) -> None:  # noqa: A002
        """Put a run aside; `restore` brings it back until `purge`. A damaged one may go too.

        Raises KeyError where there is none, RunError for one that is under way, OSError where it
        cannot be moved.
        """
        self._bin.put(require_own(self._existing(id), below=self.folder))

    def restore(self, id: str) -> KeptRun:  # noqa: A002
        """Bring back a run that was deleted, and read it.

        Raises KeyError where it is gone for good, RunError for a damaged one, OSError where it
        cannot be moved.
        """
        self.put_back(id)
        return KeptRun.read(self.folder / id)

    def put_back(self, id: str) -> None:  # noqa: A002
        """Bring back a run that was deleted, be it damaged or not.

        Raises KeyError where it is gone for good, OSError where it cannot be moved.
        """
        self._bin.put_back(id)

    def reduce(self, id: str) -> int:  # noqa: A002
        """Let go of all weights of a run but its last; returns the bytes that this sets free.

        If it came to its end, its optimizer begins anew should it go on; an interrupted run goes on
        to the bit. On a full disk a run may keep its optimizer's memory, and lose earlier weights
        alone: they take no room to be moved. `restore_weights` undoes it until `purge` or `free`.
        Raises KeyError where there is none, RunError for a damaged one and for one that is under
        way, OSError where something cannot be written.
        """
        with self._held(id) as folder:
            return reduce(folder, self._bin.reduced(id))

    def restore_weights(self, id: str) -> KeptRun:  # noqa: A002
        """Bring back what `reduce` let go of, and read the run.

        Raises KeyError where it is gone for good, RunError where the run went on since, is under
        way or damaged, OSError where files cannot be moved.
        """
        aside = self._bin.reduced(id)
        if not aside.is_dir():
            raise KeyError(id)
        with self._held(id) as folder:
            bring_back(folder, aside)
        return KeptRun.read(folder)

    def free(self, id: str) -> None:  # noqa: A002
        """Remove for good what `reduce` let go of, if anything is left of it.

        Raises KeyError for what is no run's id, OSError where a link stands on the way to it.
        """
        remove_folder(self._bin.reduced(id), below=self.folder)

    def binned(self) -> list[Binned]:
        """What deleted and reduced runs still take of the disk, but for what is in use."""
        return self._bin.contents()

    def remove(self, binned: Binned) -> None:
        """Remove one of `binned` for good.

        Raises KeyError where it is gone, RunError where somebody goes on with the run since,
        OSError where it cannot be removed.
        """
        self._bin.remove(binned)

    def purge(self, older_than_seconds: float = 0.0) -> None:
        """Remove for good what was deleted longer ago than that, and what was never quite begun.

        A run goes with all that somebody put into its folder. What cannot be removed stays, and so
        does what lies there under other names than ours, or behind a link.
        """
        self._bin.purge(older_than_seconds)
        least = max(older_than_seconds, _BEGINNING_SECONDS)
        for folder in listed(self.folder):
            with suppress(OSError):
                is_ours = _UNBEGUN.fullmatch(folder.name)
                if is_ours and time.time() - folder.lstat().st_mtime >= least:
                    remove_folder(folder, below=self.folder)

    def scan(self) -> Iterator[tuple[Path, KeptRun | RunError]]:
        """The folder of every run with what was read of it, one by one: the run, or why not."""
        for folder in listed(self.folder):
            if RUN_ID.fullmatch(folder.name):
                try:
                    yield folder, KeptRun.read(folder)
                except RunError as error:
                    yield folder, error

    @contextmanager
    def _held(self, id: str) -> Iterator[Path]:  # noqa: A002
        """The folder of a run, with its lock held: nobody else writes there."""
        folder = require_own(self._existing(id), below=self.folder)
        lock = _taken(folder)
        try:
            yield folder
        finally:
            lock.release()

    def _existing(self, id: str) -> Path:  # noqa: A002
        folder = self.folder / id
        if not RUN_ID.fullmatch(id) or not folder.is_dir():
            raise KeyError(id)
        return folder


def _taken(folder: Path) -> Lock:
    lock = Lock(folder / LOCK_FILE)
    if not lock.take():
        name = quoted(read_name(folder))
        raise RunError(f"“{name}” is under way already, in this window or another")
    return lock
