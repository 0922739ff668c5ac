"""What deleted and reduced runs still take of the disk, and freeing it before its time."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.formats import size_of_bytes
from desktop.translation import tr
from desktop.workspace.jobs import Jobs, LatestJob, Progress
from desktop.workspace.jobs_in_order import JobsInOrder
from nncore.runs import Binned, RunError, RunStore


@dataclass(frozen=True)
class BinContents:
    """Bytes that deleted runs take, and what others were reduced by."""

    deleted: int = 0
    reduced: int = 0

    @property
    def bytes(self) -> int:
        """All of it."""
        return self.deleted + self.reduced

    @property
    def in_words(self) -> str:
        """As in "Deleted runs still take 160 MB", without an end; "" where there is nothing."""
        if not self.bytes:
            return ""
        size = size_of_bytes(self.bytes)
        if not self.reduced:
            return tr("Deleted runs still take {size}", size=size)
        if not self.deleted:
            return tr("Reduced runs still take {size} more", size=size)
        return tr("Deleted and reduced runs still take {size}", size=size)

    @property
    def advice(self) -> str:
        """The same for whoever lacks room; "" where there is nothing to free."""
        return tr("{held}: free it in Runs.", held=self.in_words) if self.bytes else ""


@dataclass(frozen=True)
class Emptied:
    """What was freed, what kept the rest from it, and what is left."""

    freed: list[Binned]
    errors: list[Exception]
    left: BinContents

    @property
    def bytes(self) -> int:
        """What that makes on the disk."""
        return sum(each.bytes for each in self.freed)


class RunBin(QObject):
    """Looks what is there whenever it may have changed, and empties it.

    changed: there is something else in it, or it is being emptied. emptied: what was freed. failed:
    what did not come about, and the error.
    """

    changed = Signal()
    emptied = Signal(Emptied)
    failed = Signal(str, Exception)

    def __init__(
        self, store: RunStore, jobs: Jobs, in_order: JobsInOrder, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._in_order = in_order
        self._looking = LatestJob(jobs, self)
        self._looking.finished.connect(self._on_looked)
        self.contents = BinContents()
        self.is_being_emptied = False
        in_order.done.connect(self.look)

    @Slot()
    def look(self) -> None:
        """See in the background what is there."""
        self._looking.request(partial(_contents, self._store))

    @Slot()
    def empty(self) -> None:
        """Free all of it for good: what was deleted or reduced before cannot be brought back."""
        if not self.is_being_emptied:
            self.is_being_emptied = True
            self._in_order.ask(partial(_emptied, self._store), self._on_emptied)
            self.changed.emit()

    def is_on_the_disk_of(self, path: Path) -> bool:
        """Whether freeing it would make room for a file there; for a working thread."""
        try:
            return path.parent.stat().st_dev == self._store.folder.stat().st_dev
        except OSError:
            return False

    def advise(self, words: str, *, lacks_room: bool) -> str:
        """What went wrong, in words; if that is for want of room, also what can be freed."""
        advice = self.contents.advice if lacks_room else ""
        return f"{words.removesuffix('.')}. {advice}" if advice else words

    @Slot(object)
    def _on_looked(self, contents: BinContents) -> None:
        if contents != self.contents:
            self.contents = contents
            self.changed.emit()

    @Slot(object)
    def _on_emptied(self, emptied: Emptied) -> None:
        self.is_being_emptied, self.contents = False, emptied.left
        if emptied.freed:
            self.emptied.emit(emptied)
        for error in emptied.errors[:1]:
            self.failed.emit(tr("Not all that deleted runs take could be freed"), error)
        self.changed.emit()


def _contents(store: RunStore, _progress: Progress | None = None) -> BinContents:
    binned = store.binned()
    return BinContents(
        sum(each.bytes for each in binned if not each.is_reduced),
        sum(each.bytes for each in binned if each.is_reduced),
    )


def _emptied(store: RunStore, progress: Progress) -> Emptied:
    freed: list[Binned] = []
    errors: list[Exception] = []
    for each in store.binned():
        progress(0.0)
        try:
            store.remove(each)
            freed.append(each)
        except KeyError:
            continue  # somebody else was faster
        except (OSError, RunError) as error:
            errors.append(error)
    return Emptied(freed, errors, _contents(store))
