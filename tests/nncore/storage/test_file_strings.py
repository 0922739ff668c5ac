"""What stands in files, word for word: whoever renames a class or a field changes none of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open

import nncore as nn
from nncore.augmentation import AUGMENTATIONS
from nncore.layers import LAYERS
from nncore.optimizers import OPTIMIZER_KINDS, OPTIMIZERS
from nncore.recipes.recipe import Recipe, recipe_of

LAYER_STRINGS: dict[str, dict[str, Any]] = {
    "Conv2D": {"in_channels": 1, "out_channels": 3, "size": 4, "padding": "same", "stride": 2},
    "ReLU": {},
    "MaxPool2D": {"size": 3},
    "Dropout": {"rate": 0.25},
    "Flatten": {},
    "Dense": {"inputs": 48, "outputs": 10},
}

OPTIMIZER_STRINGS: dict[str, dict[str, Any]] = {
    "SGD": {"learning_rate": 0.1, "weight_decay": 0.0, "momentum": 0.9, "nesterov": True},
    "Adam": {
        "learning_rate": 0.1,
        "weight_decay": 0.0,
        "beta1": 0.9,
        "beta2": 0.999,
        "epsilon": 1e-8,
    },
    "AdamW": {
        "learning_rate": 0.1,
        "weight_decay": 0.01,
        "beta1": 0.9,
        "beta2": 0.999,
        "epsilon": 1e-8,
    },
}

GENERATOR_STRINGS = {"PCG64": np.random.PCG64, "PCG64DXSM": np.random.PCG64DXSM}

RECIPE = Recipe(hidden=("5x5x8 valid", "pool 3", "dropout 0.25", 32), patience=4)

RECIPE_STRINGS: dict[str, Any] = {
    "hidden": ["5x5x8 valid", "pool 3", "dropout 0.25", 32],
    "optimizer": "adam",
    "learning_rate": 0.002,
    "batch_size": 64,
    "epochs": 5,
    "seed": 7,
    "initializer": "he",
    "schedule": "cosine",
    "weight_decay": 0.0,
    "augmentation": {
        "shift": 0.0,
        "rotation": 0.0,
        "scale": 0.0,
        "shear": 0.0,
        "elastic": 0.0,
        "thickness": 0.0,
        "blur": 0.0,
    },
    "patience": 4,
}

EPOCH_STRINGS: dict[str, Any] = {
    "epoch": 3,
    "step": 12,
    "training_loss": 0.5,
    "training_accuracy": 0.75,
    "validation_loss": None,
    "validation_accuracy": None,
}

CHOICES = {
    "optimizer": ["sgd", "momentum", "nesterov", "adam", "adamw"],
    "initializer": ["he", "glorot", "uniform"],
    "schedule": ["constant", "cosine", "one-cycle", "warm-up"],
}


def network() -> nn.Network:
    """A layer of each kind, as LAYER_STRINGS describes them."""
    rng = np.random.default_rng(1)
    return nn.Network(
        [
            nn.Conv2D(1, 3, 4, stride=2, rng=rng),
            nn.ReLU(),
            nn.MaxPool2D(3),
            nn.Dropout(0.25),
            nn.Flatten(),
            nn.Dense(48, 10, rng=rng),
        ]
    )


def optimizers() -> dict[str, nn.Optimizer]:
    """An optimizer of each kind, as OPTIMIZER_STRINGS describes them."""
    return {"SGD": nn.SGD(0.1, 0.9, nesterov=True), "Adam": nn.Adam(0.1), "AdamW": nn.AdamW(0.1)}


def description(path: Path, key: str) -> dict[str, Any]:
    with safe_open(path, "np") as file:
        found: dict[str, Any] = json.loads(file.metadata()[key])
    return found


@pytest.fixture(params=["", "Renamed"], ids=["as named", "all classes renamed"])
def _renamed(request: pytest.FixtureRequest) -> Iterator[None]:
    names = {kind: kind.__name__ for kind in (*LAYERS.values(), *OPTIMIZER_KINDS.values())}
    for kind, name in names.items():
        kind.__name__ = request.param + name
    yield
    for kind, name in names.items():
        kind.__name__ = name


@pytest.mark.usefixtures("_renamed")
def test_layers_stand_in_files_under_these_strings(tmp_path: Path) -> None:
    nn.save(network(), tmp_path / "network")

    layers = description(tmp_path / "network", "misread")["layers"]
    assert layers == [{"kind": kind, **options} for kind, options in LAYER_STRINGS.items()]
    assert str(nn.load(tmp_path / "network")) == str(network())
    assert set(LAYERS) == set(LAYER_STRINGS), "a new kind of layer gets its line here"


@pytest.mark.usefixtures("_renamed")
@pytest.mark.parametrize("kind", OPTIMIZER_STRINGS)
def test_optimizers_stand_in_files_under_these_strings(kind: str, tmp_path: Path) -> None:
    state = nn.TrainingState(network(), optimizers()[kind], np.random.default_rng(1))

    state.save(tmp_path / "run")

    assert description(tmp_path / "run", "misread-training")["optimizer"] == {
        "kind": kind,
        **OPTIMIZER_STRINGS[kind],
    }
    loaded = nn.TrainingState.load(tmp_path / "run").optimizer
    assert type(loaded) is OPTIMIZER_KINDS[kind]
    assert loaded.configuration == OPTIMIZER_STRINGS[kind]
    assert set(OPTIMIZER_KINDS) == set(OPTIMIZER_STRINGS), "a new kind gets its line here"


@pytest.mark.parametrize("kind", GENERATOR_STRINGS)
def test_random_generators_stand_in_files_under_these_strings(kind: str, tmp_path: Path) -> None:
    rng = np.random.Generator(GENERATOR_STRINGS[kind](1))

    nn.TrainingState(network(), nn.SGD(0.1), rng).save(tmp_path / "run")

    state = description(tmp_path / "run", "misread-training")["rng"]
    assert state["bit_generator"] == kind
    assert (
        nn.TrainingState.load(tmp_path / "run").rng.bit_generator.state == rng.bit_generator.state
    )


def test_the_rest_of_a_saved_run_stands_under_these_strings(tmp_path: Path) -> None:
    nn.TrainingState(network(), nn.SGD(0.1), np.random.default_rng(1)).save(tmp_path / "run")

    described = description(tmp_path / "run", "misread-training")

    assert described.keys() == {
        *("format", "network", "optimizer", "rng", "progress", "threads", "notes", "arithmetic"),
    }
    assert described["network"].keys() == {"input_shape", "layers"}
    assert described["progress"].keys() == {
        *("epoch", "step", "batch", "shuffled_from", "tally", "kept_epoch", "best_epoch"),
        *("patient_from", "rate", "first_loss", "best_loss"),
    }


def test_a_recipe_stands_in_files_under_these_strings() -> None:
    # the order counts too: it is that of run.json
    assert json.dumps(RECIPE.as_json()) == json.dumps(RECIPE_STRINGS)
    assert recipe_of({"recipe": RECIPE_STRINGS}) == RECIPE
    assert Recipe.from_json({}) == Recipe()


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_an_augmentation_comes_back_from_its_strings(name: str) -> None:
    values = AUGMENTATIONS[name].as_json()

    later = ["defocus", "noise"] if name == "photos" else []
    assert [*values] == [*RECIPE_STRINGS["augmentation"], *later]
    assert nn.Augmentation(**values) == AUGMENTATIONS[name]


@pytest.mark.parametrize(
    ("field", "name"), [(field, name) for field in CHOICES for name in CHOICES[field]]
)
def test_what_a_recipe_chooses_stands_in_files_under_these_strings(field: str, name: str) -> None:
    recipe = recipe_of({"recipe": RECIPE_STRINGS | {field: name}})

    assert recipe.as_json()[field] == name


def test_every_optimizer_of_recipes_has_its_string_here() -> None:
    assert [*OPTIMIZERS] == CHOICES["optimizer"]


def test_an_epoch_stands_in_files_under_these_strings() -> None:
    epoch = nn.EpochFinished(3, 12, 0.5, 0.75, None, None)

    assert json.dumps(epoch.as_json()) == json.dumps(EPOCH_STRINGS)
    assert nn.EpochFinished(**EPOCH_STRINGS) == epoch
