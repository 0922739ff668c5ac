"""What a run of `train` is to do: as its options say, or as the file of an earlier run says.

A file and options that contradict it do not go together.
"""

import argparse
from dataclasses import dataclass, replace
from hashlib import file_digest
from pathlib import Path
from typing import Any

from nncore.augmentation import AUGMENTATIONS
from nncore.cli.data import DEFAULT_DATASET, MOST_GENERATED, dataset_keys, noted_name
from nncore.cli.options import ALL
from nncore.datasets import Dataset, environment_folder
from nncore.datasets.combination import MNIST_AND_GENERATED
from nncore.datasets.mnist import KEY as MNIST
from nncore.datasets.names import is_folder_name, without_generated
from nncore.events import EpochFinished
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import FIELDS, Recipe, Run, recipe_of, resume
from nncore.safe_text import quoted
from nncore.storage.files import open_regular
from nncore.storage.networks import load
from nncore.storage.training_state import TrainingState

DEFAULT_PRESET = "quick"


@dataclass(frozen=True)
class TrainRequest:
    """A recipe, and the data by the names that the command line knows.

    preset: the name that the recipe was asked for by. state: an earlier run to go on with.
    from_network: a file with the weights to begin with. history: the epochs that it finished.
    folder: what the folder is called whose digits it learned from, where that is not MNIST.
    """

    recipe: Recipe
    dataset: str = DEFAULT_DATASET
    generated_images: int | None = None
    preset: str | None = None
    state: TrainingState | None = None
    from_network: Path | None = None
    history: tuple[EpochFinished, ...] = ()
    folder: str = ""

    def start(self, dataset: Dataset) -> Run:
        """The run on `dataset`, ready to be pulled; its state tells what data it needs.

        Raises ValueError where the earlier run had other data, or the recipe does not suit it or
        the network to begin with; OSError where that cannot be read.
        """
        if self.state is None:
            if self.from_network is not None:  # refused before non-digits are drawn, for seconds
                self.recipe.build()[0].copy_parameters_from(load(self.from_network))
            run = self.recipe.start(dataset)
            if self.from_network is not None:
                run.network.copy_parameters_from(load(self.from_network))
                with open_regular(self.from_network) as file:
                    run.state.notes["began_with"] = file_digest(file, "sha256").hexdigest()
            run.state.notes |= {
                "dataset": noted_name(dataset),
                "generated_images": self.generated_images,
                "preset": self.preset,
                "fingerprint": dataset.fingerprint,
            }
            if self.recipe.non_digit_share:
                run.state.notes["non_digits"] = dataset.non_digits_fingerprint
            return run
        if self.state.notes.get("fingerprint") != dataset.fingerprint:
            others = f"the run to resume was begun with other images than {dataset.name}'s"
            is_named = self.folder not in ("", dataset.name)
            raise ValueError(f"{others}: with those of {self.folder}" if is_named else others)
        told = self.state.notes.get("non_digits")
        if told is not None and told != dataset.non_digits_fingerprint:
            raise ValueError("the run to resume was begun with other non-digits than are drawn now")
        return resume(self.state, dataset)


def asked_for(options: argparse.Namespace) -> TrainRequest:
    """What the options ask for. Raises ValueError for a recipe that makes no run."""
    return TrainRequest(
        replace(PRESETS[options.preset or DEFAULT_PRESET], **_recipe_options(options)),
        options.dataset or DEFAULT_DATASET,
        options.generated_images,
        options.preset,
        from_network=options.from_network,
    )


def resumed(path: Path, options: argparse.Namespace) -> TrainRequest:
    """What goes on with the run that was saved to `path`.

    Raises ValueError for a file that holds none, or options that contradict it; OSError where it
    cannot be read.
    """
    state = TrainingState.load(path)
    try:
        request = _noted(state)
    except ValueError as error:
        raise ValueError(f"{quoted(path)} cannot be resumed: {error}") from error
    if request.folder and options.data is None and environment_folder() is None:
        raise ValueError(
            f"{quoted(path)} learned from the digits in a folder called {request.folder}: "
            "name it with --data"
        )
    for name, noted in _as_asked_for(request).items():
        given = getattr(options, name, None)
        if given not in (None, noted):
            raise ValueError(
                f"--{name.replace('_', '-')} {_words(given)} contradicts {quoted(path)}, which "
                f"goes on with {_words(noted)}: leave it out"
            )
    return request


def _noted(state: TrainingState) -> TrainRequest:
    notes = state.notes
    recipe, dataset, images = recipe_of(notes), notes.get("dataset"), notes.get("generated_images")
    folder, keys = "", dataset_keys()
    if isinstance(dataset, str) and dataset not in keys and is_folder_name(dataset):
        folder = dataset
        dataset = MNIST if without_generated(folder) == folder else MNIST_AND_GENERATED
    if dataset not in keys:
        raise ValueError(f"its data set must be one of {keys}, or a folder's, got {dataset!r:.40}")
    if images is not None and (type(images) is not int or not 1 <= images <= MOST_GENERATED):
        raise ValueError(f"its generated images must be 1 to {MOST_GENERATED}, got {images!r:.40}")
    preset = notes.get("preset")
    if preset is not None and not isinstance(preset, str):
        raise ValueError(f"its preset must be a name, got {preset!r:.40}")
    return TrainRequest(
        recipe,
        dataset,
        images,
        preset,
        state,
        history=_epochs(notes.get("epochs", [])),
        folder=folder,
    )


def _epochs(noted: Any) -> tuple[EpochFinished, ...]:
    try:
        return tuple(EpochFinished(**each) for each in noted)
    except TypeError as error:
        raise ValueError(f"its epochs cannot be read: {quoted(error)}") from error


def _recipe_options(options: argparse.Namespace) -> dict[str, Any]:
    """The parts of the recipe that are named one by one."""
    named = {name: getattr(options, name, None) for name in FIELDS}
    given = {name: value for name, value in named.items() if value is not None}
    if given.get("batch_size") == ALL:
        given["batch_size"] = None
    if "augmentation" in given:
        given["augmentation"] = AUGMENTATIONS[given["augmentation"]]
    return given


def _as_asked_for(request: TrainRequest) -> dict[str, Any]:
    """A request in the values of the options that ask for it."""
    recipe = request.recipe
    names = [name for name, given in AUGMENTATIONS.items() if given == recipe.augmentation]
    return {
        **{name: getattr(recipe, name) for name in FIELDS},
        "batch_size": recipe.batch_size or ALL,
        "augmentation": names[0] if names else recipe.augmentation,
        "dataset": request.dataset,
        "generated_images": request.generated_images,
        "preset": request.preset,
    }


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return quoted(f'"{", ".join(map(str, value))}"')
    return "none" if value is None else quoted(value)
