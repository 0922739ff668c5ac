"""Reads the drawing as it grows, with the network of the workspace, and tells when to look.

Most networks answer in a millisecond, at once; a slow one is asked in the background.
"""

from collections import deque
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.draw.ink.drawing import Drawing
from desktop.workspace.accuracy import at_moment
from desktop.workspace.jobs import Jobs, LatestJob, Progress
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.array_types import ImageArray
from nncore.drawing.framing import frame_drawing
from nncore.drawing.reading import Reading, read_frame
from nncore.network import Network

SHORTEST_INTERVAL = 16
"""Milliseconds between two readings: pens report up to a thousand times a second, eyes do not."""

LONGEST_AT_ONCE = 0.010
"""Seconds of a reading that a hand does not feel; a longer one is left to a thread."""

MOST_WORK_AT_ONCE = 20_000_000
"""In multiplications: some 5 milliseconds, for a network that was not measured yet."""

_FELT = 0.050
"""Seconds of a reading after which no second one is tried at once."""


@dataclass(frozen=True, eq=False)
class _Question:
    """What is to be read: by which network, and in which frame."""

    network: Network
    frame: ImageArray


@dataclass(frozen=True, eq=False)
class _Answer:
    question: _Question
    reading: Reading | None
    seconds: float


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
        self._question: _Question | None = None
        self._is_stale = True
        self._ref: NetworkRef | None = None
        self._answered: _Question | None = None
        self._reading: Reading | None = None
        self._pace = _Pace()
        self._asked: _Question | None = None
        self._failed: _Question | None = None
        self._latest = LatestJob(jobs, self)
        self._latest.finished.connect(self._on_finished)
        self._latest.failed.connect(self._on_failed)
        self._is_pending = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SHORTEST_INTERVAL)
        self._pause.timeout.connect(self._on_pause_ended)
        drawing.changed.connect(self._on_drawing_changed)
        workspace.network_changed.connect(self._on_network_changed)

    @property
    def prediction(self) -> Reading | None:
        """What the network reads in the ink there is now; None without ink or network.

        Waits for it, however slow the network is.
        """
        self._look()
        if self._question is not None and not self.is_current:
            self._take(_read(self._question))
        return self._reading

    @property
    def latest(self) -> Reading | None:
        """The last answer; unless `is_current`, it is about ink or weights of before.

        It is never about another network than the chosen one.
        """
        return self._reading

    @property
    def is_current(self) -> bool:
        """Whether `latest` is about the ink and the network of the last update."""
        return self._answered is self._question

    @property
    def has_failed(self) -> bool:
        """Whether the network tried to read the ink of the last update, and could not."""
        return self._question is not None and self._failed is self._question

    @property
    def frame(self) -> ImageArray | None:
        """What the network sees at the last update; None without ink or network."""
        return None if self._question is None else self._question.frame

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
        named, self._question = self._workspace.network, None
        if named is not None and not self._drawing.is_empty:
            frame = frame_drawing(self._drawing.pixels())
            if frame.any():
                self._question = _Question(named.network, frame)
        if self._question is None:
            self._latest.cancel()
            self._answered = self._reading = None

    def _update(self) -> None:
        self._is_pending = False
        self._pause.start()
        self._look()
        if self._question is not None and not self.is_current:
            if self._pace.is_quick(self._question.network):
                self._take(_read(self._question))
            elif self._asked is not self._question or not self._latest.is_busy:
                self._ask(self._question)
        self.updated.emit()

    def _ask(self, question: _Question) -> None:
        """Let a thread read; while the pen moves, what is being read is read to its end."""
        other = self._asked is not None and self._asked.network is not question.network
        if other or self._drawing.growing_stroke is None:
            self._latest.cancel()
        self._asked = question
        self._latest.request(partial(_read, question))

    def _take(self, answer: _Answer) -> None:
        self._pace.note(answer)
        self._answered, self._reading = answer.question, answer.reading

    @Slot(object)
    def _on_finished(self, answer: _Answer) -> None:
        question = self._question
        if question is None or answer.question.network is not question.network:
            return  # nobody waits for it any more
        if not self.is_current:  # somebody may have waited for the answer, and got it before
            self._take(answer)
        self.updated.emit()

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        if not self._latest.is_busy:  # else a newer question is on its way already
            self._failed = self._asked
            self.updated.emit()
        raise error  # nothing that a person could mend; the window tells of it

    @Slot()
    def _on_drawing_changed(self) -> None:
        self._is_stale = True
        is_moving = self._drawing.growing_stroke is not None
        if is_moving and self._pause.isActive():
            self._is_pending = True
        else:
            self._update()

    @Slot()
    def _on_network_changed(self) -> None:
        self._is_stale = True
        network = self._workspace.network
        earlier, self._ref = self._ref, None if network is None else network.ref
        if self._ref != earlier:
            self._answered = self._reading = None
        self._update()

    @Slot()
    def _on_pause_ended(self) -> None:
        if self._is_pending:
            self._update()


class _Pace:
    """Tells networks that answer at once from those that do not.

    The first time by the work that reading takes, later by the best of the last few readings:
    whatever else the machine does makes one of them long, not all.
    """

    def __init__(self) -> None:
        self._work = 0
        self._seconds: deque[float] = deque(maxlen=8)

    def is_quick(self, network: Network) -> bool:
        """Whether a reading is short enough for the thread that draws."""
        if network.work != self._work:
            self._work = network.work
            self._seconds.clear()
        if len(self._seconds) >= 3 or max(self._seconds, default=0) > _FELT:
            return min(self._seconds) <= LONGEST_AT_ONCE
        return network.work <= MOST_WORK_AT_ONCE

    def note(self, answer: _Answer) -> None:
        """Take note of how long a reading took."""
        if answer.question.network.work == self._work:
            self._seconds.append(answer.seconds)


def _read(question: _Question, progress: Progress | None = None) -> _Answer:
    """The network's answer, here and now; `progress` is told before each layer's turn."""
    network = question.network
    if progress is not None:
        network = network.interruptible(partial(progress, 0.0))
    started = perf_counter()
    reading = read_frame(network, question.frame)
    return _Answer(question, reading, perf_counter() - started)
