"""Networks from and to files: the shipped one, an opened one, a kept run's, a saved one.

Messages are for people; the format is nncore's matter.
"""

from pathlib import Path
from typing import Any

import nncore as nn
from desktop.system.resources import resource
from desktop.translation import tr
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.jobs import Progress
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from nncore.datasets import SplitName
from nncore.datasets.names import LONGEST_NAME, is_folder_name, without_generated
from nncore.datasets.registry import SOURCES
from nncore.runs import KeptRun, RunError
from nncore.safe_text import quoted
from nncore.storage.networks import load_with_notes


def shipped_network() -> NamedNetwork:
    """The reader that comes with the program. Raises OSError or NetworkFileError without it."""
    return _named(resource("models", "reader.safetensors"), NetworkRef.shipped(), tr("Reader"))


def open_network(path: Path, progress: Progress | None = None) -> NamedNetwork:
    """A network from a file of the user. Raises OSError or NetworkFileError, saying why.

    progress: told the fraction that is done; what it raises ends the work.
    """
    named = _named(path, NetworkRef.of_file(path), path.stem, progress)
    shape = (named.network.input_shape, named.network.output_shape)
    if shape != ((28, 28), (10,)):
        raise nn.NetworkFileError(
            tr(
                "{path} holds a network from {inputs} to {outputs}; the window needs "
                "one that reads 28×28 images and knows 10 digits",
                path=path,
                inputs=shape[0],
                outputs=shape[1],
            )
        )
    return named


def run_network(kept: KeptRun, epoch: int | None = None) -> NamedNetwork:
    """The last network of a kept run, or that of one of its epochs.

    Raises RunError where it is damaged, or the weights of that epoch were not kept; OSError.
    """
    name, ref = quoted(kept.name), NetworkRef.of_run(kept.id, epoch)
    if epoch is not None:
        if epoch not in kept.weights_epochs:
            epochs = quoted(", ".join(map(str, kept.weights_epochs)) or tr("none"))
            raise RunError(
                tr(
                    "it kept no weights of epoch {epoch}, only of these: {epochs}",
                    epoch=epoch,
                    epochs=epochs,
                )
            )
        return NamedNetwork(name, ref, kept.network(epoch), epoch=epoch)
    rests_at, step = kept.weights_epoch, kept.weights_step
    at_epoch = 0 if step == 0 else None if rests_at is None else rests_at.epoch
    return NamedNetwork(
        name,
        ref,
        kept.network(),
        Accuracy.of_epoch(kept, rests_at),
        at_epoch,
        None if at_epoch is not None else step,
    )


def save_network(named: NamedNetwork, path: Path) -> None:
    """Write a network with its name and accuracy. Raises OSError; an old file then stays whole."""
    notes: dict[str, Any] = {"name": named.name}
    if named.accuracy is not None:
        notes |= {"accuracy": named.accuracy.value, "measured_on": _measured_on(named.accuracy)}
    nn.save(named.network, path, notes=notes)


def _named(
    path: Path, ref: NetworkRef, name: str, progress: Progress | None = None
) -> NamedNetwork:
    network, notes = load_with_notes(path, progress=progress)
    return NamedNetwork(quoted(name), ref, network, _accuracy(notes))


def _accuracy(notes: dict[str, Any]) -> Accuracy | None:
    """What the notes say of the accuracy, and on what it was measured; notes may hold anything."""
    if "test_accuracy" in notes:  # written by the command line
        accuracy, measured_on = notes["test_accuracy"], _tested_on(notes.get("dataset"))
    else:
        accuracy, measured_on = notes.get("accuracy"), notes.get("measured_on", "")
    if type(accuracy) not in (int, float) or not 0 <= accuracy <= 1:
        return None
    return Accuracy(abs(float(accuracy)), *_images(quoted(str(measured_on), 40)))


def _measured_on(accuracy: Accuracy) -> str:
    """What the notes call the images, as in "MNIST validation"."""
    data, split = quoted(accuracy.data), accuracy.split
    if split is None:
        return data
    return f"{data} {split}" if data else f"its {split} images"


def _images(measured_on: str) -> tuple[str, SplitName | None]:
    """The data set and the split that the notes tell of."""
    for split in SplitName:
        if measured_on == f"its {split} images":
            return "", split
        if measured_on.endswith(f" {split}"):
            return measured_on.removesuffix(f" {split}"), split
    return measured_on, None


def _tested_on(dataset: object) -> str:
    name = dataset if isinstance(dataset, str) else ""
    if is_folder_name(name):
        return f"{quoted(without_generated(name), LONGEST_NAME)} test"
    source = SOURCES.get(name)
    return "its test images" if source is None else f"{without_generated(source.name)} test"
