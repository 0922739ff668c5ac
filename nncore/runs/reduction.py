"""Reduces a kept run to its last weights: those of earlier epochs go, and of a run that came to its
end also what its optimizer remembers of past gradients.

All that the run told stays: history, predictions of each epoch, and a state that opens and goes on.
What goes is moved aside first, so that it can be brought back.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from nncore.loop_state import LoopState
from nncore.runs.commit import Commit
from nncore.runs.commit_steps import put, state_name
from nncore.runs.disk import checked_size, sync_folder
from nncore.runs.errors import RunError, lacks_room
from nncore.runs.kept_run import KeptRun
from nncore.runs.leftovers import sweep
from nncore.runs.own_files import remove_folder, require_own
from nncore.runs.weights import FOLDER, weights_file
from nncore.storage.training_state import TrainingState


def reduce(folder: Path, aside: Path) -> int:
    """Reduce the run in `folder`, and move what it lets go of to `aside`; returns its bytes.

    To be called with the run's lock held. The commit that names nothing of it is on the disk before
    the first file moves: wherever the power goes, the run can be read. To move weights takes next
    to no room; where there is none for a leaner state, the run keeps the one that it has. Raises
    RunError for a damaged run, OSError where something cannot be written; the run is then as
    before.
    """
    kept = KeptRun.read(folder)
    sweep(folder, kept.commit)  # on a full disk each file counts
    try:
        return _reduce(kept, aside, _lean_state)
    except OSError as error:
        is_as_before = Commit.read(folder) == kept.commit
        if lacks_room(error) and is_as_before and (freed := _reduce(kept, aside, _same_state)):
            return freed
        raise


def _reduce(kept: KeptRun, aside: Path, state_of: Callable[[KeptRun], str | None]) -> int:
    folder, before, is_made = kept.folder, kept.commit, False
    try:
        reduced = replace(before, weights=_last_weights(kept), state=state_of(kept))
        if reduced == before:
            return 0
        remove_folder(aside, below=folder.parent)  # of a reduction before
        is_made = True
        require_own(aside, below=folder.parent).mkdir(parents=True)
        before.write(aside)  # from which `bring_back` knows what is there
        sync_folder(aside)
        put(folder, reduced)
    except BaseException:
        if Commit.read(folder) == before:  # else all of it is done but for the last sync
            sweep(folder, before)
            if is_made:
                remove_folder(aside, below=folder.parent)
        raise
    try:
        return _move_aside(folder, aside, before, reduced)
    except OSError:
        with suppress(OSError, RunError):  # what the disk refuses now, too, is lost with the rest
            bring_back(folder, aside)
        raise


def bring_back(folder: Path, aside: Path) -> None:
    """Undo `reduce`. To be called with the run's lock held.

    Raises RunError where the run was gone on with meanwhile, or a file is missing or damaged;
    OSError where a file cannot be moved. Either way the run can be read, and it can be tried again.
    """
    require_own(aside, below=folder.parent)
    before, now = Commit.read(aside), Commit.read(folder)
    if replace(now, weights=before.weights, state=before.state) != before:
        raise RunError("the run went on since it was reduced")
    files = _dropped(folder, before, now)
    try:
        for file in files:
            if (moved := aside / file.name).exists():
                checked_size(moved)
                moved.replace(require_own(file, below=folder.parent))
            checked_size(file)
        sync_folder(folder / FOLDER)
        put(folder, before)
    except (OSError, RunError):
        if Commit.read(folder) == now:  # where nobody names them they would be swept away
            for file in files:
                with suppress(OSError):
                    file.replace(aside / file.name)
        raise
    sweep(folder, before)
    remove_folder(aside, below=folder.parent)


def _move_aside(folder: Path, aside: Path, before: Commit, reduced: Commit) -> int:
    total = 0
    for file in _dropped(folder, before, reduced):
        total += file.lstat().st_size
        require_own(file, below=folder.parent).replace(aside / file.name)
    if reduced.state != before.state:
        total -= checked_size(folder / str(reduced.state))
    return total


def _dropped(folder: Path, before: Commit, reduced: Commit) -> list[Path]:
    """The files that only `before` names."""
    epochs = sorted({*before.weights} - {*reduced.weights})
    files = [weights_file(folder, epoch) for epoch in epochs]
    if before.state is not None and before.state != reduced.state:
        files.append(folder / before.state)
    return files


def _last_weights(kept: KeptRun) -> tuple[int, ...]:
    """The epoch of the last weights, if they were kept as those of an epoch, too."""
    last = kept.weights_epoch
    if last is None and kept.epochs == 0 and kept.steps == 0:
        return kept.weights_epochs  # they are the first as well
    return tuple(each for each in kept.weights_epochs if last is not None and each == last.epoch)


def _lean_state(kept: KeptRun) -> str | None:
    """The name of a state without what only the steps so far needed, written where there is any.

    An interrupted run keeps its state: it is to go on to the bit.
    """
    commit = kept.commit
    if kept.ending is None or commit.state is None:
        return commit.state
    state = kept.state()
    if not _has_spare(state):
        return commit.state
    state.optimizer.reset()
    if _can_renew_copy(state.progress):
        state.progress.kept = None
    name = state_name(commit, commit.state_step)
    state.save(require_own(kept.folder / name, below=kept.folder.parent))
    if checked_size(kept.folder / name) < checked_size(kept.folder / commit.state):
        return name
    sweep(kept.folder, commit)
    return commit.state


def _same_state(kept: KeptRun) -> str | None:
    return kept.commit.state


def _has_spare(state: TrainingState) -> bool:
    has_copy = state.progress.kept is not None and _can_renew_copy(state.progress)
    return has_copy or state.optimizer.updates > 0


def _can_renew_copy(progress: LoopState) -> bool:
    """Whether a run that goes on has the weights to go back to without keeping them: at the end of
    an epoch they are the last ones, in the first epoch those that its recipe begins with.
    """
    return progress.position.batch == 0 or progress.kept_epoch == 0
