"""A recipe says everything that decides how a training run ends; the window and the command line
both build their runs from one.

It is plain data that JSON can hold.
"""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any, NamedTuple

import numpy as np

from nncore.augmentation import Augmentation
from nncore.batches import require_batch
from nncore.datasets.dataset import Dataset, SplitName
from nncore.datasets.exposure import MOST_SHARE, OutlierExposure, non_digits_beside
from nncore.events import Event
from nncore.layers.initializers import INITIALIZERS
from nncore.network import Network
from nncore.optimizers import OPTIMIZERS, Optimizer
from nncore.recipes.architecture import Hidden, build_layers, checked_hidden, network_costs
from nncore.runtime.batch_pass import threads_for
from nncore.safe_text import quoted
from nncore.schedules import SCHEDULES
from nncore.storage.training_state import TrainingState
from nncore.training import train
from nncore.training_handle import TrainingHandle

MOST_COUNT = 10**12
"""Epochs, examples per update and epochs of patience at most: their products still fit a float."""

MOST_RATE = 1e38
"""Learning rate and weight decay at most: float32, in which weights are kept, ends soon after."""

SEED_DIGITS = 4_300
"""Of a seed at most: Python reads and writes no longer numbers."""

MOST_SEED = 10**SEED_DIGITS - 1

_COUNTS, _TO_RATE = f"1 to {MOST_COUNT}", f"at most {MOST_RATE:g}"


def _is_count(value: object) -> bool:
    return type(value) is int and 1 <= value <= MOST_COUNT


def _is_count_or_none(value: object) -> bool:
    return value is None or _is_count(value)


def _is_rate(value: object) -> bool:
    """From 0 to MOST_RATE; NaN is not."""
    return type(value) in (int, float) and 0 <= value <= MOST_RATE  # type: ignore[operator]


class RecipeField(NamedTuple):
    """What an entry of a recipe must be: a check, and the same in words."""

    is_valid: Callable[[Any], bool]
    expected: str


def _one_of(names: Iterable[str], noun: str) -> RecipeField:
    known = tuple(names)  # what a file brings may have no hash, as keys must
    return RecipeField(lambda value: value in known, f"{noun} {known}")


FIELDS = {
    "hidden": RecipeField(lambda value: isinstance(value, tuple | list), "a row of hidden layers"),
    "optimizer": _one_of(OPTIMIZERS, "an optimizer of"),
    "learning_rate": RecipeField(
        lambda value: _is_rate(value) and value > 0, f"a positive learning rate of {_TO_RATE}"
    ),
    "batch_size": RecipeField(_is_count_or_none, f"a batch of {_COUNTS}"),
    "epochs": RecipeField(_is_count, f"{_COUNTS} epochs"),
    "seed": RecipeField(
        lambda value: type(value) is int and 0 <= value <= MOST_SEED,
        f"a seed of 0 or more, at most {SEED_DIGITS} digits",
    ),
    "initializer": _one_of(INITIALIZERS, "one of"),
    "schedule": _one_of(SCHEDULES, "a schedule of"),
    "weight_decay": RecipeField(_is_rate, f"a weight decay of 0 or more, {_TO_RATE}"),
    "augmentation": RecipeField(lambda value: isinstance(value, Augmentation), "an augmentation"),
    "patience": RecipeField(_is_count_or_none, f"a patience of {_COUNTS} epochs"),
    "non_digit_share": RecipeField(
        lambda value: type(value) in (int, float) and 0 <= value <= MOST_SHARE,
        f"a share of non-digits of 0 to {MOST_SHARE:g}",
    ),
}
"""The fields of a recipe, by the names that they have in files and on the command line too."""


