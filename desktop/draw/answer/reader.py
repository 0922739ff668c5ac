"""Reads the drawing as it grows, with the network of the workspace, and tells when to look.

Most networks answer in a millisecond, at once; a slow one is asked in the background.
"""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.draw.answer.framing_choice import FramingChoice
from desktop.draw.answer.reading_request import (
    ReadingRequest,
    ReadingResult,
    ReadingSpeed,
    read_request,
)
from desktop.draw.ink.drawing import Drawing
from desktop.draw.ink.painting import CanvasPicture
from desktop.workspace.accuracy import at_moment
from desktop.workspace.jobs import Jobs, LatestJob
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.throttle import Throttle
from desktop.workspace.workspace import Workspace
from nncore.drawing.framing import FramingSteps
from nncore.network import Network
from nncore.recognition.reading import Reading
from nncore.recognition.smallness import is_too_small

SHORTEST_INTERVAL = 16
"""Milliseconds between two readings: pens report up to a thousand times a second, eyes do not."""


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
        self._is_outdated = True
        self._ref = None if workspace.network is None else workspace.network.ref
        self._answered: ReadingRequest | None = None
        self._reading: Reading | None = None
        self._speed = ReadingSpeed()
        self._background_request: ReadingRequest | None = None
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
        self._update_request()
        if self._request is not None and not self.is_current:
            self._set_answer(read_request(self._request))
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
        self._is_outdated = True
        self._throttle.run_now()

    @property
    def network_name(self) -> str | None:
        """Who reads, and since when it has these weights; None where there is no network."""
        named = self._workspace.network
        return None if named is None else at_moment(named.name, named.epoch, named.step)

    def _update_request(self) -> None:
        """Make a request of the ink and the network there are now, if either is new."""
        if not self._is_outdated:
            return
        self._is_outdated = False
        named, self._request = self._workspace.network, None
        if named is not None and not self._drawing.is_empty:
            canvas = self._canvas_picture.pixels(self._drawing)
            steps = self._framing.steps(self._drawing, canvas)
            if steps.frame.any():
                self._request = self._new_request(named.network, steps)
        if self._request is None:
            self._latest.cancel()
            self._answered = self._reading = None

    def _new_request(self, network: Network, steps: FramingSteps) -> ReadingRequest:
        is_dot = is_too_small(self._drawing.span)
        return ReadingRequest(network, steps, is_dot, self._speed.yardstick(network))

    @Slot()
    def _on_due(self) -> None:
        self._update_request()
        if self._request is not None and not self.is_current:
            if self._speed.is_quick(self._request.network):
                self._set_answer(read_request(self._request))
            elif self._background_request is not self._request or not self._latest.is_busy:
                self._read_in_background(self._request)
        self.updated.emit()

    def _read_in_background(self, request: ReadingRequest) -> None:
        """Let a thread read; while the pen moves, what is being read is read to its end."""
        other = (
            self._background_request is not None
            and self._background_request.network is not request.network
        )
        if other or not self._drawing.is_under_way:
            self._latest.cancel()
        self._background_request = request
        self._latest.request(partial(read_request, request))

    def _set_answer(self, result: ReadingResult) -> None:
        self._speed.record(result)
        self._answered, self._reading = result.request, result.reading

    @Slot(object)
    def _on_finished(self, result: ReadingResult) -> None:
        request = self._request
        if request is None or result.request.network is not request.network:
            return  # nobody waits for it any more
        if not self.is_current:  # somebody may have waited for the answer, and got it before
            self._set_answer(result)
        self.updated.emit()

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        if not self._latest.is_busy:  # else a newer request is on its way already
            self._failed = self._background_request
            self.updated.emit()
        raise error  # nothing that a person could mend; the window tells of it

    @Slot()
    def _on_drawing_changed(self) -> None:
        self._is_outdated = True
        if self._drawing.is_under_way:
            self._throttle.request()
        else:
            self._throttle.run_now()

    @Slot()
    def _on_network_changed(self) -> None:
        self._is_outdated = True
        network = self._workspace.network
        earlier, self._ref = self._ref, None if network is None else network.ref
        if self._ref != earlier:
            self._answered = self._reading = None
        self._throttle.run_now()
