"""Pause, resume and stop for whoever pulls a training run in another thread.

It knows neither Qt nor training; every method may be called from any thread.
"""

from threading import Event, Lock


class RunControl:
    """What a person wants of a run. The pulling thread asks between two pulls."""

    def __init__(self) -> None:
        self._may_go_on = Event()
        self._may_go_on.set()
        self._stop = Event()
        self._abandon = Event()
        self._deciding = Lock()

    def pause(self) -> None:
        """Ask the run to wait."""
        with self._deciding:
            if not self._stop.is_set():
                self._may_go_on.clear()

    def resume(self) -> None:
        """Let the run go on."""
        self._may_go_on.set()

    def stop(self) -> None:
        """Ask the run to end, also one that is paused."""
        with self._deciding:
            self._stop.set()
            self._may_go_on.set()

    def abandon(self) -> None:
        """Ask the run to end, and to leave out what nobody is going to see."""
        self._abandon.set()
        self.stop()

    @property
    def is_stopped(self) -> bool:
        """Whether the run is to end."""
        return self._stop.is_set()

    @property
    def is_paused(self) -> bool:
        """Whether the run is to wait. A pause after a stop is none."""
        return not self._may_go_on.is_set()

    @property
    def is_abandoned(self) -> bool:
        """Whether nobody waits for the result any more."""
        return self._abandon.is_set()

    def wait(self) -> None:
        """Sleep until the run may go on or is to end, without polling."""
        self._may_go_on.wait()