@dataclass(frozen=True)
class Recipe:
    """How a network is built and trained. The data set is named apart.

    hidden: the hidden layers, see `architecture`. batch_size: examples per update, None for all.
    initializer: a name in INITIALIZERS; "uniform" draws the first biases too, as the seed did.
    patience: epochs without a smaller validation loss before the run stops; None for never.
    seed: a whole number of up to SEED_DIGITS digits; the other counts are at most MOST_COUNT.
    learning_rate, weight_decay: at most MOST_RATE. non_digit_share: how many images that are no
    digits come with each digit, see `OutlierExposure`.
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
    non_digit_share: float = 0.0

    def __post_init__(self) -> None:
        for name, entry in FIELDS.items():
            given = getattr(self, name)
            if not entry.is_valid(given):
                raise ValueError(f"a recipe needs {entry.expected}, got {quoted(given)}")
        object.__setattr__(self, "hidden", checked_hidden(self.hidden))

    def as_json(self) -> dict[str, Any]:
        """The recipe as JSON can hold it, which is how it stands in files."""
        values = {name: getattr(self, name) for name in FIELDS}
        if not self.non_digit_share:
            del values["non_digit_share"]  # as earlier versions wrote it
        return values | {"augmentation": self.augmentation.as_json()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Recipe":
        """The recipe of `as_json`; what an earlier version did not write has its default.

        Raises ValueError for entries that make no run, TypeError for others than FIELDS names.
        """
        varied = values.get("augmentation")
        if isinstance(varied, dict):
            values = values | {"augmentation": Augmentation(**varied)}
        return cls(**values)

    def build(self) -> tuple[Network, Optimizer, np.random.Generator]:
        """A fresh network, its optimizer, and the generator that goes on to order the examples."""
        rng = np.random.default_rng(self.seed)
        return self._network(rng), self.new_optimizer(), rng

    def start(self, dataset: Dataset, *, handle: TrainingHandle | None = None) -> "Run":
        """A run of this recipe on `dataset`, ready to be pulled. Raises ValueError as `train`.

        handle: follows the run and steers it; its progress must be at the beginning.
        """
        handle = handle or TrainingHandle()
        notes = {"recipe": self.as_json(), "dataset": dataset.name}
        state = TrainingState(*self.build(), progress=handle.progress, notes=notes)
        return self._run(state, dataset, handle)

    def _run(self, state: TrainingState, dataset: Dataset, handle: TrainingHandle) -> "Run":
        self.require_images(len(dataset.training))  # before non-digits are drawn, for seconds
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
            exposure=self._exposure(dataset),
            handle=handle,
        )
        return Run(state.network, state.optimizer, events, state)

    def _exposure(self, dataset: Dataset) -> OutlierExposure | None:
        if not self.non_digit_share:
            return None
        there = dataset.non_digits
        images = there[SplitName.TRAINING].images
        return OutlierExposure(images, self.non_digit_share, there[SplitName.VALIDATION].images)

    def require_images(self, images: int) -> None:
        """Raise ValueError where so many images to learn from make no batch, or none with a
        non-digit.
        """
        require_batch(self.batch_size or images, images, self.non_digit_share)

    def steps_per_epoch(self, images: int) -> int:
        """How many updates one pass over so many images makes; the last may have fewer of them."""
        return ceil(images / (self.batch_size or images))

    def images_per_step(self, images: int) -> int:
        """How many one update learns from, non-digits too, `images` being all digits there are."""
        digits = min(self.batch_size or images, images)
        return digits + non_digits_beside(digits, self.non_digit_share)

    def work_per_step(self, images: int) -> int:
        """How many multiplications read the images of one update, `images` being all there are."""
        return network_costs(self.hidden).multiplications * self.images_per_step(images)

    def threads(self, images: int) -> int:
        """How many threads would share a step here, `images` being all there are to learn from."""
        network, _, _ = self.build()
        return threads_for(network, self.images_per_step(images))

    def _network(self, rng: np.random.Generator) -> Network:
        initializer = INITIALIZERS[self.initializer]
        if self.initializer != "uniform":
            return Network(build_layers(self.hidden, rng=rng, initializer=initializer))
        # layer by layer weights, then biases, as the seed drew them
        layers = build_layers(self.hidden, rng=np.random.default_rng(0), initializer=initializer)
        for parameter in (network := Network(layers)).parameters:
            parameter[...] = rng.uniform(-0.5, 0.5, parameter.shape)
        return network

    def new_optimizer(self) -> Optimizer:
        """Its optimizer as it is before the first update."""
        return OPTIMIZERS[self.optimizer](self.learning_rate, weight_decay=self.weight_decay)


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
    handle: TrainingHandle | None = None,
) -> Run:
    """Go on with a run that `Recipe.start` began, where it stands.

    more_epochs: how many to add to those that its recipe, which is noted anew, asks for; patience
    counts from here then. handle: follows the run and steers it; the state's progress becomes
    its own. Raises ValueError for a state without a recipe, or one that stands where `dataset` has
    no place: the data must be the same, of which only the size is checked.
    """
    recipe = recipe_of(state.notes)
    if more_epochs:
        recipe = replace(recipe, epochs=state.progress.epoch + more_epochs)
        state.notes["recipe"] = recipe.as_json()
        state.progress.patient_from = state.progress.epoch
    predictions = state.progress.predictions
    if predictions is not None:
        sizes = len(predictions.training), len(predictions.validation)
        if sizes != (len(dataset.training), len(dataset.validation)):
            raise ValueError(f"the run predicted {sizes} images, {quoted(dataset.name)} has others")
    size = len(dataset.training)
    if state.progress.position.batch > recipe.steps_per_epoch(size):
        raise ValueError(f"the run stands beyond the {size} images of {quoted(dataset.name)}")
    progress = state.progress
    if progress.kept is None and progress.position.batch and progress.kept_epoch == 0:
        progress.kept = recipe.build()[0]  # which a run leaves out that was reduced
    state.adopt_arithmetic()
    handle = handle or TrainingHandle()
    handle.progress = state.progress
    return recipe._run(state, dataset, handle)


def recipe_of(notes: dict[str, Any]) -> Recipe:
    """The recipe that travels with a network or a saved run.

    Raises ValueError where there is none, or one that cannot be followed.
    """
    given = notes.get("recipe")
    if not isinstance(given, dict):
        raise ValueError("no recipe was saved with it")
    try:
        return Recipe.from_json(given)
    except (TypeError, OverflowError) as error:
        raise ValueError(f"its recipe cannot be followed: {quoted(error)}") from error
