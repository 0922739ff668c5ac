"""Letters of single-stroke fonts as further skeletons: an extra for training the shipped reader.

The fonts are A. V. Hershey's ("Calligraphy for computers", 1967), from the optional package
Hershey-Fonts, which is imported by who asks for them.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np

from nncore.array_types import FloatArray
from nncore.datasets.generated_digits.skeletons import PenStroke, Skeleton

FONTS = ("futural", "cursive", "scripts", "rowmans")
"""The fonts whose letters are drawn in single strokes, as a pen would; also "scriptc", "futuram",
"timesi" and others exist, whose strokes are doubled."""

LETTERS = "ACEFHKMNPRTVWXYaefhkmnprvwx"
"""The letters that resemble no digit."""

LONGEST = 0.25
"""Longer pieces are divided, in half heights of the letter: a straight line can then be bent."""


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
            if strokes:
                letters[character] = (*letters.get(character, ()), _skeleton(strokes))
    return letters


def _skeleton(strokes: Sequence[Sequence[tuple[float, float]]]) -> Skeleton:
    """The strokes in a box from -1 to 1, whose height or width they span."""
    outlines = [np.array(stroke, np.float32) for stroke in strokes if len(stroke) > 1]
    points = np.concatenate(outlines)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = 2 / max(float((high - low).max()), 1e-6)
    placed = [_divided((each - (low + high) / 2) * scale) for each in outlines]
    return Skeleton(
        tuple(PenStroke(each[np.newaxis], np.eye(len(each), dtype=np.float32)) for each in placed),
        share=1,
    )


def _divided(points: FloatArray) -> FloatArray:
    """A polygonal line (K, 2) with more points on it, none far from the next."""
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
    places = [0.0]
    for number, length in enumerate(lengths):
        parts = max(int(np.ceil(length / LONGEST)), 1)
        places += [number + part / parts for part in range(1, parts + 1)]
    whole = np.arange(len(points))
    columns = [np.interp(places, whole, points[:, axis]) for axis in (0, 1)]
    return np.stack(columns, axis=-1).astype(np.float32)
