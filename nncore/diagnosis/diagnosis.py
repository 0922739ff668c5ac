"""Follows a run by its events, and finds the classic faults: each once, with its likely cause."""

from collections import deque
from collections.abc import Callable
from math import inf, isfinite
from typing import Any

from numpy.typing import NDArray

from nncore.diagnosis.causes import cause_of_rise, restraint
from nncore.diagnosis.finding import Cause, Finding, Symptom
from nncore.diagnosis.loss_rise import LossFollower
from nncore.diagnosis.overfitting import Overfitting
from nncore.events import EpochFinished, Event, RateChanged, StepFinished
from nncore.inputs import WHITE
from nncore.loop_state import GUESSING_LOSS
from nncore.optimizers import USUAL_RATES
from nncore.recipes.architecture import layer_label
from nncore.recipes.recipe import Recipe
from nncore.runtime.epoch_check import EpochCheck

_FAR = 5.0
"""Times the usual rate, or a part of it, from which on a rate is taken for the cause."""

_EPOCHS, _STEPS = 2, 100
"""Before so many of both a network may well know nothing yet."""

_WINDOW = 6
"""Epochs that a pace is measured over, at most."""

_POOR = 0.6 * GUESSING_LOSS
"""A network whose training loss is above it has hardly learned."""

_NEAR_GUESSING = 0.05
_STANDSTILL = 0.01
"""Nats: how near the loss of a stuck run is to that of guessing, and how little it fell."""

_GUESSED = 0.2
"""An accuracy that is little better than guessing one digit of ten."""

_ONE_ANSWER, WRONG_ANSWER = 0.9, 0.5
"""The share of images that get the same answer, and the accuracy below which that is wrong."""

_SILENT_EPOCHS = 2
"""In a row, with a layer that is mostly silent: labels that cannot be learned shut some for one."""

_CONSEQUENCES = {
    Symptom.UNUSUAL_IMAGES: {*Symptom} - {Symptom.OVERFITTING},
    Symptom.LOSS_ROSE: {Symptom.RATE_TOO_LOW, Symptom.STUCK_AT_GUESSING, Symptom.ONE_ANSWER},
    Symptom.DEAD_UNITS: {Symptom.RATE_TOO_LOW, Symptom.STUCK_AT_GUESSING, Symptom.ONE_ANSWER},
    Symptom.RATE_TOO_LOW: {Symptom.STUCK_AT_GUESSING, Symptom.ONE_ANSWER},
    Symptom.STUCK_AT_GUESSING: {Symptom.RATE_TOO_LOW, Symptom.ONE_ANSWER},
    Symptom.ONE_ANSWER: {Symptom.RATE_TOO_LOW, Symptom.STUCK_AT_GUESSING},
    Symptom.OVERFITTING: set[Symptom](),
}
"""What a fault leads to, and is not told any more once the fault was."""


