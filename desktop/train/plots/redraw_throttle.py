"""How often plots are redrawn, and which of them in which turn, so that drawing stays cheap."""

from collections.abc import Iterable, Sequence
from time import perf_counter
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

FASTEST = 1 / 30
"""Seconds between two redraws that cost little."""

SLOWEST = 0.5
"""Seconds between two redraws however dear they are."""

_SHARE = 0.04
"""The part of the time that drawing may take: the network wants the processor, too."""

LATE = 0.25
"""Seconds without any other redraw that one which is not urgent waits for."""

_WEIGHT = 0.15
"""How much of what is expected of the next redraw the last one decides."""


class RedrawThrottle(QObject):
    """Turns any number of requests into few `due` signals."""

    due = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.interval = FASTEST
        self._cost = 0.0
        self._due_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)
        self._late = QTimer(self, singleShot=True, interval=round(LATE * 1000))
        self._late.timeout.connect(self._on_late)

    def request(self) -> None:
        """Ask for a redraw, now or when the next one may be."""
        if not self._timer.isActive():
            self._timer.start(max(0, round((self._due_at - perf_counter()) * 1000)))

    def request_late(self) -> None:
        """Ask for a redraw that is not urgent: it comes once nothing else is redrawn."""
        self._late.start()

    def spend(self, seconds: float) -> None:
        """Say what the last redraw cost; the next ones keep a distance that fits.

        One that had to wait for the processor is not yet a reason to draw less often.
        """
        self._cost += _WEIGHT * (seconds - self._cost)
        self.interval = min(max(FASTEST, self._cost / _SHARE), SLOWEST)

    @Slot()
    def _on_timeout(self) -> None:
        self._due_at = perf_counter() + self.interval
        self._late.stop()
        self.due.emit()

    @Slot()
    def _on_late(self) -> None:
        self.request()


Plot = TypeVar("Plot")

EVERY = (1, 2, 4)
"""The loss is drawn each time, the accuracy every second time, the learning rate every fourth."""


class RedrawSchedule(Generic[Plot]):
    """Which of `plots`, the most important first, are drawn next."""

    def __init__(self, plots: Sequence[Plot]) -> None:
        self._plots = tuple(plots)
        self._stale: set[Plot] = set()
        self._has_new_data = self._must_draw_all = False
        self._turn = 0

    def mark_stale(self) -> None:
        """There are more figures than are drawn: all plots lag until their turns."""
        self._has_new_data = True
        self._stale |= {*self._plots}

    def request_all(self) -> None:
        """Draw all of them next, whoseever turn it is."""
        self._must_draw_all = True
        self._stale |= {*self._plots}

    def next(self, shown: Iterable[Plot], *, must_all: bool) -> list[Plot]:
        """Those of the ones shown to be drawn now.

        must_all: none may lag behind, as when all of them move. Without new figures those that
        lag are drawn.
        """
        self._turn += 1
        chosen = {*shown}
        if not self._must_draw_all and not must_all:
            turns = zip(self._plots, EVERY, strict=True)
            due = {each for each, every in turns if self._turn % every == 0}
            chosen &= due & self._stale if self._has_new_data else self._stale
        self._has_new_data = self._must_draw_all = False
        self._stale -= chosen
        return [each for each in self._plots if each in chosen]

    def is_behind(self, shown: Iterable[Plot]) -> bool:
        """Whether one of those shown lags behind what is known."""
        return bool(self._stale & {*shown})
