"""Digits and letters that spoil each other: side by side, on top of each other, or crossed out.

All of them are written anew by the hands and pens of the generated digits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from nncore.array_types import FloatArray, ImageArray
from nncore.datasets.generated_digits.handwriting import HABITS, write
from nncore.datasets.generated_digits.skeletons import Skeleton
from nncore.datasets.generated_digits.writings import WRITINGS
from nncore.datasets.non_digits.writing import FINE, UPRIGHT, Writings, drawn, ways

BATCH = 8
"""Images that share their skeletons."""

OVERLAID = (
    *((0, 2), (0, 4), (0, 5), (0, 7), (2, 4), (2, 6), (2, 9), (3, 4)),
    *((3, 7), (4, 5), (4, 6), (4, 8), (5, 7), (6, 7), (7, 8)),
)
"""Pairs of digits that make none together. No 1: a stroke through a digit leaves it one."""

STEADY = replace(HABITS, bend=0.03, twist=0.01, narrow_share=0)
"""Hands that strike out: what bends a digit would tear lines apart that reach beyond it."""

CROSSED_OUT = (0, 2, 3, 4, 5, 6, 8, 9)
"""Digits that are none any more under a cross."""

STRIKES = ways(
    "-30,-10 50,50 130,110 | 130,-10 50,50 -30,110",
    "-20,20 120,30! -20,50! 120,62! -20,80! 120,90",
    "-40,35 50,30 140,25 | -40,52 50,50 140,48 | -40,70 50,70 140,68",
    "-40,110 0,-10! 20,110! 45,-10! 65,110! 95,-10! 140,110",
    "-30,-20 130,-20! 130,120! -30,120! -30,-20",
    "50,-35 -30,0 -40,50 -30,100 50,135 130,100 140,50 130,0 50,-35",
    "10,-15 -20,115 | 40,-15 20,115 | 75,-15 55,115 | 110,-15 90,115",
)
"""What spoils a digit: crosses, hatching, a box or a ring around it."""


def side_by_side(
    count: int, *, rng: np.random.Generator, letters: Writings
) -> Iterator[ImageArray]:
    """Images (n, 28, 28) of two or three digits or letters in a row, in one frame."""
    alphabet = tuple(letters.values())
    for batch in _batches(count):
        signs = WRITINGS if rng.random() < 0.75 else alphabet
        habits = (HABITS, UPRIGHT)[rng.integers(2)]
        strokes: list[FloatArray] = []
        end: FloatArray = np.zeros((batch, 1), np.float32)
        for _ in range(3 if rng.random() < 0.25 else 2):
            one = write(_any_way(signs, rng=rng), batch, rng=rng, habits=habits)
            left, right = _sides(one)
            gap = rng.uniform(-0.1, 0.7, (batch, 1)).astype(np.float32)
            size = rng.uniform(0.75, 1.1, (batch, 1)).astype(np.float32)
            drop = rng.normal(0, 0.12, (batch, 1)).astype(np.float32)
            strokes += [_placed(each, size, end + gap - size * left, drop) for each in one]
            end = end + gap + size * (right - left)
        yield drawn(strokes, rng=rng, nib=FINE)


def overlaid(count: int, *, rng: np.random.Generator) -> Iterator[ImageArray]:
    """Images (n, 28, 28) of two digits, one written over the other."""
    for batch in _batches(count):
        pair = OVERLAID[rng.integers(len(OVERLAID))]
        strokes: list[FloatArray] = []
        for digit in pair:
            one = write(_any_way([WRITINGS[digit]], rng=rng), batch, rng=rng)
            aside, drop = rng.normal(0, 0.25, (2, batch, 1)).astype(np.float32)
            size = rng.uniform(0.8, 1.1, (batch, 1)).astype(np.float32)
            strokes += [_placed(each, size, aside, drop) for each in one]
        yield drawn(strokes, rng=rng, nib=FINE)


def crossed_out(count: int, *, rng: np.random.Generator) -> Iterator[ImageArray]:
    """Images (n, 28, 28) of digits that are crossed out, framed by a line or hatched over."""
    for batch in _batches(count):
        digit = CROSSED_OUT[rng.integers(len(CROSSED_OUT))]
        one = write(_any_way([WRITINGS[digit]], rng=rng), batch, rng=rng)
        strike = write(STRIKES[rng.integers(len(STRIKES))], batch, rng=rng, habits=STEADY)
        yield drawn([*one, *strike], rng=rng, nib=FINE)


def _batches(count: int) -> Iterator[int]:
    for first in range(0, count, BATCH):
        yield min(BATCH, count - first)


def _any_way(signs: Sequence[Sequence[Skeleton]], *, rng: np.random.Generator) -> Skeleton:
    """A random skeleton of a random sign."""
    skeletons = signs[int(rng.integers(len(signs)))]
    shares = np.array([each.share for each in skeletons])
    return skeletons[int(rng.choice(len(skeletons), p=shares / shares.sum()))]


def _sides(strokes: Sequence[FloatArray]) -> tuple[FloatArray, FloatArray]:
    """How far each writing reaches to the left and to the right: (N, 1) each."""
    x = np.concatenate([each[..., 0] for each in strokes], axis=1)
    return np.nanmin(x, axis=1, keepdims=True), np.nanmax(x, axis=1, keepdims=True)


def _placed(
    stroke: FloatArray, size: FloatArray, right: FloatArray, down: FloatArray
) -> FloatArray:
    """A stroke (N, P, 2) made larger by `size` and moved, by (N, 1) each."""
    moved = stroke * size[..., np.newaxis]
    moved[..., 0] += right
    moved[..., 1] += down
    return moved
