"""Lets something happen at most so often, and at the end once more for what came too soon."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.workspace.jobs import Jobs, LatestJob, Work

FOR_THE_EYE = 67
"""Milliseconds: 15 times a second are enough for the eye."""

FOR_MANY = 150
"""Milliseconds, for readings of many frames or by many networks: a pen must not feel them."""


class Throttle(QObject):
    """Slows down what may be requested at any time.

    due: it is time for what was requested; at once where the last time is long enough ago."""

    due = Signal()

    def __init__(self, milliseconds: int, parent: QObject | None = None) -> None:
        """milliseconds: from what one `due` brings about to the next one, at the least: so what
        takes long leaves time for others.
        """
        super().__init__(parent)
        self._is_pending = False
        self._pause = QTimer(self, singleShot=True, interval=milliseconds)
        self._pause.timeout.connect(self._on_pause_ended)

    def request(self) -> None:
        """Let `due` come now, or when the pause is over."""
        if self._pause.isActive():
            self._is_pending = True
        else:
            self.run_now()

    def run_now(self) -> None:
        """Let `due` come now, however short the pause was; it begins anew."""
        self._is_pending = False
        self._pause.start()  # also for what is requested meanwhile
        self.due.emit()
        self._pause.start()

    def drop(self) -> None:
        """Forget what was requested and has not come yet."""
        self._is_pending = False

    @Slot()
    def _on_pause_ended(self) -> None:
        if self._is_pending:
            self.run_now()


class ThrottledJob(LatestJob):
    """Work that is asked for again with each move of a pen or a slider: it begins at most so often,
    and only what was asked for last.
    """

    def __init__(self, jobs: Jobs, milliseconds: int, parent: QObject | None = None) -> None:
        """milliseconds: from one beginning to the next one, at the least."""
        super().__init__(jobs, parent)
        self._wanted: Work | None = None
        self._throttle = Throttle(milliseconds, self)
        self._throttle.due.connect(self._on_due)

    def request(self, work: Work) -> None:
        self._wanted = work
        self._throttle.request()

    def cancel(self) -> None:
        self._wanted = None
        self._throttle.drop()
        super().cancel()

    @Slot()
    def _on_due(self) -> None:
        work, self._wanted = self._wanted, None
        if work is not None:
            super().request(work)