class Diagnosis:
    """The diagnosis of one run of `recipe`.

    At most one fault is found at the end of an epoch, each once a run; a fault that follows from
    one that was found is not told. Time and memory of an epoch do not grow with the run.
    """

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._rate = recipe.learning_rate
        self._usual_rate = USUAL_RATES.get(recipe.optimizer)
        self._steps = LossFollower()
        self._epochs: deque[EpochFinished] = deque(maxlen=_WINDOW)
        self._silent_epochs = 0  # in a row, up to the last one
        self._overfitting = Overfitting()
        self._best_loss, self._best_epoch = inf, 0
        self._settled: set[Symptom] = set()

    def follow(self, event: Event) -> Finding | None:
        """Follow the run; at the end of an epoch returns what was found wrong, or None."""
        if isinstance(event, StepFinished):  # of which there are thousands a second
            self._steps.add(event.loss, event.examples)
            return None
        match event:
            case RateChanged(after=after):
                self._rate = after
                self._epochs.clear()  # the pace is another from here on
            case EpochFinished():
                return self._at_epoch(event)
        return None

    def extend_steps(self, losses: NDArray[Any], examples: NDArray[Any]) -> None:
        """Follow many steps at once, of a run that was kept."""
        self._steps.extend(losses, examples)

    def _at_epoch(self, epoch: EpochFinished) -> Finding | None:
        self._steps.end_epoch(epoch.step)
        self._epochs.append(epoch)
        is_silent = epoch.check is not None and epoch.check.is_mostly_silent
        self._silent_epochs = self._silent_epochs + 1 if is_silent else 0
        turned = self._has_turned(epoch)
        looks: dict[Symptom, Callable[[EpochFinished], Finding | None]] = {
            Symptom.UNUSUAL_IMAGES: self._unusual_images,
            Symptom.LOSS_ROSE: self._loss_rose,
            Symptom.DEAD_UNITS: self._dead_units,
            Symptom.RATE_TOO_LOW: self._rate_too_low,
            Symptom.STUCK_AT_GUESSING: self._stuck_at_guessing,
            Symptom.ONE_ANSWER: self._one_answer,
        }
        if turned:
            looks[Symptom.OVERFITTING] = self._overfits
        for symptom, look in looks.items():
            if symptom not in self._settled and (finding := look(epoch)):
                self._settled |= {symptom} | _CONSEQUENCES[symptom]
                return finding
        return None

    def _has_turned(self, epoch: EpochFinished) -> bool:
        """Whether the validation loss rises while that of training falls."""
        loss = epoch.validation_loss
        if loss is None or not isfinite(loss):
            return False
        turned = self._overfitting.add(loss, epoch.training_loss) and loss > self._best_loss
        # a network that was lost drifts about guessing, and knows nothing by heart
        turned = turned and epoch.training_loss < _POOR
        if loss < self._best_loss:
            self._best_loss, self._best_epoch = loss, epoch.epoch
        return turned

    def _unusual_images(self, epoch: EpochFinished) -> Finding | None:
        check, symptom = epoch.check, Symptom.UNUSUAL_IMAGES
        if check is not None and check.is_dark:
            return self._found(
                epoch, symptom, Cause.NEARLY_BLACK, check.brightest_pixel or 0, WHITE
            )
        if check is not None and check.is_light:
            return self._found(epoch, symptom, Cause.WHITE_GROUND, check.mean_pixel or 0, WHITE)
        return None

    def _loss_rose(self, epoch: EpochFinished) -> Finding | None:
        rise = self._steps.rise
        if rise is None:
            return None
        figures = (rise.after, rise.before)
        cause = cause_of_rise(self._recipe, self._rate)
        return self._found(epoch, Symptom.LOSS_ROSE, cause, *figures, step=rise.step)

    def _dead_units(self, epoch: EpochFinished) -> Finding | None:
        check = epoch.check
        if check is None or check.silent is None or self._silent_epochs < _SILENT_EPOCHS:
            return None
        layer = layer_label(self._recipe.hidden, check.silent_layer or 0)
        cause = restraint(self._recipe) or Cause.FIRST_WEIGHTS
        if self._steps.rise is not None or self._is_far_above:
            cause = cause_of_rise(self._recipe, self._rate)
        figures = (check.silent, check.looked_at)
        return self._found(epoch, Symptom.DEAD_UNITS, cause, *figures, layer=layer)

    def _rate_too_low(self, epoch: EpochFinished) -> Finding | None:
        left = self._recipe.epochs - epoch.epoch
        if left < 1 or not (self._is_far_below and self._is_time(epoch)):
            return None
        oldest = self._epochs[0]
        pace = (oldest.training_loss - epoch.training_loss) / (epoch.epoch - oldest.epoch)
        if not epoch.training_loss - max(pace, 0.0) * left > _POOR:
            return None
        figures = (epoch.training_loss, pace)
        return self._found(epoch, Symptom.RATE_TOO_LOW, Cause.RATE_TOO_LOW, *figures)

    def _stuck_at_guessing(self, epoch: EpochFinished) -> Finding | None:
        loss, accuracy = _told(epoch)
        is_near = abs(loss - GUESSING_LOSS) <= _NEAR_GUESSING and accuracy < _GUESSED
        if not (is_near and self._is_time(epoch)):
            return None
        if _told(self._epochs[0])[0] - loss >= _STANDSTILL:
            return None
        figures = (loss, accuracy)
        return self._found(epoch, Symptom.STUCK_AT_GUESSING, self._likely_cause, *figures)

    def _one_answer(self, epoch: EpochFinished) -> Finding | None:
        accuracy = _told(epoch)[1]
        if epoch.check is None or not self._is_time(epoch) or not accuracy < WRONG_ANSWER:
            return None
        digit, share = _commonest(epoch.check)
        if share < _ONE_ANSWER:
            return None
        # it reads well what it learns from: there, too, most are this digit
        is_uneven = epoch.training_accuracy >= WRONG_ANSWER
        cause = Cause.UNEVEN_LABELS if is_uneven else self._likely_cause
        figures = (share, accuracy)
        return self._found(epoch, Symptom.ONE_ANSWER, cause, *figures, digit=digit)

    def _overfits(self, epoch: EpochFinished) -> Finding | None:
        assert epoch.validation_loss is not None
        figures = (epoch.validation_loss, self._best_loss)
        symptom, cause = Symptom.OVERFITTING, Cause.TOO_LITTLE_VARIETY
        return self._found(epoch, symptom, cause, *figures, best_epoch=self._best_epoch)

    def _is_time(self, epoch: EpochFinished) -> bool:
        """Whether a network that learns would show it by now."""
        return len(self._epochs) >= _EPOCHS and epoch.step >= _STEPS

    @property
    def _is_far_above(self) -> bool:
        return self._usual_rate is not None and self._rate >= _FAR * self._usual_rate

    @property
    def _is_far_below(self) -> bool:
        return self._usual_rate is not None and self._rate <= self._usual_rate / _FAR

    @property
    def _likely_cause(self) -> Cause:
        """Of a network that learns nothing, though its images and its units are as they should."""
        if (strong := restraint(self._recipe)) is not None:
            return strong
        if self._is_far_above:
            return Cause.RATE_TOO_HIGH
        return Cause.RATE_TOO_LOW if self._is_far_below else Cause.LABELS

    def _better_rate(self, cause: Cause) -> float | None:
        if cause is Cause.RATE_TOO_LOW:
            return self._usual_rate
        if cause is Cause.RATE_TOO_HIGH:
            return self._rate / 10
        return None

    def _found(
        self,
        epoch: EpochFinished,
        symptom: Symptom,
        cause: Cause,
        value: float,
        reference: float,
        **details: Any,
    ) -> Finding:
        found: dict[str, Any] = {"better_rate": self._better_rate(cause), "step": epoch.step}
        found |= details
        return Finding(
            symptom,
            cause,
            epoch=epoch.epoch,
            rate=self._rate,
            value=value,
            reference=reference,
            **found,
        )


def _told(epoch: EpochFinished) -> tuple[float, float]:
    """Loss and accuracy of validation, else of training."""
    loss, accuracy = epoch.validation_loss, epoch.validation_accuracy
    if loss is None or accuracy is None or not (isfinite(loss) and isfinite(accuracy)):
        return epoch.training_loss, epoch.training_accuracy
    return loss, accuracy


def _commonest(check: EpochCheck) -> tuple[int, float]:
    """The digit that is answered most, and to which share of the images."""
    most = max(check.answers, default=0)
    return (check.answers.index(most), most / sum(check.answers)) if most else (0, 0.0)
