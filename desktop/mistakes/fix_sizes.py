"""How much ink the smallest fix of each image changes, computed while somebody sorts by it."""

from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import NamedTuple, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from desktop.mistakes.examples import Examples, Rows
from desktop.mistakes.exploration import Aspect, Exploration
from desktop.mistakes.filters import NEAR, NO_FIX, Order
from desktop.mistakes.inspector.explanations import fix_of
from desktop.mistakes.inspector.inspected import has_weights, network_of
from desktop.mistakes.results import Results
from desktop.translation import tr, tr_count
from desktop.workspace.evaluation import EvaluationRequest
from desktop.workspace.jobs import Job, Jobs, Progress
from nncore.array_types import FloatArray, LabelArray
from nncore.datasets import Split
from nncore.network import Network
from nncore.runs import KeptRun

_TURN = 1.0
"""Seconds of work between two looks at what was found."""

NO_WEIGHTS = tr("fixes need the weights of this epoch, which were not kept")

_Sizes: TypeAlias = WeakKeyDictionary[Split, dict[int | None, FloatArray]]
"""By images and epoch; of a network as it is, the one epoch that it is said to be of."""


class _Search(NamedTuple):
    """Whose fixes are looked for: those of a network, or of an epoch of a kept run."""

    source: Network | KeptRun
    epoch: int | None
    split: Split

    @classmethod
    def of(cls, request: EvaluationRequest) -> "_Search":
        return cls(request.source, request.epoch, request.split)


@dataclass(frozen=True, eq=False)
class _Turn:
    """What a turn of a search found, by position; and the network, which it may have read."""

    search: _Search
    network: Network
    sizes: dict[int, float]


class FixSizes(QObject):
    """Searches in turns of a second while the gallery is sorted by fixes and somebody looks; after
    each, cards move.

    Sizes are (N,), in pixels of full ink; NaN for images that were not looked at. working: how far
    it is, or why it does not work, in words; empty when nothing is left to do.
    """

    working = Signal(str)

    def __init__(
        self, exploration: Exploration, results: Results, jobs: Jobs, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._results = results
        self._jobs = jobs
        self._known: WeakKeyDictionary[Network | KeptRun, _Sizes] = WeakKeyDictionary()
        self._is_watched = False
        self._job: Job | None = None
        self._at_work: _Search | None = None
        self._last: _Turn | None = None
        self._told = ""
        exploration.changed.connect(self._on_explored)

    def of(self, request: EvaluationRequest) -> FloatArray | None:
        """What is known of the images of a request; None where nothing is."""
        return self._sizes_of(_Search.of(request))

    def set_watched(self, is_watched: bool) -> None:
        """Whether somebody looks; while nobody does, nothing is computed. What was found stays."""
        self._is_watched = is_watched
        self._go_on()

    @property
    def _shown(self) -> _Search | None:
        """The search that the gallery asks for; None while it is sorted otherwise."""
        examples, shown = self._exploration.examples, self._results.shown
        if examples is None or shown is None or self._exploration.order is not Order.FIX:
            return None
        return _Search.of(shown.request) if shown.request.split is examples.split else None

    def _go_on(self) -> None:
        """Begin the next turn if one is wanted and none is under way."""
        wanted = self._shown if self._is_watched else None
        if self._job is not None and wanted != self._at_work:
            self._job.cancel()  # its end goes on with what is wanted then
        if self._last is not None and wanted != self._last.search:
            self._last = None
        if wanted is None:
            self._tell("")
        elif not has_weights(wanted.source, wanted.epoch):
            self._tell(NO_WEIGHTS)
        elif self._job is None:
            self._begin_turn(wanted)

    def _begin_turn(self, search: _Search) -> None:
        examples, sizes = self._exploration.examples, self._sizes_of(search)
        assert examples is not None
        candidates = _candidates(examples, self._exploration.rows)
        left = [each for each in candidates if sizes is None or np.isnan(sizes[each])]
        done, count = len(candidates) - len(left), len(candidates)
        self._tell(
            tr_count(
                "fixes: {done:,} of {count} image looked at",
                "fixes: {done:,} of {count} images looked at",
                count,
                done=done,
            )
            if left
            else ""
        )
        if not left:
            self._last = None
            return
        network = None if self._last is None else self._last.network
        job = Job(partial(_found, search, network, examples.columns.predictions, left))
        job.finished.connect(self._on_found)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        self._job, self._at_work = job, search
        self._jobs.start(job)

    def _end_turn(self) -> None:
        self._job = self._at_work = None

    def _sizes_of(self, search: _Search) -> FloatArray | None:
        of_source = self._known.get(search.source)
        of_split = None if of_source is None else of_source.get(search.split)
        return None if of_split is None else of_split.get(search.epoch)

    def _remember(self, turn: _Turn) -> None:
        search, known = turn.search, self._sizes_of(turn.search)
        unknown = np.full(len(search.split), np.nan, np.float32)
        # a copy: nobody's columns change while they are looked at
        grown = unknown if known is None else known.copy()
        for position, size in turn.sizes.items():
            grown[position] = size
        of_source = self._known.setdefault(search.source, WeakKeyDictionary())
        of_source.setdefault(search.split, {})[search.epoch] = grown

    def _tell(self, text: str) -> None:
        """Emit `working`; that nothing is at work only if something was."""
        if text or self._told:
            self._told = text
            self.working.emit(text)

    @Slot(object)
    def _on_explored(self, aspects: Aspect) -> None:
        if Aspect.ROWS in aspects:
            self._go_on()

    @Slot(object)
    def _on_found(self, turn: _Turn) -> None:
        self._end_turn()
        self._last = turn
        self._remember(turn)
        if self._shown == turn.search:
            self._results.show_again()  # which asks for the next ones
        else:
            self._go_on()

    @Slot()
    def _on_failed(self) -> None:
        failed = self._at_work
        self._end_turn()
        if self._shown == failed:
            self._tell("")  # and nothing more: it would fail again
        else:
            self._go_on()

    @Slot()
    def _on_cancelled(self) -> None:
        self._end_turn()
        self._go_on()


def _candidates(examples: Examples, shown: Rows) -> list[int]:
    """The misread ones, the worst first, then near misses; those that are shown before all."""
    rows = np.flatnonzero(examples.is_read & (~examples.is_right | (examples.margins < NEAR)))
    is_hidden = np.ones(len(examples.columns), np.bool_)
    is_hidden[shown] = False
    keys = (-examples.badness[rows], examples.is_right[rows], is_hidden[rows])
    return [int(row) for row in rows[np.lexsort(keys)]]


def _found(
    search: _Search,
    network: Network | None,
    predictions: LabelArray,
    positions: list[int],
    progress: Progress,
) -> _Turn:
    """Look at as many images as a turn has time for, at least one. network: if it was read already.

    Raises RunError where it cannot be read, and ValueError as `fix_of`.
    """
    if network is None:
        network = network_of(search.source, search.epoch)
    split, sizes = search.split, dict[int, float]()
    end = perf_counter() + _TURN
    for position in positions:
        truth, predicted = int(split.labels[position]), int(predictions[position])
        fix = fix_of(network, split.images[position], truth, predicted, progress)
        sizes[position] = NO_FIX if fix is None else fix.ink_changed
        if perf_counter() > end:
            break
    return _Turn(search, network, sizes)
