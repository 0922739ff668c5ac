"""Recorded drawings: strokes with the digit that they are meant to be, from a file or a seed."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nncore.array_types import CLASSES, FloatArray
from nncore.datasets import generated_strokes
from nncore.storage.files import read_regular

GENERATED = 100
_LARGEST_FILE = 256 << 20


class RecordingError(ValueError):
    """A file that holds no recorded drawings."""


@dataclass(frozen=True)
class Recording:
    """A drawing: its digit, None for what is none, and its strokes (N, 2), y down."""

    label: int | None
    strokes: tuple[FloatArray, ...]


def read_recordings(path: Path) -> list[Recording]:
    """The drawings of a file. Raises RecordingError for what is none, OSError if it is not read."""
    try:
        listed = json.loads(read_regular(path, most=_LARGEST_FILE))
    except (ValueError, RecursionError) as error:
        raise RecordingError(f"it is no JSON: {error}") from error
    if not isinstance(listed, list) or not listed:
        raise RecordingError("it must hold a list of drawings, and at least one")
    return [_recording(entry, number) for number, entry in enumerate(listed, start=1)]


def _recording(entry: Any, number: int) -> Recording:
    if not isinstance(entry, dict) or not {"label", "strokes"} <= entry.keys():
        raise RecordingError(f"drawing {number} must be an object with a label and strokes")
    label, strokes = entry["label"], entry["strokes"]
    if isinstance(label, str) and label.isascii() and label.isdigit():
        label = int(label)
    is_number = isinstance(label, int) and not isinstance(label, bool)
    if is_number and label not in range(CLASSES):
        raise RecordingError(f"drawing {number}: a digit must be 0 to 9, got {label}")
    if not isinstance(strokes, list) or not strokes:
        raise RecordingError(f"drawing {number} has no strokes")
    return Recording(label if is_number else None, tuple(_stroke(way, number) for way in strokes))


def _stroke(way: Any, number: int) -> FloatArray:
    try:
        points = np.asarray(way, dtype=float)
    except (TypeError, ValueError, OverflowError):
        points = np.empty(0)
    if points.ndim != 2 or points.shape[1] != 2 or len(points) == 0:
        raise RecordingError(f"drawing {number}: a stroke must be a list of points [x, y]")
    if not (np.abs(points) < 1e9).all():
        raise RecordingError(f"drawing {number}: its points must be numbers below a billion")
    return points


def generated_recordings(count: int = GENERATED) -> list[Recording]:
    """Digits that a seed writes, each as often as any other up to one."""
    rng = np.random.default_rng(11)
    digits = [number % CLASSES for number in range(count)]
    return [Recording(digit, generated_strokes(digit, rng=rng)) for digit in digits]
