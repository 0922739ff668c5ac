"""MNIST, the data set of handwritten digits that Misread learns from: found, or fetched once.

A folder that the user names is only read; downloads go to the cache. No image of it is part of
this project.

Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document
recognition", 1998.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from nncore.datasets import idx
from nncore.datasets.dataset import Dataset, Split
from nncore.datasets.downloads import TIMEOUT, Progress, RemoteFile, fetch_files
from nncore.datasets.folders import cache_folder
from nncore.files import is_regular

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

_VALIDATION_SHARE = 12
"""One in twelve training images is kept for validation: 5,000 of MNIST's 60,000."""


def load_mnist(folder: Path | str | None = None, *, progress: Progress | None = None) -> Dataset:
    """MNIST as 55,000 training, 5,000 validation and 10,000 test images.

    folder: where the four IDX files lie, gzip or plain; else what MISREAD_DATA names; else the
    cache, to which missing or damaged files are downloaded first. Validation is the last twelfth
    of the training file, also of a smaller set in the same format. progress: is told the bytes of
    a download, done and in total; it is not called where nothing is to be downloaded.

    Raises FileNotFoundError where a named folder lacks a file, ValueError for files that are
    damaged or do not fit together, DownloadError (an OSError) where no mirror delivers.
    """
    named = _named_folder(folder)
    place = named or _cache()
    if named is None and _plain_files(place) is None:
        _complete(place, progress)
    return _load(_require_files(place))


def find_mnist(folder: Path | str | None = None) -> Path | None:
    """Where a complete set of the four files lies, without reading it; None if there is none.

    Looks only in `folder` if given, else only where MISREAD_DATA says, else in the cache.
    """
    place = _named_folder(folder) or _cache()
    return place if all(_find(place, file) for file in FILES) else None


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
        FILES, Path(folder).expanduser(), mirrors=mirrors, progress=progress, timeout=timeout
    )


def _complete(cache: Path, progress: Progress | None) -> None:
    if not all(file.is_in(cache) for file in FILES):
        download_mnist(cache, progress=progress, mirrors=MIRRORS)


def _named_folder(folder: Path | str | None) -> Path | None:
    named = folder if folder is not None else os.environ.get("MISREAD_DATA") or None
    # Path.expanduser raises RuntimeError for "~somebody" of whom nothing is known here
    return None if named is None else Path(os.path.expanduser(named))  # noqa: PTH111


def _cache() -> Path:
    return cache_folder() / "mnist"


def _find(folder: Path, file: RemoteFile) -> Path | None:
    packed = folder / file.name
    return next((path for path in (packed.with_suffix(""), packed) if is_regular(path)), None)


def _plain_files(folder: Path) -> list[Path] | None:
    """The unpacked files, if all four are there."""
    plain = [(folder / file.name).with_suffix("") for file in FILES]
    return plain if all(map(is_regular, plain)) else None


def _require_files(folder: Path) -> list[Path]:
    found = [_find(folder, file) for file in FILES]
    missing = [file.name for file, path in zip(FILES, found, strict=True) if path is None]
    if missing:
        names = ", ".join(file.name for file in FILES)
        raise FileNotFoundError(
            f"{folder} does not hold MNIST: {len(missing)} of the four files are missing. "
            f"Looked for {names} (or the same without .gz); missing are {', '.join(missing)}"
        )
    return [path for path in found if path is not None]


def _load(paths: Sequence[Path]) -> Dataset:
    learned = _load_split(paths[0], paths[1])
    test = _load_split(paths[2], paths[3])
    kept = max(1, len(learned) // _VALIDATION_SHARE)
    cut = len(learned) - kept
    if cut < 1:
        raise ValueError(f"{paths[0]} needs at least 2 images, one of them for validation, got 1")
    return Dataset("MNIST", learned.between(0, cut), learned.between(cut, len(learned)), test)


def _load_split(images: Path, labels: Path) -> Split:
    try:
        return Split(idx.read(images, dimensions=3), idx.read(labels, dimensions=1))
    except ValueError as error:
        if str(error).startswith((str(images), str(labels))):
            raise
        raise ValueError(f"{images} and {labels.name} make no data set: {error}") from error
