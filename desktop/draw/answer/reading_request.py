"""What a network is asked to read, and what it answers; here or in a thread."""

from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

from desktop.workspace.jobs import Progress
from nncore.drawing.framing import FramingSteps
from nncore.network import Network
from nncore.recognition.known import Yardstick, yardstick_of
from nncore.recognition.reading import Doubt, Reading, read_frame


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
