"""`train`: build a network from a recipe, train it on a data set, and save it to a file.

The recipe and the loop are the library's; here are only the options and the words.
"""

import argparse
import sys
from dataclasses import asdict, fields, replace
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np

from nncore.commands.data import add_dataset_arguments, load_dataset
from nncore.commands.errors import FAILED, INTERRUPTED, CommandError, explained
from nncore.commands.outputs import finite, percent, print_json, require_writable
from nncore.commands.watching import Outcome, watch
from nncore.datasets import Dataset
from nncore.evaluation import evaluate
from nncore.initializers import INITIALIZERS
from nncore.network import Network
from nncore.presets import PRESETS
from nncore.recipes import OPTIMIZERS, Recipe, parse_hidden
from nncore.schedules import SCHEDULES
from nncore.storage import save

_ALL = "all"
_PRESET = "quick"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; those that name a part of the recipe override the preset's."""
    add_dataset_arguments(parser)
    add = parser.add_argument
    add("--out", type=Path, metavar="FILE", required=True, help="where to save the network")
    add("--preset", choices=PRESETS, help=f"the recipe to start from (default: {_PRESET})")
    add("--hidden", type=_hidden, metavar="128[,64]", help="units of each hidden layer")
    add("--epochs", type=int, metavar="N", help="passes over the training images")
    add("--batch-size", type=_batch_size, metavar="N|all", help="images per update of the weights")
    add("--learning-rate", type=float, metavar="RATE", help="how far each update goes")
    add("--optimizer", choices=OPTIMIZERS, help="how the weights follow the gradient")
    add("--schedule", choices=SCHEDULES, help="how the learning rate changes over the run")
    add("--initializer", choices=INITIALIZERS, help="how the first weights are drawn")
    add("--seed", type=int, metavar="N", help="decides everything that is random")
    add("--generated-images", type=int, metavar="N", help="generated digits to train on")
    add("--json", action="store_true", help="print one JSON object and nothing else")


def run(options: argparse.Namespace) -> int:
    """Train and save; returns the exit code. Raises CommandError for what cannot be done."""
    with explained():
        recipe = _recipe(options)
        require_writable(options.out)
    dataset = load_dataset(options.dataset, options.data, generated_images=options.generated_images)
    with explained():
        network, _, events = recipe.start(dataset)
    outcome = watch(events, steps=_steps(recipe, dataset), tell_epochs=not options.json)
    if not outcome.has_learned:
        raise CommandError(f"{outcome.words} Nothing was saved.", outcome.code)
    notes = _notes(options, recipe, outcome, network, dataset)
    with explained(FAILED):
        save(network, options.out, notes=notes)
    _tell(options, notes, outcome)
    return outcome.code


def _recipe(options: argparse.Namespace) -> Recipe:
    given = {field.name: getattr(options, field.name, None) for field in fields(Recipe)}
    changes = {name: value for name, value in given.items() if value is not None}
    if changes.get("batch_size") == _ALL:
        changes["batch_size"] = None
    return replace(PRESETS[options.preset or _PRESET], **changes)


def _steps(recipe: Recipe, dataset: Dataset) -> int:
    images = len(dataset.training)
    return recipe.epochs * ceil(images / (recipe.batch_size or images))


def _notes(
    options: argparse.Namespace,
    recipe: Recipe,
    outcome: Outcome,
    network: Network,
    dataset: Dataset,
) -> dict[str, Any]:
    """What travels with the network: no times and no paths, so the same run gives the same file."""
    with np.errstate(over="ignore", invalid="ignore"):
        validation = evaluate(network, dataset.validation)
        test = evaluate(network, dataset.test)
    return {
        "name": options.preset or str(network),
        "recipe": asdict(recipe),
        "dataset": options.dataset,
        "generated_images": options.generated_images,
        "status": outcome.status,
        "epochs_finished": len(outcome.epochs),
        "validation_accuracy": validation.accuracy,
        "test_accuracy": test.accuracy,
        "test_loss": finite(test.loss),
    }


def _tell(options: argparse.Namespace, notes: dict[str, Any], outcome: Outcome) -> None:
    if options.json:
        epochs = [asdict(event) for event in outcome.epochs]
        print_json({**notes, "epochs": epochs, "file": str(options.out)})
    else:
        print(f"test accuracy {percent(notes['test_accuracy'])}, saved to {options.out}")
    if outcome.code:
        what = {FAILED: f"after epoch {len(outcome.epochs)}", INTERRUPTED: "learned so far"}
        print(f"{outcome.words} Saved were the weights {what[outcome.code]}.", file=sys.stderr)


def _hidden(text: str) -> tuple[int, ...]:
    try:
        return parse_hidden(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _batch_size(text: str) -> int | str:
    return _ALL if text == _ALL else int(text)


_batch_size.__name__ = "batch size"  # what argparse calls it in its message
