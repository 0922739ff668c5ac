"""MNIST, the data set of handwritten digits that Misread learns from: found, or fetched once.

A folder that the user names is only read; downloads go to the cache. No image of it is part of
this project.

Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document
recognition", 1998.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nncore.datasets import idx, mnist_files, npz
from nncore.datasets.dataset import Dataset, Split
from nncore.datasets.downloads import TIMEOUT, Progress, RemoteFile, fetch_files
from nncore.datasets.file_kinds import kind_of
from nncore.datasets.folders import cache_folder
from nncore.datasets.mnist_files import ROLES
from nncore.datasets.names import folder_name
from nncore.datasets.registry import DataSource, Download, register
from nncore.datasets.registry import Progress as LoadProgress
from nncore.storage.files import is_regular

KEY = "mnist"
NAME = "MNIST"

MIRRORS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
)
"""Where the files are asked for, the one the fallback of the other."""

FILES = (
    RemoteFile(
        "train-images-idx3-ubyte.gz",
        9912422,
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    ),
    RemoteFile(
        "train-labels-idx1-ubyte.gz",
        28881,
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    ),
    RemoteFile(
        "t10k-images-idx3-ubyte.gz",
        1648877,
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    ),
    RemoteFile(
        "t10k-labels-idx1-ubyte.gz",
        4542,
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    ),
)
"""Training images and labels, test images and labels."""

FINGERPRINT = "f800613b34bd479039a9e19e7d0986b89421fb34a36794624d98040e44145b16"
"""Of the data set that those files make, however they were packed: other digits have another."""

_VALIDATION_SHARE = 12
"""One in twelve training images is kept for validation: 5,000 of MNIST's 60,000."""


def load_mnist(folder: Path | str | None = None, *, progress: Progress | None = None) -> Dataset:
    """MNIST as 55,000 training, 5,000 validation and 10,000 test images.

    folder: where the four IDX files lie, gzip or plain, or Keras' mnist.npz, or that file itself;
    else what MISREAD_DATA names; else the cache, to which missing or damaged files are downloaded
    first. Validation is the last twelfth of the training file, also of another set in the same
    format. Only MNIST's own images come back under the name MNIST: other digits are called as the
    folder they lie in. progress: is told the bytes of a download, done and in total; it is not
    called where nothing is to be downloaded.

    Raises FileNotFoundError where a named folder lacks a file, ValueError for files that are
    damaged or do not fit together, DownloadError (an OSError) where no mirror delivers.
    """
    named = _named_folder(folder)
    return _load_cached(progress) if named is None else _load_named(named)


def find_mnist(folder: Path | str | None = None) -> Path | None:
    """Where one complete set lies, without reading it; None if there is none. Never raises.

    Looks only in `folder` (and its subfolders) if given, else only where MISREAD_DATA says, else in
    the cache. Whether it is MNIST or other digits is not known before they are loaded.
    """
    named = _named_folder(folder)
    if named is not None:
        return named if len(mnist_files.search(named)) == 1 else None
    cache = mnist_cache()
    return cache if all(mnist_files.usual_file(cache, role) for role in ROLES) else None


def environment_folder() -> Path | None:
    """The folder with data that MISREAD_DATA names; None if it names none."""
    named = os.environ.get("MISREAD_DATA")
    return _expanded(named) if named else None


def mnist_cache() -> Path:
    """The folder that MNIST is downloaded to; it need not exist yet."""
    return cache_folder() / "mnist"


def is_mnist(dataset: Dataset) -> bool:
    """Whether these are MNIST's own images and labels, split as `load_mnist` splits them."""
    return dataset.fingerprint == FINGERPRINT


def download_mnist(
    folder: Path | str,
    *,
    progress: Progress | None = None,
    mirrors: Sequence[str] = MIRRORS,
    timeout: float = TIMEOUT,
) -> None:
    """Fetch the four files, 11,594,722 bytes, into `folder`, each verified by its SHA-256.

    progress: is told bytes done and in total; an exception from it cancels, and no partial file
    is left. timeout: seconds without a byte after which a mirror is given up. Files that are
    there and right stay. Raises DownloadError (an OSError) where no mirror delivers.
    """
    fetch_files(
        FILES,
        Path(os.path.expanduser(folder)),  # noqa: PTH111 - unlike `Path.expanduser` never raises
        mirrors=mirrors,
        progress=progress,
        timeout=timeout,
    )


