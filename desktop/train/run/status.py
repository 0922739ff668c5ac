"""How the run in sight is doing, in words: the figure, the status, what just happened, the bar.

Also what to say of a run that ended while the disk did not take all of it.
"""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Slot

from desktop import formats
from desktop.train import wording
from desktop.train.run.run_panel import RunPanel
from desktop.translation import tr
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.run.epoch_log import LogTone
from desktop.workspace.run.epoch_sentences import shot_up
from desktop.workspace.run.progress import RunProgress
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import RunState
from nncore.datasets import SplitName
from nncore.runs import KeptRun
from nncore.safe_text import quoted

REFRESH_MILLISECONDS = 250
"""Between two changes of the status line: numbers that change faster cannot be read."""

_MOST_LETTERS = 60
"""Of a reason, where it stands on two lines with what it led to."""


class UnkeptPart(NamedTuple):
    """What the window says of the part that is lost.

    said: how far the run came, what is kept of it, and why not more. advice: what to do next.
    going_on: what going on with what is kept is called, and what it does.
    """

    said: str
    advice: str
    going_on: tuple[str, str]


class RunStatus(QObject):
    """Keeps the panel true. memory: the bytes that Misread holds, None if nobody can tell."""

    def __init__(
        self,
        panel: RunPanel,
        run: RunInSight,
        memory: Callable[[], int | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._run = run
        self._memory = memory
        self._reason = ""
        self._clock = QTimer(self, interval=REFRESH_MILLISECONDS)
        self._clock.timeout.connect(self._on_clock_ticked)
        run.changed.connect(self._on_changed)
        run.appended.connect(self._on_appended)
        self.show()

    @property
    def last_words(self) -> str:
        """How the run ended."""
        run = self._run
        if run.progress is None or run.state is RunState.FAILED:
            return run.failure
        part = self.unkept
        return self._sentence(run.progress)[0] if part is None else part.said

    @property
    def unkept(self) -> UnkeptPart | None:
        """What is lost of the run that ended, because it could not be written down."""
        run = self._run
        if run.progress is None or run.is_active or run.gone is not None:
            return None
        return unkept(run.progress, run.kept, run.trouble)

    @property
    def aftermath(self) -> str:
        """What came of not being able to write the run down for a while."""
        part = self.unkept
        return wording.KEPT_AFTER_ALL if part is None else f"{part.said} {part.advice}"

    def set_reason(self, reason: str) -> None:
        """Why nothing can be started; "" if something can."""
        if reason != self._reason:
            self._reason = reason
            self.show()

    def show(self) -> None:
        """Say how things stand."""
        run, part = self._run, self.unkept
        reason = "" if run.is_active else self._reason
        self._show_log(part, reason)
        self._panel.show_progress(run.fraction)
        self._show_accuracy()
        if run.gone is not None:
            self._panel.say(wording.gone(run.name))
        elif run.state is RunState.FAILED:
            said, _ = wording.in_two(run.failure)
            self._panel.say(said, is_problem=True, details=run.failure)
        elif part is not None:
            self._panel.say(part.said, is_problem=True)
        elif run.progress is not None:
            text, details = self._sentence(run.progress)
            self._panel.say(text, details=details)
        elif run.kept is not None:
            self._panel.say(wording.summary(run.kept, run.name))
        else:
            self._panel.say(reason or tr("Ready."))

    def _sentence(self, progress: RunProgress) -> tuple[str, str]:
        """The status and its details."""
        run = self._run
        match run.state:
            case RunState.RUNNING:
                memory = self._memory()
                return wording.running(progress, memory), wording.details(progress, memory)
            case RunState.PAUSED:
                return wording.paused(progress, run.history.losses.latest), ""
            case RunState.STOPPING:
                return tr("Stopping…"), ""
        accuracy = None if run.accuracy is None else run.accuracy.value
        told = wording.ended(progress, accuracy)
        if run.never_came_back and run.recipe is not None:
            told += " " + shot_up(run.recipe, run.rate)
        return told, ""

    def _show_log(self, part: UnkeptPart | None, reason: str) -> None:
        run, log = self._run, self._run.log
        is_failed = run.state is RunState.FAILED  # then that stands above
        if part is not None:
            words = part.said if is_failed else part.advice
            self._panel.show_headline(f"{words} {reason}".rstrip(), is_warning=True)
            return
        if reason and log is not None:  # the run in sight stands above
            self._panel.show_headline(reason)
            return
        if is_failed:
            failure = run.failure if run.gone is not None else wording.in_two(run.failure)[1]
            self._panel.show_headline(failure)
            return
        line = None if log is None else log.headline
        if log is not None and run.progress is not None and not run.is_active:
            line = log.last_headline  # how the run ended stands in the sentence above
        if line is None:
            self._panel.show_headline("")
        else:
            self._panel.show_headline(wording.news(line), is_warning=line.tone is LogTone.WARNING)

    def _show_accuracy(self) -> None:
        run = self._run
        latest = run.history.accuracies.latest
        if run.accuracy is not None:
            now = run.accuracy
            self._panel.show_accuracy(now.value, now.images_title, now.moment, now.whole)
        elif latest is None or run.progress is None or run.state is RunState.FAILED:
            self._panel.show_accuracy(None)  # nothing was measured, or it is gone
        else:
            learned_from = Accuracy(latest, run.data_name, SplitName.TRAINING)
            self._panel.show_accuracy(latest, learned_from.images_title, tr("last steps"))

    @Slot()
    def _on_changed(self) -> None:
        if self._run.state is RunState.RUNNING:
            self._clock.start()
        elif self._run.state is not RunState.STOPPING:
            self._clock.stop()
        self.show()

    @Slot()
    def _on_appended(self) -> None:
        if self._run.state is RunState.PAUSED:  # a single step was asked for, and no clock ticks
            self.show()

    @Slot()
    def _on_clock_ticked(self) -> None:
        if self._panel.isVisible():
            self.show()


def unkept(progress: RunProgress, kept: KeptRun | None, reason: str) -> UnkeptPart | None:
    """What to say of a run that is over; None where all of it is kept.

    kept: what lies on the disk of it, if anything does. reason: what was told of writing it.
    """
    if not reason or (kept is not None and kept.steps >= progress.step and kept.ending is not None):
        return None
    values = {"trained": wording.trained(progress), "short": _short(reason)}
    save = tr("File › Save network keeps the network as it is now.")
    if kept is None or not kept.steps:
        said = tr("Trained {trained}, but kept nothing of it: {short}.", **values)
        advice = tr("Or go on from the beginning, once the disk takes more.")
        going_on = tr("Go &on from the beginning"), tr("All of it is trained once more")
    elif kept.last_epoch is not None and kept.last_epoch.step == kept.steps:
        at = formats.count(kept.last_epoch.epoch)
        said = tr("Trained {trained}, but kept up to epoch {epoch}: {short}.", epoch=at, **values)
        advice = tr("Or go on from epoch {epoch}, once the disk takes more.", epoch=at)
        what = tr("What came after epoch {epoch} is trained once more", epoch=at)
        going_on = tr("Go &on from epoch {epoch}", epoch=at), what
    else:
        at = formats.count(kept.steps)
        said = tr("Trained {trained}, but kept up to step {step}: {short}.", step=at, **values)
        advice = tr("Or go on from step {step}, once the disk takes more.", step=at)
        what = tr("What came after step {step} is trained once more", step=at)
        going_on = tr("Go &on from step {step}", step=at), what
    return UnkeptPart(said, save if kept is None else f"{save} {advice}", going_on)


def _short(reason: str) -> str:
    """The reason without the path of the file, which has no room on two lines."""
    parts = reason.rstrip(".").split(": ")
    words = [each for each in parts if not {"/", "\\"} & set(each)]
    return quoted(": ".join(words or parts), _MOST_LETTERS)
