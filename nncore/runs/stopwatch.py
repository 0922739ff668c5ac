"""Counts the seconds at work, without the pauses in between."""

from time import perf_counter


class Stopwatch:
    """Stands still until it is started, and may be read at any time."""

    def __init__(self, seconds: float = 0.0) -> None:
        self._counted = seconds
        self._since: float | None = None

    @property
    def seconds(self) -> float:
        """Counted so far."""
        running = 0.0 if self._since is None else perf_counter() - self._since
        return self._counted + running

    def start(self) -> None:
        """Go on counting."""
        self._since = perf_counter()

    def stop(self) -> None:
        """Count no further."""
        self._counted, self._since = self.seconds, None
