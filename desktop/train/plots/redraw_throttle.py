"""Rate limiting as an object: draws as often as the eye needs, and less often when it is dear.

It knows no widgets: whoever draws listens to `due`, and says what it cost.
"""

from time import perf_counter

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
