"""Letters of single-stroke fonts as further skeletons: an extra for training the shipped reader.

The fonts are A. V. Hershey's ("Calligraphy for computers", 1967), from the optional package
Hershey-Fonts, which is imported by who asks for them.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np

from nncore.array_types import FloatArray
from nncore.datasets.generated_digits.skeletons import PenStroke, Skeleton, curve_through

FONTS = ("futural", "rowmans", "cursive", "scripts")
"""The fonts whose letters are drawn in single strokes, as a pen would: two plain, two cursive."""

LETTERS = "ACEFHKMNPRTVWXYaefhkmnprvwx"
"""The letters that resemble no digit."""

DIGIT_LIKE = {"cursive": "FTr", "scripts": "FTr"}
"""Letters that resemble a digit in one font: F and T a 9, r a 2."""

SPACING = 0.3
"""How far control points are from each other at least, in half heights of the letter."""
LONGEST = 0.7
"""Longer straight pieces are divided: they can then be bent."""
CORNER = np.radians(50)
"""Where a stroke turns by more, it has a corner; by less, it is a curve."""


class FontsMissingError(ImportError):
    """The package with the fonts is not installed."""


def hershey_letters(
    *, fonts: Sequence[str] = FONTS, characters: str = LETTERS
) -> dict[str, tuple[Skeleton, ...]]:
    """A skeleton a font for each of the characters; what a font lacks is left out.

    Raises FontsMissingError where the package is not installed, ValueError for another font.
    """
    try:
        source: Any = import_module("HersheyFonts").HersheyFonts()
    except ImportError as error:
        raise FontsMissingError(
            'single-stroke fonts need the extra "recipe": pip install "misread[recipe]"'
        ) from error
    known = source.default_font_names
    letters: dict[str, tuple[Skeleton, ...]] = {}
    for font in fonts:
        if font not in known:
            raise ValueError(f"a font must be one of {', '.join(sorted(known))}, got {font!r}")
        source.load_default_font(font)
        for character in characters:
            strokes = list(source.strokes_for_text(character))
            if strokes and character not in DIGIT_LIKE.get(font, ""):
                letters[character] = (*letters.get(character, ()), _skeleton(strokes))
    return letters


def _skeleton(strokes: Sequence[Sequence[tuple[float, float]]]) -> Skeleton:
    """The strokes in a box from -1 to 1, whose height or width they span."""
    outlines = [np.array(stroke, np.float32) for stroke in strokes if len(stroke) > 1]
    points = np.concatenate(outlines)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = 2 / max(float((high - low).max()), 1e-6)
    placed = [(each - (low + high) / 2) * scale for each in outlines]
    return Skeleton(tuple(_pen_stroke(each) for each in placed), share=1)


def _pen_stroke(points: FloatArray) -> PenStroke:
    """A smooth curve through some of the points (K, 2) of a polygonal line, with its corners."""
    steps = np.diff(points, axis=0)
    turns = np.abs(np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))))
    lengths = np.linalg.norm(steps, axis=1)
    controls, corners = [points[0]], []
    since = 0.0
    for number, (length, end) in enumerate(zip(lengths, points[1:], strict=True)):
        parts = max(int(np.ceil(length / LONGEST)), 1)
        controls += [points[number] + steps[number] * part / parts for part in range(1, parts)]
        since = since + length if parts == 1 else length / parts
        is_last = number == len(turns)
        is_corner = not is_last and turns[number] > CORNER
        if is_corner:
            corners.append(len(controls))
        if is_corner or is_last or since >= SPACING:
            controls.append(end)
            since = 0.0
    curve = curve_through(len(controls), corners=corners)
    return PenStroke(np.array(controls, np.float32)[np.newaxis], curve)
