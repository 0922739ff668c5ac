"""A recipe says everything that decides how a training run ends; the window and the command line
both build their runs from one.

It is plain data that JSON can hold, and knows nothing of files or screens.
"""

from collections.abc import Generator
from dataclasses import asdict, dataclass, field, replace
from math import ceil
from typing import Any, NamedTuple

import numpy as np

from nncore.augmentation import Augmentation
from nncore.datasets.dataset import Dataset
from nncore.events import Event
from nncore.layers.initializers import INITIALIZERS
from nncore.network import Network
from nncore.optimizers import SGD, Adam, AdamW, Optimizer
from nncore.quoting import quoted
from nncore.recipes.architecture import Hidden, build_layers, checked_hidden, network_costs
from nncore.schedules import SCHEDULES
from nncore.storage.training_state import TrainingState
from nncore.supervisor import Supervisor
from nncore.training import train

OPTIMIZERS = ("sgd", "momentum", "nesterov", "adam", "adamw")
"""Gradient descent, with momentum 0.9, in Nesterov's form, Adam, and Adam with decoupled decay."""

MOMENTUM = 0.9

MOST_COUNT = 10**12
"""Epochs, examples per update and epochs of patience at most: their products still fit a float."""

MOST_RATE = 1e38
"""Learning rate and weight decay at most: float32, in which weights are kept, ends soon after."""

SEED_DIGITS = 4_300
"""Of a seed at most: Python reads and writes no longer numbers."""

MOST_SEED = 10**SEED_DIGITS - 1

_COUNTS, _TO_RATE = f"1 to {MOST_COUNT}", f"at most {MOST_RATE:g}"


@dataclass(frozen=True)
class Recipe:
    """How a network is built and trained. The data set is named apart.

    hidden: the hidden layers, see `architecture`. batch_size: examples per update, None for all.
    initializer: a name in INITIALIZERS; "uniform" draws the first biases too, as the seed did.
    patience: epochs without a smaller validation loss before the run stops; None for never.
    seed: a whole number of up to SEED_DIGITS digits; the other counts are at most MOST_COUNT.
    learning_rate, weight_decay: at most MOST_RATE.
    Raises ValueError for a value that makes no run, naming what was given and expected.
    """

    hidden: Hidden = (128,)
    optimizer: str = "adam"
    learning_rate: float = 2e-3
    batch_size: int | None = 64
    epochs: int = 5
    seed: int = 7
    initializer: str = "he"
    schedule: str = "cosine"
    weight_decay: float = 0.0
    augmentation: Augmentation = field(default_factory=Augmentation)
    patience: int | None = None

    def __post_init__(self) -> None:
        # JSON brings a list, and a dictionary
        hidden, varied = self.hidden, self.augmentation
        _require(isinstance(hidden, tuple | list), "a row of hidden layers", hidden)
        object.__setattr__(self, "hidden", checked_hidden(hidden))
        if isinstance(varied, dict):
            object.__setattr__(self, "augmentation", Augmentation(**varied))
        _require(isinstance(self.augmentation, Augmentation), "an augmentation", varied)
        _require(self.optimizer in OPTIMIZERS, f"an optimizer of {OPTIMIZERS}", self.optimizer)
        _require(
            self.initializer in (*INITIALIZERS,), f"one of {(*INITIALIZERS,)}", self.initializer
        )
        _require(self.schedule in (*SCHEDULES,), f"a schedule of {(*SCHEDULES,)}", self.schedule)
        rate, decay, batch, patience = (
            self.learning_rate,
            self.weight_decay,
            self.batch_size,
            self.patience,
        )
        _require(_is_rate(rate) and rate > 0, f"a positive learning rate of {_TO_RATE}", rate)
        _require(_is_rate(decay), f"a weight decay of 0 or more, {_TO_RATE}", decay)
        _require(batch is None or _is_count(batch), f"a batch of {_COUNTS}", batch)
        _require(_is_count(self.epochs), f"{_COUNTS} epochs", self.epochs)
        is_seed = type(self.seed) is int and 0 <= self.seed <= MOST_SEED
        _require(is_seed, f"a seed of 0 or more, at most {SEED_DIGITS} digits", self.seed)
        is_patience = patience is None or _is_count(patience)
        _require(is_patience, f"a patience of {_COUNTS} epochs", patience)

    def build(self) -> tuple[Network, Optimizer, np.random.Generator]:
        """A fresh network, its optimizer, and the generator that goes on to order the examples."""
        rng = np.random.default_rng(self.seed)
        return self._network(rng), self._optimizer(), rng

    def start(self, dataset: Dataset, *, supervisor: Supervisor | None = None) -> "Run":
        """A run of this recipe on `dataset`, ready to be pulled. Raises ValueError as `train`.

        supervisor: follows the run and steers it; its progress must be at the beginning.
        """
        supervisor = supervisor or Supervisor()
        notes = {"recipe": asdict(self), "dataset": dataset.name}
        state = TrainingState(*self.build(), progress=supervisor.progress, notes=notes)
        return self._run(state, dataset, supervisor)

    def _run(self, state: TrainingState, dataset: Dataset, supervisor: Supervisor) -> "Run":
        events = train(
            state.network,
            dataset.training,
            optimizer=state.optimizer,
            epochs=self.epochs,
            batch_size=self.batch_size,
            rng=state.rng,
            validation=dataset.validation,
            schedule=SCHEDULES[self.schedule],
            augmentation=self.augmentation,
            patience=self.patience,
            supervisor=supervisor,
        )
        return Run(state.network, state.optimizer, events, state)

    def steps_per_epoch(self, images: int) -> int:
        """How many updates one pass over so many images makes; the last may have fewer of them."""
        return ceil(images / (self.batch_size or images))

    def work_per_step(self, images: int) -> int:
        """How many multiplications read the images of one update, `images` being all there are."""
        each = network_costs(self.hidden).multiplications
        return each * min(self.batch_size or images, images)

    def _network(self, rng: np.random.Generator) -> Network:
        initializer = INITIALIZERS[self.initializer]
        if self.initializer != "uniform":
            return Network(build_layers(self.hidden, rng=rng, initializer=initializer))
        # layer by layer weights, then biases, as the seed drew them
        layers = build_layers(self.hidden, rng=np.random.default_rng(0), initializer=initializer)
        for parameter in (network := Network(layers)).parameters:
            parameter[...] = rng.uniform(-0.5, 0.5, parameter.shape)
        return network

    def _optimizer(self) -> Optimizer:
        rate, decay = self.learning_rate, self.weight_decay
        match self.optimizer:
            case "adam":
                return Adam(rate, weight_decay=decay)
            case "adamw":
                return AdamW(rate, weight_decay=decay)
            case "sgd":
                return SGD(rate, weight_decay=decay)
        return SGD(rate, MOMENTUM, nesterov=self.optimizer == "nesterov", weight_decay=decay)


