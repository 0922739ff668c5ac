"""What can be found wrong with a run, the figures that show it, and the rate to try instead."""

from dataclasses import dataclass
from enum import Enum


class Symptom(Enum):
    """What is wrong, the causes before what they lead to."""

    UNUSUAL_IMAGES = "unusual images"
    LOSS_ROSE = "loss rose"
    DEAD_UNITS = "dead units"
    RATE_TOO_LOW = "rate too low"
    STUCK_AT_GUESSING = "stuck at guessing"
    ONE_ANSWER = "one answer"
    OVERFITTING = "overfitting"


class Cause(Enum):
    """What most likely leads to it."""

    NEARLY_BLACK = "nearly black images"
    WHITE_GROUND = "white ground"
    RATE_TOO_HIGH = "rate too high"
    RATE_TOO_LOW = "rate too low"
    WEIGHT_DECAY = "weight decay"
    DROPOUT = "dropout"
    FIRST_WEIGHTS = "first weights"
    LARGE_FIRST_WEIGHTS = "large first weights"
    LABELS = "labels"
    UNEVEN_LABELS = "uneven labels"
    TOO_LITTLE_VARIETY = "too little variety"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a run, as it showed at the end of `epoch`, after `step` steps.

    rate: the learning rate that was set, without the schedule's factor. better_rate: one to try
    instead, where the rate is the cause; else None.

    value and reference are by symptom: UNUSUAL_IMAGES: the brightest pixel of nearly black images,
    the mean pixel of white ones, 0..255. LOSS_ROSE: the loss that was risen to, and from which.
    DEAD_UNITS: the share of a layer's units that answer none of so many images; `layer` its number
    and label. RATE_TOO_LOW: the training loss, and by how much it falls in an epoch.
    STUCK_AT_GUESSING: the loss, and the accuracy. ONE_ANSWER: the share of images taken for
    `digit`, and the accuracy. OVERFITTING: the validation loss, and the smallest one, of
    `best_epoch`.
    """

    symptom: Symptom
    cause: Cause
    epoch: int
    step: int
    rate: float
    value: float
    reference: float
    better_rate: float | None = None
    layer: str = ""
    digit: int | None = None
    best_epoch: int | None = None
