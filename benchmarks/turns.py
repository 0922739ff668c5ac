"""Programs that take turns of a second or two, all but one of them asleep.

So what the machine does meanwhile strikes all of them alike, which whole runs one after the other
do not: a machine that is shared is a fifth faster or slower from one run to the next.
"""

import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Thread
from time import perf_counter, sleep

import psutil

TURN_SECONDS = 1.5
_LOOK_SECONDS = 0.02


class Contender:
    """A program that prints a line at the end of each lap, and the processes that it starts.

    laps: how many lines it prints. mark: how each of them begins.
    """

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], *, laps: int, mark: str
    ) -> None:
        self._command, self._environment = [*command], dict(environment)
        self._laps, self._mark = laps, mark
        self._process: subprocess.Popen[str] | None = None
        self._reader = Thread(target=self._read, daemon=True)
        self._clock: tuple[float, float | None] = 0.0, None
        """Seconds awake before this turn, and when it began; None while asleep."""
        self._ends: list[float] = []

    @property
    def laps(self) -> int:
        """How many are done."""
        return len(self._ends)

    @property
    def is_done(self) -> bool:
        """Whether the last lap is over."""
        return self.laps >= self._laps

    @property
    def seconds_per_lap(self) -> float:
        """Time awake from the end of the first lap to that of the last, by the laps between."""
        return (self._ends[-1] - self._ends[0]) / (len(self._ends) - 1)

    def begin(self) -> None:
        """Start it, let it come to the end of its first lap, and sleep.

        Raises RuntimeError where it does not come so far.
        """
        self._process = subprocess.Popen(
            self._command,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._wake()
        self._reader.start()
        while not self.laps:
            self._require_alive()
            sleep(_LOOK_SECONDS)
        self._sleep()

    def take_turn(self, seconds: float) -> None:
        """Be awake for a while. Raises RuntimeError where it ends before its last lap."""
        self._wake()
        sleep(seconds)
        self._sleep()
        self._require_alive()

    def finish(self) -> None:
        """Let it come to its end."""
        assert self._process is not None
        self._wake()
        self._process.wait()
        self._reader.join()

    def kill(self) -> None:
        """End what there is left of it."""
        if self._process is not None and self._process.poll() is None:
            for process in self._processes():
                with suppress(psutil.Error):
                    process.kill()

    def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith(self._mark):
                self._ends.append(self._time_awake)

    @property
    def _time_awake(self) -> float:
        before, since = self._clock  # in one piece, since two threads look at it
        return before if since is None else before + perf_counter() - since

    def _sleep(self) -> None:
        for process in self._processes():
            with suppress(psutil.Error):
                process.suspend()
        self._clock = self._time_awake, None

    def _wake(self) -> None:
        self._clock = self._time_awake, perf_counter()
        for process in self._processes():
            with suppress(psutil.Error):
                process.resume()

    def _processes(self) -> list[psutil.Process]:
        assert self._process is not None
        try:
            first = psutil.Process(self._process.pid)
            return [first, *first.children(recursive=True)]
        except psutil.Error:
            return []

    def _require_alive(self) -> None:
        assert self._process is not None
        if self._process.poll() is not None and not self.is_done:
            raise RuntimeError(f"{self._command} ended after {self.laps} laps")


def race(contenders: Sequence[Contender]) -> list[float]:
    """Let all of them finish by turns; the seconds of a lap of each.

    Each starts while the others sleep, or are not there yet.
    """
    try:
        for each in contenders:
            each.begin()
        while running := [each for each in contenders if not each.is_done]:
            for each in running:
                each.take_turn(TURN_SECONDS)
        for each in contenders:
            each.finish()
    finally:
        for each in contenders:
            each.kill()
    return [each.seconds_per_lap for each in contenders]