class Run(NamedTuple):
    """A training run: pull `events` to train `network`; `optimizer` takes a new learning rate.

    state: all of it, as it stands between two pulls, ready to be saved.
    """

    network: Network
    optimizer: Optimizer
    events: Generator[Event, None, None]
    state: TrainingState


def resume(
    state: TrainingState,
    dataset: Dataset,
    *,
    more_epochs: int = 0,
    supervisor: Supervisor | None = None,
) -> Run:
    """Go on with a run that `Recipe.start` began, where it stands.

    more_epochs: how many to add to those that its recipe, which is noted anew, asks for; patience
    counts from here then. supervisor: follows the run and steers it; the state's progress becomes
    its own. Raises ValueError for a state without a recipe, or one that stands where `dataset` has
    no place: the data must be the same, of which only the size is checked.
    """
    recipe = recipe_of(state.notes)
    if more_epochs:
        recipe = replace(recipe, epochs=state.progress.epoch + more_epochs)
        state.notes["recipe"] = asdict(recipe)
        state.progress.patient_from = state.progress.epoch
    predictions = state.progress.predictions
    if predictions is not None:
        sizes = len(predictions.training), len(predictions.validation)
        if sizes != (len(dataset.training), len(dataset.validation)):
            raise ValueError(f"the run predicted {sizes} images, {quoted(dataset.name)} has others")
    size = len(dataset.training)
    if state.progress.position.batch > recipe.steps_per_epoch(size):
        raise ValueError(f"the run stands beyond the {size} images of {quoted(dataset.name)}")
    supervisor = supervisor or Supervisor()
    supervisor.progress = state.progress
    return recipe._run(state, dataset, supervisor)


def recipe_of(notes: dict[str, Any]) -> Recipe:
    """The recipe that travels with a network or a saved run.

    Raises ValueError where there is none, or one that cannot be followed.
    """
    given = notes.get("recipe")
    if not isinstance(given, dict):
        raise ValueError("no recipe was saved with it")
    try:
        return Recipe(**given)
    except (TypeError, OverflowError) as error:
        raise ValueError(f"its recipe cannot be followed: {quoted(error)}") from error


def _is_count(value: object) -> bool:
    return type(value) is int and 1 <= value <= MOST_COUNT


def _is_rate(value: object) -> bool:
    """From 0 to MOST_RATE; NaN is not."""
    return type(value) in (int, float) and 0 <= value <= MOST_RATE  # type: ignore[operator]


def _require(holds: bool, expected: str, given: object) -> None:
    if not holds:
        raise ValueError(f"a recipe needs {expected}, got {quoted(given)}")
