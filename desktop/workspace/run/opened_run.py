"""A kept run, read for being looked at: what the plots, the words and the tabs show of it.

It is read in a working thread: millions of steps, and sentences on thousands of epochs, would hold
up the window.
"""

from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from desktop.workspace.jobs import Progress
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_files import run_network
from desktop.workspace.run.continuation import ending_of
from desktop.workspace.run.epoch_log import EpochLog
from desktop.workspace.run.history import History
from nncore.runs import KeptRun, RunError, RunHistory


@dataclass(frozen=True, eq=False)
class OpenedRun:
    """A kept run with what it takes to look at it. It has one reader, who may change it.

    is_renewed: it was in sight before, and is only to be shown as it is by now.
    """

    kept: KeptRun
    history: History
    log: EpochLog
    network: NamedNetwork
    is_renewed: bool = False


def read(listed: KeptRun, _progress: Progress) -> OpenedRun:
    """The run as it lies on the disk by now: another window may have gone on with it.

    Raises RunError or OSError.
    """
    kept = listed
    with suppress(OSError, RunError):  # what else is read of it tells what is wrong
        kept = replace(KeptRun.read(listed.folder), name=listed.name)  # it may be written later
    recorded = kept.history()
    log = EpochLog.of_kept(kept, recorded, ending_of(kept))
    return OpenedRun(kept, history_of(kept, recorded), log, run_network(kept))


def read_anew(listed: KeptRun, progress: Progress) -> OpenedRun | None:
    """The same of a run that was read before; None where it cannot be read at this moment.

    Another window writes to it just now: the next time that the list is read is soon enough.
    """
    with suppress(OSError, RunError):
        return replace(read(listed, progress), is_renewed=True)
    return None


def plotted_history(kept: KeptRun) -> History:
    """What the plots draw of a kept run, read from the disk. Raises RunError for damaged files."""
    return history_of(kept, kept.history())


def history_of(kept: KeptRun, recorded: RunHistory) -> History:
    """What the plots draw of a kept run, of which the history was read."""
    images = kept.dataset.training
    history = History(kept.recipe.batch_size or images, kept.recipe.steps_per_epoch(images))
    steps = (recorded.losses, recorded.accuracies, recorded.learning_rates)
    history.extend_steps(*(figures.astype(np.float64) for figures in steps))
    epochs = recorded.epochs
    figures = np.array(
        [(each.step, each.validation_loss, each.validation_accuracy) for each in epochs],
        np.float64,
    ).reshape(-1, 3)
    history.extend_epochs(*figures.T)
    changes = ((each.step, each.before, each.after) for each in kept.rate_changes)
    history.extend_rate_changes(changes)
    return history
