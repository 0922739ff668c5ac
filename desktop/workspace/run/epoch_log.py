"""What just happened, in words: a line for each epoch of a run, and for what a person should know.

A line costs the same in the thousandth epoch as in the first.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from math import inf, isfinite

from desktop.formats import accuracy, loss
from desktop.translation import tr
from desktop.workspace.run import epoch_sentences as words
from desktop.workspace.run import finding_words
from nncore.diagnosis import Diagnosis, KeptChecks
from nncore.events import Diverged, EpochFinished, Event, RateChanged, StepFinished, StoppedEarly
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunHistory

_LONG = 10
"""Epochs that a slow change is looked at over."""

_STANDING = 5
"""Epochs that a fault is told of at the least, where more than the newest line is not shown."""


class LogTone(Enum):
    """Whether a line tells of something good, or warns."""

    GOOD = "good"
    PLAIN = "plain"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line: the epoch it belongs to, what to say, and the figures if an epoch ended.

    Losses are means per image, accuracies fractions of 1; None where there is none.
    """

    epoch: int
    text: str
    tone: LogTone
    training_loss: float | None = None
    validation_loss: float | None = None
    training_accuracy: float | None = None
    validation_accuracy: float | None = None
    refusal: float | None = None

    @property
    def ends_epoch(self) -> bool:
        """Whether it tells of a finished epoch, and so has figures."""
        return self.training_loss is not None


