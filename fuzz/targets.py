"""Every parser with whole samples of what it reads, and the errors that its documentation names.

A new parser is one more entry.
"""

import argparse
import io
import json
import os
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import nncore as nn
from desktop.draw.importing.source import PictureError, of_file, open_source
from desktop.startup import display_server
from desktop.train.wording import summary
from desktop.workspace.kept_run_summary import KeptRunSummary
from desktop.workspace.network_files import open_network
from desktop.workspace.run import opened_run
from desktop.workspace.settings import Settings
from fuzz import samples
from fuzz.samples import FILE, PICTURE_RECIPE, Sample
from nncore.__main__ import _parser as command_line
from nncore.cli.drawings import read_pictures
from nncore.cli.train_request import resumed
from nncore.datasets import idx, load_mnist
from nncore.datasets.generated_digits import cache
from nncore.drawing.framing import frame_ink
from nncore.drawing.pictures import ink_of
from nncore.recipes.architecture import network_costs, parse_hidden
from nncore.recipes.recipe import recipe_of
from nncore.runs import KeptRun, RunError
from nncore.storage.exports.torch_files import import_torch
from nncore.storage.tensor_files import TensorFileError
from nncore.storage.training_state import TrainingState

Parse = Callable[[Path], object]

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Target:
    """A parser. parse: reads a folder with an input's files. errors: what it may raise.

    most: bytes that it may take beyond twenty times the size of its input, which is what is left
    for decoding what was packed and for arrays beside their file.
    """

    samples: Callable[[], list[Sample]]
    parse: Parse
    errors: tuple[type[Exception], ...]
    most: int = 32 * MEGABYTE


def _of_file(parse: Callable[[Path], object]) -> Parse:
    return lambda folder: parse(folder / FILE)


def _of_text(parse: Callable[[str], object]) -> Parse:
    return lambda folder: parse((folder / FILE).read_text("utf-8", "replace"))


def _texts(*texts: str) -> Callable[[], list[Sample]]:
    return lambda: [{FILE: text.encode()} for text in texts]


def _recipes() -> list[Sample]:
    run = samples.kept_runs()[0]["run.json"]
    return [{FILE: json.dumps({"recipe": json.loads(run)["recipe"]}).encode()}]


def _parse_hidden(text: str) -> None:
    network_costs(parse_hidden(text))


_COMMAND_LINE = command_line()
"""Made once: it takes longer than what it reads."""


def _arguments(text: str) -> None:
    said = io.StringIO()
    with redirect_stderr(said), redirect_stdout(said):
        try:
            _COMMAND_LINE.parse_args(text.split("\n"))
        except SystemExit as ending:
            if ending.code not in (0, 2):
                raise
    if len(said.getvalue()) > 10_000:
        raise AssertionError(f"the complaint has {len(said.getvalue())} characters")


def _display(text: str) -> None:
    """What the environment says of displays; nobody but this machine is asked."""
    words = [word.replace("\0", "") for word in text.split("\n")]
    os.environ |= zip(
        ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"), words, strict=False
    )
    display_server.needs_a_display()
    display_server.wayland_answers()
    for host in ("", "127.0.0.1:"):
        display_server._x_socket_answers(host + words[-1].rpartition(":")[2])


def _pictures(path: Path) -> None:
    """From the file to the frames that a network reads, of the first few pictures."""
    for picture in islice(read_pictures(path), 5):
        frame_ink(ink_of(*picture))


def _opened_picture(path: Path) -> None:
    """What the pad makes of a file."""
    open_source(of_file(path), lambda _done: None)


def _torch(path: Path) -> None:
    import_torch(path, PICTURE_RECIPE.build()[0])


def _settings(folder: Path) -> None:
    settings = Settings(folder)
    for name, member in vars(Settings).items():
        if isinstance(member, property):
            getattr(settings, name)


def _run(folder: Path) -> None:
    """Everything that can be asked of a kept run."""
    kept = KeptRun.read(folder)
    for ask in (kept.history, kept.predictions, kept.network, kept.state):
        try:
            ask()
        except RunError:
            continue
    predictions = kept.predictions()
    for epoch in predictions.epochs[:5].tolist():
        predictions.at(epoch)
    for epoch in kept.weights_epochs[:5]:
        kept.network(epoch)
    _ = kept.weights_epoch, kept.best_validation, kept.bytes_on_disk, kept.is_under_way
    _ = kept.history().epoch_numbers


def _run_in_the_window(folder: Path) -> None:
    """What the window makes of a kept run that is opened."""
    kept = KeptRun.read(folder)
    KeptRunSummary.of(kept)
    _ = kept.weights_epoch
    opened_run.read(kept, lambda _done: None)
    summary(kept, kept.name)


def _resumed(path: Path) -> None:
    resumed(path, argparse.Namespace(data=None))


_FILE_ERRORS = (ValueError, OSError)

TARGETS: dict[str, Target] = {
    "idx": Target(samples.idx_files, _of_file(idx.read), _FILE_ERRORS),
    "mnist": Target(samples.mnist_folders, load_mnist, _FILE_ERRORS),
    "keras": Target(samples.keras_files, load_mnist, _FILE_ERRORS),
    "pictures": Target(samples.pictures, _of_file(_pictures), _FILE_ERRORS),
    "painted": Target(samples.painted_pictures, _of_file(_pictures), _FILE_ERRORS),
    "opened-pictures": Target(samples.painted_pictures, _of_file(_opened_picture), (PictureError,)),
    "networks": Target(samples.networks, _of_file(nn.load), (nn.NetworkFileError, OSError)),
    "opened-networks": Target(
        samples.networks, _of_file(open_network), (nn.NetworkFileError, OSError)
    ),
    "states": Target(samples.states, _of_file(TrainingState.load), (TensorFileError, OSError)),
    "checkpoints": Target(samples.states, _of_file(_resumed), _FILE_ERRORS),
    "torch": Target(samples.torch_files, _of_file(_torch), (TensorFileError, OSError)),
    "runs": Target(samples.kept_runs, _run, (RunError,)),
    "opened-runs": Target(samples.kept_runs, _run_in_the_window, (RunError,)),
    "recipes": Target(_recipes, _of_text(lambda text: recipe_of(_object(text))), (ValueError,)),
    "hidden": Target(
        _texts("128, 64", "5x5x16, pool, 5x5x32 valid, pool 3, dropout 0.3, 128", ""),
        _of_text(_parse_hidden),
        (ValueError,),
    ),
    "settings": Target(samples.settings_folders, _settings, ()),
    "cache": Target(
        samples.cache_files,
        _of_file(lambda path: cache.read(path, name="Generated digits")),
        (),
    ),
    "arguments": Target(
        _texts(
            "train\n--hidden\n128, 64\n--epochs\n5\n--out\nnetwork\n--seed\n7\n--patience\n3",
            "train\n--batch-size\nall\n--learning-rate\n0.1\n--optimizer\nsgd\n--out\nnetwork",
            "evaluate\nnetwork\n--dataset\nmnist\n--split\ntest\n--json",
            "predict\nnetwork\ndrawing.png",
            "import\nweights\n--hidden\n5x5x8, pool, 10\n--out\nnetwork",
        ),
        _of_text(_arguments),
        (),
    ),
    "display": Target(
        _texts("xcb;wayland:a=b\nwayland-0\n/run/user/0\n:0.0", "offscreen\n/tmp/none\n\nunix:7"),
        _of_text(_display),
        (),
    ),
}


def _object(text: str) -> dict[str, object]:
    """The notes that a text spells; what is no JSON is not the recipes' matter."""
    try:
        notes = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return notes if isinstance(notes, dict) else {}
