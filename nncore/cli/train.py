"""`train`: build a network from a recipe, train it on a data set, and save it to a file.

The recipe and the loop are the library's; here are only the options and the words.
"""

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import Any

from nncore.augmentation import AUGMENTATIONS
from nncore.cli.checkpoints import Checkpoint, warn_of_other_arithmetic
from nncore.cli.data import add_dataset_arguments, load_dataset, noted_name, spoken_name
from nncore.cli.errors import FAILED, CommandError, explained
from nncore.cli.finishing import Finishing
from nncore.cli.interruption import Interruption
from nncore.cli.options import batch_size, hidden_layers, seed
from nncore.cli.outputs import finite, percent, print_json, require_apart, require_writable
from nncore.cli.train_request import DEFAULT_PRESET, TrainRequest, asked_for, resumed
from nncore.cli.watching import TrainingOutcome, watch
from nncore.datasets import Dataset
from nncore.datasets.registry import SOURCES
from nncore.evaluation import evaluate
from nncore.layers.initializers import INITIALIZERS
from nncore.network import Network
from nncore.optimizers import OPTIMIZERS
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Run
from nncore.safe_text import quoted
from nncore.schedules import SCHEDULES
from nncore.storage.files import destination
from nncore.storage.networks import save

SUMMARY = "train a network and save it"
DESCRIPTION = """\
Train a network and save it. The recipe is the preset's, changed by the options
that name a part of it. Ctrl-C ends a run between two steps, and what was
learned until then is saved; with --checkpoint the run itself is saved too, and
--resume goes on with it as if it had never stopped.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; those that name a part of the recipe override the preset's."""
    add_dataset_arguments(parser)
    parser.set_defaults(dataset=None)  # so that --resume can tell what was asked for
    add = parser.add_argument
    add("--out", type=Path, metavar="FILE", required=True, help="where to save the network")
    add("--preset", choices=PRESETS, help=f"the recipe to start from (default: {DEFAULT_PRESET})")
    add(
        "--hidden",
        type=hidden_layers,
        metavar="LAYERS",
        help='the hidden layers, as in "128, 64" or "5x5x16, pool, 5x5x32, pool, dropout 0.3, 128"',
    )
    add("--epochs", type=int, metavar="N", help="passes over the training images")
    add("--batch-size", type=batch_size, metavar="N|all", help="images per update of the weights")
    add("--learning-rate", type=float, metavar="RATE", help="how far each update goes")
    add("--optimizer", choices=OPTIMIZERS, help="how the weights follow the gradient")
    add("--schedule", choices=SCHEDULES, help="how the learning rate changes over the run")
    add("--weight-decay", type=float, metavar="RATE", help="how strongly weights are kept small")
    add("--augmentation", choices=AUGMENTATIONS, help="how far images are changed at random")
    add(
        "--patience",
        type=int,
        metavar="N",
        help="stop after N epochs without a smaller validation loss, with the best weights",
    )
    add(
        "--non-digit-share",
        type=float,
        metavar="SHARE",
        help="images that are no digits shown beside each digit, so that the network learns to "
        "be unsure of them",
    )
    add("--initializer", choices=INITIALIZERS, help="how the first weights are drawn")
    add("--seed", type=seed, metavar="N", help="decides everything that is random")
    add(
        "--from",
        dest="from_network",
        type=Path,
        metavar="FILE",
        help="begin with the weights of this network, which must be built as the recipe says",
    )
    add(
        "--average",
        action="store_true",
        help="save the mean of the weights at the start and after each epoch, which reads more "
        "steadily than the last ones",
    )
    add(
        "--calibrate",
        action="store_true",
        help="divide the logits by the temperature that suits the validation images best, so that "
        "probabilities are what they say",
    )
    add("--generated-images", type=int, metavar="N", help="generated digits to train on")
    add(
        "--checkpoint",
        type=Path,
        metavar="FILE",
        help="where to save the run, to be resumed, after each epoch and when it is interrupted "
        "(default: the file that is resumed, else nowhere)",
    )
    add(
        "--resume",
        type=Path,
        metavar="FILE",
        help="go on with the run in this file, to the same result as if it had never stopped; "
        "the recipe and the name of the data set stand in it",
    )
    add("--json", action="store_true", help="print one JSON object and nothing else")


