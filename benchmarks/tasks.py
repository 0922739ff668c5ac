"""The rows of the engine's table: what is to be done, and how fast it has to be.

Plain data; who does the work and who times it is not known here.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Optimizer: TypeAlias = Literal["SGD", "Adam"]

LEARNING_RATES: dict[Optimizer, float] = {"SGD": 0.1, "Adam": 1e-3}


@dataclass(frozen=True)
class Goal:
    """A ratio that is required, and the better one that is aimed at."""

    required: float
    aim: float | None = None


@dataclass(frozen=True)
class Training:
    """One epoch of mini-batches. `hidden`: the hidden layer's size; None for the LeNet-like."""

    hidden: int | None
    batch_size: int
    optimizer: Optimizer
    pytorch: Goal
    products: Goal | None = None

    @property
    def name(self) -> str:
        """What the table calls it."""
        return f"{network_name(self.hidden)}, {self.batch_size}, {self.optimizer}"


@dataclass(frozen=True)
class Inference:
    """The whole test set from uint8 pixels to probabilities, `passes` times a turn."""

    hidden: int | None
    passes: int
    pytorch: Goal
    products: Goal | None = None

    @property
    def name(self) -> str:
        """What the table calls it."""
        return f"{network_name(self.hidden)}, inference × {self.passes}"


Task: TypeAlias = Training | Inference

TASKS: tuple[Task, ...] = (
    Training(128, 32, "SGD", Goal(1.5, 1.8), Goal(2.0, 1.7)),
    Training(128, 32, "Adam", Goal(1.4, 1.7)),
    Training(128, 128, "SGD", Goal(1.35, 1.6), Goal(1.5, 1.3)),
    Training(128, 128, "Adam", Goal(1.35, 1.6)),
    Training(512, 64, "SGD", Goal(1.2, 1.4), Goal(1.35, 1.2)),
    Training(512, 64, "Adam", Goal(1.8, 2.2)),
    Training(None, 64, "Adam", Goal(0.8, 1.0)),
    Inference(128, 10, Goal(1.0)),
    Inference(None, 1, Goal(1.0)),
)


def network_name(hidden: int | None) -> str:
    """The sizes of a dense network, or the name of the convolutional one."""
    return "LeNet-like" if hidden is None else f"784-{hidden}-10"
