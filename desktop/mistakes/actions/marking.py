"""Marks the images of an exploration, undoes and redoes it, and finds the marks of a split.

What is marked stands in the workspace's marks; a card shows what the exploration is given of them.
"""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.mistakes.actions import wording
from desktop.mistakes.exploration import Exploration
from desktop.workspace.accuracy import at_moment
from desktop.workspace.error_words import in_words
from desktop.workspace.evaluation import EvaluationRequest
from desktop.workspace.jobs import Jobs, LatestJob, Progress
from desktop.workspace.mark import Mark, MarkedImage, MarkKind
from desktop.workspace.marks import MOST_MARKS, Marks
from nncore.datasets import Dataset, SplitName

Changes = dict[MarkedImage, Mark | None]

_MOST_STEPS = 100
"""That can be undone."""


class Marking(QObject):
    """changed: images have other marks than before, or there is another step to undo. done: what
    was marked, in words. told: what went wrong, in words; after `done` where the marks are there
    all the same.
    """

    changed = Signal()
    done = Signal(str)
    told = Signal(str)

    def __init__(
        self, exploration: Exploration, marks: Marks, jobs: Jobs, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._marks = marks
        self._request: EvaluationRequest | None = None
        self._fingerprinted: Dataset | None = None
        self._undo: list[tuple[Changes, Changes]] = []
        self._redo: list[tuple[Changes, Changes]] = []
        self._writing = LatestJob(jobs, self)
        self._writing.finished.connect(self._on_written)
        self._writing.failed.connect(self._on_not_written)
        self._fingerprint = LatestJob(jobs, self)
        self._fingerprint.finished.connect(self._on_fingerprinted)

    @property
    def can_undo(self) -> bool:
        """Whether a step can be undone."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether an undone step can be done again."""
        return bool(self._redo)

    @property
    def targets(self) -> list[int]:
        """Positions of the images that would be marked: the selected ones, else the current one."""
        exploration = self._exploration
        if exploration.examples is None:
            return []
        if len(exploration.selected):
            return [int(each) for each in exploration.selected]
        return [] if exploration.current is None else [exploration.current]

    @property
    def marks_of_targets(self) -> list[Mark]:
        """The marks of these images."""
        examples = self._exploration.examples
        if examples is None:
            return []
        return [examples.marks[each] for each in self.targets if each in examples.marks]

    def follow(self, request: EvaluationRequest) -> dict[int, Mark]:
        """Mark the images of `request` from now on; returns their marks by position.

        Until the data set's fingerprint is computed there are none; then `changed` follows.
        """
        self._request = request
        if request.dataset is not self._fingerprinted:
            self._fingerprint.request(partial(_fingerprinted, request.dataset))
            return {}
        marks: dict[int, Mark] = {}
        start = 0
        for name, part in request.parts.items():
            of_part = self._marks.of_split(request.dataset.fingerprint, name)
            for index, mark in of_part.items():
                if 0 <= index - part.first_index < len(part):
                    marks[start + index - part.first_index] = mark
            start += len(part)
        return marks

    @Slot()
    def toggle(self) -> None:
        """Mark “look again” all targets without a mark; if there are none, remove the marks."""
        examples, targets = self._exploration.examples, self.targets
        if examples is None:
            return
        unmarked = [each for each in targets if each not in examples.marks]
        if unmarked:
            self._put(unmarked, MarkKind.LOOK_AGAIN)
        else:
            self._put(targets, None)

    @Slot()
    def tell_none_in_sight(self) -> None:
        """Say that nothing is marked, as the current image is in a folded group."""
        self.told.emit(wording.FOLDED_AWAY)

    def mark(self, kind: MarkKind) -> None:
        """Give the targets a mark."""
        self._put(self.targets, kind)

    @Slot()
    def remove(self) -> None:
        """Remove the marks of the targets."""
        self._put(self.targets, None)

    @Slot()
    def undo(self) -> None:
        """Give the images of the last step their earlier marks."""
        if self._undo and self._change(self._undo[-1][0]):
            self._redo.append(self._undo.pop())
            self._tell(wording.put_back(self._redo[-1][0].values()))

    @Slot()
    def redo(self) -> None:
        """Do again what was undone."""
        if self._redo and self._change(self._redo[-1][1]):
            self._undo.append(self._redo.pop())
            self._tell(wording.put_back(self._undo[-1][1].values()))

    def _put(self, positions: Iterable[int], kind: MarkKind | None) -> None:
        request, examples = self._request, self._exploration.examples
        if request is None or examples is None:
            return
        positions = [*positions]
        if len(positions) > MOST_MARKS:
            self.told.emit(wording.too_many_marks(MOST_MARKS))
            return
        images = [_image(request.dataset, *examples.place(each)) for each in positions]
        self._fingerprinted = request.dataset  # it is asked for its fingerprint, so it is known
        before = {each: self._marks.get(each) for each in images}
        name = at_moment(request.name, request.epoch, request.step)
        mark = None if kind is None else Mark.now(kind, name, request.ref.key)
        after: Changes = {
            each: mark for each in images if (old := before[each]) is None or old.kind != kind
        }
        if kind is None:
            after = {each: None for each in images if before[each] is not None}
        if after and self._change(after):
            self._undo.append(({each: before[each] for each in after}, after))
            del self._undo[:-_MOST_STEPS]
            self._redo.clear()
            self._tell(wording.marked(len(after), kind))

    def _change(self, changes: Changes) -> bool:
        """Put marks, and return whether they are put; they are written in the background."""
        try:
            self._marks.put(changes)
        except ValueError as error:
            self.told.emit(wording.not_marked(in_words(error)))
            return False
        self._writing.request(partial(_written, self._marks))
        return True

    def _tell(self, words: str) -> None:
        self.changed.emit()
        self.done.emit(words)

    @Slot(object)
    def _on_written(self, written: tuple[bool, str]) -> None:
        has_others, trouble = written
        if has_others:
            self.changed.emit()
        if trouble:
            self.told.emit(trouble)

    @Slot(Exception)
    def _on_not_written(self, error: Exception) -> None:
        self.told.emit(wording.marks_not_written(in_words(error)))

    @Slot(object)
    def _on_fingerprinted(self, dataset: Dataset) -> None:
        self._fingerprinted = dataset
        if self._request is not None and self._request.dataset is dataset and len(self._marks):
            self.changed.emit()


def _image(dataset: Dataset, split_name: SplitName | None, index: int) -> MarkedImage:
    assert split_name is not None  # every split of the tab has a name
    return MarkedImage(dataset.fingerprint, split_name, index)


def _written(marks: Marks, _progress: Progress) -> tuple[bool, str]:
    """Write the marks: whether there are others now, and what was wrong with the file that stood
    there, as another program had left it.
    """
    problem = marks.problem
    has_others = marks.write()
    return has_others, "" if marks.problem == problem else marks.problem


def _fingerprinted(dataset: Dataset, _progress: Progress) -> Dataset:
    """The data set, which knows its fingerprint from now on: a tenth of a second, for MNIST."""
    assert dataset.fingerprint
    return dataset
