"""The state of the training loop: counters, running means, the best and the last good weights.

Saved with the network, the optimizer and the random generator, it lets the run go on later as if it
had never stopped.
"""

from dataclasses import dataclass, field
from math import inf, isfinite, log
from typing import Any

from nncore.array_types import CLASSES
from nncore.epoch_predictions import EpochPredictions
from nncore.network import Network
from nncore.optimizers import Optimizer

GUESSING_LOSS = log(CLASSES)
"""The loss, in nats, of giving each class the same probability."""

BLOW_UP = 10.0
"""Times the loss of the first step, or of guessing: above it, an epoch's mean has diverged."""


@dataclass
class BatchPosition:
    """How far an epoch has come.

    batch: how many batches were learned from. shuffled_from: the state of the random generator
    that the epoch's order was drawn from; None before it is drawn, and for a run in one batch.
    """

    batch: int = 0
    shuffled_from: dict[str, Any] | None = None


@dataclass
class RunningMean:
    """The mean loss and accuracy of an epoch's examples so far, as the sums that they come from."""

    loss_sum: float = 0.0
    hits: float = 0.0
    examples: int = 0

    def add(self, loss: float, accuracy: float, examples: int) -> None:
        """Add a batch of so many examples, by its mean loss and accuracy."""
        self.loss_sum += loss * examples
        self.hits += accuracy * examples
        self.examples += examples

    @property
    def loss(self) -> float:
        """In nats; there must have been examples."""
        return self.loss_sum / self.examples

    @property
    def accuracy(self) -> float:
        """As a fraction of 1; there must have been examples."""
        return self.hits / self.examples


@dataclass
class LoopState:
    """How far a run has come: a new one stands at its beginning.

    epoch, step: how many are finished. position, mean: of the epoch under way.
    kept: the weights to go back to if the loss diverges, those of the end of `kept_epoch`.
    best: with early stopping, the weights of the smallest validation loss so far.
    patient_from: patience counts from this epoch or from `best_epoch`, whichever is later; set
    where a run that had stopped early goes on.
    rate: the learning rate that an event reported last. first_loss: of the very first step; None
    before it, and for runs that were saved without it.
    predictions: None, or where the loop notes what it predicted in the epoch under way; right after
    its end, they are those of that epoch.
    threads: 1, or 2 where two threads share each step; None until the loop has chosen. The last
    bits depend on it, so a run that is resumed keeps its own.
    """

    epoch: int = 0
    step: int = 0
    position: BatchPosition = field(default_factory=BatchPosition)
    mean: RunningMean = field(default_factory=RunningMean)
    kept: Network | None = None
    kept_epoch: int = 0
    best: Network | None = None
    best_epoch: int = 0
    best_loss: float = inf
    patient_from: int = 0
    rate: float | None = None
    first_loss: float | None = None
    predictions: EpochPredictions | None = None
    threads: int | None = None

    def has_exhausted(self, patience: int | None) -> bool:
        """Whether the validation loss has not fallen for so many epochs; never if that is None."""
        waited = self.epoch - max(self.best_epoch, self.patient_from)
        return patience is not None and self.best is not None and waited >= patience

    def has_blown_up(self, loss: float) -> bool:
        """Whether the loss shot up in the epoch that ends now, and the network only guesses since.

        loss: of the network as it is after the epoch.
        """
        if self.first_loss is None:
            return False
        limit = BLOW_UP * max(self.first_loss, GUESSING_LOSS)
        return self.mean.loss > limit and loss >= GUESSING_LOSS

    def begin_epoch(self) -> None:
        """Forget what was predicted in the epoch before, unless this one is under way already."""
        if self.predictions is not None and self.position.batch == 0:
            self.predictions.clear()

    def end_step(self, loss: float, accuracy: float, examples: int) -> None:
        """Count a step, and the batch that it was made with."""
        self.step += 1
        self.position.batch += 1
        self.mean.add(loss, accuracy, examples)
        if self.step == 1 and isfinite(loss):
            self.first_loss = loss

    def end_epoch(self, network: Network) -> None:
        """Count an epoch that ended well, and copy its weights to go back to."""
        self.epoch += 1
        self.position, self.mean = BatchPosition(), RunningMean()
        self.keep(network)

    def keep(self, network: Network) -> None:
        """Copy the weights that a diverging run goes back to."""
        if self.kept is None:
            self.kept = network.copy()
        else:
            self.kept.copy_parameters_from(network)
        self.kept_epoch = self.epoch

    def keep_if_best(self, network: Network, loss: float) -> None:
        """Copy the weights if no epoch before had a smaller validation loss."""
        if loss < self.best_loss:
            self.best, self.best_epoch, self.best_loss = network.copy(), self.epoch, loss

    def roll_back(self, network: Network, optimizer: Optimizer, *, steps_per_epoch: int) -> None:
        """Give `network` the kept weights again, and stand where they were kept.

        The optimizer forgets the gradients that led away from them.
        """
        if self.kept is not None:
            network.copy_parameters_from(self.kept)
        optimizer.reset()
        self.epoch, self.step = self.kept_epoch, self.kept_epoch * steps_per_epoch
        self.position, self.mean = BatchPosition(), RunningMean()
        self.begin_epoch()
