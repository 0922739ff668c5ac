"""The same digit never looks the same twice: random variation of a skeleton's strokes.

It gives the way of a pen, without its ink; habits are spreads, tuned on MNIST's training images.
"""

from dataclasses import dataclass

import numpy as np

from nncore.array_types import FloatArray
from nncore.datasets.generated_digits.skeletons import Skeleton

FARTHEST = 2.0
"""No deviation goes further than this many standard deviations."""


GAP = 3
"""Points of a stroke that a lifted pen leaves out."""


@dataclass(frozen=True)
class Habits:
    """How much hands differ. Lengths are in half heights of the digit, angles in radians.

    Wilder habits than these read MNIST up to half a point better, but draw digits that nobody can
    tell, and a network's accuracy on the generated test images then looks worse than it is.
    """

    form_focus: float = 1.2
    """Far below the number of forms, most writings keep close to one form; above, all blend."""
    form_reach: float = 1.2
    """How far the forms are left behind: at 1 a writing lies between them, above also beyond."""
    wobble: float = 0.1
    """Deviation of each control point."""
    steadiness: float = 0.8
    """Correlation of one control point's deviation with the next one's: smooth, not angular."""
    bend: float = 0.18
    """Deviation of each coefficient of the quadratic warp of the whole digit."""
    twist: float = 0.06
    """Deviation of each coefficient of the cubic warp."""
    tremor: float = 0.012
    """Deviation of each drawn point."""
    overshoot: float = 0.08
    """Deviation of how far a stroke goes on beyond its ends."""
    break_share: float = 0.02
    """How many strokes the pen leaves the paper in, somewhere in between."""
    slant: float = 0.22
    """Mean of the tangent of the slant to the right."""
    slant_spread: float = 0.23
    """Deviation of that tangent."""
    rotation: float = 0.1
    """Deviation of the angle by which the whole digit is turned."""
    aspect: float = 1.0
    """Median width of a digit as drawn in its skeleton's box."""
    aspect_spread: float = 0.2
    """Deviation of the logarithm of the width."""
    narrow_share: float = 0.2
    """How many hands squeeze their digits instead, as on a form with narrow fields."""
    narrowest: float = 0.6
    """Width of the digits squeezed most."""
    narrow_until: float = 0.85
    """Width of those squeezed least."""


HABITS = Habits()


def write(
    skeleton: Skeleton, count: int, *, rng: np.random.Generator, habits: Habits = HABITS
) -> tuple[FloatArray, ...]:
    """The pen's way in `count` writings: (count, P, 2) float32 a stroke, about -1..1.

    Points that are NaN belong to no ink: there the pen was off the paper.
    """
    controls = _blend(skeleton, count, rng=rng, habits=habits)
    warp = _Warp(count, rng=rng, habits=habits)
    strokes = []
    for stroke, points in zip(skeleton.strokes, controls, strict=True):
        loose = points + habits.wobble * _drift(points.shape, habits.steadiness, rng=rng)
        drawn = np.einsum("pk,nkd->npd", stroke.curve, warp(loose))
        drawn += habits.tremor * _normal(drawn.shape, rng=rng)
        _overshoot(drawn, habits.overshoot * np.abs(_normal((2, count, 1), rng=rng)))
        _break(drawn, habits.break_share, rng=rng)
        strokes.append(drawn)
    return tuple(strokes)


def _overshoot(drawn: FloatArray, lengths: FloatArray) -> None:
    """Carry the ends of strokes (N, P, 2) on in their direction, by lengths (2, N, 1)."""
    for end, before, length in ((0, 1, lengths[0]), (-1, -2, lengths[1])):
        direction = drawn[:, end] - drawn[:, before]
        size = np.maximum(np.linalg.norm(direction, axis=-1, keepdims=True), 1e-3)
        drawn[:, end] += length * direction / size


def _break(drawn: FloatArray, share: float, *, rng: np.random.Generator) -> None:
    """Take a few points out of the middle of some strokes: NaN, where the pen was lifted."""
    count, points = drawn.shape[:2]
    broken = rng.random(count) < share
    places = rng.integers(GAP, max(points - 2 * GAP, GAP) + 1, count)
    if points < 4 * GAP:
        return
    for writing in np.flatnonzero(broken):
        drawn[writing, places[writing] : places[writing] + GAP] = np.nan


def _blend(
    skeleton: Skeleton, count: int, *, rng: np.random.Generator, habits: Habits
) -> list[FloatArray]:
    """Control points (count, K, 2) a stroke, somewhere between the skeleton's forms."""
    forms = len(skeleton.strokes[0].forms)
    weights = rng.dirichlet([habits.form_focus / forms] * forms, count)
    weights = (1 / forms + habits.form_reach * (weights - 1 / forms)).astype(np.float32)
    return [np.einsum("nf,fkd->nkd", weights, stroke.forms) for stroke in skeleton.strokes]


class _Warp:
    """A smooth map of the plane for each writing: quadratic bend, aspect, slant, rotation."""

    def __init__(self, count: int, *, rng: np.random.Generator, habits: Habits) -> None:
        spread = np.array([habits.bend] * 3 + [habits.twist] * 4, np.float32)
        self._bend = spread[:, np.newaxis] * _normal((count, 7, 2), rng=rng)
        aspect = _widths(count, rng=rng, habits=habits)
        slant = habits.slant + habits.slant_spread * _normal((count,), rng=rng)
        angle = habits.rotation * _normal((count,), rng=rng)
        cosine, sine = np.cos(angle), np.sin(angle)
        # Columns: where one step right and one step down go.
        right = np.stack([aspect * cosine, aspect * sine], axis=-1)
        down = np.stack([-slant * cosine - sine, cosine - slant * sine], axis=-1)
        self._linear = np.stack([right, down], axis=1)

    def __call__(self, points: FloatArray) -> FloatArray:
        x, y = points[..., 0], points[..., 1]
        powers = [x * x, x * y, y * y, x**3, x * x * y, x * y * y, y**3]
        bent = points + np.einsum("npq,nqd->npd", np.stack(powers, axis=-1), self._bend)
        return np.asarray(np.einsum("npq,nqd->npd", bent, self._linear), np.float32)


def _widths(count: int, *, rng: np.random.Generator, habits: Habits) -> FloatArray:
    """How wide each writing is, (N,): about as its skeleton is drawn, or squeezed."""
    usual = habits.aspect * np.exp(habits.aspect_spread * _normal((count,), rng=rng))
    squeezed = rng.uniform(habits.narrowest, habits.narrow_until, count).astype(np.float32)
    return np.where(rng.random(count) < habits.narrow_share, squeezed, usual)


def _drift(shape: tuple[int, ...], steadiness: float, *, rng: np.random.Generator) -> FloatArray:
    """Normal deviations (N, K, 2), each drawn towards the one before it along the stroke."""
    deviations = _normal(shape, rng=rng)
    fresh = np.float32(np.sqrt(1 - steadiness**2))
    for position in range(1, shape[1]):
        before = deviations[:, position - 1]
        deviations[:, position] = steadiness * before + fresh * deviations[:, position]
    return deviations


def _normal(shape: tuple[int, ...], *, rng: np.random.Generator) -> FloatArray:
    """Normal deviations without the rare extremes, which nobody could read."""
    deviations = rng.standard_normal(shape, dtype=np.float32)
    return np.clip(deviations, -FARTHEST, FARTHEST, out=deviations)
