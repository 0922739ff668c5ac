"""What happens in a training run, as immutable events that may cross threads.

Losses are means in nats per example, accuracies fractions of 1; steps and epochs count from 1.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from nncore.array_types import FloatArray
from nncore.runtime.epoch_check import EpochCheck
from nncore.runtime.probing import LayerFigures


@dataclass(frozen=True, slots=True)
class StepFinished:
    """One mini-batch was learned from: its loss and accuracy before the update."""

    step: int
    epoch: int
    loss: float
    accuracy: float
    learning_rate: float
    examples: int

    def __reduce__(self) -> tuple[type["StepFinished"], tuple[int | float, ...]]:
        """Pickled in a fifth of the time that a dataclass takes: there are thousands a second."""
        figures = self.step, self.epoch, self.loss, self.accuracy, self.learning_rate, self.examples
        return StepFinished, figures


@dataclass(frozen=True, slots=True)
class StepCancelled:
    """Step `step` ended before it learned anything, as a Cancellation asked for.

    Nothing of it remains: closed here, the run stands after the step before; pulled again, it
    begins this step anew.
    """

    step: int


@dataclass(frozen=True, slots=True)
class RateChanged:
    """The learning rate was set to another between two pulls; `step` is the first made with it.

    The event comes before that step. Both rates are without the schedule's factor.
    """

    step: int
    before: float
    after: float


@dataclass(frozen=True, slots=True, eq=False)
class LayersProbed:
    """A look into the network in a step, as a Probe asked for.

    layers: those with weights, from the input on. first_weights: a copy of the weights of the first
    of them after the update, in the shape that the layer has.
    """

    step: int
    layers: tuple[LayerFigures, ...]
    first_weights: FloatArray


@dataclass(frozen=True, slots=True)
class NonDigitsDrawn:
    """A part, 0..1, of the images that are no digits is drawn, before a run that shows some begins.

    Of whoever draws them beforehand, see `Dataset.draw_non_digits`.
    """

    part: float


@dataclass(frozen=True, slots=True)
class ValidationAdvanced:
    """So many `images` of the validation split are read, and there are more; non-digits follow the
    digits. With 0 of them a look at the network itself goes on, which comes before.

    It lets whoever pulls stop or pause while a slow network reads.
    """

    epoch: int
    step: int
    images: int
    of: int


@dataclass(frozen=True, slots=True)
class TestAdvanced:
    """So many `images` of the test split are read, for the record only, and there are more.

    As ValidationAdvanced; of runs that are kept, see `nncore.runs`.
    """

    __test__ = False  # it is no test, whatever pytest takes its name for

    epoch: int
    step: int
    images: int
    of: int


@dataclass(frozen=True, slots=True)
class KeepingFailed:
    """What happened up to `step` could not be written to disk, and the run goes on all the same.

    It is told once; at the end of each epoch all that is missing is tried again. `message` says in
    words why writing failed; lacks_room: whether it is that the disk is full.
    """

    step: int
    message: str
    lacks_room: bool = False


@dataclass(frozen=True, slots=True)
class EpochFinished:
    """Every training example was seen once more.

    The training figures are means over the epoch, while the weights were changing; the
    validation figures are of the weights at its end, None without a validation split.
    refusal: which fraction of images that are no digits would be refused; None where the run
    showed none. check: what else was looked at; None where that was not kept.
    """

    epoch: int
    step: int
    training_loss: float
    training_accuracy: float
    validation_loss: float | None
    validation_accuracy: float | None
    refusal: float | None = None
    check: EpochCheck | None = field(default=None, compare=False)

    def as_json(self) -> dict[str, float | None]:
        """The epoch as files and `--json` hold it, but for its check; `EpochFinished(**values)` is
        equal to it.
        """
        refusal = {} if self.refusal is None else {"refusal": self.refusal}
        return {
            "epoch": self.epoch,
            "step": self.step,
            "training_loss": self.training_loss,
            "training_accuracy": self.training_accuracy,
            "validation_loss": self.validation_loss,
            "validation_accuracy": self.validation_accuracy,
            **refusal,
        }


@dataclass(frozen=True, slots=True)
class Diverged:
    """The loss grew beyond all bounds; the run is over.

    loss: not finite, of a step or of validation; or finite, where a weight is not; or the mean of
    an epoch, ten times the first loss and more, after which the network only guesses. The network
    holds the weights of `kept_epoch` again, the last good one (0: those that the run began with).
    """

    step: int
    epoch: int
    loss: float
    learning_rate: float
    kept_epoch: int


@dataclass(frozen=True, slots=True)
class StoppedEarly:
    """The validation loss fell no further; the run is over.

    The network holds the weights of `best_epoch` again, whose validation loss was `best_loss`.
    """

    epoch: int
    best_epoch: int
    best_loss: float


Event: TypeAlias = (
    StepFinished
    | StepCancelled
    | RateChanged
    | LayersProbed
    | NonDigitsDrawn
    | ValidationAdvanced
    | TestAdvanced
    | KeepingFailed
    | EpochFinished
    | StoppedEarly
    | Diverged
)
"""Anything that `train` yields, and what comes before it and `runs.keep` adds."""
