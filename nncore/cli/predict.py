"""`predict`: what a saved network reads in drawings from files.

A drawing of any size is framed as the pad frames it; what stands in MNIST's frame already is read
as it is.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from nncore.array_types import IMAGE_SIDE, FloatArray
from nncore.cli.drawings import MAXIMUM_BYTES, MAXIMUM_IMAGES, read_pictures
from nncore.cli.errors import explained
from nncore.cli.outputs import finite, percent, print_json
from nncore.cli.picture_arrays import ACCEPTED, Picture
from nncore.drawing.pictures import (
    INK_CHOICES,
    INVERTED,
    MAXIMUM_PIXELS,
    MAXIMUM_SIDE,
    MAYBE_DARK,
    InkChoice,
    ink_colour,
    ink_of,
)
from nncore.network import Network
from nncore.recognition.reading import Reading, read_frame, read_ink
from nncore.storage.networks import load

SUMMARY = "what a saved network reads in drawings"
DESCRIPTION = f"""{SUMMARY}

Pictures are PNG, JPEG and BMP (with the extra "pictures": pip install "misread[pictures]"), PGM,
IDX sets and .npy arrays. An array is
  {ACCEPTED.replace("flat ", f"flat{chr(10)}  ")};
its levels are whole numbers or floats 0..255, floats 0..1, or booleans.

A picture may have {MAXIMUM_SIDE} pixels a side and {MAXIMUM_PIXELS} in all, a file
{MAXIMUM_BYTES} bytes, a call {MAXIMUM_IMAGES} images.
Ground that is not quite even is removed and faint ink stretched; what was done is said.
"""


class _Answer(NamedTuple):
    """What is read in one image, without its frame: there may be many."""

    file: str
    position: int
    digit: int | None
    known: bool
    confidence: float | None
    probabilities: FloatArray | None
    ink: str
    notes: tuple[str, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the files and the options."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help="the network, as train saved it")
    add(
        "images",
        type=Path,
        nargs="+",
        metavar="IMAGE",
        help="drawings of any size: PNG, JPEG, BMP, PGM, IDX or .npy",
    )
    add(
        "--ink",
        choices=INK_CHOICES,
        default="auto",
        help="the ink is light on dark ground, or dark on light; auto (the default) takes it for "
        "light, and inverts where it is certain to be dark",
    )
    add("--invert", action="store_const", const="dark", dest="ink", help="the same as --ink dark")
    add(
        "--framed",
        action="store_true",
        help="the images stand in MNIST's 28 x 28 frame already: read them as they are, inverted "
        "only with --ink dark",
    )
    add("--json", action="store_true", help="print one JSON object and nothing else")


def run(options: argparse.Namespace) -> int:
    """Read and print; returns the exit code. Raises CommandError for what cannot be done."""
    answers: list[_Answer] = []
    with explained():
        network = load(options.file)
        for path in options.images:
            answers.extend(_answers(network, path, options, MAXIMUM_IMAGES - len(answers)))
    if options.json:
        print_json({"predictions": [_fields(answer) for answer in answers]})
    else:
        for answer in answers:
            print(_line(answer))
    return 0


def _answers(
    network: Network, path: Path, options: argparse.Namespace, most: int
) -> Iterator[_Answer]:
    for position, picture in enumerate(read_pictures(path, most)):
        with np.errstate(over="ignore", invalid="ignore"):
            if options.framed:
                reading, notes = _read_framed(network, path, picture, options.ink)
            else:
                ink = ink_of(*picture, ink=options.ink)
                reading, notes = read_ink(network, ink), ink.notes
        yield _answer(str(path), position, reading, notes)


def _read_framed(
    network: Network, path: Path, picture: Picture, ink: InkChoice
) -> tuple[Reading | None, tuple[str, ...]]:
    """A picture read as it is, or inverted where that is asked for."""
    frame = picture.grey
    if frame.shape != (IMAGE_SIDE, IMAGE_SIDE):
        size = " x ".join(map(str, frame.shape))
        raise ValueError(f"{path} must hold 28 x 28 images to be read as framed, got {size}")
    if picture.alpha is not None:
        raise ValueError(f"{path} is partly transparent: it cannot be read as framed")
    if ink == "dark":
        return read_frame(network, np.invert(frame)), (INVERTED,)
    looks_dark = ink == "auto" and ink_colour(frame)[0] == "dark"
    return read_frame(network, frame), (MAYBE_DARK,) if looks_dark else ()


def _answer(file: str, position: int, reading: Reading | None, notes: tuple[str, ...]) -> _Answer:
    """The digit is None where there is no ink. Raises ValueError for what is no number."""
    ink = "dark" if INVERTED in notes else "light"
    if reading is None:
        return _Answer(file, position, None, False, None, None, ink, notes)
    if finite(reading.confidence) is None:
        raise ValueError("the network's weights are so large that its answers are no numbers")
    return _Answer(
        *(file, position, reading.digit, reading.known, reading.confidence),
        *(reading.probabilities, ink, notes),
    )


def _fields(answer: _Answer) -> dict[str, Any]:
    """An answer in JSON's types."""
    probabilities = answer.probabilities
    return {
        **answer._asdict(),
        "probabilities": None if probabilities is None else probabilities.tolist(),
        "notes": list(answer.notes),
    }


def _line(answer: _Answer) -> str:
    notes = "".join(f"; {note}" for note in answer.notes)
    hint = " (then --ink dark)" if MAYBE_DARK in answer.notes else ""
    return f"{answer.file}[{answer.position}]: {_words(answer)}{notes}{hint}"


def _words(answer: _Answer) -> str:
    if answer.digit is None or answer.confidence is None:
        return "no ink"
    likely = f"{answer.digit} ({percent(answer.confidence)})"
    return likely if answer.known else f"not a digit; nearest is {likely}"