def _named_folder(folder: Path | str | None) -> Path | None:
    return environment_folder() if folder is None else _expanded(folder)


def _expanded(folder: Path | str) -> Path:
    return Path(os.path.expanduser(folder))  # noqa: PTH111 - `Path.expanduser` may raise


def _load_named(place: Path) -> Dataset:
    found = mnist_files.require(place)
    dataset = _load(found.files, folder_name(found.named_after))
    folder = found.files[0].parent
    if dataset.key != KEY and all(file.is_in(folder) for file in FILES):
        return _load(_packed(folder), NAME)  # they lie beside others that were unpacked
    return dataset


def _load_cached(progress: Progress | None) -> Dataset:
    cache = mnist_cache()
    plain = [cache / role for role in ROLES]
    if all(map(is_regular, plain)):
        with suppress(ValueError, OSError):  # then they are got anew
            dataset = _load(plain, folder_name(cache))
            if dataset.key == KEY:
                return dataset
    if not all(file.is_in(cache) for file in FILES):
        download_mnist(cache, progress=progress, mirrors=MIRRORS)
    return _load(_packed(cache), NAME)


def _packed(folder: Path) -> list[Path]:
    return [folder / file.name for file in FILES]


def _load(files: Sequence[Path], name: str) -> Dataset:
    """The data set in the four files, or in Keras' one; called `name` unless it is MNIST."""
    if len(files) == 1:
        learned, test = _splits_of_keras(files[0])
    else:
        learned, test = _load_split(files[0], files[1]), _load_split(files[2], files[3])
    kept = max(1, len(learned) // _VALIDATION_SHARE)
    cut = len(learned) - kept
    if cut < 1:
        raise ValueError(f"{files[0]} needs at least 2 images, one of them for validation, got 1")
    parts = learned.between(0, cut), learned.between(cut, len(learned)), test
    dataset = Dataset(NAME, *parts, key=KEY)
    return dataset if is_mnist(dataset) else Dataset(name, *parts)


def _splits_of_keras(path: Path) -> tuple[Split, Split]:
    try:
        images, labels, test_images, test_labels = npz.read(path)
        return Split(images, labels), Split(test_images, test_labels)
    except ValueError as error:
        if str(error).startswith(str(path)):
            raise ValueError(f"{error}{_kind(path)}") from error
        raise ValueError(f"{path} makes no data set: {error}") from error


def _load_split(images: Path, labels: Path) -> Split:
    arrays = _read(images), _read(labels)
    if (arrays[0].ndim, arrays[1].ndim) == (1, 3):
        raise ValueError(
            f"{images} is not a proper IDX file: 3 dimensions are expected, its shape is "
            f"{arrays[0].shape}: {images.name} holds labels and {labels.name} images"
        )
    for path, array, dimensions in ((images, arrays[0], 3), (labels, arrays[1], 1)):
        if array.ndim != dimensions:
            words = f"{dimensions} dimension{'s are' if dimensions > 1 else ' is'} expected"
            raise ValueError(
                f"{path} is not a proper IDX file: {words}, its shape is {array.shape}"
            )
    try:
        return Split(*arrays)
    except ValueError as error:
        raise ValueError(f"{images} and {labels.name} make no data set: {error}") from error


def _read(path: Path) -> NDArray[np.uint8]:
    try:
        return idx.read(path)
    except ValueError as error:
        raise ValueError(f"{error}{_kind(path)}") from error


def _kind(path: Path) -> str:
    kind = kind_of(path)
    return f". It is {kind}" if kind else ""


def _load_registered(folder: Path | None, progress: LoadProgress | None) -> Dataset:
    return load_mnist(folder, progress=_in_bytes(progress))


def _fetch(folder: Path, progress: LoadProgress | None) -> None:
    download_mnist(folder, progress=_in_bytes(progress))


def _in_bytes(progress: LoadProgress | None) -> Progress | None:
    return None if progress is None else lambda done, total: progress(done / total)


SOURCE = register(
    DataSource(
        KEY,
        NAME,
        _load_registered,
        find_mnist,
        Download(NAME, sum(file.size for file in FILES), mnist_cache, _fetch),
        FINGERPRINT,
    )
)
