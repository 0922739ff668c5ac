"""The rows of the engine's table: what is to be done, by whom, and how fast it has to be."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Optimizer: TypeAlias = Literal["SGD", "Adam"]

LEARNING_RATES: dict[Optimizer, float] = {"SGD": 0.1, "Adam": 1e-3}

NNCORE, PYTORCH, TUNED, SKLEARN, PRODUCTS = "nncore", "PyTorch", "tuned", "sklearn", "products"
"""The contenders, by the names of the table's columns."""

WARM_UP = 2
"""Laps that do not count: an epoch costs its final time only when means of gradients have decayed
to numbers near zero, which processors may be slow with."""


@dataclass(frozen=True)
class Goal:
    """A ratio that is required, and the better one that is aimed at."""

    required: float
    aim: float | None = None


@dataclass(frozen=True)
class Training:
    """A lap is one epoch of mini-batches.

    hidden: the hidden layer's size; None for the LeNet-like. pytorch, tuned: how many times as fast
    as these nncore has to be.
    """

    hidden: int | None
    batch_size: int
    optimizer: Optimizer
    pytorch: Goal
    tuned: Goal
    laps = 4

    @property
    def name(self) -> str:
        """What the table calls it."""
        return f"{network_name(self.hidden)}, {self.batch_size}, {self.optimizer}"

    @property
    def contenders(self) -> tuple[str, ...]:
        """Who does it. scikit-learn has no convolutions, and with 512 units it takes nearly as
        long as all others together."""
        by_hidden: dict[int | None, tuple[str, ...]]
        by_hidden = {128: (SKLEARN, PRODUCTS), 512: (PRODUCTS,), None: ()}
        return (NNCORE, PYTORCH, TUNED, *by_hidden[self.hidden])


@dataclass(frozen=True)
class Inference:
    """A lap reads the whole test set, from uint8 pixels to probabilities, `passes` times."""

    hidden: int | None
    passes: int
    pytorch: Goal
    tuned: Goal
    laps = 8
    contenders = (NNCORE, PYTORCH, TUNED)

    @property
    def name(self) -> str:
        """What the table calls it."""
        return f"{network_name(self.hidden)}, inference × {self.passes}"


Task: TypeAlias = Training | Inference

TASKS: tuple[Task, ...] = (
    Training(128, 32, "SGD", Goal(1.5, 1.8), Goal(1.4)),
    Training(128, 32, "Adam", Goal(1.8, 2.2), Goal(1.3)),
    Training(128, 128, "SGD", Goal(1.4, 1.6), Goal(1.3)),
    Training(128, 128, "Adam", Goal(1.6, 1.8), Goal(1.2)),
    Training(512, 64, "SGD", Goal(1.3, 1.5), Goal(1.2)),
    Training(512, 64, "Adam", Goal(1.8, 2.2), Goal(1.0)),
    Training(None, 64, "Adam", Goal(1.2, 1.4), Goal(1.0)),
    Inference(128, 10, Goal(1.0, 1.3), Goal(1.0)),
    Inference(None, 1, Goal(1.0, 1.3), Goal(1.0)),
)


def network_name(hidden: int | None) -> str:
    """The sizes of a dense network, or the name of the convolutional one."""
    return "LeNet-like" if hidden is None else f"784-{hidden}-10"
