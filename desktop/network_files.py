"""Networks from and to files, for the workspace: the shipped one, an opened one, a saved one.

Messages are for people; the format is nncore's matter.
"""

from pathlib import Path
from typing import Any

import nncore as nn
from desktop.shared.named_network import NamedNetwork, Origin
from desktop.shared.resources import resource
from nncore.quoting import quoted
from nncore.storage import load_with_notes

_TESTED_ON = {
    "mnist": "MNIST test",
    "mnist+generated": "MNIST test",
    "generated": "Generated digits test",
}
"""What the command line's data sets test on, by the names that it notes."""


def shipped_network() -> NamedNetwork:
    """The reader that comes with the program. Raises OSError or NetworkFileError without it."""
    return _named(resource("models", "reader.safetensors"), Origin.SHIPPED, "Reader")


def open_network(path: Path) -> NamedNetwork:
    """A network from a file of the user. Raises OSError or NetworkFileError, saying why."""
    named = _named(path, Origin.FILE, path.stem)
    shape = (named.network.input_shape, named.network.output_shape)
    if shape != ((28, 28), (10,)):
        raise nn.NetworkFileError(
            f"{path} holds a network from {shape[0]} to {shape[1]}; the window needs one that "
            f"reads 28×28 images and knows 10 digits"
        )
    return named


def save_network(named: NamedNetwork, path: Path) -> None:
    """Write a network with its name and accuracy. Raises OSError; an old file then stays whole."""
    notes: dict[str, Any] = {"name": named.name}
    if named.accuracy is not None:
        notes |= {"accuracy": named.accuracy, "measured_on": named.measured_on}
    nn.save(named.network, path, notes=notes)


def _named(path: Path, origin: Origin, name: str) -> NamedNetwork:
    network, notes = load_with_notes(path)
    accuracy, measured_on = _accuracy(notes)
    return NamedNetwork(quoted(name), origin, network, accuracy=accuracy, measured_on=measured_on)


def _accuracy(notes: dict[str, Any]) -> tuple[float | None, str]:
    """What the notes say of the accuracy, and on what it was measured; notes may hold anything."""
    if "test_accuracy" in notes:  # written by the command line
        accuracy, measured_on = (
            notes["test_accuracy"],
            _TESTED_ON.get(str(notes.get("dataset")), "its test images"),
        )
    else:
        accuracy, measured_on = notes.get("accuracy"), notes.get("measured_on", "")
    if not isinstance(accuracy, int | float) or not 0 <= accuracy <= 1:
        return None, ""
    return float(accuracy), quoted(str(measured_on))
