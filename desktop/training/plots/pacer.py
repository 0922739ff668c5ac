"""Rate limiting as an object: draws as often as the eye needs, and less often when it is dear.

It knows no widgets: whoever draws listens to `due`, and says what it cost.
"""

from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

FASTEST = 0.05
"""Seconds between two redraws that cost little: 20 a second."""

SLOWEST = 0.5
"""Seconds between two redraws however dear they are."""

_SHARE = 0.15
"""The part of the time that drawing may take: the network wants the processor, too."""


class Pacer(QObject):
    """Turns any number of requests into few `due` signals."""

    due = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.interval = FASTEST
        self._due_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)

    def request(self) -> None:
        """Ask for a redraw, now or when the next one may be."""
        if not self._timer.isActive():
            self._timer.start(max(0, round((self._due_at - perf_counter()) * 1000)))

    def spend(self, seconds: float) -> None:
        """Say what the last redraw cost; the next ones keep a distance that fits."""
        self.interval = min(max(FASTEST, seconds / _SHARE), SLOWEST)

    @Slot()
    def _on_timeout(self) -> None:
        self._due_at = perf_counter() + self.interval
        self.due.emit()