def run(options: argparse.Namespace) -> int:
    """Train and save; returns the exit code. Raises CommandError for what cannot be done."""
    with explained():
        finishing = Finishing.asked_for(options)
        request = resumed(options.resume, options) if options.resume else asked_for(options)
        checkpoint = Checkpoint(options.checkpoint or options.resume)
        _require_files(options.out, checkpoint.path)
        if options.resume:
            require_apart(options.out, options.resume)
    dataset = load_dataset(request.dataset, options.data, generated_images=request.generated_images)
    if request.state is not None:
        warn_of_other_arithmetic(request.state)
    with explained():
        run = request.start(dataset)
        finishing.begin(run.network)
    outcome = _pulled(run, request, checkpoint, dataset, finishing, tell_epochs=not options.json)
    if not outcome.has_learned:
        raise CommandError(f"{outcome.words} Nothing was saved.", outcome.code)
    with Interruption():  # a Ctrl-C waits until what was learned is safe
        network, finished = finishing.finished(run.network, request.recipe, dataset)
        began = {name: run.state.notes[name] for name in ("began_with",) if name in run.state.notes}
        notes = _notes(request, outcome, network, dataset) | finished | began
        with explained(FAILED):
            save(network, options.out, notes=notes)
    on = "" if notes["dataset"] in SOURCES else f" on {spoken_name(dataset)}"
    _tell(options, notes, outcome, checkpoint, on)
    return outcome.code


def _require_files(out: Path, checkpoint: Path | None) -> None:
    require_writable(out)
    if checkpoint is None:
        return
    require_writable(checkpoint)
    if destination(checkpoint) == destination(out):
        raise ValueError(f"the network and the run need two files, got {quoted(out)} for both")


def _pulled(
    run: Run,
    request: TrainRequest,
    checkpoint: Checkpoint,
    dataset: Dataset,
    finishing: Finishing,
    *,
    tell_epochs: bool,
) -> TrainingOutcome:
    """Pull the run to its end, saving it on the way."""
    outcome = TrainingOutcome(request.recipe, [*request.history], run.state.progress.step)
    keep = partial(checkpoint.save, run.state, outcome.epochs)

    def at_epoch() -> None:
        keep()
        finishing.note(run.network)

    steps = request.recipe.epochs * request.recipe.steps_per_epoch(len(dataset.training))
    watch(run.events, outcome, steps=steps, tell_epochs=tell_epochs, at_epoch=at_epoch)
    if outcome.interrupted and outcome.has_learned and not outcome.torn:
        keep()
    run.events.close()
    if outcome.code and outcome.has_learned:  # the rest of the sentence may take a moment
        print(outcome.words, end=" ", file=sys.stderr, flush=True)
    return outcome


def _notes(
    request: TrainRequest, outcome: TrainingOutcome, network: Network, dataset: Dataset
) -> dict[str, Any]:
    """What travels with the network: no times and no paths, so the same run gives the same file."""
    validation = evaluate(network, dataset.validation)
    test = evaluate(network, dataset.test)
    return {
        "name": request.preset or str(network),
        "recipe": request.recipe.as_json(),
        "dataset": noted_name(dataset),
        "generated_images": request.generated_images,
        "status": outcome.status,
        "epochs_finished": len(outcome.epochs),
        "best_epoch": outcome.stopped_early.best_epoch if outcome.stopped_early else None,
        "validation_accuracy": validation.accuracy,
        "test_accuracy": test.accuracy,
        "test_loss": finite(test.loss),
    }


def _tell(
    options: argparse.Namespace,
    notes: dict[str, Any],
    outcome: TrainingOutcome,
    checkpoint: Checkpoint,
    on: str,
) -> None:
    if options.json:
        epochs = [event.as_json() for event in outcome.epochs]
        print_json({**notes, "epochs": epochs, "file": str(options.out)})
    else:
        if outcome.stopped_early:
            print(outcome.words)
        print(f"test accuracy {percent(notes['test_accuracy'])}{on}, saved to {options.out}")
    averaged = notes.get("averaged", 0) - 1
    if averaged > 0 and outcome.code:
        after = "1 epoch" if averaged == 1 else f"each of {averaged} epochs"
        print(f"Saved was the mean of the weights at the start and after {after}.", file=sys.stderr)
    elif outcome.diverged:
        print(f"Saved were the weights after epoch {len(outcome.epochs)}.", file=sys.stderr)
    elif outcome.interrupted:
        print("Saved were the weights learned so far.", file=sys.stderr)
    if outcome.interrupted and checkpoint.is_current:
        print(f"To go on with the run: --resume {checkpoint.path}", file=sys.stderr)
