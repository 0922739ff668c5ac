"""Scribbles: a pen that wanders, circles, hatches or dabs at random."""

from collections.abc import Callable, Iterator

import numpy as np

from nncore.array_types import FloatArray, ImageArray
from nncore.datasets.generated_digits.skeletons import curve_through
from nncore.datasets.non_digits.writing import FINE, batches, drawn

LEAST_CONTROLS = 9
"""Control points of the shortest scribble: a shorter curve often happens to be a digit."""
MOST_CONTROLS = 30
LENGTHS = 12
"""How many lengths the scribbles of one kind have."""


def scribbles(count: int, *, rng: np.random.Generator) -> Iterator[ImageArray]:
    """Images (n, 28, 28) of `count` scribbles, in batches of one way and one length."""
    for way, of_way in zip(WAYS, rng.multinomial(count, [1 / len(WAYS)] * len(WAYS)), strict=True):
        for wanted in rng.multinomial(of_way, [1 / LENGTHS] * LENGTHS):
            controls = int(rng.integers(LEAST_CONTROLS, MOST_CONTROLS + 1))
            for batch in batches(wanted):
                yield drawn(way(batch, controls, rng=rng), rng=rng, nib=FINE)


def _jumps(count: int, controls: int, *, rng: np.random.Generator) -> list[FloatArray]:
    """A smooth curve through points anywhere."""
    return [_smooth(rng.uniform(-1, 1, (count, controls, 2)))]


def _angles(count: int, controls: int, *, rng: np.random.Generator) -> list[FloatArray]:
    """Straight pieces between points anywhere."""
    return [_single(rng.uniform(-1, 1, (count, max(controls // 2, LEAST_CONTROLS), 2)))]


def _walk(count: int, controls: int, *, rng: np.random.Generator) -> list[FloatArray]:
    """A pen that keeps its direction for a while."""
    turns = np.cumsum(rng.normal(0, 1.1, (count, controls)), axis=1)
    turns += rng.uniform(0, 2 * np.pi, (count, 1))
    steps = np.stack([np.cos(turns), np.sin(turns)], axis=-1)
    return [_smooth(np.cumsum(steps, axis=1))]


def _circles(count: int, controls: int, *, rng: np.random.Generator) -> list[FloatArray]:
    """Loops whose middle and size wander: from a coil of wire to a ball of wool."""
    rounds = rng.uniform(2.5, 7, (count, 1))
    points = max(3 * controls, 40)
    angle = rng.uniform(0, 2 * np.pi, (count, 1)) + 2 * np.pi * rounds * np.linspace(0, 1, points)
    drift = np.cumsum(rng.normal(0, 0.1, (count, points, 2)), axis=1)
    # at least a little onward: loops on one spot are a bold 0
    onward = _turned(rng.uniform(1.2, 3.5, (count, 1, 1)) * np.array([1, 0]), rng=rng)
    drift += onward * np.linspace(0, 1, points)[:, np.newaxis]
    size = np.exp(np.cumsum(rng.normal(0, 0.06, (count, points)), axis=1))[..., np.newaxis]
    return [_single(drift + size * np.stack([np.cos(angle), np.sin(angle)], axis=-1))]


def _hatching(count: int, controls: int, *, rng: np.random.Generator) -> list[FloatArray]:
    """To and fro, as one fills an area or crosses a word out."""
    along = np.linspace(-1, 1, controls) + rng.normal(0, 0.3 / controls, (count, controls))
    across = np.where(np.arange(controls) % 2, 1, -1) * rng.uniform(0.4, 1, (count, controls))
    across *= rng.uniform(0.6, 1, (count, 1))
    return [_smooth(_turned(np.stack([along, across], axis=-1), rng=rng))]


def _several(count: int, controls: int, *, rng: np.random.Generator) -> list[FloatArray]:
    """Three to six short strokes anywhere."""
    strokes = 3 + controls % 4
    middles = rng.uniform(-1, 1, (strokes, count, 1, 2))
    return [_smooth(middle + rng.normal(0, 0.5, (count, 4, 2))) for middle in middles]


def _dashes(count: int, controls: int, *, rng: np.random.Generator) -> list[FloatArray]:
    """Straight strokes of any length and direction, four to eight."""
    middles = rng.uniform(-1, 1, (4 + controls % 5, count, 1, 2))
    ends = np.linspace(-1, 1, 3)[:, np.newaxis]
    return [_single(middle + ends * rng.uniform(-0.9, 0.9, (count, 1, 2))) for middle in middles]


def _turned(points: FloatArray, *, rng: np.random.Generator) -> FloatArray:
    """Points (N, K, 2), each image's turned by an angle of its own."""
    angle = rng.uniform(0, 2 * np.pi, len(points))
    cosine, sine = np.cos(angle), np.sin(angle)
    turn = np.stack([np.stack([cosine, sine], -1), np.stack([-sine, cosine], -1)], axis=1)
    return np.asarray(points @ turn)


def _smooth(points: FloatArray) -> FloatArray:
    return _single(np.einsum("pk,nkd->npd", curve_through(points.shape[1]), points))


def _single(points: FloatArray) -> FloatArray:
    return points.astype(np.float32)


WAYS: tuple[Callable[..., list[FloatArray]], ...] = (
    _jumps,
    _angles,
    _walk,
    _circles,
    _hatching,
    _several,
    _dashes,
)
"""Each takes how many images and about how many control points."""