class EpochLog:
    """The lines of one run, in the order in which things happened.

    validation_images: how many the accuracies are counted on; 0 if that is not known. recipe: what
    the run follows.
    """

    def __init__(self, validation_images: int, recipe: Recipe) -> None:
        self._images = validation_images
        self._diagnosis = Diagnosis(recipe)
        self._recipe, self._rate = recipe, recipe.learning_rate
        self._standing: LogLine | None = None
        self._early_stop: LogLine | None = None
        self._lines: list[LogLine] = []
        self._before: EpochFinished | None = None
        self._best_loss, self._best_epoch, self._best_accuracy = inf, 0, -inf
        self._losses: deque[float] = deque(maxlen=_LONG)
        self._gap = 0.01

    @classmethod
    def of_kept(
        cls, kept: KeptRun, history: RunHistory, ending: StoppedEarly | Diverged | None
    ) -> "EpochLog":
        """The log of a kept run, as if it had just happened, as far as it was kept.

        history: its own, which is dear to read twice.
        """
        checks = KeptChecks(kept)
        # a rate that is told of at a step comes before the epoch that ends with it
        events: list[EpochFinished | RateChanged] = [*kept.rate_changes, *history.epochs]
        events.sort(key=_place)
        log, step = cls(kept.dataset.validation, kept.recipe), 0
        for event in events:
            if isinstance(event, EpochFinished):
                steps = slice(step, event.step)
                log._diagnosis.extend_steps(history.losses[steps], history.examples[steps])
                event, step = checks.added_to(event), event.step
            log.follow([event])
        log.follow([] if ending is None else [ending])
        return log

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, row: int) -> LogLine:
        return self._lines[row]

    @property
    def lines(self) -> tuple[LogLine, ...]:
        """All lines, the oldest first."""
        return tuple(self._lines)

    @property
    def latest(self) -> LogLine | None:
        """The newest line, None before there is one."""
        return self._lines[-1] if self._lines else None

    @property
    def headline(self) -> LogLine | None:
        """What to tell where there is room for one line: the newest, or a fault that stands."""
        return self._standing or self.latest

    @property
    def last_headline(self) -> LogLine | None:
        """The same once the run is over; of how it ended, only an early stop is told here."""
        epochs = (line for line in reversed(self._lines) if line.ends_epoch)
        return self._standing or self._early_stop or next(epochs, None)

    def follow(self, events: Iterable[Event]) -> tuple[LogLine, ...]:
        """Put into words what `events` tell; returns the lines that are new."""
        count = len(self._lines)
        for event in events:
            finding = self._diagnosis.follow(event)
            if isinstance(event, StepFinished):
                continue
            line = self._line(event)
            if line is not None:
                self._lines.append(line)
                self._let_stand(line)
            if finding is not None:
                text = finding_words.in_words(finding)
                self._standing = LogLine(finding.epoch, text, LogTone.WARNING)
                self._lines.append(self._standing)
        return tuple(self._lines[count:])

    def _let_stand(self, line: LogLine) -> None:
        """Let the fault that was told last go once the run does better, or something else came."""
        if self._standing is None:
            return
        is_mended = line.tone is LogTone.GOOD and line.epoch >= self._standing.epoch + _STANDING
        if is_mended or not line.ends_epoch:
            self._standing = None

    def _line(self, event: Event) -> LogLine | None:
        match event:
            case EpochFinished():
                return self._epoch(event)
            case RateChanged(step=step, before=before, after=after):
                self._rate = after
                epoch = 1 if self._before is None else self._before.epoch + 1
                return LogLine(epoch, words.rate_change(step, before, after), LogTone.PLAIN)
            case StoppedEarly():
                text = words.early_stop(event)
                self._early_stop = LogLine(event.epoch, text, LogTone.PLAIN)
                return self._early_stop
            case Diverged():
                text = words.divergence(event, self._recipe, self._rate)
                return LogLine(event.epoch, text, LogTone.WARNING)
        return None

    def _epoch(self, event: EpochFinished) -> LogLine:
        now = _Figures(event)
        before = None if self._before is None else _Figures(self._before)
        if before is None or before.is_validated is not now.is_validated:
            before = None
        text, tone = self._first(now) if before is None else self._sentence(now, before)
        self._remember(now, before)
        return LogLine(
            event.epoch,
            text,
            tone,
            event.training_loss,
            event.validation_loss,
            event.training_accuracy,
            event.validation_accuracy,
            event.refusal,
        )

    def _first(self, now: "_Figures") -> tuple[str, LogTone]:
        """The line of an epoch that there is nothing to compare with."""
        right = words.right(now.accuracy, self._counted(now))
        if now.epoch == 1:
            begin = tr("After the first epoch {right}", right=right)
        else:
            begin = tr("After epoch {epoch:,} {right}", epoch=now.epoch, right=right)
        second = f"{now.name.lower()} {loss(now.loss)}"
        return words.joined(begin, second, now.refused), LogTone.PLAIN

    def _sentence(self, now: "_Figures", before: "_Figures") -> tuple[str, LogTone]:
        is_best = now.loss < self._best_loss
        is_most = self._best_loss <= now.loss and self._best_accuracy < now.accuracy
        share = words.remarked(now.accuracy, is_most=is_most)
        first, second = self._loss_told(now, before), self._right_told(now, before, share)
        if len(words.joined(first, second)) > words.LONGEST:
            second = self._right_told(now, before, accuracy(now.accuracy))
        gap = self._gap_told(now)
        text = words.joined(first, second, now.refused, gap, self._best_told(now, before))
        if gap and gap in text:
            self._gap = 2 * (now.training_accuracy - now.accuracy)
        good = is_best and words.is_clear(self._best_loss, now.loss)
        return text, LogTone.GOOD if good else LogTone.PLAIN

    def _right_told(self, now: "_Figures", before: "_Figures", share: str) -> str:
        return words.right_change(before.accuracy, now.accuracy, self._counted(now), share)

    def _loss_told(self, now: "_Figures", before: "_Figures") -> str:
        if words.is_clear(before.loss, now.loss):
            told = words.loss_change(now.name, before.loss, now.loss)
            is_best = now.loss < self._best_loss
            return tr("{told}, the best so far", told=told) if is_best else told
        long_before = self._losses[0] if len(self._losses) == _LONG else None
        return words.loss_drift(now.name, before.loss, now.loss, long_before)

    def _best_told(self, now: "_Figures", before: "_Figures") -> str:
        if now.loss < self._best_loss or not words.is_clear(before.loss, now.loss):
            return ""
        return tr(
            "Best: {loss} in epoch {best_epoch:,}.",
            loss=loss(self._best_loss),
            best_epoch=self._best_epoch,
        )

    def _gap_told(self, now: "_Figures") -> str:
        """How much better training digits are read, told whenever that has doubled."""
        if not now.is_validated or now.training_accuracy - now.accuracy < self._gap:
            return ""
        return tr("Training digits: {accuracy} right.", accuracy=accuracy(now.training_accuracy))

    def _counted(self, now: "_Figures") -> int:
        """How many images the accuracy was counted on; 0 if that is not known."""
        return self._images if now.is_validated else 0

    def _remember(self, now: "_Figures", before: "_Figures | None") -> None:
        if before is None:
            self._losses.clear()
            self._best_loss, self._best_accuracy = inf, -inf
        self._before = now.event
        self._losses.append(now.loss)
        self._best_accuracy = max(self._best_accuracy, now.accuracy)
        if now.loss < self._best_loss:
            self._best_loss, self._best_epoch = now.loss, now.epoch


class _Figures:
    """The figures of an epoch that tell most: of validation, else of training."""

    def __init__(self, event: EpochFinished) -> None:
        self.event = event
        self.epoch = event.epoch
        self.training_loss = event.training_loss
        self.training_accuracy = event.training_accuracy
        self.loss, self.accuracy = event.training_loss, event.training_accuracy
        loss, accuracy = event.validation_loss, event.validation_accuracy
        self.is_validated = False
        if loss is not None and accuracy is not None and isfinite(loss) and isfinite(accuracy):
            self.loss, self.accuracy, self.is_validated = loss, accuracy, True

    @property
    def refused(self) -> str:
        """What of non-digits is refused, in a sentence; empty where the run shows none."""
        refusal = self.event.refusal
        return "" if refusal is None or not isfinite(refusal) else words.refused(refusal)

    @property
    def name(self) -> str:
        """What the loss is called."""
        return tr("Validation loss") if self.is_validated else tr("Training loss")


def _place(event: EpochFinished | RateChanged) -> tuple[int, bool]:
    return event.step, isinstance(event, EpochFinished)
