"""A recipe says everything that decides how a training run ends; the window and the command line
both build their runs from one.

It is plain data that JSON can hold, and knows nothing of files or screens.
"""

from collections.abc import Generator
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import NamedTuple

import numpy as np

from nncore.arrays import CLASSES, IMAGE_SIDE
from nncore.datasets.dataset import Dataset
from nncore.events import Event
from nncore.initializers import INITIALIZERS
from nncore.layers import Dense, Layer, ReLU
from nncore.network import Network
from nncore.optimizers import SGD, Adam, Optimizer
from nncore.schedules import SCHEDULES
from nncore.training import train

OPTIMIZERS = ("sgd", "momentum", "adam")
"""Gradient descent, with momentum 0.9, and Adam."""

MOMENTUM = 0.9


@dataclass(frozen=True)
class Recipe:
    """How a network is built and trained. The data set is named apart.

    hidden: units of each hidden layer. batch_size: examples per update, None for all at once.
    initializer: a name in INITIALIZERS; "uniform" draws the first biases too, as the seed did.
    Raises ValueError for a value that makes no run, naming what was given and expected.
    """

    hidden: tuple[int, ...] = (128,)
    optimizer: str = "adam"
    learning_rate: float = 2e-3
    batch_size: int | None = 64
    epochs: int = 5
    seed: int = 7
    initializer: str = "he"
    schedule: str = "cosine"

    def __post_init__(self) -> None:
        object.__setattr__(self, "hidden", tuple(self.hidden))  # JSON brings a list
        _require(
            all(size >= 1 for size in self.hidden), "hidden layers of 1 unit or more", self.hidden
        )
        _require(self.optimizer in OPTIMIZERS, f"an optimizer of {OPTIMIZERS}", self.optimizer)
        _require(self.initializer in INITIALIZERS, f"one of {(*INITIALIZERS,)}", self.initializer)
        _require(self.schedule in SCHEDULES, f"a schedule of {(*SCHEDULES,)}", self.schedule)
        rate = self.learning_rate
        _require(isfinite(rate) and rate > 0, "a positive learning rate", rate)
        _require(
            self.batch_size is None or self.batch_size >= 1, "a batch of 1 or more", self.batch_size
        )
        _require(self.epochs >= 1, "1 epoch or more", self.epochs)
        _require(self.seed >= 0, "a seed of 0 or more", self.seed)

    def build(self) -> tuple[Network, Optimizer, np.random.Generator]:
        """A fresh network, its optimizer, and the generator that goes on to order the examples."""
        rng = np.random.default_rng(self.seed)
        return self._network(rng), self._optimizer(), rng

    def start(self, dataset: Dataset) -> "Run":
        """A run of this recipe on `dataset`, ready to be pulled. Raises ValueError as `train`."""
        network, optimizer, rng = self.build()
        events = train(
            network,
            dataset.training,
            optimizer=optimizer,
            epochs=self.epochs,
            batch_size=self.batch_size,
            rng=rng,
            validation=dataset.validation,
            schedule=SCHEDULES[self.schedule],
        )
        return Run(network, optimizer, events)

    def work_per_step(self, images: int) -> int:
        """How many weights meet how many images in one update, `images` being all there are."""
        return parameter_count(self.hidden) * min(self.batch_size or images, images)

    def _network(self, rng: np.random.Generator) -> Network:
        initializer = INITIALIZERS[self.initializer]
        sizes = (IMAGE_SIDE * IMAGE_SIDE, *self.hidden, CLASSES)
        layers: list[Layer] = []
        for inputs, outputs in pairwise(sizes):
            dense = Dense(inputs, outputs, rng=rng, initializer=initializer)
            if self.initializer == "uniform":
                dense.bias[:] = rng.uniform(-0.5, 0.5, outputs)
            layers += [dense, ReLU()]
        return Network(layers[:-1])

    def _optimizer(self) -> Optimizer:
        if self.optimizer == "adam":
            return Adam(self.learning_rate)
        return SGD(self.learning_rate, MOMENTUM if self.optimizer == "momentum" else 0.0)


class Run(NamedTuple):
    """A training run: pull `events` to train `network`; `optimizer` takes a new learning rate."""

    network: Network
    optimizer: Optimizer
    events: Generator[Event, None, None]


def parse_hidden(text: str) -> tuple[int, ...]:
    """Read hidden layers as people write them: "128" or "128, 64"; empty for none.

    Raises ValueError for anything but whole numbers from 1 to 4096, at most eight of them.
    """
    parts = [part.strip() for part in text.split(",")] if text.strip() else []
    if not all(part.isascii() and part.isdigit() and 1 <= int(part) <= 4096 for part in parts):
        raise ValueError(f"hidden layers are numbers from 1 to 4096 as in “128, 64”, got “{text}”")
    if len(parts) > 8:
        raise ValueError(f"at most 8 hidden layers, got {len(parts)}")
    return tuple(map(int, parts))


def parameter_count(hidden: tuple[int, ...]) -> int:
    """How many numbers a 784–hidden–10 network learns: weights and biases of each layer."""
    sizes = (IMAGE_SIDE * IMAGE_SIDE, *hidden, CLASSES)
    return sum((inputs + 1) * outputs for inputs, outputs in pairwise(sizes))


def _require(holds: bool, expected: str, given: object) -> None:
    if not holds:
        raise ValueError(f"a recipe needs {expected}, got {given}")
