"""What every data set looks like: splits of images with labels, checked when they are made."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import CLASSES, IMAGE_SIDE, ImageArray, LabelArray
from nncore.safe_text import quoted

if TYPE_CHECKING:
    from nncore.datasets.non_digits.images import NonDigits

FOLDER = "folder"
"""The key of images that are no data set the program knows, as other digits in a user's folder."""


class SplitName(StrEnum):
    """What a split is called in code, in files and on the command line."""

    TRAINING = "training"
    VALIDATION = "validation"
    TEST = "test"


@dataclass(frozen=True, eq=False)
class Split:
    """Images with their labels.

    images: (N, 28, 28) uint8, white ink on black. labels: (N,) integers 0..9, kept as uint8.
    first_index: the position of the first image in its original file, so that a validation
    image cut from the end of a training file keeps the index it had there.

    Raises ValueError for another shape or type, a label out of range, or an empty split.
    """

    images: ImageArray
    labels: LabelArray
    first_index: int = 0

    def __post_init__(self) -> None:
        _require_images(self.images)
        object.__setattr__(self, "labels", _checked_labels(self.labels, len(self.images)))

    def __len__(self) -> int:
        return len(self.labels)

    def index(self, position: int) -> int:
        """Where the image at `position` of this split stands in its original file."""
        return self.first_index + position

    @property
    def indices(self) -> NDArray[np.intp]:
        """Where each image stands in its original file, (N,)."""
        return np.arange(self.first_index, self.first_index + len(self))

    def between(self, start: int, stop: int) -> "Split":
        """The images from `start` up to `stop`, as views, keeping their original indices.

        Raises ValueError for a `start` below 0, which counts nothing, or where no image is left.
        """
        if start < 0:
            raise ValueError(f"start must be 0 or more, got {start}")
        return Split(self.images[start:stop], self.labels[start:stop], self.first_index + start)


class JoinedSplit(Split):
    """Several splits one after the other, as copies; an image keeps the place that it had.

    They may be of several files: an index alone does not tell which, `place` does. first_index is
    that of the first image in its file.
    images: theirs, where they are joined already. Raises ValueError for no splits.
    """

    parts: dict[SplitName, Split]

    def __init__(self, parts: dict[SplitName, Split], images: ImageArray | None = None) -> None:
        if not parts:
            raise ValueError("at least one split is needed to join, got none")
        object.__setattr__(self, "parts", parts)
        every = [*parts.values()]
        if images is None:
            images = np.concatenate([each.images for each in every])
        labels = np.concatenate([each.labels for each in every])
        super().__init__(images, labels, every[0].first_index)

    def place(self, position: int) -> tuple[SplitName, int]:
        """The split that the image at `position` comes from, and where it stands in that one's
        original file. Raises IndexError for a position that there is not.
        """
        left = position
        for name, part in self.parts.items():
            if 0 <= left < len(part):
                return name, part.index(left)
            left -= len(part)
        raise IndexError(f"there are {len(self)} images, got position {position}")

    def index(self, position: int) -> int:
        return self.place(position)[1]

    @property
    def indices(self) -> NDArray[np.intp]:
        return np.concatenate([each.indices for each in self.parts.values()])

    def between(self, start: int, stop: int) -> "JoinedSplit":
        images = super().between(start, stop).images
        parts, begin = {}, 0
        for name, part in self.parts.items():
            first, end = max(start - begin, 0), start + len(images) - begin
            if first < min(end, len(part)):
                parts[name] = part.between(first, end)
            begin += len(part)
        return JoinedSplit(parts, images)


