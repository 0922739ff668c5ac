"""What the list of runs says, in words and numbers as people read them."""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from desktop import formats
from desktop.formats import counted, day, size_of_bytes
from desktop.translation import tr, tr_count
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.kept_run_summary import KeptRunStatus, KeptRunSummary
from desktop.workspace.run_bin import BinContents
from nncore.safe_text import quoted

EMPTY = tr("Every run is kept here: press Start.")
BUSY = tr("A run is under way: stop it first.")
REDUCE = tr(
    "Free the disk of the weights of earlier epochs, and of what the optimizer "
    "remembers of a run that has ended: should it go on, its optimizer begins anew. "
    "Curves and predictions stay."
)
NOTHING_TO_REDUCE = tr("There are no weights but the last ones.")
TICK_ANOTHER = tr("Tick another run to read how the two differ.")

_STATUSES = {
    KeptRunStatus.RUNNING: tr("running"),
    KeptRunStatus.INTERRUPTED: tr("interrupted"),
    KeptRunStatus.STOPPED: tr("stopped"),
    KeptRunStatus.DIVERGED: tr("diverged"),
    KeptRunStatus.FINISHED: "",
}
_MOST_UNREADABLE = 10

_MOST_LETTERS = 32
"""Of a name in a sentence that has little room."""


def status(status: KeptRunStatus) -> str:
    """The word beside a run's name; one that came to its end needs none."""
    return _STATUSES[status]


def accuracy(measured: Accuracy | None) -> str:
    """As in 98.42 %; a dash where nothing was measured yet."""
    return formats.accuracy(None if measured is None else measured.value, 2)


def accuracy_then(measured: Accuracy | None) -> str:
    """The same with its moment, as in 98.42 % after epoch 3."""
    moment = "" if measured is None else measured.moment
    return f"{accuracy(measured)} {moment}".rstrip()


def accuracy_note(line: KeptRunSummary) -> str:
    """Of which images and which epoch the accuracy is, and what the best was."""
    accuracy = line.accuracy
    if accuracy is None:
        return tr("Not measured yet: no epoch is complete.")
    note = accuracy.whole
    if accuracy.epoch is not None and accuracy.epoch < line.epochs:
        note = tr("{note}, whose weights are kept", note=note)
    if line.best is not None and line.best > accuracy.value:
        return tr("{note}. At best: {accuracy}", note=note, accuracy=formats.accuracy(line.best, 2))
    return tr("{note}, the best so far", note=note)


def begun(moment: datetime, now: datetime | None = None) -> str:
    """When a run began, short: "today 14:05", "yesterday", "21 Nov", "21 Nov 2025"."""
    local = moment.astimezone()
    today = (now or datetime.now().astimezone()).astimezone()
    if local.date() == today.date():
        return tr("today {local:%H:%M}", local=local)
    if local.date() == today.date() - timedelta(days=1):
        return tr("yesterday")
    return day(local, year=local.year != today.year)


def begun_note(moment: datetime) -> str:
    """When a run began, whole."""
    local = moment.astimezone()
    return f"{day(local, year=True)}, {local:%H:%M:%S}"


def time_note(line: KeptRunSummary) -> str:
    """How far the run came in the time that the list tells."""
    return tr_count(
        "{epochs:,} of {count} epoch in {duration} at work, pauses apart",
        "{epochs:,} of {count} epochs in {duration} at work, pauses apart",
        line.epochs_wanted,
        epochs=line.epochs,
        duration=formats.duration(line.seconds),
    )


def line_note(line: KeptRunSummary) -> str:
    """What columns say that a narrow list has no room for."""
    return tr(
        "{data}: {time}. Begun {moment}, {size} on disk",
        data=line.data,
        time=time_note(line),
        moment=begun_note(line.begun),
        size=size_of_bytes(line.size),
    )


