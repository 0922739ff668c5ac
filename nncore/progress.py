"""Where a training run stands between two pulls: all that the loop itself remembers.

The loop keeps it up to date; whoever keeps it, with the network, the optimizer and the generator
of random numbers, can let the run go on later as if it had never stopped.
"""

from dataclasses import dataclass, field
from math import inf, log
from typing import Any

from nncore.arrays import CLASSES
from nncore.network import Network
from nncore.predictions import EpochPredictions

GUESSING = log(CLASSES)
"""The loss, in nats, of giving each class the same probability."""

BLOW_UP = 10.0
"""Times the first loss that the mean of no epoch comes to in a run that learns."""


@dataclass
class Place:
    """Where in an epoch a run stands.

    batch: how many batches are done. shuffled_from: the state of the random generator that the
    epoch's order was drawn from; None before it was drawn, or if there was nothing to shuffle.
    """

    batch: int = 0
    shuffled_from: dict[str, Any] | None = None


@dataclass
class Tally:
    """Running sums of an epoch's losses and hits, weighted by the size of each batch."""

    loss: float = 0.0
    hits: float = 0.0
    examples: int = 0

    def add(self, loss: float, accuracy: float, examples: int) -> None:
        """Count one batch by its mean loss and accuracy."""
        self.loss += loss * examples
        self.hits += accuracy * examples
        self.examples += examples

    @property
    def means(self) -> tuple[float, float]:
        """Loss and accuracy per example."""
        return self.loss / self.examples, self.hits / self.examples


@dataclass
class Progress:
    """How far a run has come: a new one stands at its beginning.

    epoch, step: how many are finished. kept: the weights to go back to if the loss diverges, of
    the end of `kept_epoch`. best: with early stopping, the weights of the least validation loss.
    patient_from: the epoch that patience counts from at the earliest; a run that had stopped and
    goes on gets it anew. rate: the learning rate that was last told of. first_loss: the very first
    step's, None before it and where it is not known any more. predictions: filled by
    the loop if they are wanted, of the epoch under way or, right after its end, of that one.
    """

    epoch: int = 0
    step: int = 0
    place: Place = field(default_factory=Place)
    tally: Tally = field(default_factory=Tally)
    kept: Network | None = None
    kept_epoch: int = 0
    best: Network | None = None
    best_epoch: int = 0
    best_loss: float = inf
    patient_from: int = 0
    rate: float | None = None
    first_loss: float | None = None
    predictions: EpochPredictions | None = None

    def is_out_of(self, patience: int | None) -> bool:
        """Whether the validation loss has not fallen for as many epochs as that; None: never."""
        waited = self.epoch - max(self.best_epoch, self.patient_from)
        return patience is not None and self.best is not None and waited >= patience

    def has_blown_up(self, judged: float) -> bool:
        """Whether the loss shot up in the epoch that ends now, and the network only guesses since.

        judged: its loss after the epoch.
        """
        if self.first_loss is None:
            return False
        most = BLOW_UP * max(self.first_loss, GUESSING)
        return self.tally.means[0] > most and judged >= GUESSING

    def keep(self, network: Network) -> None:
        """Copy the weights that a diverging run goes back to."""
        if self.kept is None:
            self.kept = network.copy()
        else:
            self.kept.assign(network)
        self.kept_epoch = self.epoch

    def go_back(self, network: Network, *, steps: int) -> None:
        """Give `network` the kept weights again, and stand where they were kept.

        steps: how many an epoch has.
        """
        if self.kept is not None:
            network.assign(self.kept)
        self.epoch, self.step = self.kept_epoch, self.kept_epoch * steps
        self.place, self.tally = Place(), Tally()
        self.begin_epoch()

    def begin_epoch(self) -> None:
        """Forget what was predicted in the epoch before, unless this one is under way."""
        if self.predictions is not None and self.place.batch == 0:
            self.predictions.clear()

    def end_epoch(self) -> None:
        """Count an epoch, and stand before the next."""
        self.epoch += 1
        self.place, self.tally = Place(), Tally()

    def compare(self, network: Network, loss: float) -> None:
        """Copy the weights if no epoch before had a smaller validation loss."""
        if loss < self.best_loss:
            self.best, self.best_epoch, self.best_loss = network.copy(), self.epoch, loss
