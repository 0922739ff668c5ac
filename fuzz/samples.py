"""Whole, small files of every format, as the program itself writes them: what is then damaged.

A sample is a folder: the names of its files, and their content.
"""

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QImageWriter

import nncore as nn
from desktop.workspace.settings import Appearance, Settings
from nncore.datasets import Dataset, generated, idx
from nncore.datasets.generated_digits import cache
from nncore.datasets.mnist import FILES
from nncore.recipes.recipe import Recipe
from nncore.runs import RunStore, keep
from nncore.storage.exports.torch_files import export_torch

Sample = dict[str, bytes]

FILE = "input"
"""The name of the file where a sample has only one."""

PICTURE_RECIPE = Recipe(hidden=("3x3x2", "pool", "dropout 0.2", 4), epochs=2, batch_size=8)
_RECIPES = (PICTURE_RECIPE, Recipe(hidden=(4,), optimizer="nesterov", epochs=3, batch_size=16))


def written(write: Callable[[Path], object]) -> bytes:
    """What `write` writes to a path."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        write(path)
        return path.read_bytes()


def files_below(folder: Path) -> Sample:
    """A folder as a sample."""
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}


def few_digits() -> Dataset:
    """A data set of some images, the same each time."""
    return generated(rng=np.random.default_rng(7), training=24, validation=8, test=8)


def idx_files() -> list[Sample]:
    """Images and labels, plain and packed."""
    digits = few_digits().test
    arrays = (digits.images, digits.labels, digits.images[0], digits.images[None])
    plain = [idx_file(each) for each in arrays]
    return [{FILE: each} for each in [*plain, *map(gzip.compress, plain)]]


def idx_file(array: NDArray[np.uint8]) -> bytes:
    """An array as an IDX file."""
    return written(lambda path: idx.write(path, array))


def mnist_folders() -> list[Sample]:
    """Four files under MNIST's names, two of them packed."""
    digits = few_digits()
    contents = [
        idx_file(array)
        for split in (digits.training, digits.test)
        for array in (split.images, split.labels)
    ]
    named = zip(FILES, contents, strict=True)
    whole = {file.name.removesuffix(".gz"): content for file, content in named}
    packed = {f"{name}.gz": gzip.compress(content) for name, content in whole.items()}
    return [whole, packed]


def keras_files() -> list[Sample]:
    """An archive as Keras has it."""
    digits, content = few_digits(), io.BytesIO()
    np.savez(
        content,
        x_train=digits.training.images,
        y_train=digits.training.labels,
        x_test=digits.test.images,
        y_test=digits.test.labels,
    )
    return [{"mnist.npz": content.getvalue()}]


def pictures() -> list[Sample]:
    """Drawings in every format that is read."""
    image = few_digits().test.images[0]
    samples = [numpy_file(each) for each in (image, few_digits().test.images[:3])]
    header = b"# drawn\n28 28\n255\n"
    samples.append(b"P5 " + header + image.tobytes())
    samples.append(b"P2 " + header + b" ".join(b"%d" % each for each in image.flat))
    samples.append(b"P5 28 28 65535\n" + (image.astype(">u2") * 257).tobytes())
    return [{FILE: each} for each in samples] + idx_files()[:1]


def painted_pictures() -> list[Sample]:
    """Drawings as other programs save them."""
    pixels = few_digits().test.images[0].tobytes()
    grey = QImage(pixels, 28, 28, 28, QImage.Format.Format_Grayscale8)
    with_alpha = grey.convertToFormat(QImage.Format.Format_ARGB32)
    kinds = ((grey, "png"), (with_alpha, "png"), (grey, "jpg"), (grey, "bmp"))
    return [{FILE: _painted(image, kind)} for image, kind in kinds]


def _painted(image: QImage, kind: str) -> bytes:
    return written(lambda path: QImageWriter(str(path), QByteArray(kind.encode())).write(image))


def numpy_file(array: NDArray[Any]) -> bytes:
    """An array as `np.save` writes it."""
    content = io.BytesIO()
    np.save(content, array)
    return content.getvalue()


def networks() -> list[Sample]:
    """A dense network and one for pictures, with notes."""
    notes = {"name": "mine", "test_accuracy": 0.97, "dataset": "mnist", "recipe": {"epochs": 5}}
    built = [recipe.build()[0] for recipe in _RECIPES]
    return [{FILE: _network_file(each, notes)} for each in built]


def _network_file(network: nn.Network, notes: dict[str, Any]) -> bytes:
    return written(lambda path: nn.save(network, path, notes=notes))


def states() -> list[Sample]:
    """Runs between two steps: at the beginning, and within the second epoch."""
    samples = []
    for recipe in _RECIPES:
        digits = few_digits()
        run = recipe.start(digits)
        run.state.progress.predictions = nn.EpochPredictions.empty(
            len(digits.training), len(digits.validation)
        )
        run.state.notes |= {"dataset": "generated", "generated_images": 24, "preset": None}
        samples.append({FILE: written(run.state.save)})
        for event in run.events:
            if isinstance(event, nn.StepFinished) and event.step == 4:
                break
        samples.append({FILE: written(run.state.save)})
        run.events.close()
    return samples


def torch_files() -> list[Sample]:
    """The weights of PICTURE_RECIPE's network as PyTorch has them."""
    network = PICTURE_RECIPE.build()[0]
    return [{FILE: written(lambda path: export_torch(network, path))}]


def kept_runs() -> list[Sample]:
    """A run that is done, and one that was interrupted after its rate was changed."""
    with TemporaryDirectory() as folder:
        store = RunStore(Path(folder))
        for recipe, is_whole in zip(_RECIPES, (True, False), strict=True):
            run = recipe.start(few_digits())
            record = store.begin("a run", recipe, few_digits(), notes={"preset": "quick"})
            events = keep(run, few_digits(), record)
            for event in events:
                run.optimizer.learning_rate = 1e-3
                if isinstance(event, nn.EpochFinished) and not is_whole:
                    break
            events.close()
        return [_timeless(files_below(kept.folder)) for kept in store.runs()]


def _timeless(run: Sample) -> Sample:
    """A kept run without what is another at each time: the same seed gives the same input."""
    for name, changes in (
        ("run.json", {"created": "2026-11-22T22:05:12+00:00", "versions": {}, "threads": 1}),
        ("commit.json", {"seconds": 1.5}),
    ):
        run[name] = json.dumps({**json.loads(run[name]), **changes}).encode()
    return run


def cache_files() -> list[Sample]:
    """Generated digits as they are cached."""
    digits = few_digits()
    return [{FILE: written(lambda path: cache.write(path, digits))}]


def settings_folders() -> list[Sample]:
    """Settings as they are written, and as version 0.1 wrote them."""
    with TemporaryDirectory() as folder:
        settings = Settings(Path(folder))
        settings.appearance, settings.data_source = Appearance.DARK, "mnist"
        settings.mnist_folder, settings.preset = Path("/home/anna/mnist"), "quick"
        settings.recipe = PICTURE_RECIPE
        settings.write()
        return [files_below(Path(folder)), {"settings.ini": _OLD_SETTINGS}]


_OLD_SETTINGS = rb"""[data]
mnist_folder=/home/anna/mnist
source=MNIST

[recipe]
fields="{\"batch_size\": 64, \"epochs\": 5, \"hidden\": [128], \"learning_rate\": 0.002}"
preset=quick

[window]
appearance=dark
geometry=@ByteArray(\x1\xd9\xd0\xcb\0\x3)
"""
