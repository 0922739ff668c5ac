"""A tiny run that takes milliseconds, and what of a kept run must be the same to the bit."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.augmentation import AUGMENTATIONS
from nncore.recipes.recipe import Recipe, resume
from nncore.runs import KeptRun, RunStore, keep

EPOCHS = 3
STEPS_PER_EPOCH = 4

Stop = Callable[[nn.Event], bool]


@pytest.fixture(scope="session")
def few() -> nn.datasets.Dataset:
    """Enough images for a run to have steps, epochs and parts."""
    rng = np.random.default_rng(7)
    return nn.datasets.generated(rng=rng, training=80, validation=20, test=30)


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    """All that draws from the generator of random numbers is in it."""
    return Recipe(
        hidden=(6, "dropout 0.2"),
        batch_size=20,
        epochs=EPOCHS,
        augmentation=AUGMENTATIONS["light"],
    )


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


@pytest.fixture
def started(store: RunStore, few: nn.datasets.Dataset, recipe: Recipe) -> Callable[..., KeptRun]:
    """Begins a run, pulls it to its end or until `stop` says so of an event, and closes it."""

    def run(chosen: Recipe = recipe, *, stop: Stop | None = None, name: str = "a run") -> KeptRun:
        record = store.begin(name, chosen, few)
        pull(keep(chosen.start(few), few, record), stop)
        return store.get(record.id)

    return run


@pytest.fixture
def continued(store: RunStore, few: nn.datasets.Dataset) -> Callable[..., KeptRun]:
    """Goes on with a kept run, to its end or until `stop`."""

    def run(kept: KeptRun, *, stop: Stop | None = None, more_epochs: int = 0) -> KeptRun:
        record = store.reopen(kept)
        pull(keep(resume(kept.state(), few, more_epochs=more_epochs), few, record), stop)
        return store.get(kept.id)

    return run


def pull(events: Any, stop: Stop | None = None) -> None:
    for event in events:
        if stop is not None and stop(event):
            break
    events.close()


@pytest.fixture(scope="session")
def facts() -> Callable[[KeptRun], dict[str, Any]]:
    """All of a kept run that does not depend on the clock, as bytes and plain values."""
    return facts_of


def facts_of(kept: KeptRun) -> dict[str, Any]:
    history, predictions, state = kept.history(), kept.predictions(), kept.state()
    arrays: dict[str, Any] = {
        "losses": history.losses,
        "accuracies": history.accuracies,
        "rates": history.learning_rates,
        "examples": history.examples,
        "predicted epochs": predictions.epochs,
        "labels": predictions.labels,
        "confidences": predictions.confidences,
        "told losses": predictions.losses,
        "log-probabilities": predictions.log_probabilities,
        **{f"state {name}": array for name, array in state._arrays().items()},
    }
    for epoch in kept.weights_epochs:
        for position, array in enumerate(kept.network(epoch).parameters):
            arrays[f"weights {epoch} {position}"] = array
    return {
        "epochs": history.epochs,
        "ending": kept.ending,
        "best": kept.best_validation,
        "rng": state.rng.bit_generator.state,
        **{name: (array.shape, array.tobytes()) for name, array in arrays.items()},
    }


@pytest.fixture
def copied(whole: KeptRun, tmp_path: Path) -> Path:
    """The folder of the whole run, to be damaged."""
    return Path(copytree(whole.folder, tmp_path / whole.folder.name))


@pytest.fixture(scope="session")
def whole(
    tmp_path_factory: pytest.TempPathFactory, few: nn.datasets.Dataset, recipe: Recipe
) -> KeptRun:
    """The recipe's run, never interrupted."""
    store = RunStore(tmp_path_factory.mktemp("whole"))
    record = store.begin("whole", recipe, few)
    pull(keep(recipe.start(few), few, record))
    return store.get(record.id)