def summary(lines: Sequence[KeptRunSummary], damaged: int) -> str:
    """How many runs there are and the room they take."""
    if not lines and not damaged:
        return ""
    count = counted(len(lines), "run")
    told = f"{count} · {size_of_bytes(sum(line.size for line in lines))}" if lines else count
    return tr("{told} · {damaged:,} unreadable", told=told, damaged=damaged) if damaged else told


def unreadable(damaged: Sequence[tuple[Path, str]]) -> str:
    """What could not be read, and why; of many the first."""
    told = [quoted(_unreadable(path, why)) for path, why in damaged]
    more = len(told) - _MOST_UNREADABLE
    return "\n".join(
        [*told[:_MOST_UNREADABLE], *([tr("And {more:,} more.", more=more)] if more > 0 else [])]
    )


def _unreadable(path: Path, why: str) -> str:
    """A folder by its name: where all of them lie says nothing, and may be as long as a line."""
    named = why.replace(f"{path}{os.sep}", "").replace(str(path), path.name)
    return named if path.name in named else f"{path.name}: {named}"


def deleted(names: Sequence[str]) -> str:
    """What was deleted just now."""
    if len(names) == 1:
        return tr("“{names}” deleted.", names=names[0])
    return tr_count("{count} run deleted.", "{count} runs deleted.", len(names))


def reducing(names: Sequence[str]) -> str:
    """What is being reduced: a large run takes seconds."""
    if len(names) == 1:
        return tr("“{name}” is being reduced to the last weights…", name=names[0])
    return tr_count(
        "{count} run is being reduced to the last weights…",
        "{count} runs are being reduced to the last weights…",
        len(names),
    )


def reduced(names: Sequence[str], freed: int) -> str:
    """What was reduced just now, and what that frees."""
    size = size_of_bytes(freed)
    if len(names) == 1:
        return tr("“{name}” reduced to the last weights: {size} less.", name=names[0], size=size)
    return tr_count(
        "{count} run reduced to the last weights: {size} less.",
        "{count} runs reduced to the last weights: {size} less.",
        len(names),
        size=size,
    )


def moving(going: Sequence[str], coming: Sequence[str], *, frees: bool) -> str:
    """What is under way on a slow disk: names of runs that are deleted or brought back, and whether
    room is being freed; "" where nothing is.
    """
    told = []
    if going:
        told.append(
            tr("“{name}” is being deleted…", name=going[0])
            if len(going) == 1
            else tr("{runs} are being deleted…", runs=counted(len(going), "run"))
        )
    if coming:
        told.append(
            tr("“{name}” is being brought back…", name=coming[0])
            if len(coming) == 1
            else tr("{runs} are being brought back…", runs=counted(len(coming), "run"))
        )
    if frees:
        told.append(tr("What deleted runs take is being freed…"))
    return " ".join(told)


def in_bin(contents: BinContents) -> str:
    """What is still taken, and what freeing it costs; "" where nothing is."""
    held = contents.in_words
    return tr("{held}. Freeing it ends Undo.", held=held) if held else ""


def freed(size: int) -> str:
    """What was freed for good."""
    return tr("{size} freed for good.", size=size_of_bytes(size))


def interrupted(line: KeptRunSummary, others: int = 0) -> str:
    """What the offer to resume says; `others` could be resumed, too."""
    name, whole = quoted(line.name, _MOST_LETTERS), f"{line.epochs_wanted:,}"
    if line.epochs == 0:
        words = tr("“{name}” was interrupted in epoch 1 of {whole}.", name=name, whole=whole)
    else:
        words = tr(
            "“{name}” was interrupted after epoch {epochs:,} of {whole}.",
            name=name,
            epochs=line.epochs,
            whole=whole,
        )
    return f"{words} {tr('And {others:,} more in Runs.', others=others)}" if others else words


def exported(name: str, path: Path) -> str:
    """What was written where."""
    where = quoted(path)
    if not name:
        return tr("The history was written to {path}", path=where)
    return tr("The history of “{name}” was written to {path}", name=name, path=where)
