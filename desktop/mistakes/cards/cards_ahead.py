"""Makes what the next cards are painted with before they come into sight, while there is time.

A page of new cards takes most of a frame otherwise.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Slot

_SLICE = 0.002
"""Seconds of work at a time, between which everything else has its turn."""


class CardsAhead(QObject):
    """prepare: makes the pictures of a row's card."""

    def __init__(self, prepare: Callable[[int], None], parent: QObject) -> None:
        super().__init__(parent)
        self._prepare = prepare
        self._expected: frozenset[int] = frozenset()
        self._waiting: Iterator[int] = iter(())
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_idle)

    @property
    def is_busy(self) -> bool:
        """Whether there are cards to make."""
        return self._timer.isActive()

    def expect(self, ranges: Iterable[range], *, last_first: bool) -> None:
        """These rows will come into sight, the first or the last of them first; earlier ones are
        not waited for any more.
        """
        rows = list(chain.from_iterable(ranges))
        if last_first:
            rows.reverse()
        new = [row for row in rows if row not in self._expected]
        if self.is_busy:
            new = rows  # of those that were expected before, some are not made yet
        self._expected = frozenset(rows)
        self._waiting = iter(new)
        if new:
            self._timer.start()

    def forget(self) -> None:
        """Other images are in the rows, or their cards look otherwise."""
        self._expected, self._waiting = frozenset(), iter(())
        self._timer.stop()

    @Slot()
    def _on_idle(self) -> None:
        end = perf_counter() + _SLICE
        for row in self._waiting:
            self._prepare(row)
            if perf_counter() > end:
                return
        self._timer.stop()