@dataclass(frozen=True, eq=False)
class Dataset:
    """A named data set: what is learned from, what choices are made on, what is reported.

    Training and validation usually come from one file; test is for the final figure only. A data
    set that only tests is given None for both others. name: what the files of runs call it. key:
    what code calls it, see `registry`.
    """

    name: str
    _training: Split | None
    _validation: Split | None
    test: Split
    key: str = FOLDER

    @property
    def training(self) -> Split:
        """What is learned from. Raises ValueError where there is none."""
        return self.split(SplitName.TRAINING)

    @property
    def validation(self) -> Split:
        """What choices are made on. Raises ValueError where there is none."""
        return self.split(SplitName.VALIDATION)

    @cached_property
    def splits(self) -> dict[SplitName, Split]:
        """Those that there are."""
        every = zip(SplitName, (self._training, self._validation, self.test), strict=True)
        return {name: split for name, split in every if split is not None}

    @property
    def is_trainable(self) -> bool:
        """Whether a network can learn from it."""
        return {SplitName.TRAINING, SplitName.VALIDATION} <= self.splits.keys()

    @cached_property
    def whole(self) -> JoinedSplit:
        """All images: those of training, of validation and of test, one after the other.

        They are copied when this is asked for first; MNIST's take 55 MB.
        """
        return JoinedSplit(self.splits)

    def split(self, name: SplitName | None) -> Split:
        """The split of that name; None: all images. Raises ValueError where there is none."""
        if name is None:
            return self.whole
        if name not in self.splits:
            raise ValueError(
                f"{quoted(self.name)} has no {name} images, only {', '.join(self.splits)}"
            )
        return self.splits[name]

    @cached_property
    def non_digits(self) -> "dict[SplitName, NonDigits]":
        """Images that are no digits, for training and for validation; drawn when they are asked for
        first, which takes some seconds. They have no labels, and no split holds them.

        Raises ValueError where there is no training split, whose digits some are made of.
        """
        return self._non_digits_drawn(None)

    def draw_non_digits(self, progress: Callable[[float], None]) -> None:
        """Draw `non_digits` now, unless they are there already.

        progress: told the part that is done, 0..1; what it raises ends the work.
        """
        if "non_digits" not in self.__dict__:
            self.__dict__["non_digits"] = self._non_digits_drawn(progress)

    @cached_property
    def non_digits_fingerprint(self) -> str:
        """Tells these images that are no digits from others, 64 hexadecimal digits."""
        digest = sha256()
        for each in self.non_digits.values():
            digest.update(np.ascontiguousarray(each.images).data)
        return digest.hexdigest()

    @cached_property
    def fingerprint(self) -> str:
        """Tells data sets apart by their images and labels, 64 hexadecimal digits.

        MNIST's takes a tenth of a second, once.
        """
        digest = sha256()
        for split in self.splits.values():
            digest.update(np.ascontiguousarray(split.images).data)
            digest.update(np.ascontiguousarray(split.labels).data)
        return digest.hexdigest()

    def _non_digits_drawn(
        self, progress: Callable[[float], None] | None
    ) -> "dict[SplitName, NonDigits]":
        # most never ask for them, and every start would wait for the skeletons
        from nncore.datasets.non_digits.beside_digits import drawn_beside  # noqa: PLC0415

        return drawn_beside(self.training, self.validation, progress=progress)


def _require_images(images: ImageArray) -> None:
    shape = (IMAGE_SIDE, IMAGE_SIDE)
    if not isinstance(images, np.ndarray) or images.dtype != np.uint8:
        given = getattr(images, "dtype", type(images).__name__)
        raise ValueError(f"images must be a uint8 array of shape (N, 28, 28), got {given}")
    if images.ndim != 3 or images.shape[1:] != shape:
        raise ValueError(f"images must have the shape (N, 28, 28), got {images.shape}")
    if len(images) == 0:
        raise ValueError("a split needs at least one image, got none")


def _checked_labels(labels: LabelArray, count: int) -> LabelArray:
    if not isinstance(labels, np.ndarray) or not np.issubdtype(labels.dtype, np.integer):
        given = getattr(labels, "dtype", type(labels).__name__)
        raise ValueError(f"labels must be an integer array of shape ({count},), got {given}")
    if labels.shape != (count,):
        raise ValueError(f"labels must have the shape ({count},), one an image, got {labels.shape}")
    wrong = np.flatnonzero((labels < 0) | (labels >= CLASSES))
    if len(wrong):
        position = int(wrong[0])
        raise ValueError(f"labels must be 0 to 9, got {labels[position]} at position {position}")
    return labels.astype(np.uint8, copy=False)
