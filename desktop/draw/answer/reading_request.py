"""What a network is asked to read, what it answers, and how long that may take."""

from collections import deque
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from weakref import WeakKeyDictionary

from desktop.workspace.jobs import Progress
from nncore.drawing.framing import FramingSteps
from nncore.network import Network
from nncore.recognition.known import Yardstick, yardstick_of
from nncore.recognition.reading import Doubt, Reading, read_frame

LONGEST_AT_ONCE = 0.010
"""Seconds of a reading that a hand does not feel; a longer one is left to a thread."""

MOST_WORK_AT_ONCE = 20_000_000
"""In multiplications: some 5 milliseconds, for a network that was not measured yet."""

_FELT = 0.050
"""Seconds of a reading after which no second one is tried at once."""

_MEASURED_AT_ONCE = 120_000
"""The work of a network up to which some hundred digits may be read to measure it, too."""


@dataclass(frozen=True, eq=False)
class ReadingRequest:
    """What is to be read: by which network, and in which frame.

    is_dot: whether the ink is too small to be read. yardstick: what the network is judged by, if
    that was measured already.
    """

    network: Network
    steps: FramingSteps
    is_dot: bool
    yardstick: Yardstick | None


@dataclass(frozen=True, eq=False)
class ReadingResult:
    """What the network read, by which yardstick, and in how many seconds once that was known."""

    request: ReadingRequest
    reading: Reading | None
    yardstick: Yardstick
    seconds: float


def read_request(request: ReadingRequest, progress: Progress | None = None) -> ReadingResult:
    """The network's answer, here and now; `progress` is told before each layer's turn."""
    network = request.network
    if progress is not None:
        network = network.interruptible(partial(progress, 0.0))
    # here and not in `read_frame`, since what can be interrupted is another network each time
    yardstick = request.yardstick or yardstick_of(network)
    started = perf_counter()
    reading = read_frame(network, request.steps.frame, yardstick=yardstick)
    seconds = perf_counter() - started
    if reading is not None and request.is_dot:
        reading = replace(reading, known=False, doubt=Doubt.TOO_SMALL)
    return ReadingResult(request, reading, yardstick, seconds)


class ReadingSpeed:
    """Tells networks that answer at once from those that do not.

    The first time by the work that reading takes, later by the best of the last few readings:
    whatever else the machine does makes one of them long, not all. A network without a threshold
    of its own is measured at its first reading, which takes as long as some hundred others.
    """

    def __init__(self) -> None:
        self._work = 0
        self._seconds: deque[float] = deque(maxlen=8)
        self._yardsticks: WeakKeyDictionary[Network, Yardstick] = WeakKeyDictionary()

    def yardstick(self, network: Network) -> Yardstick | None:
        """What a network without a threshold of its own was judged by, if it was."""
        return self._yardsticks.get(network) if network.known_from is None else None

    def is_quick(self, network: Network) -> bool:
        """Whether a reading is short enough for the thread that draws."""
        if network.work != self._work:
            self._work = network.work
            self._seconds.clear()
        if network.known_from is None and network not in self._yardsticks:
            # for the very first one, digits are to be drawn, too
            return bool(self._yardsticks) and network.work <= _MEASURED_AT_ONCE
        if len(self._seconds) >= 3 or max(self._seconds, default=0) > _FELT:
            return min(self._seconds) <= LONGEST_AT_ONCE
        return network.work <= MOST_WORK_AT_ONCE

    def record(self, result: ReadingResult) -> None:
        """Take note of how long a reading took, and of what the network was judged by."""
        network = result.request.network
        if network.known_from is None:
            self._yardsticks[network] = result.yardstick
        if network.work == self._work:
            self._seconds.append(result.seconds)
