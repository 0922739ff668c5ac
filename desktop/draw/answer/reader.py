"""Reads the drawing as it grows, with the network of the workspace, and tells when to look.

Most networks answer in a millisecond, at once; a slow one is asked in the background.
"""

from collections import deque
from functools import partial
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal, Slot

from desktop.draw.answer.framing_choice import FramingChoice
from desktop.draw.answer.reading_request import ReadingRequest, ReadingResult, read_request
from desktop.draw.ink.drawing import Drawing
from desktop.draw.ink.painting import CanvasPicture
from desktop.workspace.accuracy import at_moment
from desktop.workspace.jobs import Jobs, LatestJob
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.throttle import Throttle
from desktop.workspace.workspace import Workspace
from nncore.drawing.framing import FramingSteps
from nncore.network import Network
from nncore.recognition.known import Yardstick
from nncore.recognition.reading import Reading
from nncore.recognition.smallness import is_too_small

SHORTEST_INTERVAL = 16
"""Milliseconds between two readings: pens report up to a thousand times a second, eyes do not."""

LONGEST_AT_ONCE = 0.010
"""Seconds of a reading that a hand does not feel; a longer one is left to a thread."""

MOST_WORK_AT_ONCE = 20_000_000
"""In multiplications: some 5 milliseconds, for a network that was not measured yet."""

_FELT = 0.050
"""Seconds of a reading after which no second one is tried at once."""


_MEASURED_AT_ONCE = 120_000
"""The work of a network up to which some hundred digits may be read to measure it, too."""


class DrawingReader(QObject):
    """Follows a drawing and the chosen network.

    `updated` comes at once, except while the pen is moving: then at most 60 times a second; and
    again when a slow network has answered. `prediction` is always right, also in between.
    """

    updated = Signal()

    def __init__(
        self,
        drawing: Drawing,
        workspace: Workspace,
        jobs: Jobs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self._workspace = workspace
        self._framing = FramingChoice()
        self._canvas_picture = CanvasPicture()
        self._request: ReadingRequest | None = None
        self._is_stale = True
        self._ref = None if workspace.network is None else workspace.network.ref
        self._answered: ReadingRequest | None = None
        self._reading: Reading | None = None
        self._pace = _Pace()
        self._asked: ReadingRequest | None = None
        self._failed: ReadingRequest | None = None
        self._latest = LatestJob(jobs, self)
        self._latest.finished.connect(self._on_finished)
        self._latest.failed.connect(self._on_failed)
        self._throttle = Throttle(SHORTEST_INTERVAL, self)
        self._throttle.due.connect(self._on_due)
        drawing.changed.connect(self._on_drawing_changed)
        workspace.network_changed.connect(self._on_network_changed)

    @property
    def prediction(self) -> Reading | None:
        """What the network reads in the ink there is now; None without ink or network.

        Waits for it, however slow the network is.
        """
        self._look()
        if self._request is not None and not self.is_current:
            self._take(read_request(self._request))
        return self._reading

    @property
    def latest(self) -> Reading | None:
        """The last answer; unless `is_current`, it is about ink or weights of before.

        It is never about another network than the chosen one.
        """
        return self._reading

    @property
    def known_digit(self) -> int | None:
        """The digit of `latest`; None where there is none, or it is not known."""
        return self._reading.digit if self._reading is not None and self._reading.known else None

    @property
    def network(self) -> Network | None:
        """The network whose answer `latest` is."""
        return None if self._answered is None else self._answered.network

    @property
    def network_ref(self) -> NetworkRef | None:
        """Which network `latest` is about: the same one while a run under way changes it."""
        return self._ref

    @property
    def request(self) -> ReadingRequest | None:
        """What is to be read since the last update; None without ink or network."""
        return self._request

    @property
    def is_current(self) -> bool:
        """Whether `latest` is about the ink and the network of the last update."""
        return self._answered is self._request

    @property
    def has_failed(self) -> bool:
        """Whether the network tried to read the ink of the last update, and could not."""
        return self._request is not None and self._failed is self._request

    @property
    def steps(self) -> FramingSteps | None:
        """How the ink of the last update became what the network sees; None without ink or
        network.
        """
        return None if self._request is None else self._request.steps

    @property
    def framing(self) -> FramingChoice:
        """Which steps of framing are taken."""
        return self._framing

    @Slot(object)
    def set_framing(self, framing: FramingChoice) -> None:
        """Take these steps from now on; the ink there is is read anew."""
        self._framing = framing
        self._is_stale = True
        self._throttle.run_now()

    @property
    def network_name(self) -> str | None:
        """Who reads, and since when it has these weights; None where there is no network."""
        named = self._workspace.network
        return None if named is None else at_moment(named.name, named.epoch, named.step)

    def _look(self) -> None:
        """Take note of the ink and the network there are now."""
        if not self._is_stale:
            return
        self._is_stale = False
        named, self._request = self._workspace.network, None
        if named is not None and not self._drawing.is_empty:
            canvas = self._canvas_picture.pixels(self._drawing)
            steps = self._framing.steps(self._drawing, canvas)
            if steps.frame.any():
                self._request = self._asking(named.network, steps)
        if self._request is None:
            self._latest.cancel()
            self._answered = self._reading = None

    def _asking(self, network: Network, steps: FramingSteps) -> ReadingRequest:
        is_dot = is_too_small(self._drawing.span)
        return ReadingRequest(network, steps, is_dot, self._pace.yardstick(network))

    @Slot()
    def _on_due(self) -> None:
        self._look()
        if self._request is not None and not self.is_current:
            if self._pace.is_quick(self._request.network):
                self._take(read_request(self._request))
            elif self._asked is not self._request or not self._latest.is_busy:
                self._ask(self._request)
        self.updated.emit()

    def _ask(self, request: ReadingRequest) -> None:
        """Let a thread read; while the pen moves, what is being read is read to its end."""
        other = self._asked is not None and self._asked.network is not request.network
        if other or not self._drawing.is_under_way:
            self._latest.cancel()
        self._asked = request
        self._latest.request(partial(read_request, request))

    def _take(self, result: ReadingResult) -> None:
        self._pace.note(result)
        self._answered, self._reading = result.request, result.reading

    @Slot(object)
    def _on_finished(self, result: ReadingResult) -> None:
        request = self._request
        if request is None or result.request.network is not request.network:
            return  # nobody waits for it any more
        if not self.is_current:  # somebody may have waited for the answer, and got it before
            self._take(result)
        self.updated.emit()

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        if not self._latest.is_busy:  # else a newer request is on its way already
            self._failed = self._asked
            self.updated.emit()
        raise error  # nothing that a person could mend; the window tells of it

    @Slot()
    def _on_drawing_changed(self) -> None:
        self._is_stale = True
        if self._drawing.is_under_way:
            self._throttle.request()
        else:
            self._throttle.run_now()

    @Slot()
    def _on_network_changed(self) -> None:
        self._is_stale = True
        network = self._workspace.network
        earlier, self._ref = self._ref, None if network is None else network.ref
        if self._ref != earlier:
            self._answered = self._reading = None
        self._throttle.run_now()


class _Pace:
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

    def note(self, result: ReadingResult) -> None:
        """Take note of how long a reading took, and of what the network was judged by."""
        network = result.request.network
        if network.known_from is None:
            self._yardsticks[network] = result.yardstick
        if network.work == self._work:
            self._seconds.append(result.seconds)
