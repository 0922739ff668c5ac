"""A pen that draws strokes into the 20×20 box of MNIST's frame, many writings at a time.

Ink is a matter of distance alone: how far a pixel lies from the nearest piece of a stroke.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import FloatArray, ImageArray
from nncore.drawing.framing import BOX_SIDE

BATCH = 64
"""Images drawn at a time: few enough that the working arrays stay in the processor's cache."""

FITTING_STEPS = 4
"""Steps of Newton's method that find the scale; the span is convex in it, and all but linear."""


@dataclass(frozen=True)
class Nib:
    """The pens people use, in pixels of the 20×20 box."""

    radius: float = 1.12
    """Median half width of a stroke."""
    radius_spread: float = 0.26
    """Deviation of the logarithm of the half width."""
    thinnest: float = 0.55
    thickest: float = 3.0
    pressure: float = 0.2
    """Deviation of the logarithm of the half width along a stroke."""
    edge: float = 0.6
    """Pixels over which ink fades from white to black."""
    roughness: float = 0.12
    """Deviation of the ink's border, in each pixel for itself: paper is not smooth."""


NIB = Nib()


def draw(
    strokes: tuple[FloatArray, ...], *, rng: np.random.Generator, nib: Nib = NIB
) -> ImageArray:
    """Draw N writings, each fitted into its box.

    strokes: (N, P, 2) points a stroke, in any unit; at NaN there is no ink. Returns (N, 20, 20)
    uint8 whose ink spans the box in its longer direction and lies in the middle in the other.
    """
    count = len(strokes[0])
    radius = np.exp(nib.radius_spread * rng.standard_normal(count, dtype=np.float32))
    radius = np.clip(nib.radius * radius, nib.thinnest, nib.thickest)
    points = np.concatenate(strokes, axis=1)
    tilt = nib.pressure * rng.standard_normal((count, 3), dtype=np.float32)
    pressure = _pressure(points, tilt)
    points = _fit(points, pressure * (radius + nib.edge / 2)[:, np.newaxis])
    first, last = _pieces(strokes)
    starts, ends = points[:, first], points[:, last]
    pressure = (pressure[:, first] + pressure[:, last]) / 2
    images = np.empty((count, BOX_SIDE, BOX_SIDE), np.uint8)
    for start in range(0, count, BATCH):
        part = slice(start, start + BATCH)
        distance = _distance(starts[part], ends[part], pressure[part])
        distance += nib.roughness * rng.standard_normal(distance.shape, dtype=np.float32)
        ink = (radius[part, np.newaxis, np.newaxis] - distance) / nib.edge + 0.5
        images[part] = np.rint(255 * np.clip(ink, 0, 1))
    return images


def _pieces(strokes: tuple[FloatArray, ...]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which points, all strokes' put in a row, each piece starts from and ends at."""
    lengths = [stroke.shape[1] for stroke in strokes]
    within = np.ones(sum(lengths), bool)
    within[np.cumsum(lengths) - 1] = False
    first = np.flatnonzero(within)
    return first, first + 1


def _pressure(points: FloatArray, tilt: FloatArray) -> FloatArray:
    """How hard the pen is pressed at each point (N, P), 1 in the middle: a smooth field."""
    low = np.nanmin(points, axis=1, keepdims=True)
    high = np.nanmax(points, axis=1, keepdims=True)
    half = (high - low).max(axis=2, keepdims=True) / 2
    x, y = np.moveaxis((points - (low + high) / 2) / half, -1, 0)
    slope, lean, wave = tilt.T[:, :, np.newaxis]
    return np.asarray(np.exp(slope * x + lean * y + wave * np.sin(4 * y)), np.float32)


def _fit(points: FloatArray, reach: FloatArray) -> FloatArray:
    """Scale and move each writing so that its ink, `reach` around each point, spans the box."""
    size = (np.nanmax(points, axis=1) - np.nanmin(points, axis=1)).max(axis=1)
    reach = reach[..., np.newaxis]
    scale = BOX_SIDE / 2 / size
    # The span grows with the scale nearly in a line: a few of Newton's steps meet the box.
    for _ in range(FITTING_STEPS):
        low, high = _span(points * scale[:, np.newaxis, np.newaxis], reach)
        scale = scale + (BOX_SIDE - (high - low).max(axis=(1, 2))) / size
    placed = points * scale[:, np.newaxis, np.newaxis]
    low, high = _span(placed, reach)
    return np.asarray(placed + (BOX_SIDE - low - high) / 2, np.float32)


def _span(points: FloatArray, reach: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The corners (N, 1, 2) of the ink around the points."""
    low = np.nanmin(points - reach, axis=1, keepdims=True)
    high = np.nanmax(points + reach, axis=1, keepdims=True)
    return low, high


def _distance(starts: FloatArray, ends: FloatArray, pressure: FloatArray) -> FloatArray:
    """Distance (N, 20, 20) from each pixel's middle to the nearest piece, nearer if pressed."""
    along = ends - starts
    length = np.maximum(np.linalg.norm(along, axis=-1, keepdims=True), 1e-6)
    along = along / length / pressure[..., np.newaxis]
    across = along[..., ::-1] * np.array([-1, 1], np.float32)
    middle = (starts + ends) / 2
    half = length[..., 0] / 2 / pressure
    pixels = np.arange(BOX_SIDE, dtype=np.float32) + np.float32(0.5)
    along_x, along_y = _separate(along, middle, pixels)
    across_x, across_y = _separate(across, middle, pixels)
    count, pieces = half.shape
    nearest = np.full((count, BOX_SIDE, BOX_SIDE), np.inf, np.float32)
    beyond, aside = np.empty_like(nearest), np.empty_like(nearest)
    for piece in range(pieces):
        np.add(along_x[:, piece], along_y[:, piece], out=beyond)
        np.abs(beyond, out=beyond)
        np.subtract(beyond, half[:, piece, np.newaxis, np.newaxis], out=beyond)
        np.maximum(beyond, 0, out=beyond)
        np.multiply(beyond, beyond, out=beyond)
        np.add(across_x[:, piece], across_y[:, piece], out=aside)
        np.multiply(aside, aside, out=aside)
        np.add(beyond, aside, out=beyond)
        np.fmin(nearest, beyond, out=nearest)  # passes over NaN, where the pen is off the paper
    return np.sqrt(nearest, out=nearest)


def _separate(
    direction: FloatArray, middle: FloatArray, pixels: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The two summands of a pixel's place along `direction`: (N, S, 1, 20) and (N, S, 20, 1)."""
    away = pixels - middle[..., np.newaxis]
    parts = direction[..., np.newaxis] * away
    return parts[:, :, 0, np.newaxis, :], parts[:, :, 1, :, np.newaxis]
