"""How much ink the smallest fix of each image changes, computed while somebody sorts by it."""

from collections.abc import Iterator
from functools import partial
from time import perf_counter
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from desktop.mistakes.cards.examples import Examples
from desktop.mistakes.exploration import Aspect, Exploration
from desktop.mistakes.filters import NEAR, NO_FIX, Order
from desktop.mistakes.results import Results
from desktop.workspace.evaluation import EvaluationRequest
from desktop.workspace.jobs import Job, Jobs, Progress
from nncore.array_types import FloatArray
from nncore.datasets import Split
from nncore.explanation.smallest_fix import find_fix
from nncore.network import Network

_MOST = 2_000
"""Images that are looked at: the worst ones first, then near misses."""

_TURN = 1.0
"""Seconds of work between two looks at what was found."""

Sizes = dict[Split, FloatArray]


class FixSizes(QObject):
    """Works only while the order asks for it, and in turns, after each of which cards move.

    Sizes are (N,) numbers of pixels of full ink, NaN for images that were not looked at. working:
    how far it is, in words; empty when nothing is left to do.
    """

    working = Signal(str)

    def __init__(
        self, exploration: Exploration, results: Results, jobs: Jobs, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._results = results
        self._jobs = jobs
        self._known: WeakKeyDictionary[Network, Sizes] = WeakKeyDictionary()
        self._job: Job | None = None
        exploration.changed.connect(self._on_explored)

    def of(self, request: EvaluationRequest) -> FloatArray | None:
        """What is known of the images of a request; None where nothing is."""
        if not isinstance(request.source, Network):
            return None
        return self._known.get(request.source, {}).get(request.split)

    def cancel(self) -> None:
        """Stop working; what was found stays known."""
        if self._job is not None:
            self._job.cancel()
            self.working.emit("")

    @Slot(object)
    def _on_explored(self, aspects: Aspect) -> None:
        if Aspect.ROWS in aspects and self._exploration.order is Order.FIX:
            self._go_on()
        elif self._exploration.order is not Order.FIX:
            self.cancel()

    def _go_on(self) -> None:
        """Look at some more images, if there are any and nobody is at work."""
        examples, shown = self._exploration.examples, self._results.shown
        if self._job is not None or examples is None or shown is None:
            return
        network = shown.request.source
        if not isinstance(network, Network) or shown.request.split is not examples.split:
            return
        split = examples.split
        sizes = self._known.setdefault(network, {}).setdefault(
            split, np.full(len(split), np.nan, np.float32)
        )
        candidates = [*_candidates(examples)]
        left = [each for each in candidates if np.isnan(sizes[each])]
        done, count = len(candidates) - len(left), len(candidates)
        self.working.emit(f"fixes: {done:,} of {count:,} images looked at" if left else "")
        if left:
            job = Job(partial(_found, network, split, left))
            job.finished.connect(self._on_found)
            job.failed.connect(self._on_ended)
            job.cancelled.connect(self._on_ended)
            self._job = job
            self._jobs.start(job)

    @Slot(object)
    def _on_found(self, found: tuple[Network, Split, dict[int, float]]) -> None:
        self._job = None
        network, split, sizes = found
        known = self._known.get(network, {}).get(split)
        if known is not None:
            grown = known.copy()  # nobody's columns change while they are looked at
            for position, size in sizes.items():
                grown[position] = size
            self._known[network][split] = grown
        if self._exploration.order is Order.FIX:
            self._results.show_again()  # which asks for the next ones

    @Slot()
    def _on_ended(self) -> None:
        self._job = None


def _candidates(examples: Examples) -> Iterator[int]:
    """The misread ones, the worst first, then near misses."""
    is_candidate = examples.is_read & (~examples.is_right | (examples.margins < NEAR))
    rows = np.flatnonzero(is_candidate)
    order = np.lexsort((-examples.badness[rows], examples.is_right[rows]))
    yield from (int(row) for row in rows[order][:_MOST])


def _found(
    network: Network, split: Split, positions: list[int], progress: Progress
) -> tuple[Network, Split, dict[int, float]]:
    """As many as a turn has time for; at least one."""
    sizes: dict[int, float] = {}
    end = perf_counter() + _TURN
    for position in positions:
        progress(0.0)
        predictions = network.predict(split.images[position : position + 1]).argmax(axis=1)
        truth = int(split.labels[position])
        wanted = None if int(predictions[0]) == truth else truth
        fix = find_fix(network, split.images[position], wanted)
        sizes[position] = NO_FIX if fix is None else fix.ink_changed
        if perf_counter() > end:
            break
    return network, split, sizes
