"""How the run in sight is doing, for the panel: the figure, the status, what just happened.

It follows the session's events and writes sentences; all that it asks for is the memory in use.
"""

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.train import wording
from desktop.train.epoch_log.epoch_log import EpochLog, LogTone
from desktop.train.plots.plots import Plots
from desktop.train.run.continuation import more_words
from desktop.train.run.progress import RunProgress
from desktop.train.run.run_panel import RunPanel
from desktop.train.run.session import TrainingSession
from desktop.train.run.states import State
from desktop.train.run.unkept import UnkeptPart, unkept
from desktop.workspace.accuracy import Accuracy
from nncore.datasets import SplitName
from nncore.events import Event
from nncore.runs import KeptRun

REFRESH_MILLISECONDS = 250
"""Between two changes of the status line: numbers that change faster cannot be read."""


class RunStatus(QObject):
    """Keeps the panel true. `reason`: why nothing can be started, or "".

    trouble: why the run could not be written down, as it was told last; unkept: what came of that.
    session: asked for the memory that is held.
    """

    def __init__(
        self,
        panel: RunPanel,
        plots: Plots,
        session: TrainingSession,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.progress: RunProgress | None = None
        self.news: EpochLog | None = None
        self.reason = ""
        self.trouble = ""
        self.unkept: UnkeptPart | None = None
        self._panel = panel
        self._plots = plots
        self._accuracy: Accuracy | None = None
        self._state, self._failure = State.IDLE, ""
        self._summary = ""
        self._clock = QTimer(self, interval=REFRESH_MILLISECONDS)
        self._clock.timeout.connect(self._on_clock_ticked)

    @property
    def last_words(self) -> str:
        """How the last run went."""
        if self.progress is None or self._state is State.FAILED:
            return self._failure
        if self.unkept is not None:
            return self.unkept.said
        return self._sentence(self.progress)[0]

    @property
    def aftermath(self) -> str:
        """What came of not being able to write the run down for a while."""
        if self.unkept is None:
            return wording.KEPT_AFTER_ALL
        return f"{self.unkept.said} {self.unkept.advice}"

    def going_on(self, kept: KeptRun) -> tuple[str, str]:
        """What going on with the run in sight is called, and what it does."""
        return more_words(kept) if self.unkept is None else self.unkept.going_on

    @property
    def never_came_back(self) -> bool:
        """Whether the loss of the run that ended shot up, and its network only guesses since."""
        guesses = self._accuracy is not None and self._accuracy.value < wording.GUESSING
        has_ended = self.progress is not None and self._state is State.IDLE
        return has_ended and guesses and self._plots.history.losses.blew_up

    def begin(self, progress: RunProgress, news: EpochLog, accuracy: Accuracy | None) -> None:
        """A run begins or goes on; `accuracy` is of the weights that it goes on from."""
        self.progress, self.news, self._accuracy, self._summary = progress, news, accuracy, ""
        self.trouble, self.unkept = "", None
        self.show()

    def rest_on(self, kept: KeptRun, news: EpochLog, summary: str) -> None:
        """A kept run is in sight, at rest."""
        # between two epochs nothing is known of the weights: then it says what was known last
        self._accuracy = Accuracy.of_epoch(kept, kept.weights_epoch or kept.last_epoch)
        self.progress, self.news, self._summary = None, news, summary
        self.trouble, self.unkept = "", None
        self._state = State.IDLE
        self.show()

    def summarize(self, summary: str) -> None:
        """Say something else of the opened run in sight: it has another name by now."""
        if self._summary not in ("", summary):
            self._summary = summary
            self.show()

    def take(self, events: tuple[Event, ...]) -> None:
        """Note what a run tells."""
        assert self.progress is not None
        assert self.news is not None
        self.progress.take(events)
        self.news.take(events)

    def measure(self, accuracy: Accuracy | None) -> None:
        """Of the network in sight on the validation images; None: not known yet."""
        self._accuracy = accuracy
        if self._state is not State.RUNNING:
            self.show()

    def enter(self, state: State, failure: str, kept: KeptRun | None = None) -> None:
        """The session is in another state; `failure` says why, if it failed.

        kept: once the run is over, what lies on the disk of it.
        """
        self._state, self._failure = state, failure
        if self.progress is not None:
            self._keep_time(self.progress)
            self.unkept = None if state.is_active else unkept(self.progress, kept, self.trouble)
        self.show()

    def show(self) -> None:
        """Say how things stand."""
        self._tell_news()
        if self.progress is None:
            self._show_rest()
            return
        progress = self.progress
        self._panel.show_progress(progress.fraction)
        self._show_accuracy(progress)
        if not self._state.is_active and self.reason:
            self._panel.say(self.reason)
        elif self._state is State.FAILED:
            self._panel.say(self._failure, is_problem=True)
        elif self.unkept is not None:
            self._panel.say(self.unkept.said, is_problem=True)
        else:
            text, details = self._sentence(progress)
            self._panel.say(text, details=details)

    def _keep_time(self, progress: RunProgress) -> None:
        if self._state is State.RUNNING:
            progress.go_on()
            self._clock.start()
        elif self._state is not State.STOPPING:
            progress.halt()
            self._clock.stop()

    def _show_rest(self) -> None:
        self._panel.show_progress(1.0 if self._summary else 0.0)
        self._show_accuracy(None)
        self._panel.say(self.reason or self._summary or "Ready.")

    def _sentence(self, progress: RunProgress) -> tuple[str, str]:
        """The status and its details."""
        match self._state:
            case State.RUNNING:
                memory = self._session.resident_bytes
                return wording.running(progress, memory), wording.details(progress, memory)
            case State.PAUSED:
                return wording.paused(progress), ""
            case State.STOPPING:
                return "Stopping…", ""
        blew_up = self._plots.history.losses.blew_up
        accuracy = None if self._accuracy is None else self._accuracy.value
        return wording.ended(progress, accuracy, blew_up=blew_up), ""

    def _tell_news(self) -> None:
        if self.unkept is not None:
            is_failed = self._state is State.FAILED  # then that stands above
            self._panel.tell(self.unkept.said if is_failed else self.unkept.advice, is_warning=True)
            return
        line = None if self.news is None else self.news.headline
        if self.news is not None and self.progress is not None and not self._state.is_active:
            line = self.news.last_headline  # how the run ended stands in the sentence above
        if line is None:
            self._panel.tell("")
        else:
            self._panel.tell(line.text, is_warning=line.tone is LogTone.WARNING)

    def _show_accuracy(self, progress: RunProgress | None) -> None:
        if self._accuracy is not None:
            now = self._accuracy
            self._panel.show_accuracy(now.value, now.images_title, now.moment, now.whole)
        elif progress is None or self._state is State.FAILED:  # what was measured is gone
            self._panel.show_accuracy(None)
        else:
            latest = self._plots.history.accuracies.latest
            learned_from = Accuracy(latest or 0.0, progress.dataset.name, SplitName.TRAINING)
            self._panel.show_accuracy(latest, learned_from.images_title, "last steps")

    @Slot()
    def _on_clock_ticked(self) -> None:
        if self._panel.isVisible():
            self.show()
