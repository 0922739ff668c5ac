"""Digits that nobody wrote: a data set drawn by NumPy from pen strokes, in seconds, from a seed.

It is what a person trains on before anything was downloaded; how digits are written, varied and
inked is the business of `writings`, `handwriting` and `pen`. Those are imported by who draws:
mostly the digits are kept already, and every start would wait for the skeletons.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from nncore.array_types import CLASSES, IMAGE_SIDE, FloatArray, ImageArray, LabelArray
from nncore.datasets.dataset import Dataset, Split
from nncore.datasets.folders import cache_folder
from nncore.datasets.generated_digits import cache
from nncore.datasets.registry import DataSource, Progress, register
from nncore.drawing.framing import centre_by_mass

KEY = "generated"
NAME = "Generated digits"

VERSION = 4
"""The recipe's version: raise it whenever the same seed gives other images."""
MARGIN = 0.15
"""How far strokes keep from the unit square's border."""
BATCH = 400
"""Images written between two reports of progress."""


def generated(
    *,
    rng: np.random.Generator,
    training: int = 12_000,
    validation: int = 2_000,
    test: int = 2_000,
    progress: Progress | None = None,
) -> Dataset:
    """Draw a data set: the digits 0 to 9 in shuffled order, equally often up to one image.

    training, validation, test: how many images, each at least 1. The same state of `rng` gives
    the same images to the byte. Sixteen thousand take a second or two.
    Raises ValueError for another count.
    """
    counts = {"training": training, "validation": validation, "test": test}
    for name, count in counts.items():
        _require_count(name, count)
    labels = np.concatenate([_shuffled_labels(count, rng=rng) for count in counts.values()])
    images = np.empty((len(labels), IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    done = 0
    _report(progress, 0.0)
    for positions, drawn in _drawn_batches(labels, rng=rng):
        images[positions] = drawn
        done += len(positions)
        _report(progress, done / len(labels))
    return _cut(images, labels, training, validation)


def load_generated(
    folder: Path | None = None, *, seed: int = 7, progress: Progress | None = None
) -> Dataset:
    """The generated data set in its default size, drawn once and kept in `folder`.

    folder: None for the user's cache folder. A file that is damaged or holds something else is
    made anew; if nothing can be written there, the images are drawn each time.
    Raises what `progress` raises.
    """
    place = cache_folder() if folder is None else folder
    file = place / f"generated-digits-v{VERSION}-seed{seed}.safetensors"
    kept = cache.read(file, name=NAME, key=KEY)
    if kept is not None:
        _report(progress, 1.0)
        return kept
    dataset = generated(rng=np.random.default_rng(seed), progress=progress)
    cache.write(file, dataset)
    return dataset


def generated_strokes(digit: int, *, rng: np.random.Generator) -> tuple[FloatArray, ...]:
    """The strokes of one random writing of `digit`, in the order of writing.

    Each is (points, 2) float32, x to the right and y down, inside the unit square with a margin;
    the longer side of the digit spans what the margins leave. Raises ValueError for a digit
    outside 0..9.
    """
    from nncore.datasets.generated_digits.handwriting import write  # noqa: PLC0415
    from nncore.datasets.generated_digits.writings import WRITINGS  # noqa: PLC0415

    if digit not in range(CLASSES):
        raise ValueError(f"a digit must be 0 to 9, got {digit}")
    skeletons = WRITINGS[digit]
    chosen = skeletons[_choose(digit, 1, rng=rng)[0]]
    strokes = [part for stroke in write(chosen, 1, rng=rng) for part in _unbroken(stroke[0])]
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (1 - 2 * MARGIN) / (high - low).max()
    return tuple((stroke - (low + high) / 2) * scale + 0.5 for stroke in strokes)


def _unbroken(stroke: FloatArray) -> list[FloatArray]:
    """The parts of a stroke (P, 2) between which the pen was off the paper."""
    lifted = np.isnan(stroke[:, 0])
    parts = np.split(stroke, np.flatnonzero(np.diff(lifted)) + 1)
    return [part for part in parts if not np.isnan(part[0, 0])]


def _drawn_batches(
    labels: LabelArray, *, rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, ImageArray]]:
    """Positions of images of one skeleton, with the images (N, 28, 28)."""
    from nncore.datasets.generated_digits.handwriting import write  # noqa: PLC0415
    from nncore.datasets.generated_digits.pen import draw  # noqa: PLC0415
    from nncore.datasets.generated_digits.writings import WRITINGS  # noqa: PLC0415

    for digit, skeletons in enumerate(WRITINGS):
        positions = np.flatnonzero(labels == digit)
        choice = _choose(digit, len(positions), rng=rng)
        for number, skeleton in enumerate(skeletons):
            mine = positions[choice == number]
            for first in range(0, len(mine), BATCH):
                batch = mine[first : first + BATCH]
                strokes = write(skeleton, len(batch), rng=rng)
                yield batch, centre_by_mass(draw(strokes, rng=rng))


def _choose(digit: int, count: int, *, rng: np.random.Generator) -> np.ndarray:
    """Which of the digit's skeletons each of `count` writings follows, by their shares."""
    from nncore.datasets.generated_digits.writings import WRITINGS  # noqa: PLC0415

    shares = np.array([skeleton.share for skeleton in WRITINGS[digit]])
    return rng.choice(len(shares), count, p=shares / shares.sum())


def _shuffled_labels(count: int, *, rng: np.random.Generator) -> LabelArray:
    return rng.permutation(np.arange(count) % CLASSES).astype(np.uint8)


def _cut(images: ImageArray, labels: LabelArray, training: int, validation: int) -> Dataset:
    """As MNIST is cut: validation goes on counting where training ends, test starts anew."""
    whole = Split(images, labels)
    learned = training + validation
    return Dataset(
        NAME,
        whole.between(0, training),
        whole.between(training, learned),
        Split(images[learned:], labels[learned:]),
        KEY,
    )


def _require_count(name: str, count: int) -> None:
    if count < 1:
        raise ValueError(f"{name} must be at least 1 image, got {count}")


def _report(progress: Progress | None, fraction: float) -> None:
    if progress is not None:
        progress(fraction)


def _load_registered(_folder: Path | None, progress: Progress | None) -> Dataset:
    return load_generated(progress=progress)


register(DataSource(KEY, NAME, _load_registered))
