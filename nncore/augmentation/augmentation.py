"""Augmentation: images changed a little at random, as other hands and pens would have written them.

A network that sees each image in a new way at each pass learns what does not change a digit. How
far the changes may go is plain data that JSON can hold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nncore.array_types import IMAGE_SIDE, FloatArray, ImageArray
from nncore.augmentation.blur import soften
from nncore.augmentation.camera import defocused, noisy
from nncore.augmentation.places import BUMPS, inverse_maps
from nncore.augmentation.thickness import change_thickness
from nncore.augmentation.warping import warp
from nncore.safe_text import quoted

LIMITS = {
    "shift": float(IMAGE_SIDE),
    "rotation": 180.0,
    "scale": 1.0,
    "shear": 1.0,
    "elastic": 4.0,
    "thickness": 1.0,
    "blur": 1.0,
    "defocus": 4.0,
    "noise": 1.0,
}
"""The ranges by the names that they have in files, and the most that each may be; the least is 0.
"""

_LATER = ("defocus", "noise")
"""Those that earlier versions did not know."""


@dataclass(frozen=True)
class Augmentation:
    """How far images may be changed. Each image draws its own changes, evenly from the ranges.

    shift: pixels up or down, and pixels left or right.
    rotation: degrees, to either side.
    scale: height and width, each for itself, by a factor of 1 / (1 + scale) to 1 + scale, its
        logarithm being drawn evenly.
    shear: slant to either side, in pixels sideways for each pixel of height.
    elastic: standard deviation, in pixels, of the smooth displacement of each pixel; normal.
    thickness: pixels that strokes grow by on either side, or are thinned by half of it.
    blur: every second image is blended, up to this share, with itself under a bell curve whose
        standard deviation is one pixel.
    defocus: every fourth image is blurred by a bell curve whose standard deviation is up to so many
        pixels.
    noise: every fourth image gets normal noise in each pixel, whose standard deviation is up to
        this share of full ink.

    Raises ValueError for a value that is not a number from 0 to the one in LIMITS.
    """

    shift: float = 0.0
    rotation: float = 0.0
    scale: float = 0.0
    shear: float = 0.0
    elastic: float = 0.0
    thickness: float = 0.0
    blur: float = 0.0
    defocus: float = 0.0
    noise: float = 0.0

    def __post_init__(self) -> None:
        for name, most in LIMITS.items():
            given = getattr(self, name)
            is_number = isinstance(given, int | float) and not isinstance(given, bool)
            if not (is_number and 0 <= given <= most):
                raise ValueError(
                    f"an augmentation's {name} must be a number from 0 to {most:g}, "
                    f"got {quoted(repr(given) if isinstance(given, str) else given)}"
                )

    @property
    def is_nothing(self) -> bool:
        """Whether images stay as they are, and no random number is drawn."""
        is_still = not (self._moves or self.elastic or self.thickness)
        return is_still and not (self.blur or self.defocus or self.noise)

    def as_json(self) -> dict[str, float]:
        """The ranges as files hold them; `Augmentation(**values)` is the same again."""
        ranges = {name: getattr(self, name) for name in LIMITS}
        # without the later ones as earlier versions wrote it
        return {name: most for name, most in ranges.items() if most or name not in _LATER}

    def __call__(self, images: ImageArray, *, rng: np.random.Generator) -> ImageArray:
        """Change each image in its own way; what was given stays as it is.

        images: (N, 28, 28) uint8. Returns the same shape and type, or `images` itself if there is
        nothing to do. Raises ValueError for another shape or type.
        """
        return self.apply(images, [self.draw(len(images), rng=rng)])

    def draw(self, count: int, *, rng: np.random.Generator) -> "Draws":
        """What is to become of so many images; where there is nothing to do, nothing is drawn."""
        if self.is_nothing:
            return Draws(np.zeros((8, count)))
        evenly, bumps = rng.uniform(-1, 1, (8, count)), None
        if self.elastic:
            bumps = rng.standard_normal((count, 2, BUMPS), dtype=np.float32)
            bumps *= np.float32(self.elastic)
        if not (self.defocus or self.noise):
            return Draws(evenly, bumps)
        # the rest is drawn last: with the same seed, what is above comes out as without it
        camera = np.maximum(4 * rng.uniform(0, 1, (2, count)) - 3, 0)
        camera *= [[self.defocus], [self.noise]]
        some = int(np.count_nonzero(camera[1]))
        grain = rng.standard_normal((some, IMAGE_SIDE, IMAGE_SIDE), dtype=np.float32)
        return Draws(evenly, bumps, camera, grain)

    def apply(self, images: ImageArray, drawn: Sequence["Draws"]) -> ImageArray:
        """Change images as was drawn for them, in one row or in several that follow each other.

        Several rows at once take less time than one after the other, and come out to the bit alike.
        images: (N, 28, 28) uint8. Returns and raises as calling it does.
        """
        _require_images(images)
        if self.is_nothing or len(images) == 0:
            return images
        evenly = np.concatenate([each.evenly for each in drawn], axis=1)
        if self.thickness:
            images = change_thickness(images, self.thickness * evenly[6])
        if self._moves or self.elastic:
            images = warp(images, self._inverse_maps(evenly), [each.bumps for each in drawn])
        if self.blur:
            images = soften(images, self.blur * np.maximum(evenly[7], 0))
        if self.defocus or self.noise:
            defocus, noise = np.concatenate([each.camera for each in drawn], axis=1)
            images = defocused(images, defocus)
            images = noisy(images, noise, np.concatenate([each.grain for each in drawn]))
        return images

    @property
    def _moves(self) -> bool:
        return bool(self.shift or self.rotation or self.scale or self.shear)

    def _inverse_maps(self, draws: FloatArray) -> FloatArray:
        """What `inverse_maps` makes of draws (8, N) from -1 to 1."""
        return inverse_maps(
            shift=self.shift * draws[0:2],
            angle=np.radians(self.rotation) * draws[2],
            size=(1 + self.scale) ** draws[3:5],
            shear=self.shear * draws[5],
        )


class Draws(NamedTuple):
    """Random numbers for a row of N images.

    evenly: (8, N), from -1 to 1. bumps: (N, 2, 25), or None where nothing is elastic. camera:
    (2, N), the deviations of defocus and noise; 0 for most. grain: (M, 28, 28), the noise of those
    M images that get some.
    """

    evenly: FloatArray
    bumps: FloatArray | None = None
    camera: FloatArray = np.zeros((2, 0))
    grain: FloatArray = np.zeros((0, IMAGE_SIDE, IMAGE_SIDE), np.float32)


def _require_images(images: ImageArray) -> None:
    is_array = isinstance(images, np.ndarray)
    if not is_array or images.dtype != np.uint8 or images.shape[1:] != (IMAGE_SIDE, IMAGE_SIDE):
        given = f"{images.dtype} {images.shape}" if is_array else type(images).__name__
        raise ValueError(
            f"augmentation takes uint8 images of the shape (N, {IMAGE_SIDE}, {IMAGE_SIDE}), "
            f"got {given}"
        )


AUGMENTATIONS = {
    "none": Augmentation(),
    "light": Augmentation(shift=1, rotation=7, scale=0.08, shear=0.1),
    "affine": Augmentation(shift=2, rotation=12, scale=0.15, shear=0.2),
    "elastic": Augmentation(shift=2, rotation=12, scale=0.15, shear=0.2, elastic=0.7),
    "pens": Augmentation(
        shift=1.5, rotation=15, scale=0.3, shear=0.3, elastic=0.8, thickness=0.7, blur=1
    ),
    "photos": Augmentation(
        shift=2,
        rotation=15,
        scale=0.2,
        shear=0.25,
        elastic=0.75,
        thickness=0.5,
        blur=1,
        defocus=2,
        noise=0.32,
    ),
}
"""Named strengths; "pens" is the widest, for reading what people draw with any pen, and what any
scanner saw of it, "photos" is for what a camera saw."""
